/** The special functions of the elementwise operators in f64: numbers in, numbers out. */

/** Half to even, as IEEE 754, WGSL and PyTorch round. */
export function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}

export const sigmoidOf = (x: number): number => 1 / (1 + Math.exp(-x));
export const softplusOf = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
export const log1mexpOf = (x: number): number =>
  x > -Math.LN2 ? Math.log(-Math.expm1(x)) : Math.log1p(-Math.exp(x));
export const logAddExpOf = (x: number, y: number): number =>
  x === y ? x + Math.LN2 : Math.max(x, y) + softplusOf(-Math.abs(x - y));
/** Measured from the larger argument, so that both parts of the sum have one sign where the arguments have. */
export const logMeanExpOf = (x: number, y: number, w: number): number =>
  x === y ? x : Math.max(x, y) + Math.log1p((x > y ? w : 1 - w) * Math.expm1(-Math.abs(x - y)));

/** log(1 + x) = 2 atanh(s) with s = x / (2 + x); the leading term is x - s · x. */
export function log1pmxOf(x: number): number {
  if (!(Math.abs(x) < 0.125)) return Math.log1p(x) - x;
  const s = x / (2 + x);
  let series = 0;
  for (let n = 19; n >= 3; n -= 2) series = 1 / n + s * s * series;
  return s * (2 * s * s * series - x);
}

export const logCoshOf = (x: number): number => {
  const a = Math.abs(x);
  return a < 0.7 ? Math.log1p(2 * Math.sinh(a / 2) ** 2) : a + Math.log1p(Math.exp(-2 * a)) - Math.LN2;
};

/**
 * The error function: a Taylor series below 2, the continued fraction of erfc above (Abramowitz and Stegun
 * 7.1.5 and 7.1.14); accurate to a few ULP in f64.
 */
export function erfOf(x: number): number {
  const a = Math.abs(x);
  if (a > 6) return Math.sign(x);
  if (a < 2) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= (-x * x) / n;
      sum += term / (2 * n + 1);
    }
    return (2 / Math.sqrt(Math.PI)) * sum;
  }
  let fraction = 0;
  for (let k = 60; k > 0; k--) fraction = k / 2 / (a + fraction);
  return Math.sign(x) * (1 - Math.exp(-a * a) / ((a + fraction) * Math.sqrt(Math.PI)));
}
