/** Names, calls and axes: what a body sees, how axes are bound, renamed and mapped over. */
import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../src/verify/oracle/evaluate.ts';
import { gradient } from '../../../src/verify/oracle/gradient.ts';
import { dataOf, program, programOf, tensor } from '../program.ts';

const pixels = tensor('n i', [
  [0.1, 0.6, 0.8],
  [0.5, 0.3, 0.9],
]);
const mask = tensor('n i', [
  [0, 1, 1],
  [1, 0, 0],
]);
const DICE = `
loss dice(p: prob[n, i], y: label[n, i]; smooth: real in [0, inf) = 1) =
  mean[n](1 - (2 * overlap + smooth) / (total + smooth))
  where
    total = sum[i](p) + sum[i](y)
    overlap = sum[i](p * y)
`;
/** Of the two images above, by hand. */
const dice = (1 - (2 * 1.4 + 1) / (1.5 + 2 + 1) + (1 - (2 * 0.5 + 1) / (1.7 + 1 + 1))) / 2;

describe('bodies', () => {
  test('where, in any order, with hyperparameters at their defaults', () => {
    const { value } = evaluate(program(DICE), 'dice', dataOf({ p: pixels, y: mask }));
    expect(value.data[0]).toBeCloseTo(dice, 15);
  });

  test('a default may be an expression of constants and other hyperparameters', () => {
    const p = program(`
      const half = 1 / 2
      loss f(x: real[]; a = half, b: real in [0, 1] = 1 - a / 4) = a * x + b`);
    expect(evaluate(p, 'f', dataOf({ x: tensor('', 3) })).value.data).toEqual([2.375]);
    expect(evaluate(p, 'f', dataOf({ x: tensor('', 3) }, { a: 2 })).value.data).toEqual([6.5]);
  });

  test('a name that is not used is not evaluated, one that depends on itself fails', () => {
    const p = program('loss f(x: real[]) = x where a = b b = a');
    expect(evaluate(p, 'f', dataOf({ x: tensor('', 3) })).value.data).toEqual([3]);
    const q = program('loss f(x: real[]) = a where a = b + x b = a');
    expect(() => evaluate(q, 'f', dataOf({ x: tensor('', 3) }))).toThrow('depends on itself');
  });

  test('a hyperparameter without a value or an input without data fails', () => {
    const p = program('loss f(x: real[]; a: real) = a * x');
    expect(() => evaluate(p, 'f', dataOf({ x: tensor('', 3) }))).toThrow('no value and no default');
    expect(() => evaluate(p, 'f', dataOf({}, { a: 1 }))).toThrow('lacks the input x');
    expect(() => evaluate(p, 'g', dataOf({}))).toThrow('There is no loss g');
  });

  test('the order of axes in memory has no influence', () => {
    const turned = tensor('i n', [
      [0.1, 0.5],
      [0.6, 0.3],
      [0.8, 0.9],
    ]);
    const { value } = evaluate(program(DICE), 'dice', dataOf({ p: turned, y: mask }));
    expect(value.data[0]).toBeCloseTo(dice, 15);
  });
});

describe('calls', () => {
  test('rename an axis', () => {
    const p = program(`${DICE}
      loss renamed(q: prob[n, px], m: label[n, px]) = dice[i: px](q, m; smooth = 1)`);
    const data = dataOf({ q: { ...pixels, axes: ['n', 'px'] }, m: { ...mask, axes: ['n', 'px'] } });
    expect(evaluate(p, 'renamed', data).value.data[0]).toBeCloseTo(dice, 15);
  });

  test('rename one axis beside another of the callee’s name', () => {
    const p = program(`
      loss row(x: real[i]) = sum[i](x)
      loss swapped(x: real[i, j]) = row[i: j](x)`);
    const x = tensor('i j', [
      [1, 2, 3],
      [10, 20, 30],
    ]);
    expect(evaluate(p, 'swapped', dataOf({ x })).value).toEqual({ axes: ['i'], sizes: [2], data: [6, 60] });
  });

  test('renames carry through a call inside the callee', () => {
    const p = program(`
      loss inner(x: real[i]) = sum[i](x)
      loss middle(x: real[i]) = 2 * inner(x)
      loss outer(x: real[i, j]) = middle[i: j](x)`);
    const x = tensor('i j', [[1, 2, 3]]);
    expect(evaluate(p, 'outer', dataOf({ x })).value.data).toEqual([12]);
  });

  test('map over further axes', () => {
    const p = program(`${DICE}
      loss per_class(p: prob[n, c, i], y: label[n, c, i]) = dice(p, y)`);
    const doubled = (input: typeof pixels) => ({
      axes: ['n', 'c', 'i'],
      sizes: [2, 2, 3],
      data: [0, 3].flatMap((start) => {
        const row = Array.from(input.data).slice(start, start + 3);
        return [...row, ...row];
      }),
    });
    const { value } = evaluate(p, 'per_class', dataOf({ p: doubled(pixels), y: doubled(mask) }));
    expect(value.axes).toEqual(['c']);
    value.data.forEach((one) => expect(one).toBeCloseTo(dice, 15));
  });

  test('an argument that lacks a declared axis is repeated along it', () => {
    const p = program(`
      loss total(x: real[n, i], w: weight[n, i]) = sum[n, i](x) + 100 * sum[n, i](w)
      loss repeated(x: real[n, i], w: weight[n]) = total(x, w)`);
    const data = dataOf({ x: pixels, w: tensor('n', [1, 2]) });
    expect(evaluate(p, 'repeated', data).value.data[0]).toBeCloseTo(3.2 + 900, 12);
  });

  test('gradients stop at kinds that are not differentiated, at const and at stop', () => {
    const p = program(`
      loss plain(x: real[]) = x ^ 2
      loss constant(x: const real[]) = x ^ 2
      loss target(x: soft[]) = x ^ 2
      loss f(x: real[]) = plain(x) + 10 * constant(x) + 100 * target(x) + 1000 * stop(x) * x`);
    const found = gradient(p, 'f', dataOf({ x: tensor('', 0.5) }));
    expect(found.value.data[0]).toBe(0.25 * 1111);
    expect(found.gradients['x']).toEqual([1 + 500]);
  });

  test('hyperparameters of a callee: passed, bare, defaulted', () => {
    const p = program(`
      loss g(x: real[]; a = 2, b = a + 1) = a * x + b
      loss f(x: real[]; a = 5) = 100 * g(x; a) + 10 * g(x; b = 0) + g(x)`);
    expect(evaluate(p, 'f', dataOf({ x: tensor('', 1) })).value.data).toEqual([1100 + 20 + 5]);
  });

  test('functions over any axes', () => {
    const p = program(`
      fn total[a](x; k = 1) = k * sum[a](x)
      fn spread[a, b](x) = max[a](sum[b](x))
      loss both(x: real[n, i]) = total[n, i](x)
      loss one(x: real[n, i]) = total[i](x; k = 2)
      loss named(x: real[n, i]) = spread[b: n, a: i](x)
      loss placed(x: real[n, i]) = spread[n, i](x)
      loss chained(x: real[n, i]) = outer[n, i](x)
      fn outer[b](x) = total[b](x) * size(b)`);
    const of = (name: string) => evaluate(p, name, dataOf({ x: mask })).value.data;
    expect(of('both')).toEqual([3]);
    expect(of('one')).toEqual([4, 2]);
    expect(of('named')).toEqual([1]);
    expect(of('placed')).toEqual([2]);
    expect(of('chained')).toEqual([18]);
  });

  test('imports, with another local name, see their own module', () => {
    const p = programOf(
      [
        'main.loss',
        'import { scaled as mine } from "other.loss"\nconst k = 7\nloss f(x: real[]) = mine(x) + k',
      ],
      ['other.loss', 'const k = 3\nloss scaled(x: real[]) = k * x'],
    );
    expect(evaluate(p, 'f', dataOf({ x: tensor('', 2) })).value.data).toEqual([13]);
  });
});

describe('terms', () => {
  const LOSSES = `
    loss a(x: real[n]) = sum[n](x)
    loss b(x: real[n]; k = 1) = k * sum[n](x ^ 2)`;
  const x = tensor('n', [1, 2]);
  const termsOf = (text: string): unknown => {
    const { terms } = evaluate(program(`${LOSSES}\n${text}`), 'f', dataOf({ x }));
    return Object.fromEntries(Object.entries(terms).map(([name, term]) => [name, term.data]));
  };

  test('of a sum of weighted calls, unweighted', () => {
    expect(termsOf('loss f(x: real[n]; w = 0.5) = w * a(x) - (1 - w) * b(x) / 3 + 1')).toEqual({
      a: [3],
      b: [5],
    });
  });

  test('through names of the where, under a mean, and twice', () => {
    expect(
      termsOf(
        'loss f(x: real[n]) = -total + mean[n](2 * x) where total = first + 2 * b(x; k = 2) first = b(x)',
      ),
    ).toEqual({ b: [5], b_2: [10] });
  });

  test('a number that makes no name of another', () => {
    const more = 'loss b_2(x: real[n]) = 7 * b(x) metric m(x: real[n]) = sum[n](x)';
    const text =
      'loss f(x: real[n]) = b(x) + b(2 * x) + b_2(x) + a_2 + a(x) + a(-x) + m(x) where part a_2 = 1';
    expect(termsOf(`${more} ${text}`)).toEqual({ a: [3], a_2: [1], a_3: [-3], b: [5], b_2: [35], b_3: [20] });
  });

  test('none of a single call, none of a product of two', () => {
    expect(termsOf('loss f(x: real[n]) = 2 * a(x)')).toEqual({});
    expect(termsOf('loss f(x: real[n]) = a(x) * b(x) + 1')).toEqual({});
  });

  test('parts', () => {
    expect(
      termsOf('loss f(x: real[n]) = square + a(x) where part square = sum[n](x ^ 2) part twice = 2 * square'),
    ).toEqual({ a: [3], square: [5], twice: [10] });
  });
});
