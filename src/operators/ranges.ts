/** Ranges of the elementwise operators that take more than a line: ranges of arguments in, that of the result out. */
import {
  decreasing,
  hull,
  increasing,
  nonNegative,
  positive,
  range,
  reals,
  scaleRange,
  unit,
  type Range,
} from '../graph/range.ts';
import { log1mexpOf, log1pmxOf } from './functions.ts';

/** The neighbour of a limit on the side of the function's values. */
const beside = (limit: number, side: 1 | -1): number =>
  limit === 0
    ? side * Number.MIN_VALUE
    : Number.isFinite(limit)
      ? limit + side * Math.abs(limit) * 2 ** -53
      : side * Number.MAX_VALUE;

/** The range of an increasing function that approaches its limits: values that round to one do not reach it. */
export function approaching(r: Range, f: (x: number) => number, low: number, high: number): Range {
  const [lo, hi] = [f(r.lo), f(r.hi)];
  return range(lo >= high ? beside(high, -1) : lo, hi <= low ? beside(low, 1) : hi, {
    lo: r.loOpen || lo === low,
    hi: r.hiOpen || hi === high,
  });
}

/** log(1 - exp(x)) falls from 0, where x is far below it, to -inf at x = 0. */
export const log1mexpRange = (x: Range): Range =>
  approaching(scaleRange(-1, x), (v) => (v <= 0 ? -Infinity : log1mexpOf(-v)), -Infinity, 0);

/** log(1 + x) - x rises up to 0 at x = 0, and falls from there. */
export function log1pmxRange(x: Range): Range {
  const rising = (r: Range): Range => increasing(r, log1pmxOf);
  const falling = (r: Range): Range => decreasing(r, (v) => (v === Infinity ? -Infinity : log1pmxOf(v)));
  const shared = { ...x, lo: Math.max(x.lo, -1) };
  if (shared.hi <= 0) return rising(shared);
  if (shared.lo >= 0) return falling(shared);
  return hull(rising({ ...shared, hi: 0, hiOpen: false }), falling({ ...shared, lo: 0, loOpen: false }));
}

export function powRange(x: Range, y: Range): Range {
  if (x.lo < 0) return reals;
  if (x.hi <= 1) return y.lo >= 0 ? { ...unit, loOpen: x.lo > 0 || x.loOpen } : nonNegative;
  if (x.lo >= 1) return y.lo >= 0 ? range(1, Infinity) : positive;
  return x.lo > 0 || x.loOpen ? positive : nonNegative;
}

/** The weights with which `log_mean_exp` cancels nothing to speak of. */
export const balanced = range(1 / 64, 63 / 64);
