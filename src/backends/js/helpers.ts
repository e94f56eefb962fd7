/** Functions that generated code may call: each is copied into a module that uses it. */

/** 2^(x · scale / 128): exact at every step, and a parabola that is closest in between. */
const byTables = (scale: number): string => `  const steps = x * ${scale} + 131072;
  const k = steps | 0;
  const r = steps - k;
  return fractionsOfTwo[k & 127] * powersOfTwo[k >> 7] * (1 + r * (0.0054152009469031775 + r * 1.4699111714458116e-5));`;

/** Sources by name; a module gets those whose names occur in its code. */
export const helpers: Readonly<Record<string, string>> = {
  fractionsOfTwo: `/** 2^(k / 128) for k = 0 … 127. */
const fractionsOfTwo = Float64Array.from({ length: 128 }, (_, k) => 2 ** (k / 128));`,
  powersOfTwo: `/** 2^(k - 1024) for k = 0 … 2047. */
const powersOfTwo = Float64Array.from({ length: 2048 }, (_, k) => 2 ** (k - 1024));`,
  expNegative: `/** exp(x) for x ≤ 0 to 1.1e-9 relative, for float32 data: 2^(k / 128) from two tables, a parabola between; 0 below 1e-307. */
function expNegative(x) {
  if (x < -708) return 0;
${byTables(184.6649652337873)}
}`,
  fastRootOdds: `/** The root of exp(min(x, largest)) to 1.1e-9 relative, for float32 data: 2^(k / 128) from two tables, a parabola between. */
function fastRootOdds(x, largest) {
  if (!(Math.abs(x) < largest)) return Math.exp(0.5 * (x > largest ? largest : x));
${byTables(92.33248261689366)}
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

/** How a piece of code that uses a helper is told. */
const uses: ReadonlyMap<string, RegExp> = new Map(
  Object.keys(helpers).map((name) => [name, new RegExp(`\\b${name}[([]`)]),
);

/** The helpers that a piece of code uses, those that they use themselves included. */
export function helpersIn(code: string): readonly string[] {
  const all = new Set<string>();
  const add = (text: string): void => {
    for (const [name, source] of Object.entries(helpers)) {
      if (all.has(name) || uses.get(name)?.test(text) !== true) continue;
      all.add(name);
      add(source);
    }
  };
  add(code);
  return Object.entries(helpers).flatMap(([name, source]) => (all.has(name) ? [source] : []));
}
