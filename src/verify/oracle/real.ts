/** Plain f64 as a number system of the oracle. */
import type { Arithmetic } from './arithmetic.ts';
import { at } from './tensor.ts';

/** A product in which a factor 0 silences an infinite one; NaN stays NaN. */
function multiply(x: number, y: number): number {
  const product = x * y;
  const silenced = Number.isNaN(product) && (x === 0 || y === 0) && !Number.isNaN(x) && !Number.isNaN(y);
  return silenced ? 0 : product;
}

/** Neumaier's compensated sum: the error does not grow with the number of terms. */
export function sum(xs: readonly number[]): number {
  let total = 0;
  let lost = 0;
  for (const x of xs) {
    const next = total + x;
    lost += Math.abs(total) >= Math.abs(x) ? total - next + x : x - next + total;
    total = next;
  }
  return Number.isFinite(lost) ? total + lost : total;
}

/** The series 2/√π · exp(-x²) · Σ 2ᵏ x²ᵏ⁺¹ / (2k+1)!!, all of whose terms have one sign. */
export function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = x;
  let total = 0;
  for (let k = 1; total + term !== total; k++) {
    total += term;
    term *= (2 * x * x) / (2 * k + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * total;
}

function compare(x: number, y: number): number {
  if (x === y) return 0;
  if (x < y) return -1;
  return x > y ? 1 : NaN;
}

export const real: Arithmetic<number> = {
  of: (value) => value,
  number: (x) => x,
  pi: () => Math.PI,
  isZero: (x) => x === 0,
  depends: () => false,
  compare,
  add: (x, y) => x + y,
  subtract: (x, y) => x - y,
  multiply,
  divide: (x, y) => x / y,
  negate: (x) => -x,
  sum,
  floor: Math.floor,
  stop: (x) => x,
  tie: (xs) => at(xs, 0),
  power: (x, y) => x ** y,
  exp: Math.exp,
  log: Math.log,
  log1p: Math.log1p,
  expm1: Math.expm1,
  sqrt: Math.sqrt,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  erf,
};
