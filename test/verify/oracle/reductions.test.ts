/** Reductions, scans and class operators against values worked out by hand. */
import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../src/verify/oracle/evaluate.ts';
import { reductions, scans } from '../../../src/verify/oracle/reductions.ts';
import { dataOf, program, tensor } from '../program.ts';

const x = tensor('n i', [
  [1, 2, 3],
  [6, 5, 4],
]);
const w = tensor('n i', [
  [1, 0, 1],
  [0, 0, 0],
]);
/** Classes; 255 and -1 are ignored. */
const t = tensor('n i', [
  [0, 2, 255],
  [1, -1, 2],
]);
const z = tensor('c i', [
  [1, 2, 3],
  [3, 2, 1],
  [2, 9, 0],
]);

function valueOf(expression: string): { axes: readonly string[]; data: readonly number[] } {
  const p = program(
    `metric f(x: real[n, i], w: weight[n, i], t: index[n, i] of c, z: real[c, i]) = ${expression}`,
  );
  const { axes, data } = evaluate(p, 'f', dataOf({ x, w, t, z })).value;
  return { axes, data };
}

const cases: readonly (readonly [expression: string, axes: string, expected: readonly number[]])[] = [
  ['sum[i](x)', 'n', [6, 15]],
  ['sum[n](x)', 'i', [7, 7, 7]],
  ['sum[n, i](x)', '', [21]],
  ['mean[i](x)', 'n', [2, 5]],
  ['mean[i, n](x)', '', [3.5]],
  ['max[i](x)', 'n', [3, 6]],
  ['min[i](x)', 'n', [1, 4]],
  ['prod[i](x)', 'n', [6, 120]],
  ['norm[i](x - 1)', 'n', [Math.sqrt(5), Math.sqrt(50)]],
  ['logsumexp[i](log(x))', 'n', [Math.log(6), Math.log(15)]],
  ['softmax[i](log(x))', 'n i', [1 / 6, 2 / 6, 3 / 6, 6 / 15, 5 / 15, 4 / 15]],
  ['exp(log_softmax[i](log(x)))', 'n i', [1 / 6, 2 / 6, 3 / 6, 6 / 15, 5 / 15, 4 / 15]],
  ['cumsum[i](x)', 'n i', [1, 3, 6, 6, 11, 15]],
  ['cumsum[n](x)', 'n i', [1, 2, 3, 7, 7, 7]],
  ['argmax[i](x)', 'n', [2, 0]],
  ['argmax[c](z)', 'i', [1, 2, 0]],
  ['argmax[i](min(x, 2))', 'n', [1, 0]],
  ['sum[i](x; keep = x > 1.5)', 'n', [5, 15]],
  ['mean[i](x; keep = x > 1.5 and x < 5.5)', 'n', [2.5, 4.5]],
  ['sum[i](x; weight = w)', 'n', [4, 0]],
  ['mean[i](x; weight = w)', 'n', [2, 0]],
  ['norm[i](x; weight = w)', 'n', [Math.sqrt(10), 0]],
  ['logsumexp[i](log(x); weight = 2)', 'n', [Math.log(12), Math.log(30)]],
  ['mean[i](x; keep = x > 9)', 'n', [0, 0]],
  ['max[i](x; keep = x > 9)', 'n', [0, 0]],
  ['min[i](x; keep = x > 9)', 'n', [0, 0]],
  ['norm[i](x; keep = x > 9)', 'n', [0, 0]],
  ['logsumexp[i](x; keep = x > 9)', 'n', [0, 0]],
  ['sum[i](x; keep = x > 9)', 'n', [0, 0]],
  ['prod[i](x; keep = x > 9)', 'n', [1, 1]],
  ['max[i](x; keep = x < 2.5)', 'n', [2, 0]],
  ['sum[i](log(x - 1); keep = x > 2.5)', 'n', [Math.log(2), Math.log(60)]],
  ['mean[n, i](log(-x); keep = valid[c](t) * 0)', '', [0]],
  ['sum[i](0 / (x - x); weight = 0 * w)', 'n', [0, 0]],
  ['mean[i: 1..](x)', 'n', [2.5, 4.5]],
  ['sum[i: ..2](x)', 'n', [3, 11]],
  ['sum[i: 1..2](x)', 'n', [2, 5]],
  ['sum[i: 1..size(i) - 1](x)', 'n', [2, 5]],
  ['sum[i: 1..](x; keep = x > 2.5)', 'n', [3, 9]],
  ['sum[i: 2..2](x)', 'n', [0, 0]],
  ['sum[c](one_hot[c](t) * position(c))', 'n i', [0, 2, 0, 1, 0, 2]],
  ['sum[n, i](one_hot[c](t))', 'c', [1, 1, 2]],
  ['pick[c](z, t)', 'i n', [1, 3, 9, 0, 0, 0]],
  ['valid[c](t)', 'n i', [1, 1, 0, 1, 0, 1]],
  ['t == 2', 'n i', [0, 1, 0, 0, 0, 1]],
  ['size(i)', '', [3]],
  ['position(i) + 0 * x', 'i n', [0, 0, 1, 1, 2, 2]],
];

describe('values worked out by hand', () => {
  test.each(cases)('%s', (expression, axes, expected) => {
    const value = valueOf(expression);
    expect(value.axes.join(' ')).toBe(axes);
    expect(value.data.length).toBe(expected.length);
    value.data.forEach((actual, i) => expect(actual).toBeCloseTo(expected[i] ?? NaN, 13));
  });
});

test('every reduction and scan is among them', () => {
  const used = cases.map(([expression]) => expression).join(' ');
  const names = [...Object.keys(reductions), ...Object.keys(scans)];
  expect(names.filter((name) => !used.includes(`${name}[`))).toEqual([]);
});

test('softmax and logsumexp do not overflow, norm neither', () => {
  const p = program('loss f(x: real[i]) = logsumexp[i](x) + sum[i](softmax[i](x)) + norm[i](x) / 1e200');
  const { value } = evaluate(p, 'f', dataOf({ x: tensor('i', [3e200, 4e200]) }));
  expect(value.data[0]).toBeCloseTo(4e200, -190);
  const q = program('loss f(x: real[i]) = norm[i](x) / 1e200');
  expect(evaluate(q, 'f', dataOf({ x: tensor('i', [3e200, 4e200]) })).value.data[0]).toBeCloseTo(5, 12);
});

test('a reduction over an axis that is not there fails, and so does a weight without a meaning', () => {
  expect(() => valueOf('sum[q](x)')).toThrow('no axis q');
  expect(() => valueOf('max[i](x; weight = w)')).toThrow('no weighted form');
});
