/** Every elementwise function of the language against values worked out by hand. */
import { describe, expect, test } from 'vitest';
import { functions } from '../../../src/verify/oracle/functions.ts';
import { evaluate } from '../../../src/verify/oracle/evaluate.ts';
import { dataOf, program, tensor } from '../program.ts';

/** The value of an expression in x and y. */
function valueOf(expression: string, x = 0, y = 0): number {
  const p = program(`loss f(x: real[], y: real[]) = ${expression}`);
  const { value } = evaluate(p, 'f', dataOf({ x: tensor('', x), y: tensor('', y) }));
  return value.data[0] ?? NaN;
}

const cases: readonly (readonly [expression: string, x: number, expected: number])[] = [
  ['exp(x)', 1, Math.E],
  ['log(x)', Math.E, 1],
  ['log(x)', 0, -Infinity],
  ['log1p(x)', 1e-20, 1e-20],
  ['expm1(x)', 1e-20, 1e-20],
  ['log2(x)', 8, 3],
  ['sqrt(x)', 9, 3],
  ['abs(x)', -2.5, 2.5],
  ['abs(x)', 0, 0],
  ['sign(x)', -2.5, -1],
  ['sign(x)', 0, 0],
  ['square(x)', -3, 9],
  ['pow(x, 3)', -2, -8],
  ['pow(x, 0)', 0, 1],
  ['x ^ 2', -3, 9],
  ['-x ^ 2', 3, -9],
  ['2 ^ 3 ^ x', 2, 512],
  ['2 ^ -x', 1, 0.5],
  ['min(x, 2)', 3, 2],
  ['max(x, 2)', 3, 3],
  ['min(x, 2, 1)', 3, 1],
  ['clamp(x, 0, 1)', 1.5, 1],
  ['clamp(x, 0, 1)', -1.5, 0],
  ['clamp(x, 0, 1)', 0.25, 0.25],
  ['relu(x)', -1, 0],
  ['relu(x)', 1.5, 1.5],
  ['floor(x)', -0.5, -1],
  ['floor(x)', 2.75, 2],
  ['round(x)', 0.5, 0],
  ['round(x)', 1.5, 2],
  ['round(x)', 2.5, 2],
  ['round(x)', -2.5, -2],
  ['round(x)', 2.6, 3],
  ['sin(x)', Math.PI / 6, 0.5],
  ['cos(x)', Math.PI / 3, 0.5],
  ['tan(x)', Math.PI / 4, 1],
  ['atan(x)', 1, Math.PI / 4],
  ['sinh(x)', Math.log(2), 0.75],
  ['cosh(x)', Math.log(2), 1.25],
  ['tanh(x)', Math.log(2), 0.6],
  ['sigmoid(x)', Math.log(3), 0.75],
  ['sigmoid(x)', -1000, 0],
  ['sigmoid(x)', 1000, 1],
  ['log_sigmoid(x)', -1000, -1000],
  ['log_sigmoid(x)', 0, -Math.LN2],
  ['softplus(x)', 0, Math.LN2],
  ['softplus(x)', 1000, 1000],
  ['softplus(x)', -40, 4.248354255291589e-18],
  ['log_cosh(x)', 1e-4, 4.999999991666666e-9],
  ['log_cosh(x)', 1000, 1000 - Math.LN2],
  ['erf(x)', 0.5, 0.5204998778130465],
  ['erf(x)', -2, -0.9953222650189527],
  ['xlogy(x, 0)', 0, 0],
  ['xlogy(x, 2.718281828459045)', 3, 3],
  ['ratio(x, 4)', 1, 0.25],
  ['ratio(x, 0)', 1, 0],
  ['ratio(x, 0; empty = 1)', 0, 1],
  ['stop(x)', 7, 7],
  ['pi', 0, Math.PI],
  ['-inf', 0, -Infinity],
  ['x * log(0)', 0, 0],
  ['x / 0', 1, Infinity],
  ['2 - 3 - x', 4, -5],
  ['12 / 2 / x', 3, 2],
  ['2 + 3 * x', 4, 14],
  ['(2 + 3) * x', 4, 20],
];

describe('values worked out by hand', () => {
  test.each(cases)('%s at x = %f', (expression, x, expected) => {
    const actual = valueOf(expression, x);
    if (Number.isFinite(expected) && expected !== 0)
      expect(Math.abs(actual - expected) / Math.abs(expected)).toBeLessThan(4e-16);
    else expect(actual + 0).toBe(expected);
  });
});

test('every function of the table is among them', () => {
  const used = cases.map(([expression]) => expression).join(' ');
  const unused = Object.keys(functions).filter((name) => !new RegExp(`\\b${name}\\(`).test(used));
  expect(unused).toEqual([]);
});

test('comparisons are 1 where they hold, 0 where not', () => {
  expect(['x < y', 'x <= y', 'x > y', 'x >= y', 'x == y', 'x != y'].map((e) => valueOf(e, 1, 2))).toEqual([
    1, 1, 0, 0, 0, 1,
  ]);
  expect(['x < y', 'x <= y', 'x > y', 'x >= y', 'x == y', 'x != y'].map((e) => valueOf(e, 2, 2))).toEqual([
    0, 1, 0, 1, 1, 0,
  ]);
});

test('and, or, not', () => {
  const table = [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ] as const;
  expect(table.map(([x, y]) => valueOf('x and y', x, y))).toEqual([0, 0, 0, 1]);
  expect(table.map(([x, y]) => valueOf('x or y', x, y))).toEqual([0, 1, 1, 1]);
  expect(table.map(([x]) => valueOf('not x', x))).toEqual([1, 1, 0, 0]);
  expect(valueOf('x > 0 and not y > 0', 1, 0)).toBe(1);
});

test('if takes one branch and leaves the NaN of the other', () => {
  expect(valueOf('if x > 0 then log(x) else 0', -1)).toBe(0);
  expect(valueOf('if x > 0 then 5 else log(x)', 1, 0)).toBe(5);
});
