/** Four neighbours at a time, in formulas that the library has not: value and gradient are those of the oracle. */
import { expect, test } from 'vitest';
import { typical } from '../../src/verify/sample.ts';
import { program } from '../verify/program.ts';
import { errorsOf, expected } from './agreement.ts';
import { compiled, execute, missing, sample } from './device.ts';

const cases = {
  'a running sum, picked': 'sum[n, i](pick[c](cumsum[c](x * x), t))',
  'a running sum, element by element': 'sum[n, c, i](cumsum[c](x) * one_hot[c](t))',
  'a weight of the class': 'sum[n, i](pick[c](w * x, t))',
  'a total of the class': 'sum[n, i](pick[c](sum[n, i](x * x), t) * valid[c](t))',
  'a total of the class in the image': 'sum[n, i](pick[c](sum[i](x * w), t) ^ 2)',
  'the class with the largest number':
    'sum[n, i](pick[c](x * w, argmax[c](x)) * (if argmax[c](x) == t then 2 else 1))',
  positions: 'sum[n, c, i](x * position(i) / size(i) + position(c) * x)',
  'a largest number of each class': 'sum[c](max[n, i](x * x))',
  'what does not vary by pixel': 'sum[n, c, i](x * max[c](w) + w)',
  'tests of several kinds':
    'sum[n, c, i](if x > w and not (valid[c](t) and x < 1) then sqrt(abs(x)) else tanh(x) ^ 3)',
};
const signature = 'loss f(x: real[n, c, i], w: real[c], t: index[n, i] of c)';

test.each(Object.entries(cases))(
  '%s',
  { skip: missing !== undefined, timeout: 60_000 },
  async (_, formula) => {
    const loss = { name: 'f', kind: 'loss' as const, program: program(`${signature} = ${formula}`) };
    const own = compiled(loss.program, 'f');
    expect(own.wgsl.shader).toContain('Quads(@builtin');
    for (const i of [12, 13]) {
      const data = sample(loss, typical, { n: 2, c: 3, i });
      const errors = errorsOf(await execute(own, data), expected(loss, own, data));
      expect(errors.value, `${i} pixels`).toBeLessThan(1e-5);
      expect(errors.gradient, `${i} pixels: ${errors.place}`).toBeLessThan(1e-5);
    }
  },
);
