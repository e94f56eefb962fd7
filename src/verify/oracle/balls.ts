/**
 * Balls as a number system of the oracle, at a given precision. Where the precision does not decide what an
 * operation yields, it yields "unknown", or a comparison throws: the run is repeated with more digits.
 */
import type { Arithmetic } from './arithmetic.ts';
import { ball, exact, infinite, nan, signOf, unknown, type Ball, type Finite } from './ball.ts';
import * as big from './bigfloat.ts';
import type { Big } from './bigfloat.ts';
import { elementary } from './elementary.ts';
import * as bound from './magnitude.ts';
import { at } from './tensor.ts';

/** Thrown where a comparison is not decided by the precision at hand. */
export class Undecided extends Error {
  constructor() {
    super('The precision does not decide a comparison.');
  }
}

const isExactZero = (x: Ball): boolean => x.kind === 'finite' && signOf(x) === 0;

/** Numbers so far apart that the smaller one is below the last digit: it joins the radius. */
function addFinite(x: Finite, y: Finite, precision: number): Ball {
  const radius = bound.plus(x.radius, y.radius);
  if (x.middle.mantissa === 0n || y.middle.mantissa === 0n)
    return ball({ value: big.add(x.middle, y.middle), error: undefined }, radius);
  const [large, small] = big.top(x.middle) >= big.top(y.middle) ? [x, y] : [y, x];
  if (big.top(large.middle) - big.top(small.middle) > 2 * precision + 64)
    return ball({ value: large.middle, error: undefined }, bound.plus(radius, bound.above(small.middle)));
  return ball(big.round(big.add(x.middle, y.middle), precision), radius);
}

/** Ball arithmetic with middles of the given precision in binary digits. */
export function balls(precision: number, undecided: 'throw' | 'equal' = 'throw'): Arithmetic<Ball> {
  const add = (x: Ball, y: Ball): Ball => {
    if (x.kind === 'finite' && y.kind === 'finite') return addFinite(x, y, precision);
    if (x.kind === 'nan' || y.kind === 'nan') return nan;
    if (x.kind === 'unknown' || y.kind === 'unknown') return unknown;
    if (x.kind === 'infinite' && y.kind === 'infinite') return x.sign === y.sign ? x : nan;
    return x.kind === 'infinite' ? x : y;
  };

  const negate = (x: Ball): Ball => {
    if (x.kind === 'finite') return { ...x, middle: big.negate(x.middle) };
    return x.kind === 'infinite' ? infinite(x.sign === 1 ? -1 : 1) : x;
  };

  const multiply = (x: Ball, y: Ball): Ball => {
    if (x.kind === 'nan' || y.kind === 'nan') return nan;
    if (isExactZero(x) || isExactZero(y)) return exact(big.zero);
    if (x.kind === 'unknown' || y.kind === 'unknown') return unknown;
    if (x.kind === 'finite' && y.kind === 'finite') {
      const radius = bound.plus(
        bound.times(bound.above(x.middle), y.radius),
        bound.times(x.radius, bound.plus(bound.above(y.middle), y.radius)),
      );
      return ball(big.round(big.multiply(x.middle, y.middle), precision), radius);
    }
    const [p, q] = [direction(x), direction(y)];
    return p === undefined || q === undefined ? unknown : infinite(p === q ? 1 : -1);
  };

  const divide = (x: Ball, y: Ball): Ball => {
    if (x.kind === 'nan' || y.kind === 'nan') return nan;
    if (x.kind === 'unknown' || y.kind === 'unknown') return unknown;
    if (y.kind === 'infinite') return x.kind === 'finite' ? exact(big.zero) : nan;
    if (isExactZero(y)) {
      if (isExactZero(x)) return nan;
      const sign = direction(x);
      return sign === undefined ? unknown : infinite(sign);
    }
    const sign = direction(y);
    if (sign === undefined) return unknown;
    if (x.kind === 'infinite') return infinite(x.sign === sign ? 1 : -1);
    const least = bound.minus(bound.below(y.middle), y.radius);
    const quotient = big.divide(x.middle, y.middle, precision);
    const size = bound.over(bound.above(x.middle), bound.below(y.middle));
    const radius = bound.over(bound.plus(x.radius, bound.times(size, y.radius)), least);
    return ball(quotient, radius);
  };

  const compare = (x: Ball, y: Ball): number => {
    if (x.kind === 'infinite' && y.kind === 'infinite') return x.sign - y.sign;
    const difference = add(x, negate(y));
    if (difference.kind === 'nan') return NaN;
    if (difference.kind === 'infinite') return difference.sign;
    const sign = difference.kind === 'finite' ? signOf(difference) : undefined;
    if (sign === undefined && undecided === 'throw') throw new Undecided();
    return sign ?? 0;
  };

  const floor = (x: Ball): Ball => {
    if (x.kind !== 'finite') return x;
    const half = big.fromNumber(0.5);
    const nearest = floorOf(big.add(x.middle, half));
    // Away from the nearest whole number by more than the radius, or exactly on it, the floor is decided.
    const order = compare(x, nearest);
    return order < 0 ? floorOf(big.add(nearest.middle, big.fromNumber(-1))) : nearest;
  };

  const { power, ...functions } = elementary(precision, { add, multiply, divide, negate });
  return {
    of: (value) => {
      if (Number.isNaN(value)) return nan;
      return Number.isFinite(value) ? exact(big.fromNumber(value)) : infinite(value > 0 ? 1 : -1);
    },
    number: (x) => {
      if (x.kind === 'finite') return big.toNumber(x.middle);
      return x.kind === 'infinite' ? x.sign * Infinity : NaN;
    },
    isZero: isExactZero,
    depends: () => false,
    compare,
    add,
    subtract: (x, y) => add(x, negate(y)),
    multiply,
    divide,
    negate,
    sum: (xs) => xs.reduce(add, exact(big.zero)),
    floor,
    stop: (x) => x,
    tie: (xs) => at(xs, 0),
    power,
    ...functions,
  };
}

/** The sign of something certainly not 0; undefined otherwise. */
function direction(x: Ball): 1 | -1 | undefined {
  if (x.kind === 'infinite') return x.sign;
  return (x.kind === 'finite' && signOf(x)) || undefined;
}

const floorOf = (x: Big): Finite =>
  exact(x.exponent >= 0 ? x : { mantissa: big.shift(x.mantissa, x.exponent), exponent: 0 });
