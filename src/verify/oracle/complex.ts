/**
 * Complex numbers over f64 for the complex step: f(x + ih) has the imaginary part h f'(x), with no difference
 * taken. Functions are their analytic continuations; decisions look at the real part.
 */
import type { Arithmetic } from './arithmetic.ts';
import { real } from './real.ts';
import { at } from './tensor.ts';

export interface Complex {
  readonly re: number;
  readonly im: number;
}

/** So small that its square vanishes beside anything. */
export const STEP = 1e-200;

const complex = (re: number, im: number): Complex => ({ re, im });
/** Where the continuation breaks off: a branch point or cut under the step. */
const broken = complex(NaN, NaN);

const add = (x: Complex, y: Complex): Complex => complex(x.re + y.re, x.im + y.im);
const negate = (x: Complex): Complex => complex(-x.re, -x.im);
const isZero = (x: Complex): boolean => x.re === 0 && x.im === 0;

function multiply(x: Complex, y: Complex): Complex {
  const m = real.multiply;
  return complex(m(x.re, y.re) - m(x.im, y.im), m(x.re, y.im) + m(x.im, y.re));
}

/** Smith's division, which does not square the step away. */
function divide(x: Complex, y: Complex): Complex {
  if (y.im === 0) return complex(x.re / y.re, x.im === 0 ? 0 : x.im / y.re);
  if (y.re === 0) return broken;
  if (Math.abs(y.re) >= Math.abs(y.im)) {
    const ratio = y.im / y.re;
    const divisor = y.re + y.im * ratio;
    return complex((x.re + x.im * ratio) / divisor, (x.im - x.re * ratio) / divisor);
  }
  const ratio = y.re / y.im;
  const divisor = y.re * ratio + y.im;
  return complex((x.re * ratio + x.im) / divisor, (x.im * ratio - x.re) / divisor);
}

const exp = (x: Complex): Complex => {
  const size = Math.exp(x.re);
  return complex(size * Math.cos(x.im), real.multiply(size, Math.sin(x.im)));
};

function log(x: Complex): Complex {
  if (x.im === 0) return complex(Math.log(x.re), 0);
  return x.re > 0 ? complex(Math.log(Math.hypot(x.re, x.im)), Math.atan2(x.im, x.re)) : broken;
}

function log1p(x: Complex): Complex {
  if (x.im === 0) return complex(Math.log1p(x.re), 0);
  if (x.re <= -1) return broken;
  return complex(Math.log1p(x.re * (2 + x.re) + x.im * x.im) / 2, Math.atan2(x.im, 1 + x.re));
}

function expm1(x: Complex): Complex {
  const half = Math.sin(x.im / 2);
  const size = Math.exp(x.re);
  return complex(Math.expm1(x.re) * Math.cos(x.im) - 2 * half * half, real.multiply(size, Math.sin(x.im)));
}

function sqrt(x: Complex): Complex {
  if (x.im === 0) return complex(Math.sqrt(x.re), 0);
  if (x.re <= 0) return broken;
  const root = Math.sqrt((Math.hypot(x.re, x.im) + x.re) / 2);
  return complex(root, x.im / (2 * root));
}

const sin = (x: Complex): Complex =>
  complex(Math.sin(x.re) * Math.cosh(x.im), Math.cos(x.re) * Math.sinh(x.im));
const cos = (x: Complex): Complex =>
  complex(Math.cos(x.re) * Math.cosh(x.im), -Math.sin(x.re) * Math.sinh(x.im));
const sinh = (x: Complex): Complex =>
  complex(Math.sinh(x.re) * Math.cos(x.im), real.multiply(Math.cosh(x.re), Math.sin(x.im)));
const cosh = (x: Complex): Complex =>
  complex(Math.cosh(x.re) * Math.cos(x.im), real.multiply(Math.sinh(x.re), Math.sin(x.im)));

/** tanh(a + ib) = (sinh 2a + i sin 2b) / (cosh 2a + cos 2b), here with the large factors divided out. */
function tanh(x: Complex): Complex {
  const t = Math.tanh(x.re);
  const tangent = Math.tan(x.im);
  return divide(complex(t, tangent), complex(1, t * tangent));
}

/** atan(z) = (log(1 + iz) - log(1 - iz)) / 2i, its real part taken from the real function. */
function atan(x: Complex): Complex {
  if (x.im === 0) return complex(Math.atan(x.re), 0);
  const square = x.re * x.re;
  const sum = 1 + square + x.im * x.im;
  return complex(Math.atan2(2 * x.re, 1 - square - x.im * x.im) / 2, Math.atanh((2 * x.im) / sum) / 2);
}

/** To first order in the imaginary part, all that the complex step needs: erf' = 2/√π exp(-x²). */
function erf(x: Complex): Complex {
  return complex(real.erf(x.re), (2 / Math.sqrt(Math.PI)) * Math.exp(-x.re * x.re) * x.im);
}

function power(x: Complex, y: Complex): Complex {
  if (x.im === 0 && y.im === 0) return complex(real.power(x.re, y.re), 0);
  if (y.im === 0 && y.re === 0) return complex(1, 0);
  if (y.im === 0 && Number.isInteger(y.re) && Math.abs(y.re) <= 64) return wholePower(x, y.re);
  if (isZero(x)) return complex(real.power(0, y.re), 0);
  return x.re > 0 ? exp(multiply(y, log(x))) : broken;
}

function wholePower(x: Complex, n: number): Complex {
  if (n < 0) return divide(complex(1, 0), wholePower(x, -n));
  let result = complex(1, 0);
  for (let i = 0; i < n; i++) result = multiply(result, x);
  return result;
}

export const complexStep: Arithmetic<Complex> = {
  of: (value) => complex(value, 0),
  number: (x) => x.re,
  pi: () => complex(Math.PI, 0),
  isZero,
  depends: (x) => x.im !== 0,
  compare: (x, y) => real.compare(x.re, y.re),
  add,
  subtract: (x, y) => complex(x.re - y.re, x.im - y.im),
  multiply,
  divide,
  negate,
  sum: (xs) => complex(real.sum(xs.map((x) => x.re)), real.sum(xs.map((x) => x.im))),
  floor: (x) => complex(Math.floor(x.re), 0),
  stop: (x) => complex(x.re, 0),
  tie: (xs) => complex(at(xs, 0).re, xs.reduce((total, x) => total + x.im, 0) / xs.length),
  power,
  exp,
  log,
  log1p,
  expm1,
  sqrt,
  sin,
  cos,
  tan: (x) => divide(sin(x), cos(x)),
  atan,
  sinh,
  cosh,
  tanh,
  erf,
};
