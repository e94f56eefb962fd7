/** What each elementwise operator makes of sets of computed numbers; infinite or NaN ends say what goes wrong. */
import { elementwise, type ElementwiseName } from '../operators/elementwise.ts';
import {
  exactly,
  floats,
  isZero,
  join,
  magnitude,
  multiply,
  negative,
  total,
  truth,
  unit,
  type Floats,
} from './floats.ts';

type Of<Count extends readonly Floats[]> = (...args: Count) => Floats;
type Unary = Of<[Floats]>;
type Binary = Of<[Floats, Floats]>;

/** A function that rises; near 0 it keeps at least this share of its argument. */
const rising =
  (name: ElementwiseName, share = 0): Unary =>
  (x) => {
    const { value } = elementwise[name];
    const least = Math.min(share * x.least, share / 4) || Number.MIN_VALUE;
    return floats(value(x.lo), value(x.hi), { least, nonZero: share > 0 && x.nonZero });
  };

/** Even functions, from their values on positive arguments. */
const even =
  (of: Unary): Unary =>
  (x) =>
    of(magnitude(x));

const falling =
  (name: ElementwiseName): Unary =>
  (x) =>
    floats(elementwise[name].value(x.hi), elementwise[name].value(x.lo));

const wholly =
  (name: ElementwiseName): Unary =>
  (x) =>
    floats(elementwise[name].value(x.lo), elementwise[name].value(x.hi), { integer: true });

/** Logarithms are 0 or at least as far from 0 as their argument from 1. */
const logarithm: Unary = (x) => floats(x.lo < 0 ? NaN : Math.log(x.lo), Math.log(x.hi), { least: 2 ** -54 });
const logOnePlus: Unary = (x) => (x.lo < -1 ? floats(NaN, NaN) : rising('log1p', 0.5)(x));
const logOneMinusExp: Unary = (x) => (x.hi > 0 ? floats(NaN, NaN) : falling('log1mexp')(x));

/** log(1 + x) - x, which is 0 at 0, falls to both sides, and is about -x² / 2. */
const belowParabola: Unary = (x) => {
  if (x.lo < -1) return floats(NaN, NaN);
  const { value } = elementwise.log1pmx;
  const ends = [value(x.lo), value(x.hi)];
  const top = x.lo <= 0 && x.hi >= 0 ? 0 : Math.max(...ends);
  return floats(Math.min(...ends), top, { least: Math.min(x.least, 0.1) ** 2 / 4 || Number.MIN_VALUE });
};

const larger: Binary = (x, y) =>
  floats(Math.max(x.lo, y.lo), Math.max(x.hi, y.hi), {
    least: Math.min(x.least, y.least),
    nonZero: x.nonZero && y.nonZero,
    integer: x.integer && y.integer,
  });

const compared: Binary = () => truth;
const either =
  (holds: (x: Floats, y: Floats) => boolean, fails: (x: Floats, y: Floats) => boolean): Binary =>
  (x, y) =>
    holds(x, y) ? exactly(1) : fails(x, y) ? exactly(0) : truth;

/** x to the y, for x ≥ 0: an infinite end where x can be 0 and y negative. */
const raised: Binary = (x, y) => {
  if (x.lo < 0) return y.integer ? floats(-Infinity, Infinity) : floats(NaN, NaN);
  const ends = [x.lo, x.hi].flatMap((base) => [y.lo, y.hi].map((exponent) => base ** exponent));
  return floats(Math.min(...ends), Math.max(...ends));
};

/** x · log(y), which is 0 where x is. */
const timesLogarithm =
  (log: Unary): Binary =>
  (x, y) =>
    isZero(x) ? exactly(0) : multiply([x, log(y)]);

const holdsZero = (x: Floats): boolean => x.lo <= 0 && x.hi >= 0;

const table = {
  exp: (x) => floats(Math.exp(x.lo), Math.exp(x.hi)),
  log: logarithm,
  log1p: logOnePlus,
  log1pmx: belowParabola,
  expm1: rising('expm1', 0.5),
  log1mexp: logOneMinusExp,
  sigmoid: rising('sigmoid'),
  tail: even(falling('tail')),
  softplus: rising('softplus'),
  log_add_exp: (x, y) => {
    const { value } = elementwise.log_add_exp;
    return floats(value(x.lo, y.lo), value(x.hi, y.hi));
  },
  log_mean_exp: (x, y, w) =>
    x.hi > 0 || y.hi > 0 || w.lo < 0 || w.hi > 1
      ? floats(NaN, NaN)
      : floats(Math.min(x.lo, y.lo), Math.max(x.hi, y.hi)),
  tanh: rising('tanh', 0.5),
  sinh: rising('sinh', 0.5),
  cosh: even(rising('cosh')),
  log_cosh: even(rising('log_cosh')),
  atan_ratio: (x, y) => (holdsZero(x) && holdsZero(y) ? floats(NaN, NaN) : floats(-Math.PI / 2, Math.PI / 2)),
  sin: () => floats(-1, 1),
  cos: () => floats(-1, 1),
  // No number of float64 is as near to a pole as this.
  tan: () => floats(-1e17, 1e17),
  atan: rising('atan', 0.5),
  erf: rising('erf', 0.5),
  abs: magnitude,
  sign: wholly('sign'),
  floor: wholly('floor'),
  round: wholly('round'),
  pow: raised,
  xlogy: timesLogarithm(logarithm),
  xlog1py: timesLogarithm(logOnePlus),
  xlog1mexp: timesLogarithm(logOneMinusExp),
  max: larger,
  min: (x, y) => negative(larger(negative(x), negative(y))),
  at_least: larger,
  at_most: (x, y) => negative(larger(negative(x), negative(y))),
  difference: (x, y) => total([x, negative(y)]),
  root_odds: rising('root_odds'),
  excess: rising('excess'),
  indicator: (x) => (isZero(x) ? exactly(0) : x.nonZero ? exactly(1) : truth),
  group: (x) => x,
  kept: (x) => x,
  same: (x) => x,
  less: either(
    (x, y) => x.hi < y.lo,
    (x, y) => x.lo >= y.hi,
  ),
  less_equal: either(
    (x, y) => x.hi <= y.lo,
    (x, y) => x.lo > y.hi,
  ),
  equal: either(
    (x, y) => x.lo === x.hi && y.lo === y.hi && x.lo === y.lo,
    (x, y) =>
      x.hi < y.lo || x.lo > y.hi || total([x, negative(y)]).nonZero || excludes(x, y) || excludes(y, x),
  ),
  not_equal: compared,
  and: either(
    (x, y) => x.nonZero && y.nonZero,
    (x, y) => isZero(x) || isZero(y),
  ),
  or: either(
    (x, y) => x.nonZero || y.nonZero,
    (x, y) => isZero(x) && isZero(y),
  ),
  not: (x) => (isZero(x) ? exactly(1) : x.nonZero ? exactly(0) : truth),
  select: (test, x, y) => (test.nonZero ? x : isZero(test) ? y : join(x, y)),
} satisfies { readonly [Name in ElementwiseName]: (...args: [Floats, Floats, Floats]) => Floats };

const excludes = (x: Floats, zero: Floats): boolean => x.nonZero && isZero(zero);

/** The numbers that an operator can come out as. */
export function applied(name: ElementwiseName, args: readonly Floats[]): Floats {
  const [x = unit, y = x, z = y] = args;
  const of: (...args: [Floats, Floats, Floats]) => Floats = table[name];
  const made = of(x, y, z);
  // Of NaN nothing is known.
  return Number.isNaN(made.lo) || Number.isNaN(made.hi) ? { ...made, lo: -Infinity, hi: Infinity } : made;
}
