/** Binary floating-point numbers of any precision and exponent on BigInt: exact sums and products, rounding. */

/** mantissa · 2^exponent, exactly. */
export interface Big {
  readonly mantissa: bigint;
  readonly exponent: number;
}

export const zero: Big = { mantissa: 0n, exponent: 0 };

const magnitudeOf = (n: bigint): bigint => (n < 0n ? -n : n);

/** The number of binary digits of the magnitude. */
export function bitLength(n: bigint): number {
  let rest = magnitudeOf(n);
  let length = 0;
  // Number() takes 1023 digits; longer numbers lose halves until the rest fits.
  while (rest >= LONG) {
    let half = 512;
    while (rest >> BigInt(2 * half) !== 0n) half *= 2;
    rest >>= BigInt(half);
    length += half;
  }
  const value = Number(rest);
  // The logarithm may be off by one at a power of two, and Number() may have rounded up to it.
  const guess = value === 0 ? 0 : Math.floor(Math.log2(value)) + 1;
  if (guess > 0 && rest >> BigInt(guess - 1) === 0n) return length + guess - 1;
  return length + (rest >> BigInt(guess) === 0n ? guess : guess + 1);
}

const LONG = 1n << 1023n;

/** Multiplies by a power of two, dropping what falls below 1 (towards -∞). */
export const shift = (n: bigint, by: number): bigint => (by >= 0 ? n << BigInt(by) : n >> BigInt(-by));

/** An f64, exactly; it has to be finite. */
export function fromNumber(value: number): Big {
  if (value === 0) return zero;
  let [scaled, exponent] = [value, 0];
  // Every finite f64 is an integer times a power of two down to 2^-1074.
  while (!Number.isInteger(scaled)) [scaled, exponent] = [scaled * 2 ** 26, exponent - 26];
  let mantissa = BigInt(scaled);
  while ((mantissa & 0xffffffffn) === 0n) [mantissa, exponent] = [mantissa >> 32n, exponent + 32];
  while ((mantissa & 1n) === 0n) [mantissa, exponent] = [mantissa >> 1n, exponent + 1];
  return { mantissa, exponent };
}

/** The position of the leading digit: the magnitude is below 2^top and at least 2^(top - 1). */
export const top = (x: Big): number => x.exponent + (x.mantissa === 0n ? 0 : bitLength(x.mantissa));

/** The nearest f64, half to even, with gradual underflow and overflow to infinity. */
export function toNumber(x: Big): number {
  if (x.mantissa === 0n) return 0;
  const bits = bitLength(x.mantissa);
  const highest = bits + x.exponent;
  if (highest > 1024) return x.mantissa < 0n ? -Infinity : Infinity;
  const digits = Math.min(53, highest + 1074);
  if (digits < 0) return 0;
  const drop = bits - digits;
  const magnitude = magnitudeOf(x.mantissa);
  const rounded = drop > 0 ? halfToEven(magnitude, drop) : magnitude;
  const exponent = drop > 0 ? x.exponent + drop : x.exponent;
  const half = Math.trunc(exponent / 2);
  const value = Number(rounded) * 2 ** half * 2 ** (exponent - half);
  return x.mantissa < 0n ? -value : value;
}

function halfToEven(n: bigint, drop: number): bigint {
  const quotient = n >> BigInt(drop);
  const rest = n - (quotient << BigInt(drop));
  const half = 1n << BigInt(drop - 1);
  const up = rest > half || (rest === half && (quotient & 1n) === 1n);
  return up ? quotient + 1n : quotient;
}

export const negate = (x: Big): Big => ({ mantissa: -x.mantissa, exponent: x.exponent });

export const multiply = (x: Big, y: Big): Big => ({
  mantissa: x.mantissa * y.mantissa,
  exponent: x.mantissa === 0n || y.mantissa === 0n ? 0 : x.exponent + y.exponent,
});

/** The exact sum; its length grows with the distance of the exponents. */
export function add(x: Big, y: Big): Big {
  if (x.mantissa === 0n) return y;
  if (y.mantissa === 0n) return x;
  const exponent = Math.min(x.exponent, y.exponent);
  const mantissa = shift(x.mantissa, x.exponent - exponent) + shift(y.mantissa, y.exponent - exponent);
  return mantissa === 0n ? zero : { mantissa, exponent };
}

/** A rounded result, and the exponent of a power of two above the error; undefined where it is exact. */
export interface Rounded {
  readonly value: Big;
  readonly error: number | undefined;
}

/** Cuts a number to a precision in binary digits. */
export function round(x: Big, precision: number): Rounded {
  const drop = bitLength(x.mantissa) - precision;
  if (drop <= 0) return { value: x, error: undefined };
  const mantissa = x.mantissa >> BigInt(drop);
  const exponent = x.exponent + drop;
  const exact = mantissa << BigInt(drop) === x.mantissa;
  return { value: { mantissa, exponent }, error: exact ? undefined : exponent };
}

/** The quotient to a precision; the divisor must not be 0. */
export function divide(x: Big, y: Big, precision: number): Rounded {
  if (x.mantissa === 0n) return { value: zero, error: undefined };
  const lift = Math.max(0, precision + 2 - bitLength(x.mantissa) + bitLength(y.mantissa));
  const dividend = x.mantissa << BigInt(lift);
  const mantissa = dividend / y.mantissa;
  const exponent = x.exponent - y.exponent - lift;
  const exact = mantissa * y.mantissa === dividend;
  return { value: { mantissa, exponent }, error: exact ? undefined : exponent };
}

/** The square root to a precision; the argument must not be negative. */
export function squareRoot(x: Big, precision: number): Rounded {
  if (x.mantissa === 0n) return { value: zero, error: undefined };
  let lift = Math.max(0, 2 * precision + 4 - bitLength(x.mantissa));
  if ((x.exponent - lift) % 2 !== 0) lift++;
  const radicand = x.mantissa << BigInt(lift);
  const mantissa = integerSquareRoot(radicand);
  const exponent = (x.exponent - lift) / 2;
  return { value: { mantissa, exponent }, error: mantissa * mantissa === radicand ? undefined : exponent };
}

/** ⌊√n⌋: each step of the recursion doubles the number of right digits. */
export function integerSquareRoot(n: bigint): bigint {
  if (n < 1n << 52n) return BigInt(Math.floor(Math.sqrt(Number(n))));
  const half = BigInt((bitLength(n) >> 2) - 1);
  let root = integerSquareRoot(n >> (2n * half)) << half;
  // Newton from nearby; it ends where it stops falling.
  root = (root + n / root) >> 1n;
  for (;;) {
    const next = (root + n / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}
