/** Between balls and fixed point: conversions with guard digits, and the constants of the functions on balls. */
import { ball, exact, type Ball } from './ball.ts';
import * as big from './bigfloat.ts';
import type { Big } from './bigfloat.ts';
import * as bound from './magnitude.ts';
import type { Magnitude } from './magnitude.ts';

/** Guard digits: every fixed-point function is right to far fewer units than 2^GUARD. */
export const GUARD = 24;

export const zero = exact(big.zero);
export const half = exact(big.fromNumber(0.5));
export const one = exact(big.fromNumber(1));
export const two = exact(big.fromNumber(2));
export const minusOne = exact(big.fromNumber(-1));

/** The number in fixed point with the given digits, cut. */
export const toFixed = (x: Big, digits: number): bigint => big.shift(x.mantissa, x.exponent + digits);

/** A value in fixed point with GUARD digits more than are right. */
export const fromFixed = (value: bigint, digits: number, precision: number, radius: Magnitude): Ball =>
  ball(
    big.round({ mantissa: value, exponent: -digits }, precision),
    bound.plus(radius, bound.powerOfTwo(GUARD - digits)),
  );
