/**
 * What the oracle asks of a number system: plain f64, dual numbers, complex numbers or balls of arbitrary
 * precision. Everything else of the language is written in terms of this, and of nothing of the compiler.
 */
export interface Arithmetic<T> {
  of(value: number): T;
  /** The nearest f64 of the (real part of the) value. */
  number(x: T): number;
  /** The real π, for formulas of the number system; the language's `pi` is the f64 nearest to it. */
  pi(): T;
  /** Exactly zero, with no derivative attached. */
  isZero(x: T): boolean;
  /** Carries derivatives: it is not a constant in what is being differentiated. */
  depends(x: T): boolean;
  /** Negative, zero or positive as x is less than, equal to or greater than y; NaN where unordered. */
  compare(x: T, y: T): number;
  add(x: T, y: T): T;
  subtract(x: T, y: T): T;
  /** 0 · ±inf is 0, as in information theory. */
  multiply(x: T, y: T): T;
  divide(x: T, y: T): T;
  negate(x: T): T;
  sum(xs: readonly T[]): T;
  /** Its derivative is 0. */
  floor(x: T): T;
  /** The same value as a constant. */
  stop(x: T): T;
  /** Of equal values: the value, with the mean of their derivatives. */
  tie(xs: readonly T[]): T;
  /** 0^0 is 1; a negative base wants an integer exponent. */
  power(x: T, y: T): T;
  exp(x: T): T;
  log(x: T): T;
  log1p(x: T): T;
  expm1(x: T): T;
  sqrt(x: T): T;
  sin(x: T): T;
  cos(x: T): T;
  tan(x: T): T;
  atan(x: T): T;
  sinh(x: T): T;
  cosh(x: T): T;
  tanh(x: T): T;
  erf(x: T): T;
}
