/** Arguments whose values follow from how they are made: a mean of probabilities is one, and passes for one. */
import { describe, expect, test } from 'vitest';
import { diagnose } from './mistakes.ts';

const inputs = `p: prob[n, i], z: logit[n, i], k: label[n, i], m: map[n, i], w: weight[n, i], v: prob[n], y: label[n],
  l: index[n] of c, t: index[n, i] of c, q: prob[n, c], d: real[n, i] in [2, 3]`;

/** What is said of an argument that has to be in [0, 1]. */
const said = (argument: string): readonly string[] =>
  diagnose(`loss g(p: prob[n], y: label[n]) = mean[n](p * y) loss f(${inputs}) = g(${argument}, y)`)
    .filter(({ name }) => name.startsWith('argument-'))
    .map(({ message }) => message);

describe('a probability', () => {
  test.each([
    'mean[i](p)',
    'mean[i](sigmoid(z))',
    'mean[i](1 - p)',
    '1 - mean[i](p)',
    'v * mean[i](p)',
    'mean[i](p^2)',
    'mean[i](if p > 0.5 then 1 else 0)',
    'mean[i](p; keep = k)',
    'mean[i](p; keep = not k)',
    'mean[i](p; keep = m)',
    'mean[i](p; keep = m != 2)',
    'mean[i](p; keep = m > 2)',
    'mean[i](p; keep = valid[c](t))',
    'mean[i](p; weight = w)',
    'mean[i](p; weight = w, keep = k)',
    'mean[i](p; weight = w, keep = m > 2)',
    '1 - mean[i](1 - p; keep = k)',
    'mean[c: 1..](q)',
    'mean[c: 1..](1 - q)',
    'mean[c: ..3](q)',
    'mean[c: 1..3](q; keep = q > 0.1)',
    'ratio(sum[i](p * k), sum[i](k))',
    'sum[i](p) / size(i)',
    'max[i](p; keep = k)',
    'min[i](p; keep = not k)',
    'max[c: 1..](q)',
    'max[i](p) * min[i](p)',
    'pick[c](q, l)',
    'max[c](softmax[c](q))',
    'ratio(mean[i](d), 3)',
    'mean[i](d - 2)',
  ])('%s', (argument) => {
    expect(said(argument)).toEqual([]);
  });
});

describe('perhaps none', () => {
  test.each([
    ['sum[i](p)', '[0, inf)'],
    ['mean[i](d)', '[2, 3]'],
    ['mean[i](d; keep = k)', '[0, 3]'],
    ['sum[i](p) / sum[i](k)', '[0, inf)'],
    ['sum[i](m * p) / sum[i](m)', 'any real number'],
    ['sum[i](p; keep = k) / sum[i](k * w)', '[0, inf)'],
    ['sum[c](q) / (size(c) - 1)', '[0, inf)'],
    ['max[i](if k then p else -inf)', '(-inf, 1]'],
    ['if y then max[i](if k then p else -inf) else 0', '(-inf, 1]'],
  ])('%s', (argument, range) => {
    expect(said(argument)).toEqual([expect.stringContaining(range)]);
  });
});
