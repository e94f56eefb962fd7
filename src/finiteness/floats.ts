/**
 * Sets of computed numbers: what an expression can come out as in float64, underflow and rounding included. Rounding
 * is monotone, so the ends of an interval can be computed in float64 itself; an infinite end means that it overflows.
 */
import type { Range } from '../graph/range.ts';

export interface Floats {
  /** The ends, both of them reached. */
  readonly lo: number;
  readonly hi: number;
  /** No number but 0 is smaller in magnitude. */
  readonly least: number;
  readonly nonZero: boolean;
  readonly integer: boolean;
}

/** Data and hyperparameters are 0 or within the magnitudes of float32; the arithmetic is that of float64. */
export const smallestInput = 2 ** -149;
export const largestInput = (2 - 2 ** -23) * 2 ** 127;
/** Axes are shorter than this, and so are all axes of an array together. */
export const longest = 2 ** 31;

const tiny = Number.MIN_VALUE;
/** What is left of a difference of numbers of which one is at least 1, if it is not 0. */
const grain = 2 ** -54;

export function floats(
  lo: number,
  hi: number,
  more: { least?: number; nonZero?: boolean; integer?: boolean } = {},
): Floats {
  const away = lo > 0 ? lo : hi < 0 ? -hi : 0;
  const least = Math.max(away, more.least ?? tiny, more.integer === true ? 1 : 0);
  const nonZero = away > 0 || (more.nonZero ?? false);
  return {
    lo: nonZero && lo === 0 ? least : lo,
    hi: nonZero && hi === 0 ? -least : hi,
    least,
    nonZero,
    integer: more.integer ?? false,
  };
}

export const exactly = (value: number): Floats =>
  floats(value, value, { least: Math.abs(value) || Infinity, integer: Number.isInteger(value) });
export const truth = floats(0, 1, { integer: true });
export const unit = floats(0, 1);

/** An input or hyperparameter of a domain. */
export function ofDomain({ lo, hi, loOpen, hiOpen, integer }: Range): Floats {
  const up = loOpen && Number.isFinite(lo) ? above(lo) : Math.max(lo, -largestInput);
  const down = hiOpen && Number.isFinite(hi) ? -above(-hi) : Math.min(hi, largestInput);
  return floats(up, down, { least: smallestInput, integer });
}

/** The next number above, of float64; above 0 the smallest that an input can be. */
export function above(x: number): number {
  if (x === 0) return smallestInput;
  const bits = new BigInt64Array(new Float64Array([x]).buffer);
  bits[0] = (bits[0] ?? 0n) + (x > 0 ? 1n : -1n);
  return new Float64Array(bits.buffer)[0] ?? x;
}

/** The smallest magnitude, 0 if 0 can be. */
export const nearest = ({ nonZero, least }: Floats): number => (nonZero ? least : 0);
export const farthest = ({ lo, hi }: Floats): number => Math.max(Math.abs(lo), Math.abs(hi));
export const isFinite = ({ lo, hi }: Floats): boolean => Number.isFinite(lo) && Number.isFinite(hi);
export const isZero = ({ lo, hi }: Floats): boolean => lo === 0 && hi === 0;

/** What is left where something else is known too; undefined where nothing is. */
export function meet(a: Floats, b: Partial<Floats>): Floats | undefined {
  const integer = a.integer || (b.integer ?? false);
  const [lo, hi] = [Math.max(a.lo, b.lo ?? -Infinity), Math.min(a.hi, b.hi ?? Infinity)];
  const nonZero = a.nonZero || (b.nonZero ?? false);
  const met = floats(integer ? Math.ceil(lo) : lo, integer ? Math.floor(hi) : hi, {
    least: Math.max(a.least, b.least ?? 0),
    nonZero,
    integer,
  });
  return met.lo > met.hi || (nonZero && isZero(met)) ? undefined : met;
}

export const join = (a: Floats, b: Floats): Floats =>
  floats(Math.min(a.lo, b.lo), Math.max(a.hi, b.hi), {
    least: Math.min(a.least, b.least),
    nonZero: a.nonZero && b.nonZero,
    integer: a.integer && b.integer,
  });

export const scale = (k: number, a: Floats): Floats => {
  if (k === 0) return exactly(0);
  const [lo, hi] = k > 0 ? [k * a.lo, k * a.hi] : [k * a.hi, k * a.lo];
  const least = Math.abs(k) * a.least;
  return floats(lo, hi, {
    least: least || tiny,
    nonZero: a.nonZero && least > 0,
    integer: a.integer && Number.isInteger(k),
  });
};

/** A sum in any order. */
export function total(parts: readonly Floats[]): Floats {
  const lo = parts.reduce((sum, p) => sum + p.lo, 0);
  const hi = parts.reduce((sum, p) => sum + p.hi, 0);
  const sameSign = parts.every((p) => p.lo >= 0) || parts.every((p) => p.hi <= 0);
  const integer = parts.every((p) => p.integer);
  if (sameSign)
    return floats(lo, hi, {
      least: Math.min(...parts.map((p) => p.least)),
      nonZero: parts.some((p) => p.nonZero),
      integer,
    });
  // A difference is a multiple of the last place of its smaller operand, of which one is at least this large.
  const size = Math.max(...parts.map(nearest), Math.min(...parts.map((p) => p.least)));
  const least = Math.min(...parts.map((p) => p.least), size * grain ** (parts.length - 1));
  return floats(lo, hi, { least: least || tiny, integer });
}

/** Whether a number is finite whatever is multiplied first. */
export function multiply(factors: readonly Floats[]): Floats {
  const product = factors.reduce((p, f) => times(p, f), exactly(1));
  const most = factors.reduce((p, f) => p * Math.max(1, farthest(f)), 1);
  return Number.isFinite(most) ? product : { ...product, lo: -Infinity, hi: Infinity };
}

function times(a: Floats, b: Floats): Floats {
  const corner = (x: number, y: number): number => (x === 0 || y === 0 ? 0 : x * y);
  const corners = [corner(a.lo, b.lo), corner(a.lo, b.hi), corner(a.hi, b.lo), corner(a.hi, b.hi)];
  const least = a.least === Infinity || b.least === Infinity ? tiny : a.least * b.least;
  return floats(Math.min(...corners), Math.max(...corners), {
    least: least || tiny,
    nonZero: a.nonZero && b.nonZero && least > 0,
    integer: a.integer && b.integer,
  });
}

/** A power with a fixed exponent. A negative power of what can be 0 has an infinite end. */
export function power(a: Floats, e: number): Floats {
  if (e === 1) return a;
  if (e < 0) return reciprocal(power(a, -e));
  const even = Number.isInteger(e) && e % 2 === 0;
  const base = even ? magnitude(a) : a;
  if (!Number.isInteger(e) && base.lo < 0) return floats(NaN, NaN);
  const least = a.least ** e;
  return floats(base.lo ** e, base.hi ** e, {
    least: least || tiny,
    nonZero: a.nonZero && least > 0,
    integer: a.integer && Number.isInteger(e),
  });
}

export function reciprocal(a: Floats): Floats {
  if (!isFinite(a)) return a;
  const most = 1 / nearest(a);
  if (a.lo >= 0) return floats(1 / a.hi, most, { nonZero: true });
  if (a.hi <= 0) return floats(-most, 1 / a.lo, { nonZero: true });
  return floats(-most, most, { least: 1 / farthest(a), nonZero: true });
}

export function magnitude(a: Floats): Floats {
  if (a.lo >= 0) return a;
  const hi = farthest(a);
  return floats(a.hi <= 0 ? -a.hi : 0, hi, a);
}

export const negative = (a: Floats): Floats => scale(-1, a);

/** Repeated addition along axes, between one and `count` elements. */
export function repeated(a: Floats, count: number): Floats {
  const sameSign = a.lo >= 0 || a.hi <= 0;
  return floats(a.lo < 0 ? a.lo * count : a.lo, a.hi > 0 ? a.hi * count : a.hi, {
    least: sameSign || a.integer ? a.least : a.least * 2 ** -100 || tiny,
    nonZero: sameSign && a.nonZero,
    integer: a.integer,
  });
}
