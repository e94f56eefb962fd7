/**
 * Ranges: an interval that holds every real value an expression can take, with its ends open or closed, and
 * whether all values are integers. Computed from the declared domains upwards; the ground of every proof.
 */

export interface Range {
  readonly lo: number;
  readonly hi: number;
  /** The end itself is not reached. Infinite ends are never reached. */
  readonly loOpen: boolean;
  readonly hiOpen: boolean;
  readonly integer: boolean;
}

/** An end that is no number, of inf - inf, bounds nothing. */
export function range(
  low: number,
  high: number,
  open: { lo?: boolean; hi?: boolean; integer?: boolean } = {},
): Range {
  const lo = Number.isNaN(low) ? -Infinity : low;
  const hi = Number.isNaN(high) ? Infinity : high;
  return {
    lo,
    hi,
    loOpen: lo === -Infinity || (open.lo ?? false),
    hiOpen: hi === Infinity || (open.hi ?? false),
    integer: open.integer ?? false,
  };
}

export const reals = range(-Infinity, Infinity);
export const nonNegative = range(0, Infinity);
export const positive = range(0, Infinity, { lo: true });
export const unit = range(0, 1);
export const binary = range(0, 1, { integer: true });

export const point = (value: number): Range => range(value, value, { integer: Number.isInteger(value) });

export const isBinary = (r: Range): boolean => r.integer && r.lo >= 0 && r.hi <= 1;
export const isPositive = (r: Range): boolean => r.lo > 0 || (r.lo === 0 && r.loOpen);
export const isNegative = (r: Range): boolean => r.hi < 0 || (r.hi === 0 && r.hiOpen);
export const isNonNegative = (r: Range): boolean => r.lo >= 0;
export const isNonPositive = (r: Range): boolean => r.hi <= 0;
export const isNonZero = (r: Range): boolean => isPositive(r) || isNegative(r);
export const isPoint = (r: Range): boolean => r.lo === r.hi;

/** Whether every value of `inner` is a value of `outer`. */
export function within(inner: Range, outer: Range): boolean {
  const above = inner.lo > outer.lo || (inner.lo === outer.lo && (inner.loOpen || !outer.loOpen));
  const below = inner.hi < outer.hi || (inner.hi === outer.hi && (inner.hiOpen || !outer.hiOpen));
  return above && below && (inner.integer || !outer.integer);
}

export function hull(a: Range, b: Range): Range {
  const lo = Math.min(a.lo, b.lo);
  const hi = Math.max(a.hi, b.hi);
  return range(lo, hi, {
    lo: (a.lo !== lo || a.loOpen) && (b.lo !== lo || b.loOpen),
    hi: (a.hi !== hi || a.hiOpen) && (b.hi !== hi || b.hiOpen),
    integer: a.integer && b.integer,
  });
}

export function intersect(a: Range, b: Range): Range {
  const lo = Math.max(a.lo, b.lo);
  const hi = Math.min(a.hi, b.hi);
  return range(lo, hi, {
    lo: (a.lo === lo && a.loOpen) || (b.lo === lo && b.loOpen),
    hi: (a.hi === hi && a.hiOpen) || (b.hi === hi && b.hiOpen),
    integer: a.integer || b.integer,
  });
}

export const addRanges = (a: Range, b: Range): Range =>
  range(a.lo + b.lo, a.hi + b.hi, {
    lo: a.loOpen || b.loOpen,
    hi: a.hiOpen || b.hiOpen,
    integer: a.integer && b.integer,
  });

export function scaleRange(k: number, r: Range): Range {
  if (k === 0) return point(0);
  const integer = r.integer && Number.isInteger(k);
  return k > 0
    ? range(k * r.lo, k * r.hi, { lo: r.loOpen, hi: r.hiOpen, integer })
    : range(k * r.hi, k * r.lo, { lo: r.hiOpen, hi: r.loOpen, integer });
}

const isOne = (r: Range): boolean => r.lo === 1 && r.hi === 1;

/** The end of a product: 0 times anything finite or unbounded is 0. */
const product = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : a * b);

/** Whether a corner is not reached: one that is 0 is reached if a 0 is. */
function isOpen(a: number, aOpen: boolean, b: number, bOpen: boolean): boolean {
  if (a === 0 && b === 0) return aOpen && bOpen;
  if (a === 0) return aOpen;
  return b === 0 ? bOpen : aOpen || bOpen;
}

export function multiplyRanges(a: Range, b: Range): Range {
  if (isOne(a)) return b;
  if (isOne(b)) return a;
  const [ll, lh, hl, hh] = [
    product(a.lo, b.lo),
    product(a.lo, b.hi),
    product(a.hi, b.lo),
    product(a.hi, b.hi),
  ];
  const lo = Math.min(ll, lh, hl, hh);
  const hi = Math.max(ll, lh, hl, hh);
  const open = (end: number): boolean =>
    (ll !== end || isOpen(a.lo, a.loOpen, b.lo, b.loOpen)) &&
    (lh !== end || isOpen(a.lo, a.loOpen, b.hi, b.hiOpen)) &&
    (hl !== end || isOpen(a.hi, a.hiOpen, b.lo, b.loOpen)) &&
    (hh !== end || isOpen(a.hi, a.hiOpen, b.hi, b.hiOpen)) &&
    !(end === 0 && holdsZero(a, b));
  return range(lo, hi, { lo: open(lo), hi: open(hi), integer: a.integer && b.integer });
}

/** Whether a value lies between the ends; that it may have to be whole is left aside. */
export const contains = ({ lo, hi, loOpen, hiOpen }: Range, value: number): boolean =>
  (value > lo || (value === lo && !loOpen)) && (value < hi || (value === hi && !hiOpen));
const holdsZero = (a: Range, b: Range): boolean => contains(a, 0) || contains(b, 0);

/** The range of an increasing function over `r`, given its limits at the ends. */
export const increasing = (r: Range, f: (x: number) => number): Range =>
  range(f(r.lo), f(r.hi), { lo: r.loOpen, hi: r.hiOpen });

export const decreasing = (r: Range, f: (x: number) => number): Range =>
  range(f(r.hi), f(r.lo), { lo: r.hiOpen, hi: r.loOpen });

/** x^e for a fixed real exponent; a base that may be negative is allowed for integers only. */
export function powerRange(r: Range, e: number): Range {
  const integer = r.integer && Number.isInteger(e) && e >= 0;
  if (r.lo >= 0) {
    const f = (x: number): number => (e < 0 && x === 0 ? Infinity : x ** e);
    return { ...(e >= 0 ? increasing(r, f) : decreasing(r, f)), integer };
  }
  if (!Number.isInteger(e)) return powerRange(intersect(r, nonNegative), e);
  if (e % 2 === 0) return powerRange(absRange(r), e);
  if (e > 0) return { ...increasing(r, (x) => x ** e), integer };
  if (r.hi <= 0) return decreasing(r, (x) => (x === 0 ? -Infinity : x ** e));
  return reals;
}

export function absRange(r: Range): Range {
  if (r.lo >= 0) return r;
  if (r.hi <= 0) return scaleRange(-1, r);
  const mirrored = scaleRange(-1, r);
  return { ...hull(intersect(r, nonNegative), intersect(mirrored, nonNegative)), lo: 0, loOpen: false };
}

/** For messages: `[0, 1]`, `(0, inf)`, `{0, 1}`. */
export function printRange(r: Range): string {
  if (r.integer && r.lo === 0 && r.hi === 1) return '{0, 1}';
  return `${r.loOpen ? '(' : '['}${printNumber(r.lo)}, ${printNumber(r.hi)}${r.hiOpen ? ')' : ']'}`;
}

/** As the language writes it: infinity is `inf`. */
export const printNumber = (x: number): string => String(x).replace('Infinity', 'inf');
