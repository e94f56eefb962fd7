/** Gradients that textbooks give, at everyday points in f64 and far out with as many digits as it takes. */
import { describe, expect, test } from 'vitest';
import { gradient } from '../../../src/verify/oracle/gradient.ts';
import { truth } from '../../../src/verify/oracle/truth.ts';
import { dataOf, program, tensor } from '../program.ts';

const BCE = program(`
loss bce(z: logit[i], y: label[i]) = sum[i](-(y * log(p) + (1 - y) * log(1 - p))) where p = sigmoid(z)`);
const CE = program(`
loss ce(z: logit[c, i], t: index[i] of c) = sum[i](-log(pick[c](softmax[c](z), t)); keep = valid[c](t))`);

const close = (actual: number | undefined, expected: number, within: number): void => {
  const error = actual === expected ? 0 : Math.abs((actual ?? NaN) - expected) / Math.abs(expected);
  expect(error, `${actual} should be ${expected}`).toBeLessThan(within);
};

describe('binary cross-entropy: the gradient is sigmoid(z) - y', () => {
  test('in f64', () => {
    const z = [-3, -0.5, 0, 0.7, 2];
    for (const y of [0, 1]) {
      const data = dataOf({
        z: tensor('i', z),
        y: tensor(
          'i',
          z.map(() => y),
        ),
      });
      const found = gradient(BCE, 'bce', data).gradients['z'];
      z.forEach((x, i) => close(found?.[i], 1 / (1 + Math.exp(-x)) - y, 1e-14));
    }
  });

  test('far out, where f64 has no digits left', () => {
    const z = [20, 100, 700, 10000, -20, -100, -700, -10000];
    for (const y of [0, 1]) {
      const data = dataOf({
        z: tensor('i', z),
        y: tensor(
          'i',
          z.map(() => y),
        ),
      });
      const found = truth(BCE, 'bce', data);
      expect(found.resolved).toBe(true);
      // As y - 1 + 1/(1 + exp(-z)) without the cancellation.
      const slope = (x: number): number =>
        y === 1 ? -Math.exp(-x) / (1 + Math.exp(-x)) : 1 / (1 + Math.exp(-x));
      z.forEach((x, i) => {
        const expected = x < -600 && y === 1 ? -1 : x < -600 ? Math.exp(x) : slope(x);
        close(found.gradients['z']?.[i], expected, 1e-15);
      });
      const value = z.reduce((total, x) => total + Math.max(0, y === 1 ? -x : x), 0);
      close(found.value.data[0], value, 1e-8);
    }
  });

  test('the textbook form in f64 does fail there', () => {
    const data = dataOf({ z: tensor('i', [100]), y: tensor('i', [0]) });
    expect(gradient(BCE, 'bce', data).value.data[0]).toBe(Infinity);
    close(truth(BCE, 'bce', data).value.data[0], 100, 1e-15);
  });
});

describe('cross-entropy: the gradient is softmax(z) - one_hot(t)', () => {
  const softmax = (z: readonly number[]): readonly number[] => {
    const most = Math.max(...z);
    const e = z.map((x) => Math.exp(x - most));
    return e.map((x) => x / e.reduce((total, y) => total + y, 0));
  };

  test('in f64, with ignored pixels', () => {
    const columns = [
      [1, 2, -1],
      [0.5, 0.1, 3],
      [0, 0, 0],
    ];
    const t = [1, 2, 255];
    const z = tensor(
      'c i',
      [0, 1, 2].map((c) => columns.map((column) => column[c])),
    );
    const found = gradient(CE, 'ce', dataOf({ z, t: tensor('i', t) })).gradients['z'];
    columns.forEach((column, i) => {
      softmax(column).forEach((p, c) => {
        const expected = t[i] === 255 ? 0 : p - (t[i] === c ? 1 : 0);
        close(found?.[c * 3 + i], expected, 1e-14);
      });
    });
  });

  test('of a confident pixel, right and wrong', () => {
    const z = tensor('c i', [
      [10000, 10000],
      [0, 0],
      [9990, 9990],
    ]);
    const found = truth(CE, 'ce', dataOf({ z, t: tensor('i', [0, 1]) }));
    const tail = Math.exp(-10) / (1 + Math.exp(-10));
    close(found.gradients['z']?.[0], -tail, 1e-15);
    close(found.gradients['z']?.[1], 1 - tail, 1e-15);
    expect(found.gradients['z']?.[2]).toBe(0);
    expect(found.gradients['z']?.[3]).toBe(-1);
    close(found.gradients['z']?.[4], tail, 1e-15);
    close(found.value.data[0], 10000 + 2 * Math.log1p(Math.exp(-10)), 1e-15);
  });
});

test('Dice: the gradient is ((2 I + s) - 2 y (T + s)) / (T + s)²', () => {
  const dice = program(`
    loss dice(p: prob[i], y: label[i]; smooth = 1) =
      1 - (2 * sum[i](p * y) + smooth) / (sum[i](p) + sum[i](y) + smooth)`);
  const [p, y] = [
    [0.9, 0.2, 0.6, 0, 1],
    [1, 0, 1, 1, 0],
  ];
  const data = dataOf({ p: tensor('i', p), y: tensor('i', y) });
  const [overlap, total] = [1.5 + 0, 2.7 + 3];
  for (const found of [gradient(dice, 'dice', data), truth(dice, 'dice', data)])
    y?.forEach((label, i) => {
      const expected = (2 * overlap + 1 - 2 * label * (total + 1)) / (total + 1) ** 2;
      close(found.gradients['p']?.[i], expected, 1e-14);
    });
});

test('an infinite slope is infinite, whatever the digits', () => {
  const p = program('loss f(p: prob[i]) = sum[i](log(p))');
  const found = truth(p, 'f', dataOf({ p: tensor('i', [0, 0.5]) }));
  expect(found.value.data[0]).toBe(-Infinity);
  expect(found.gradients['p']).toEqual([Infinity, 2]);
});

test('terms that cancel are 0, and no rest of their rounding', () => {
  const p = program('loss f(z: real[i], a: real[c], e: real[]) = e * logsumexp[i](z) * a');
  const data = dataOf({ z: tensor('i', [0, 1]), a: tensor('c', [100, 0, -100]), e: tensor('', -0.7) });
  expect(truth(p, 'f', data).gradients['e']).toEqual([0]);
});

test('values that are equal but inexact are a tie', () => {
  const p = program('loss f(x: real[i]) = max[i](x / 3)');
  const found = truth(p, 'f', dataOf({ x: tensor('i', [1, 1]) }));
  found.gradients['x']?.forEach((slope) => close(slope, 1 / 6, 1e-15));
});
