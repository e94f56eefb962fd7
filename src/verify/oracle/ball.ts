/** Balls: numbers of any precision with a bound on their error, so that a result certifies itself. */
import * as big from './bigfloat.ts';
import type { Big, Rounded } from './bigfloat.ts';
import * as bound from './magnitude.ts';
import type { Magnitude } from './magnitude.ts';

/** A number known to lie within the radius of the middle, or something that is not a number. */
export type Ball =
  | { readonly kind: 'finite'; readonly middle: Big; readonly radius: Magnitude }
  | { readonly kind: 'infinite'; readonly sign: 1 | -1 }
  | { readonly kind: 'nan' }
  /** Needs more precision. */
  | { readonly kind: 'unknown' };

export type Finite = Extract<Ball, { kind: 'finite' }>;

/** Beyond 2^±LIMIT a value counts as infinite or as nothing but its bound. */
const LIMIT = 2 ** 40;

export const nan: Ball = { kind: 'nan' };
export const unknown: Ball = { kind: 'unknown' };
export const infinite = (sign: 1 | -1): Ball => ({ kind: 'infinite', sign });
export const exact = (middle: Big): Finite => ({ kind: 'finite', middle, radius: bound.none });

/** A rounded middle with the error of the rounding added to the radius. */
export function ball({ value, error }: Rounded, radius: Magnitude): Ball {
  const total = error === undefined ? radius : bound.plus(radius, bound.powerOfTwo(error));
  if (value.mantissa !== 0n && big.top(value) > LIMIT) return infinite(value.mantissa < 0n ? -1 : 1);
  if (total.part !== 0 && total.exponent > LIMIT) return unknown;
  return { kind: 'finite', middle: value, radius: total };
}

/** 1, -1 or 0 for an exact zero; undefined where the ball does not tell. */
export function signOf(x: Finite): 1 | 0 | -1 | undefined {
  if (x.middle.mantissa === 0n) return x.radius.part === 0 ? 0 : undefined;
  if (bound.minus(bound.below(x.middle), x.radius).part === 0) return undefined;
  return x.middle.mantissa < 0n ? -1 : 1;
}

/** The error is so far below the value, or below what f64 can hold, that the nearest f64 is certain enough. */
export function isCertain(x: Ball, smallest: Magnitude): boolean {
  if (x.kind !== 'finite') return x.kind !== 'unknown';
  const size = bound.above(x.middle);
  const allowed = bound.times(bound.exceeds(size, smallest) ? size : smallest, bound.powerOfTwo(-60));
  return !bound.exceeds(x.radius, allowed) || !bound.exceeds(x.radius, bound.powerOfTwo(-1100));
}
