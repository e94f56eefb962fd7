/** exp, log and their forms for small arguments on balls of a given precision. */
import type { Arithmetic } from './arithmetic.ts';
import { ball, infinite, nan, signOf, unknown, type Ball, type Finite } from './ball.ts';
import * as big from './bigfloat.ts';
import type { Big } from './bigfloat.ts';
import * as fixed from './fixed.ts';
import * as bound from './magnitude.ts';
import type { Magnitude } from './magnitude.ts';
import { fromFixed, GUARD, minusOne, one, toFixed, zero } from './scaling.ts';

/** Beyond this exponent an argument of exp overflows whatever the precision. */
const HUGE = 40;

const small = (x: Magnitude): boolean => !bound.exceeds(x, bound.powerOfTwo(-1));

/** The digits that log loses because x is near 1; Infinity where it is 1. */
function nearness(x: Big): number {
  const size = big.top(x);
  if (size < 0 || size > 1) return 0;
  const distance = big.add(x, minusOne.middle);
  return distance.mantissa === 0n ? Infinity : Math.max(0, -big.top(distance));
}

type Sums = Pick<Arithmetic<Ball>, 'add' | 'negate'>;

export interface Exponentials extends Pick<Arithmetic<Ball>, 'exp' | 'expm1' | 'log' | 'log1p'> {
  /** exp of an exact number, to a relative precision of its own. */
  expOf(x: Big, digits: number): Ball;
}

export function exponentials(precision: number, { add, negate }: Sums): Exponentials {
  /** exp of an exact number, to a relative precision. */
  const expOf = (x: Big, digits: number): Ball => {
    if (x.mantissa === 0n) return one;
    const size = big.top(x);
    if (size > HUGE)
      return x.mantissa > 0n ? infinite(1) : ball({ value: big.zero, error: -(2 ** HUGE) }, bound.none);
    const working = digits + Math.max(0, size) + GUARD + 8;
    const argument = toFixed(x, working);
    const ln2 = fixed.ln2(working);
    const exponent = argument / ln2;
    const value = fixed.exp(argument - exponent * ln2, working);
    const scale = Number(exponent);
    return ball(
      {
        value: { mantissa: value, exponent: scale - working },
        error: scale + GUARD + Math.max(0, size) + 4 - working,
      },
      bound.none,
    );
  };

  /** f(middle) with the relative error that exp(±radius) brings. */
  const spread = (value: Ball, radius: Magnitude): Ball => {
    if (radius.part === 0 || value.kind !== 'finite') return value;
    if (!small(radius)) return unknown;
    const size = bound.plus(bound.above(value.middle), value.radius);
    return {
      ...value,
      radius: bound.plus(value.radius, bound.times(size, bound.times(radius, bound.powerOfTwo(1)))),
    };
  };

  const cut = (x: Ball): Ball => (x.kind === 'finite' ? ball(big.round(x.middle, precision), x.radius) : x);

  const memo = new Map<string, Ball>();
  /** Arguments straight from the data come back often: their values are kept. */
  const remember = (name: string, x: Finite, compute: () => Ball): Ball => {
    if (x.radius.part !== 0 || x.middle.mantissa > 1n << 64n || x.middle.mantissa < -(1n << 64n))
      return compute();
    const key = `${name} ${x.middle.mantissa} ${x.middle.exponent}`;
    const known = memo.get(key) ?? compute();
    memo.set(key, known);
    return known;
  };

  const exp = (x: Ball): Ball => {
    if (x.kind === 'infinite') return x.sign > 0 ? x : zero;
    if (x.kind !== 'finite') return x;
    return remember('exp', x, () => spread(cut(expOf(x.middle, precision)), x.radius));
  };

  const expm1 = (x: Ball): Ball => {
    if (x.kind === 'infinite') return x.sign > 0 ? x : negate(one);
    if (x.kind !== 'finite') return x;
    if (signOf(x) === 0) return zero;
    const size = big.top(x.middle);
    if (x.middle.mantissa === 0n || size < -precision) {
      if (!small(x.radius)) return unknown;
      const square = bound.times(
        bound.plus(bound.above(x.middle), x.radius),
        bound.plus(bound.above(x.middle), x.radius),
      );
      return { ...x, radius: bound.plus(x.radius, square) };
    }
    const digits = precision + Math.max(0, -size) + 8;
    const e = spread(expOf(x.middle, digits), x.radius);
    if (e.kind !== 'finite') return e;
    return add(e, minusOne);
  };

  /** log of an exact positive number, to a relative precision. */
  const logOf = (x: Big): Ball => {
    const near = nearness(x);
    if (near === Infinity) return zero;
    const length = big.bitLength(x.mantissa);
    // Scaled into [√½, √2), so that the parts below do not cancel.
    const halves = Number(big.shift(x.mantissa, 60 - length)) / 2 ** 60;
    const exponent = x.exponent + length - (halves < Math.SQRT1_2 ? 1 : 0);
    const working = precision + near + GUARD + 48;
    const scaled = toFixed({ mantissa: x.mantissa, exponent: x.exponent - exponent }, working);
    const value = fixed.log(scaled, working) + ((BigInt(exponent) * fixed.ln2(working + 48)) >> 48n);
    return fromFixed(value, working, precision, bound.none);
  };

  const log = (x: Ball): Ball => {
    if (x.kind === 'infinite') return x.sign > 0 ? x : nan;
    if (x.kind !== 'finite') return x;
    const sign = signOf(x);
    if (sign === undefined) return unknown;
    if (sign <= 0) return sign === 0 ? infinite(-1) : nan;
    return remember('log', x, () => {
      const least = bound.minus(bound.below(x.middle), x.radius);
      const value = logOf(x.middle);
      if (value.kind !== 'finite' || x.radius.part === 0) return value;
      return { ...value, radius: bound.plus(value.radius, bound.over(x.radius, least)) };
    });
  };

  const log1p = (x: Ball): Ball => {
    if (x.kind !== 'finite') return log(x);
    if (signOf(x) === 0) return zero;
    const size = big.top(x.middle);
    if (x.middle.mantissa === 0n || size < -2 * precision) {
      if (!small(x.radius)) return unknown;
      const reach = bound.plus(bound.above(x.middle), x.radius);
      return {
        ...x,
        radius: bound.plus(bound.times(x.radius, bound.powerOfTwo(1)), bound.times(reach, reach)),
      };
    }
    if (size > 4 * precision) return log(add(one, x));
    return log({ ...x, middle: big.add(x.middle, big.fromNumber(1)) });
  };

  return { expOf, exp, expm1, log, log1p };
}
