/**
 * The formulas that people are shown of value and gradients, at the head of every module and by `explain`: over the whole
 * library they are read as losses again, and the oracle's interpreter, which knows nothing of the compiler, finds the
 * values and gradients of the source in them.
 */
import { describe, expect, test } from 'vitest';
import { losses } from '../../scripts/library/library.ts';
import { compile } from '../../src/compile.ts';
import type { Program } from '../../src/syntax/program.ts';
import { textOf } from '../../src/text/source.ts';
import { evaluate, findLoss } from '../../src/verify/oracle/evaluate.ts';
import { gradient } from '../../src/verify/oracle/gradient.ts';
import type { NamedTensor } from '../../src/verify/oracle/tensor.ts';
import { Random } from '../../src/verify/random.ts';
import { Sampler, typical } from '../../src/verify/sample.ts';
import { meanings } from '../operators/meanings.ts';
import { program as programOf } from '../verify/program.ts';

interface Shown {
  readonly title: string;
  readonly formula: string;
}

/** What `explain` shows as the result: formulas, and the definitions that they share. */
function shownBy(text: string): { readonly formulas: readonly Shown[]; readonly where: readonly string[] } {
  const lines = text.split('\n').slice(1).filter(Boolean);
  const split = (line: string): Shown => {
    const [, title = '', formula = ''] = /^ *(?:where )? *(\S+?)(?:\[[^\]]*\])? = (.*)$/.exec(line) ?? [];
    return { title, formula };
  };
  const below = lines.findIndex((line) => line.startsWith('    where '));
  const ownLines = below < 0 ? lines : lines.slice(0, below);
  const definitions = below < 0 ? [] : lines.slice(below).filter((line) => !line.includes(') is '));
  return {
    formulas: ownLines.map(split),
    where: definitions.map(split).map(({ title, formula }) => `${title} = ${formula}`),
  };
}

/** What a loss takes, as its declaration has it. */
function parametersOf(program: Program, name: string): string {
  const { inputs, hyperparameters } = findLoss(program, name).declaration;
  return [inputs, hyperparameters].map((each) => each.map(({ span }) => textOf(span)).join(', ')).join('; ');
}

describe.each(losses)('$file: $name', ({ name, program }) => {
  const compiled = compile(program, name, {}, () => {});
  const { formulas, where } = shownBy(compiled?.explain({ pass: 'result' }) ?? '');
  const hasAxes = (compiled?.signature.result.length ?? 0) > 0;
  const data = new Sampler(program, name, new Random(7)).data(typical);
  const expected = gradient(program, name, data, { terms: true });

  test.each(formulas.filter((f) => !(hasAxes && f.title.startsWith('∂'))))('$title', ({ title, formula }) => {
    const definitions = where.length === 0 ? '' : `\nwhere ${where.join('\n')}`;
    const text = `${meanings}loss shown(${parametersOf(program, name)}) = ${formula}${definitions}`;
    const { value } = evaluate(programOf(text), 'shown', data);
    const input = /^∂\/∂(.*)$/.exec(title)?.[1];
    const all = new Map(Object.entries({ ...expected.terms, value: expected.value }));
    const [axes, sizes, truth] =
      input === undefined
        ? [all.get(title)?.axes, all.get(title)?.sizes, all.get(title)?.data]
        : [data.inputs[input]?.axes, data.inputs[input]?.sizes, expected.gradients[input]];
    const found = broadcast(value, axes ?? [], sizes ?? []);
    const largest = Math.max(...(truth ?? []).map(Math.abs), 1e-300);
    expect(truth?.length).toBeGreaterThan(0);
    expect(found.length).toBe(truth?.length);
    found.forEach((entry, k) => {
      expect(Math.abs(entry - (truth?.[k] ?? NaN)) / largest, `${text}: ${k}`).toBeLessThan(1e-11);
    });
  });
});

/** All elements along the axes, of which the value may lack some. */
function broadcast(
  value: NamedTensor<number>,
  axes: readonly string[],
  sizes: readonly number[],
): readonly number[] {
  const count = sizes.reduce((a, b) => a * b, 1);
  return Array.from({ length: count }, (_, k) => {
    const at = new Map<string, number>();
    let rest = k;
    for (const [place, axis] of [...axes.entries()].reverse()) {
      at.set(axis, rest % (sizes[place] ?? 1));
      rest = Math.floor(rest / (sizes[place] ?? 1));
    }
    const index = value.axes.reduce(
      (sum, axis, place) => sum * (value.sizes[place] ?? 1) + (at.get(axis) ?? NaN),
      0,
    );
    return value.data[index] ?? NaN;
  });
}
