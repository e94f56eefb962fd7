/** The other elementary functions on balls: the value at the middle, and how far the radius carries. */
import type { Arithmetic } from './arithmetic.ts';
import { ball, exact, infinite, nan, signOf, unknown, type Ball, type Finite } from './ball.ts';
import * as big from './bigfloat.ts';
import { exponentials } from './exponential.ts';
import * as fixed from './fixed.ts';
import * as bound from './magnitude.ts';
import { fromFixed, GUARD, half, one, toFixed, two, zero } from './scaling.ts';

type Four = Pick<Arithmetic<Ball>, 'add' | 'multiply' | 'divide' | 'negate'>;
type Functions = Pick<
  Arithmetic<Ball>,
  | 'pi'
  | 'power'
  | 'exp'
  | 'log'
  | 'log1p'
  | 'expm1'
  | 'sqrt'
  | 'sin'
  | 'cos'
  | 'tan'
  | 'atan'
  | 'sinh'
  | 'cosh'
  | 'tanh'
  | 'erf'
>;

export function elementary(precision: number, { add, multiply, divide, negate }: Four): Functions {
  const { expOf, exp, expm1, log, log1p } = exponentials(precision, { add, negate });

  const sqrt = (x: Ball): Ball => {
    if (x.kind === 'infinite') return x.sign > 0 ? x : nan;
    if (x.kind !== 'finite') return x;
    const sign = signOf(x);
    if (sign === -1) return nan;
    if (sign === undefined) {
      const most = bound.plus(bound.above(x.middle), x.radius);
      return { kind: 'finite', middle: big.zero, radius: bound.root(most) };
    }
    const root = big.squareRoot(x.middle, precision);
    if (x.radius.part === 0) return ball(root, bound.none);
    return ball(root, bound.over(x.radius, bound.below(root.value)));
  };

  /** The angle less multiples of π/2, and how many quarters of a turn were taken off. */
  const turn = (x: Finite, use: (sine: bigint, cosine: bigint, quarters: number) => bigint): Ball => {
    const size = Math.max(0, big.top(x.middle));
    if (size > 4096) return unknown;
    const working = precision + GUARD + 8;
    const wide = working + size;
    const right = fixed.pi(wide - 1);
    const angle = toFixed(x.middle, wide);
    const turns = floorDivide(2n * angle + right, 2n * right);
    const rest = big.shift(angle - turns * right, -size);
    const [sine, cosine] = fixed.sineAndCosine(rest, working);
    return fromFixed(
      use(sine, cosine, Number(turns - 4n * floorDivide(turns, 4n))),
      working,
      precision,
      x.radius,
    );
  };

  const trigonometric = (x: Ball, use: (sine: bigint, cosine: bigint, quarters: number) => bigint): Ball => {
    if (x.kind === 'infinite') return nan;
    return x.kind === 'finite' ? turn(x, use) : x;
  };

  const sin = (x: Ball): Ball =>
    x.kind === 'finite' && signOf(x) === 0
      ? zero
      : trigonometric(x, (s, c, quarters) => [s, c, -s, -c][quarters] ?? 0n);
  const cos = (x: Ball): Ball =>
    x.kind === 'finite' && signOf(x) === 0
      ? one
      : trigonometric(x, (s, c, quarters) => [c, -s, -c, s][quarters] ?? 0n);

  const pi = (): Ball => fromFixed(fixed.pi(precision + GUARD), precision + GUARD, precision, bound.none);

  const atan = (x: Ball): Ball => {
    if (x.kind === 'infinite') return multiply(exact(big.fromNumber(x.sign / 2)), pi());
    if (x.kind !== 'finite' || signOf(x) === 0) return x;
    const working = precision + GUARD + 8;
    if (big.top(x.middle) <= 0)
      return fromFixed(fixed.atan(toFixed(x.middle, working), working), working, precision, x.radius);
    const inverse = big.divide(big.fromNumber(1), x.middle, working).value;
    const right = fixed.pi(working - 1);
    const quarter = x.middle.mantissa > 0n ? right : -right;
    return fromFixed(quarter - fixed.atan(toFixed(inverse, working), working), working, precision, x.radius);
  };

  const sinh = (x: Ball): Ball => {
    const e = expm1(x);
    // Of exp(±x) - 1 rather than exp(±x), so that a small x keeps its digits.
    return multiply(half, add(e, negate(expm1(negate(x)))));
  };
  const cosh = (x: Ball): Ball => multiply(half, add(exp(x), exp(negate(x))));
  const tanh = (x: Ball): Ball => {
    if (x.kind === 'infinite') return exact(big.fromNumber(x.sign));
    if (x.kind === 'finite' && x.middle.mantissa > 0n) return negate(tanh(negate(x)));
    const e = expm1(multiply(two, x));
    return divide(e, add(e, two));
  };

  const erf = (x: Ball): Ball => {
    if (x.kind === 'infinite') return exact(big.fromNumber(x.sign));
    if (x.kind !== 'finite' || signOf(x) === 0) return x;
    if (x.middle.mantissa < 0n) return negate(erf(negate(x)));
    const radius = bound.times(x.radius, bound.powerOfTwo(1));
    const size = big.top(x.middle);
    const limit = Math.sqrt((precision + 8) * Math.LN2);
    if (size > 20 || big.toNumber(x.middle) > limit)
      return ball({ value: big.fromNumber(1), error: -precision }, radius);
    const working = precision + 2 * GUARD + 16;
    const series = fixed.erfSeries(toFixed(x.middle, working), working);
    // The series grows like exp(x²) and its units with it; the exponential takes both back.
    const middle = { mantissa: series, exponent: -working };
    const units = bound.plus(bound.powerOfTwo(0), bound.above(middle));
    const sum: Ball = {
      kind: 'finite',
      middle,
      radius: bound.times(bound.powerOfTwo(GUARD - working), units),
    };
    const damping = expOf(big.negate(big.multiply(x.middle, x.middle)), precision);
    const value = divide(multiply(multiply(two, sum), damping), sqrt(pi()));
    return value.kind === 'finite' ? { ...value, radius: bound.plus(value.radius, radius) } : value;
  };

  /** A whole exponent by repeated squaring, which keeps exact values exact and takes negative bases. */
  const wholePower = (x: Ball, n: number): Ball => {
    if (n < 0) return divide(one, wholePower(x, -n));
    let [result, square]: [Ball, Ball] = [one, x];
    for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
      if (rest % 2 === 1) result = multiply(result, square);
      if (rest > 1) square = multiply(square, square);
    }
    return result;
  };

  const power = (x: Ball, y: Ball): Ball => {
    const whole = wholeOf(y);
    if (whole === 0) return one;
    if (whole !== undefined && Math.abs(whole) <= 1024 && x.kind !== 'infinite') return wholePower(x, whole);
    if (x.kind === 'finite' && signOf(x) === 0) {
      const sign = y.kind === 'finite' ? signOf(y) : y.kind === 'infinite' ? y.sign : undefined;
      if (sign === undefined) return y.kind === 'nan' ? nan : unknown;
      return sign > 0 ? zero : infinite(1);
    }
    if (whole !== undefined && x.kind === 'finite' && signOf(x) === -1) {
      const magnitude = exp(multiply(y, log(negate(x))));
      return whole % 2 === 0 ? magnitude : negate(magnitude);
    }
    return exp(multiply(y, log(x)));
  };

  const tan = (x: Ball): Ball => divide(sin(x), cos(x));

  return { pi, power, exp, log, log1p, expm1, sqrt, sin, cos, tan, atan, sinh, cosh, tanh, erf };
}

/** ⌊a / b⌋ for a positive b. */
function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return quotient * b > a ? quotient - 1n : quotient;
}

/** The whole number that a ball is exactly; undefined where it is not one. */
function wholeOf(y: Ball): number | undefined {
  if (y.kind !== 'finite' || y.radius.part !== 0) return undefined;
  const n = big.toNumber(y.middle);
  if (!Number.isSafeInteger(n)) return undefined;
  return big.add(y.middle, big.fromNumber(-n)).mantissa === 0n ? n : undefined;
}
