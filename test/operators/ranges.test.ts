/** Every range function: it holds all values over the arguments' ranges, and claims no sign that is not there. */
import { describe, expect, test } from 'vitest';
import {
  isNegative,
  isNonNegative,
  isNonPositive,
  isPositive,
  range,
  type Range,
} from '../../src/graph/range.ts';
import { alongAxes, type AxisOperatorName } from '../../src/operators/alongAxes.ts';
import { balls } from '../../src/verify/oracle/balls.ts';
import type { Ball } from '../../src/verify/oracle/ball.ts';
import { evaluate } from '../../src/verify/oracle/evaluate.ts';
import { Random } from '../../src/verify/random.ts';
import { edgesOf } from '../rewrite/sides.ts';
import { dataOf, program } from '../verify/program.ts';
import { callOf, domainOf, operatorNames, operatorOf } from './calls.ts';
import { meanings } from './meanings.ts';

const arithmetic = balls(2048, 'equal');

/** A part of a domain, its ends among the places where something happens, and points inside it. */
function part(domain: Range, random: Random): { readonly range: Range; readonly points: readonly number[] } {
  const edges = [...edgesOf(domain), 800, 801, 1200, -800, -801, -1200].filter((x) => inside(x, domain));
  const [a, b] = [random.choose(edges), random.choose(edges)];
  const unbounded = random.chance(0.2);
  const lo = unbounded && random.chance(0.5) ? domain.lo : Math.min(a, b);
  const hi = unbounded ? domain.hi : Math.max(a, b);
  const integer = random.chance(0.15);
  const open = (end: number): boolean =>
    !Number.isFinite(end) || (lo < hi && random.chance(0.3)) || !inside(end, domain);
  const whole = integer ? { lo: Math.ceil(lo), hi: Math.floor(hi) } : { lo, hi };
  const r =
    whole.lo <= whole.hi
      ? range(whole.lo, whole.hi, { lo: open(whole.lo), hi: open(whole.hi), integer })
      : range(lo, hi);
  const middle = Math.max(-1e3, r.lo) / 2 + Math.min(1e3, r.hi) / 2;
  const candidates = [r.lo, r.hi, ...edges, middle, r.lo + 2 ** -30, r.hi - 2 ** -30].map((x) =>
    integer ? Math.round(x) : x,
  );
  const points = candidates.filter((x) => inside(x, r) && inside(x, domain));
  return { range: r, points };
}

const inside = (x: number, { lo, hi, loOpen, hiOpen }: Range): boolean =>
  Number.isFinite(x) && (loOpen ? x > lo : x >= lo) && (hiOpen ? x < hi : x <= hi);

/** What a range says of a value, checked exactly; the ends themselves may be off by their rounding. */
function complaint(r: Range, x: Ball): string | undefined {
  const value = arithmetic.number(x);
  if (Number.isNaN(value)) return undefined;
  const sign = x.kind === 'infinite' ? x.sign : arithmetic.compare(x, arithmetic.of(0));
  const slack = 8 * Number.EPSILON;
  if (value < r.lo - Math.abs(r.lo) * slack || value > r.hi + Math.abs(r.hi) * slack)
    return `${value} lies outside`;
  if (isPositive(r) && sign <= 0) return `${value} is not positive`;
  if (isNegative(r) && sign >= 0) return `${value} is not negative`;
  if (isNonNegative(r) && sign < 0) return `${value} is negative`;
  if (isNonPositive(r) && sign > 0) return `${value} is positive, as ${sign}`;
  const one = arithmetic.compare(x, arithmetic.of(1));
  if (r.lo === 1 && r.hi === 1 && one !== 0) return `${value} is not 1`;
  if (r.integer && !Number.isInteger(value)) return `${value} is no integer`;
  return undefined;
}

describe('ranges of the elementwise operators', () => {
  test.each(operatorNames)('%s', (name) => {
    const { arguments: names, range: rangeOf } = operatorOf(name);
    const random = new Random(1);
    const cases = Array.from({ length: 150 }, () =>
      names.map((argument) => part(domainOf(name, argument), random)),
    );
    const drawn = cases.flatMap((parts) => {
      if (parts.some((p) => p.points.length === 0)) return [];
      const r = rangeOf(...parts.map((p) => p.range));
      return Array.from({ length: 8 }, () => ({ parts, r, at: parts.map((p) => random.choose(p.points)) }));
    });
    const inputs = names.map((argument, k) => [
      argument,
      { axes: ['i'], sizes: [drawn.length], data: drawn.map(({ at }) => at[k] ?? NaN) },
    ]);
    const declared = names.map((argument) => `${argument}: real[i]`).join(', ');
    const file = program(`${meanings}loss f(${declared}) = ${callOf(name, names)}\n`);
    const exact = evaluate(file, 'f', dataOf(Object.fromEntries(inputs)), { arithmetic }).value.data;
    const complaints = drawn.flatMap(({ parts, r, at }, k) => {
      const found = complaint(r, exact[k] ?? arithmetic.of(NaN));
      return found === undefined ? [] : [{ found, at, r, of: parts.map((p) => p.range) }];
    });
    expect(complaints.slice(0, 3)).toEqual([]);
  });
});

describe('ranges of the operators along axes', () => {
  test.each(Object.keys(alongAxes))('%s', (name) => {
    const random = new Random(1);
    const { range: rangeOf } = alongAxes[name as AxisOperatorName];
    const file = program(`${meanings}loss f(x: real[A]) = ${name}[A](x)\n`);
    for (let k = 0; k < 120; k++) {
      const { range: r, points } = part(range(-Infinity, Infinity), random);
      if (points.length === 0) continue;
      const size = random.choose([1, 2, 5]);
      const data = Array.from({ length: size }, () => random.choose(points));
      const given = dataOf({ x: { axes: ['A'], sizes: [size], data } }, {}, { A: size });
      for (const x of evaluate(file, 'f', given, { arithmetic }).value.data)
        expect(complaint(rangeOf(r), x), JSON.stringify({ data, r, range: rangeOf(r) })).toBeUndefined();
    }
  });
});
