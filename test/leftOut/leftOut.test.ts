/** What a mask, an index or a test leaves out does not matter, whatever it is: in no backend, and to no gradient. */
import { describe, expect, test } from 'vitest';
import { candidates } from '../../src/cli/candidate.ts';
import { targets, type Target } from '../../src/backends/targets.ts';
import { compile } from '../../src/compile.ts';
import { gradient } from '../../src/verify/oracle/gradient.ts';
import { backends, use, type Backend } from '../tfjs/backends.ts';
import { program } from '../verify/program.ts';
import { missing } from '../wgsl/device.ts';
import { cases } from './losses.ts';

interface Way {
  readonly name: string;
  readonly target: Target;
  readonly backend?: Backend;
}

const ways: readonly Way[] = targets.flatMap((target): readonly Way[] =>
  target === 'tfjs'
    ? backends.map((backend) => ({ name: `tfjs on ${backend}`, target, backend }))
    : [{ name: target, target }],
);

describe.each(ways)('$name', ({ target, backend }) => {
  test.skipIf(target === 'wgsl' && missing !== undefined).each(Object.entries(cases))(
    '%s',
    async (_, { loss, data }) => {
      if (backend !== undefined) await use(backend);
      const file = program(loss);
      const compiled = compile(file, 'f', {}, (mistake) => {
        if (mistake.severity === 'error') throw new Error(mistake.message);
      });
      if (compiled === undefined) throw new Error('It compiles.');
      const expected = gradient(file, 'f', data);
      const found = await (await candidates[target](compiled))(data);
      const wanted = [...expected.value.data, ...Object.values(expected.gradients).flat()];
      const actual = [
        Number(found.value),
        ...Object.values(found.gradients).flatMap((part) => Array.from(part)),
      ];
      expect(wanted.every(Number.isFinite)).toBe(true);
      expect(actual).toHaveLength(wanted.length);
      actual.forEach((number, k) => expect(number).toBeCloseTo(wanted[k] ?? NaN, 5));
    },
  );
});
