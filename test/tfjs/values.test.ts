/** Values and gradients of single formulas, on every backend, against the oracle. */
import { describe, expect, test } from 'vitest';
import { candidates } from '../../src/cli/candidate.ts';
import type { Data } from '../../src/verify/oracle/data.ts';
import { gradient } from '../../src/verify/oracle/gradient.ts';
import { dataOf, program, tensor } from '../verify/program.ts';
import { backends, compiled, kernelsOf, text, tf, use } from './backends.ts';

const x = tensor('n i', [
  [0.5, 2, -1],
  [3, 0.25, 1],
]);
const u = tensor('n', [1.5, -2]);
const y = tensor('n i', [
  [1, 0, 1],
  [0, 1, 1],
]);
const one = tensor('n i', [[2], [3]]);
const sizes = { n: 2, i: 3 };

const cases: Readonly<Record<string, { readonly loss: string; readonly data: Data }>> = {
  'numbers alone': {
    loss: 'loss f(e: real, s: real) = exp(-s) * e + 2 * s',
    data: dataOf({ e: tensor('', 0.5), s: tensor('', -1) }),
  },
  'an input as it is': { loss: 'loss f(e: real) = e', data: dataOf({ e: tensor('', 0.5) }) },
  'an input without its gradient': {
    loss: 'loss f(e: real) = stop(e)',
    data: dataOf({ e: tensor('', 0.5) }),
  },
  'a choice by a hyperparameter that takes a number': {
    loss: 'loss f(x: real[n, i]; w = 1) = sum[n, i](if w > 2 then x else 3)',
    data: dataOf({ x }, { w: 1 }, sizes),
  },
  'the same, inside of another function': {
    loss: 'loss f(x: real[n, i]; w = 1) = mean[n](logsumexp[i](tanh(if w > 2 then x else 3)))',
    data: dataOf({ x }, { w: 1 }, sizes),
  },
  'one that takes what varies along fewer axes': {
    loss: 'loss f(x: real[n, i], u: real[n]; w = 1) = sum[n, i](if w > 2 then x else u)',
    data: dataOf({ x, u }, { w: 1 }, sizes),
  },
  'one that takes the larger': {
    loss: 'loss f(x: real[n, i], u: real[n]; w = 1) = sum[n, i](if w < 2 then x else u)',
    data: dataOf({ x, u }, { w: 1 }, sizes),
  },
  'one inside of a sum over other axes': {
    loss: 'loss f(x: real[n, i], y: label[n, i], v: real[i]; w = 1) = sum[n](sum[i](if w > 2 then x else v; keep = y > 0 or v > 0)^2)',
    data: dataOf({ x, y, v: tensor('i', [1, 2, 3]) }, { w: 1 }, sizes),
  },
  'nothing kept by a hyperparameter': {
    loss: 'loss f(x: real[n, i]; w = 1) = mean[n, i](x^2; keep = w > 2)',
    data: dataOf({ x }, { w: 1 }, sizes),
  },
  'a softmax of what may be a number': {
    loss: 'loss f(x: real[n, i], u: map[n]) = mean[n](u * log_softmax[n](u * logsumexp[i: 1..](x)))',
    data: dataOf({ x: one, u }, {}, { n: 2, i: 1 }),
  },
  'the others of what may be a number': {
    loss: 'loss f(x: real[n, i], q: real[n, c], w: map[c]) = sum[n, c](w * mean[i: 1..](x) * softmax[c](q))',
    data: dataOf(
      {
        x: one,
        q: tensor('n c', [
          [0.5, 1],
          [2, -1],
        ]),
        w: tensor('c', [1, 2]),
      },
      {},
      { n: 2, i: 1, c: 2 },
    ),
  },
  'a choice of what may be a number by a larger test': {
    loss: 'loss f(x: prob[n, c], y: label[n, i]) = sum[i](mean[c: 1..](mean[n](x * y; keep = y)))',
    data: dataOf({ x: tensor('n c', [[0.5], [0.25]]), y }, {}, { ...sizes, c: 1 }),
  },
  'branches of sums with numbers in them': {
    loss: 'loss f(x: real[n, i], y: label[n, i], t: index[n] of c, u: real[n]) = sum[n, i](norm[n](x; keep = y) * u - (if valid[c](t) then x else u + y))',
    data: dataOf({ x, y, t: tensor('n', [0, -1]), u }, {}, { ...sizes, c: 2 }),
  },
  'a root of a weighted mean': {
    loss: 'loss f(x: real[i], w: weight[c], u: weight[i]) = sum[i](sqrt(1 + mean[c](w; weight = u)^2) * x)',
    data: dataOf(
      {
        x: tensor('i', [1, 2]),
        w: tensor('c', [1, 2, 4]),
        u: tensor('i', [0.5, 0]),
      },
      {},
      { i: 2, c: 3 },
    ),
  },
};

describe.each(backends)('%s', (backend) => {
  test.each(Object.entries(cases))('%s', async (_, { loss, data }) => {
    await use(backend);
    const file = program(loss);
    const expected = gradient(file, 'f', data);
    const found = await (await candidates.tfjs(compiled(file, 'f')))(data);
    expect(Number(found.value)).toBeCloseTo(expected.value.data[0] ?? NaN, 5);
    for (const [name, wanted] of Object.entries(expected.gradients)) {
      const actual = Array.from(found.gradients[name] ?? []);
      expect(actual).toHaveLength(wanted.length);
      wanted.forEach((slope, k) => expect(actual[k]).toBeCloseTo(slope, 5));
    }
  });
});

test('log(cosh(x)) is exact near 0', async () => {
  await use('cpu');
  const { from } = await text('loss f(x: real[i]) = log_cosh(x)', 'f');
  const points = [0, 1e-3, 0.3, 1, 1.5, -20];
  const found = from({ x: tf.tensor1d(points) }).dataSync();
  points.forEach((point, k) => {
    const wanted = point === -20 ? 20 - Math.LN2 : Math.log1p(2 * Math.sinh(point / 2) ** 2);
    expect(Math.abs((found[k] ?? NaN) - wanted)).toBeLessThanOrEqual(3e-7 * wanted);
  });
});

test('what is spread out for a sum is counted', async () => {
  await use('cpu');
  for (const choice of ['w > 2', 'w < 2']) {
    const loss = await text(
      `loss f(x: real[n, i], u: real[n]; w = 1) = sum[n, i](if ${choice} then x else u)`,
      'f',
    );
    const given = { x: tf.tensor2d(Array.from(x.data), [2, 3]), u: tf.tensor1d(Array.from(u.data)) };
    const value = await kernelsOf(() => loss.from(given));
    expect(value).toHaveLength(loss.compiled.tfjs.kernels.value);
  }
});
