/** Functions that generated code may call: each is copied into a module that uses it. */

/** Sources by name; a module gets those whose names occur in its code. */
export const helpers: Readonly<Record<string, string>> = {
  expNegative: `/** exp(-k / 128 · ln 2) for k = 0, 1, … */
const expTable = Float64Array.from({ length: 18500 }, (_, k) => Math.exp((-k * Math.LN2) / 128));

/** exp(x) for x ≤ 0 to 4e-9 relative, for float32 data: a table and a parabola. */
function expNegative(x) {
  if (!(x > -100)) return Math.exp(x);
  const k = (0.5 - x * 184.6649652337873) | 0;
  const r = x + k * 0.005415212348514945;
  return expTable[k] * (1 + r * (1 + 0.5 * r));
}`,
  powersOfTwo: `/** 2^(k / 128) for k = -16384, -16383, … */
const powersOfTwo = Float64Array.from({ length: 32768 }, (_, k) => Math.exp(((k - 16384) * Math.LN2) / 128));`,
  fastRootOdds: `/** The root of exp(min(x, largest)) to 4e-9 relative, for float32 data: a table and a parabola. */
function fastRootOdds(x, largest) {
  if (!(Math.abs(x) < largest)) return Math.exp(0.5 * (x > largest ? largest : x));
  const k = (16384.5 + x * 92.33248261689366) | 0;
  const r = 0.5 * x + (16384 - k) * 0.005415212348514945;
  return powersOfTwo[k] * (1 + r * (1 + 0.5 * r));
}`,
  rootOdds: `/** The root of exp(min(x, largest)): half the exponent, so that an array can hold it. */
function rootOdds(x, largest) {
  return Math.exp(0.5 * (x > largest ? largest : x));
}`,
  logCosh: `/** log(cosh(x)) without overflow, and exact near 0. */
function logCosh(x) {
  const a = Math.abs(x);
  return a < 0.7 ? Math.log1p(2 * Math.sinh(a / 2) ** 2) : a + Math.log1p(Math.exp(-2 * a)) - Math.LN2;
}`,
  roundHalfEven: `/** The nearest whole number, halves to the even one. */
function roundHalfEven(x) {
  const floor = Math.floor(x);
  if (x - floor !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}`,
  erf: `/** The error function: Taylor series below 2, continued fraction above (Abramowitz and Stegun 7.1.5, 7.1.14). */
function erf(x) {
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
}`,
};

/** The helpers that a piece of code uses, those that they use themselves included. */
export function helpersIn(code: string): readonly string[] {
  const used = (text: string): readonly string[] =>
    Object.keys(helpers).filter((name) => new RegExp(`\\b${name}[([]`).test(text));
  const called = used(code);
  const all = new Set([...called.flatMap((name) => used(helpers[name] ?? '')), ...called]);
  return Object.entries(helpers).flatMap(([name, source]) => (all.has(name) ? [source] : []));
}
