/** Every elementwise operator, and sums and products, on sets of numbers: no computed value lies outside. */
import { describe, expect, test } from 'vitest';
import {
  exactly,
  farthest,
  floats,
  multiply,
  nearest,
  power,
  scale,
  total,
  type Floats,
} from '../../src/finiteness/floats.ts';
import { applied } from '../../src/finiteness/operators.ts';
import { elementwise, isElementwise } from '../../src/operators/elementwise.ts';
import { Random } from '../../src/verify/random.ts';

const edges = [0, 2 ** -1074, 1e-310, 2 ** -149, 2 ** -54, 0.125, 0.5, 1 - 2 ** -53, 1, 1 + 2 ** -52, 2, 37];
const all = [...edges, 88, 700, 709, 710, 745, 746, 1e4, 3.4e38, 1e300].flatMap((x) => [x, -x]);

/** A set that holds the numbers, and as little else as its ends allow. */
function around(random: Random, x: number): Floats {
  const other = random.chance(0.3) ? x : random.choose(all);
  const nonZero = x !== 0 && random.chance(0.5);
  const integer = Number.isInteger(x) && Number.isInteger(other) && random.chance(0.5);
  const least = nonZero || random.chance(0.5) ? Math.abs(x) || 1 : 2 ** -1074;
  return floats(Math.min(x, other), Math.max(x, other), { nonZero, integer, least });
}

/** Whether a number is one of a set; what is not finite is for those with an infinite end only. */
function holds(set: Floats, value: number): boolean {
  if (!Number.isFinite(set.lo) || !Number.isFinite(set.hi)) return true;
  const rounding = 4 * Number.EPSILON * Math.abs(value) + 2 ** -1074;
  const inside = value >= set.lo - rounding && value <= set.hi + rounding;
  const away = value === 0 ? !set.nonZero : Math.abs(value) >= set.least - rounding;
  return inside && away && (!set.integer || Number.isInteger(value));
}

const rounds = 4000;

describe.each(Object.keys(elementwise).filter(isElementwise))('%s', (name) => {
  test('stays inside', () => {
    const random = new Random(1);
    const { value, arguments: names } = elementwise[name];
    const of: (...args: number[]) => number = value;
    for (let round = 0; round < rounds; round++) {
      const args = names.map(() => random.choose(all));
      const sets = args.map((x) => around(random, x));
      const result = of(...args);
      expect(holds(applied(name, sets), result), JSON.stringify({ args, sets, result })).toBe(true);
    }
  });
});

test('sums and products stay inside', () => {
  const random = new Random(2);
  for (let round = 0; round < rounds; round++) {
    const args = Array.from({ length: 1 + random.below(3) }, () => random.choose(all));
    const sets = args.map((x) => around(random, x));
    const sum = args.reduce((a, b) => a + b);
    const product = args.reduce((a, b) => a * b);
    expect(holds(total(sets), sum), JSON.stringify({ args, sets, sum })).toBe(true);
    expect(holds(multiply(sets), product), JSON.stringify({ args, sets, product })).toBe(true);
  }
});

test('powers and multiples stay inside', () => {
  const random = new Random(3);
  for (let round = 0; round < rounds; round++) {
    const x = random.choose(all);
    const k = random.choose([-2, -1, -0.5, 0.5, 2, 3, 1e-5]);
    const set = around(random, x);
    expect(holds(power(set, k), x ** k), JSON.stringify({ x, k, set })).toBe(true);
    expect(holds(scale(k, set), k * x), JSON.stringify({ x, k, set })).toBe(true);
  }
});

test('what may overflow or be undefined has an infinite end', () => {
  const open = (set: Floats): boolean => !Number.isFinite(set.lo) || !Number.isFinite(set.hi);
  const [unit, reals] = [floats(0, 1), floats(-1e30, 1e30)];
  for (const set of [
    applied('log', [unit]),
    applied('exp', [reals]),
    applied('log1p', [floats(-1, 0)]),
    applied('xlogy', [unit, unit]),
    applied('pow', [unit, floats(-1, 1)]),
    applied('pow', [floats(-1, 1), floats(0.5, 0.5)]),
    power(unit, -1),
    power(reals, 0.5),
    power(floats(0, 1, { nonZero: true }), -1),
    multiply([floats(0, 1e300), floats(0, 1e300)]),
  ])
    expect(open(set), JSON.stringify(set)).toBe(true);
  expect(open(applied('log', [floats(0.1, 1)]))).toBe(false);
  expect(open(power(floats(0, 1, { nonZero: true, least: 1e-45 }), -1))).toBe(false);
  expect([nearest(unit), nearest(exactly(-3)), farthest(floats(-4, 3))]).toEqual([0, 3, 4]);
});
