/**
 * Functions that generated WGSL may call: each is copied into a shader that uses it, with what it calls itself.
 *
 * WGSL promises little: its log may be off by 2^-21 near 1, its tanh by 1e-5, a NaN or an infinity may be any number,
 * and subnormal numbers may be 0. So each function here is made of + - * / and `exp`, keeps its relative accuracy
 * (a few units in the last place, but for what `exp` loses), and is total: operands are clamped before anything could
 * overflow, divide by 0 or take the logarithm of 0, since `select` computes both of its sides.
 */

import { ofFour } from './calls.ts';

/** Sources by name, callees first. */
export const functions: Readonly<Record<string, string>> = {
  exponential: `/** exp(x), held inside the finite numbers. */
fn exponential(x: f32) -> f32 {
  return exp(clamp(x, -103.0, 88.7));
}`,
  atanhSeries: `/** 2 atanh(s) for |s| <= 1/3, which is log((1 + s) / (1 - s)). */
fn atanhSeries(s: f32) -> f32 {
  let u = s * s;
  return 2.0 * s + 2.0 * s * u * (0.33333319 + u * (0.20003836 + u * (0.14116979 + u * 0.13433774)));
}`,
  logarithm: `/** log(x) for x > 0, exact near 1; below the normal numbers that of the smallest one. */
fn logarithm(x: f32) -> f32 {
  let bits = bitcast<i32>(clamp(x, 1.17549435e-38, 3.4028234e38));
  let exponent = (bits - 0x3f3504f3) >> 23u;
  let m = bitcast<f32>(bits - (exponent << 23u));
  return f32(exponent) * 0.693147181 + atanhSeries((m - 1.0) / (m + 1.0));
}`,
  logOnePlus: `/** log(1 + x) for x > -1, exact for small x. */
fn logOnePlus(x: f32) -> f32 {
  let near = clamp(x, -0.5, 1.0);
  return select(logarithm(1.0 + x), atanhSeries(near / (2.0 + near)), x == near);
}`,
  expMinusOne: `/** exp(x) - 1, exact for small x. */
fn expMinusOne(x: f32) -> f32 {
  let near = clamp(x, -0.5, 0.5);
  let series = 0.5 + near * (0.16666667 + near * (0.041666667 + near * (0.0083333333 +
    near * (0.0013888889 + near * (0.00019841270 + near * 0.000024801587)))));
  return select(exponential(x) - 1.0, near + near * near * series, x == near);
}`,
  logOneMinusExp: `/** log(1 - exp(x)) for x < 0. */
fn logOneMinusExp(x: f32) -> f32 {
  return select(logOnePlus(-exponential(x)), logarithm(-expMinusOne(x)), x > -0.693147181);
}`,
  hyperbolicTangent: `/** tanh(x). */
fn hyperbolicTangent(x: f32) -> f32 {
  let e = expMinusOne(-2.0 * min(abs(x), 44.0));
  return sign(x) * (-e / (2.0 + e));
}`,
  hyperbolicSine: `/** sinh(x), held inside the finite numbers. */
fn hyperbolicSine(x: f32) -> f32 {
  let e = expMinusOne(min(abs(x), 87.0));
  return sign(x) * (0.5 * e + 0.5 * (e / (e + 1.0)));
}`,
  hyperbolicCosine: `/** cosh(x), held inside the finite numbers. */
fn hyperbolicCosine(x: f32) -> f32 {
  let e = exponential(min(abs(x), 87.0));
  return 0.5 * e + 0.5 / e;
}`,
  logCosh: `/** log(cosh(x)), without overflow and exact near 0. */
fn logCosh(x: f32) -> f32 {
  let a = abs(x);
  let half = hyperbolicSine(0.5 * min(a, 0.7));
  return select(a + logOnePlus(exponential(-2.0 * min(a, 44.0))) - 0.693147181, logOnePlus(2.0 * half * half), a < 0.7);
}`,
  quarter: `/** The multiple of a quarter turn next to x. */
fn quarter(x: f32) -> f32 {
  return round(clamp(x, -1e6, 1e6) * 0.636619772);
}`,
  reduceAngle: `/** x less that many quarter turns, of which the parts are exact for the first thousands. */
fn reduceAngle(x: f32, turns: f32) -> f32 {
  return ((clamp(x, -1e6, 1e6) - turns * 1.5703125) - turns * 0.00048375129) - turns * 7.5497894e-8;
}`,
  sinePart: `/** sin(r) for |r| <= pi / 4. */
fn sinePart(r: f32) -> f32 {
  let u = r * r;
  return r - r * u * (0.16666667 - u * (0.0083333333 - u * (0.00019841270 - u * 0.0000027557319)));
}`,
  cosinePart: `/** cos(r) for |r| <= pi / 4. */
fn cosinePart(r: f32) -> f32 {
  let u = r * r;
  return 1.0 - u * (0.5 - u * (0.041666667 - u * (0.0013888889 - u * 0.000024801587)));
}`,
  sine: `/** sin(x); the angle is reduced for |x| up to some 10^4. */
fn sine(x: f32) -> f32 {
  let turns = quarter(x);
  let r = reduceAngle(x, turns);
  let part = turns - 4.0 * floor(0.25 * turns);
  let size = select(sinePart(r), cosinePart(r), part == 1.0 || part == 3.0);
  return select(size, -size, part >= 2.0);
}`,
  cosine: `/** cos(x); the angle is reduced for |x| up to some 10^4. */
fn cosine(x: f32) -> f32 {
  let turns = quarter(x);
  let r = reduceAngle(x, turns);
  let part = turns - 4.0 * floor(0.25 * turns);
  let size = select(cosinePart(r), sinePart(r), part == 1.0 || part == 3.0);
  return select(size, -size, part == 1.0 || part == 2.0);
}`,
  tangent: `/** tan(x). */
fn tangent(x: f32) -> f32 {
  return sine(x) / nonZero(cosine(x));
}`,
  arcTangent: `/** atan(x). */
fn arcTangent(x: f32) -> f32 {
  let a = abs(x);
  let inner = select(a, 1.0 / clamp(a, 1.0, 8e37), a > 1.0);
  let shifted = inner > 0.41421356;
  let r = select(inner, (inner - 1.0) / (inner + 1.0), shifted);
  let u = r * r;
  let tail = 0.11111111 - u * (0.090909091 - u * (0.076923077 - u * 0.066666667));
  let series = r - r * u * (0.33333333 - u * (0.2 - u * (0.14285714 - u * tail)));
  let near = select(series, 0.785398163 + series, shifted);
  return sign(x) * select(near, 1.570796327 - near, a > 1.0);
}`,
  errorFunction: `/** The error function: its Taylor series up to 1, Abramowitz and Stegun 7.1.26 beyond. */
fn errorFunction(x: f32) -> f32 {
  let a = min(abs(x), 10.0);
  let u = min(a, 1.0) * min(a, 1.0);
  var series = 1.4503852e-7;
  series = 0.0000014589169 - u * series;
  series = 0.000013227513 - u * series;
  series = 0.00010683761 - u * series;
  series = 0.00075757576 - u * series;
  series = 0.0046296296 - u * series;
  series = 0.023809524 - u * series;
  series = 0.1 - u * series;
  series = 0.33333333 - u * series;
  let near = 1.128379167 * (a - a * u * series);
  let t = 1.0 / (1.0 + 0.3275911 * a);
  let tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return sign(x) * select(1.0 - tail * exponential(-a * a), near, a < 1.0);
}`,
  squareRoot: `/** sqrt(x), and 0 at 0, which WGSL's own may reach by way of infinity. */
fn squareRoot(x: f32) -> f32 {
  return select(0.0, sqrt(max(x, 1.17549435e-38)), x >= 1.17549435e-38);
}`,
  power: `/** x to the y, for x >= 0 or a whole y; 0 to the 0 is 1, and nothing leaves the finite numbers. */
fn power(x: f32, y: f32) -> f32 {
  let size = exponential(y * logarithm(abs(x)));
  let odd = y - 2.0 * floor(0.5 * y) == 1.0;
  let nonzero = select(size, -size, x < 0.0 && odd);
  return select(nonzero, select(0.0, 1.0, y == 0.0), x == 0.0 && y >= 0.0);
}`,
  squared: `fn squared(x: f32) -> f32 {
  return x * x;
}`,
  cubed: `fn cubed(x: f32) -> f32 {
  return x * x * x;
}`,
  fourthPower: `fn fourthPower(x: f32) -> f32 {
  return x * x * x * x;
}`,
  powerComplement: `/** 1 - x^y for x >= 0, exact where the power is near 1. */
fn powerComplement(x: f32, y: f32) -> f32 {
  return select(-expMinusOne(y * logarithm(x)), select(1.0, 0.0, y == 0.0), x == 0.0);
}`,
  timesLog: `/** x log(y), and 0 where x is 0. */
fn timesLog(x: f32, y: f32) -> f32 {
  return select(x * logarithm(y), 0.0, x == 0.0);
}`,
  timesLogOnePlus: `/** x log(1 + y), and 0 where x is 0. */
fn timesLogOnePlus(x: f32, y: f32) -> f32 {
  return select(x * logOnePlus(y), 0.0, x == 0.0);
}`,
  rootOdds: `/** exp(x / 2), capped where exp(x) would overflow. */
fn rootOdds(x: f32) -> f32 {
  return exponential(min(x, 88.0) / 2.0);
}`,
  excess: `/** What the cap of rootOdds leaves out of x. */
fn excess(x: f32) -> f32 {
  return max(x - 88.0, 0.0);
}`,
  nonZero: `/** A divisor that may be 0 where its quotient is not used. */
fn nonZero(x: f32) -> f32 {
  return select(x, select(1.17549435e-38, -1.17549435e-38, x < 0.0), abs(x) < 1.17549435e-38);
}`,
};

/** A function for four numbers at once: each of them goes its own way, so that the results are the same. */
function formOfFour(name: string, source: string): string {
  const parameters = [...source.slice(0, source.indexOf('->')).matchAll(/(\w+): f32/g)].map(([, x]) => x);
  const each = ['x', 'y', 'z', 'w'].map((k) => `${name}(${parameters.map((x) => `${x}.${k}`).join(', ')})`);
  return [
    `fn ${ofFour(name)}(${parameters.map((x) => `${x}: vec4f`).join(', ')}) -> vec4f {`,
    `  return vec4f(${each.join(', ')});`,
    '}',
  ].join('\n');
}

/** What nothing else in a shader may be called. */
export const functionNames: readonly string[] = Object.keys(functions).flatMap((name) => [
  name,
  ofFour(name),
]);

/** The functions that a piece of code calls, directly or not, in the order of the table, each before its form for four. */
export function functionsIn(code: string): readonly string[] {
  const needed = new Set<string>();
  const visit = (text: string): void => {
    for (const [name] of text.matchAll(/\w+(?=\()/g)) {
      if (needed.has(name)) continue;
      needed.add(name);
      const plain = Object.keys(functions).find((each) => each === name || ofFour(each) === name);
      if (plain === undefined) continue;
      needed.add(plain);
      visit(functions[plain] ?? '');
    }
  };
  visit(code);
  return Object.entries(functions).flatMap(([name, source]) => [
    ...(needed.has(name) ? [source] : []),
    ...(needed.has(ofFour(name)) ? [formOfFour(name, source)] : []),
  ]);
}
