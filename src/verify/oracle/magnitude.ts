/** Non-negative bounds with unlimited exponents and about 50 bits, every operation rounded upwards. */
import { bitLength, type Big } from './bigfloat.ts';

/** part · 2^exponent with part in [1/2, 1), or part 0. */
export interface Magnitude {
  readonly part: number;
  readonly exponent: number;
}

export const none: Magnitude = { part: 0, exponent: 0 };

/** Above the rounding of the f64 operations on the parts. */
const UP = 1 + 2 ** -48;

function normal(part: number, exponent: number): Magnitude {
  if (part === 0) return none;
  let [p, e] = [part * UP, exponent];
  while (p >= 1) [p, e] = [p / 2, e + 1];
  while (p < 0.5) [p, e] = [p * 2, e - 1];
  return { part: p, exponent: e };
}

export const powerOfTwo = (exponent: number): Magnitude => ({ part: 0.5, exponent: exponent + 1 });

export function plus(x: Magnitude, y: Magnitude): Magnitude {
  if (x.part === 0) return y;
  if (y.part === 0) return x;
  const [large, small] = x.exponent >= y.exponent ? [x, y] : [y, x];
  return normal(
    large.part + small.part * 2 ** Math.max(small.exponent - large.exponent, -60),
    large.exponent,
  );
}

export const times = (x: Magnitude, y: Magnitude): Magnitude =>
  normal(x.part * y.part, x.exponent + y.exponent);

/** An upper bound of a quotient, for a divisor that is itself a lower bound. */
export const over = (x: Magnitude, y: Magnitude): Magnitude =>
  normal(x.part / y.part, x.exponent - y.exponent);

/** An upper bound of the square root. */
export const root = (x: Magnitude): Magnitude => {
  const odd = Math.abs(x.exponent % 2);
  return normal(Math.sqrt(odd ? x.part * 2 : x.part), (x.exponent - odd) / 2);
};

/** The larger of two bounds is x. */
export const exceeds = (x: Magnitude, y: Magnitude): boolean => {
  if (x.part === 0 || y.part === 0) return x.part > y.part;
  return x.exponent === y.exponent ? x.part > y.part : x.exponent > y.exponent;
};

/** The leading digits of a number's magnitude, rounded up or down. */
function leading(x: Big, up: 0 | 1): Magnitude {
  if (x.mantissa === 0n) return none;
  const magnitude = x.mantissa < 0n ? -x.mantissa : x.mantissa;
  const drop = Math.max(0, bitLength(magnitude) - 50);
  let [part, exponent] = [Number(magnitude >> BigInt(drop)) + (drop > 0 ? up : 0), x.exponent + drop];
  while (part >= 1) [part, exponent] = [part / 2, exponent + 1];
  return { part, exponent };
}

export const above = (x: Big): Magnitude => leading(x, 1);
export const below = (x: Big): Magnitude => leading(x, 0);

/** A lower bound of x - y, where x is a lower and y an upper bound; none where it may be 0. */
export function minus(x: Magnitude, y: Magnitude): Magnitude {
  if (y.part === 0) return x;
  if (!exceeds(x, y)) return none;
  const part = (x.part - y.part * 2 ** Math.max(y.exponent - x.exponent, -60)) * (1 - 2 ** -40);
  if (part <= 2 ** -30) return none;
  let [p, e] = [part, x.exponent];
  while (p < 0.5) [p, e] = [p * 2, e - 1];
  return { part: p, exponent: e };
}
