/** The elementwise operators: arithmetic on single numbers, one definition each. */
import {
  absRange,
  addRanges,
  binary,
  contains,
  decreasing,
  hull,
  increasing,
  intersect,
  isNonZero,
  multiplyRanges,
  nonNegative,
  positive,
  range,
  reals,
  scaleRange,
  unit,
  type Range,
} from '../graph/range.ts';
import { operator } from './operator.ts';

const truth = (holds: boolean): number => (holds ? 1 : 0);
const above = (lo: number): Range => range(lo, Infinity, { lo: true });

/** The neighbour of a limit on the side of the function's values. */
const beside = (limit: number, side: 1 | -1): number =>
  limit === 0
    ? side * Number.MIN_VALUE
    : Number.isFinite(limit)
      ? limit + side * Math.abs(limit) * 2 ** -53
      : side * Number.MAX_VALUE;

/** The range of an increasing function that approaches its limits: values that round to one do not reach it. */
function approaching(r: Range, f: (x: number) => number, low: number, high: number): Range {
  const [lo, hi] = [f(r.lo), f(r.hi)];
  return range(lo >= high ? beside(high, -1) : lo, hi <= low ? beside(low, 1) : hi, {
    lo: r.loOpen || lo === low,
    hi: r.hiOpen || hi === high,
  });
}
const oscillating = (): Range => range(-1, 1);

/** Half to even, as IEEE 754, WGSL and PyTorch round. */
export function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}

export const sigmoidOf = (x: number): number => 1 / (1 + Math.exp(-x));
export const softplusOf = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const log1mexpOf = (x: number): number =>
  x > -Math.LN2 ? Math.log(-Math.expm1(x)) : Math.log1p(-Math.exp(x));
const logAddExpOf = (x: number, y: number): number =>
  x === y ? x + Math.LN2 : Math.max(x, y) + softplusOf(-Math.abs(x - y));

/** log(1 + x) = 2 atanh(s) with s = x / (2 + x); without its leading term, which is x - s · x. */
const LOG1PMX_SERIES = [17, 15, 13, 11, 9, 7, 5].reduce((rest, n) => `(1 / ${n} + w * ${rest})`, '(1 / 19)');
function log1pmxOf(x: number): number {
  if (!(Math.abs(x) < 0.125)) return Math.log1p(x) - x;
  const s = x / (2 + x);
  let series = 0;
  for (let n = 19; n >= 3; n -= 2) series = 1 / n + s * s * series;
  return s * (2 * s * s * series - x);
}

const logCoshOf = (x: number): number => {
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

const compare = (summary: string, holds: (x: number, y: number) => boolean, js: string, wgsl = js) =>
  operator({
    arguments: ['x', 'y'],
    summary,
    language: false,
    range: () => binary,
    value: (x, y) => truth(holds(x, y)),
    derivative: { x: '0', y: '0' },
    js,
    wgsl,
  });

export const elementwise = {
  exp: operator({
    arguments: ['x'],
    summary: 'e to the x',
    language: true,
    range: (x) => approaching(x, Math.exp, 0, Infinity),
    value: Math.exp,
    derivative: { x: 'g * out' },
    js: 'Math.exp($0)',
    wgsl: 'exponential($0)',
    transcendental: true,
  }),
  log: operator({
    arguments: ['x'],
    summary: 'natural logarithm',
    language: true,
    range: (x) => increasing({ ...x, lo: Math.max(x.lo, 0) }, Math.log),
    value: Math.log,
    derivative: { x: 'g / x' },
    domain: { x: positive },
    js: 'Math.log($0)',
    wgsl: 'logarithm($0)',
    transcendental: true,
  }),
  log1p: operator({
    arguments: ['x'],
    summary: 'log(1 + x), exact for small x',
    language: true,
    range: (x) => increasing({ ...x, lo: Math.max(x.lo, -1) }, Math.log1p),
    value: Math.log1p,
    derivative: { x: 'g / (1 + x)' },
    domain: { x: above(-1) },
    js: 'Math.log1p($0)',
    wgsl: 'logOnePlus($0)',
    transcendental: true,
  }),
  log1pmx: operator({
    arguments: ['x'],
    summary: 'log(1 + x) - x, exact for small x',
    language: false,
    range: log1pmxRange,
    value: log1pmxOf,
    derivative: { x: '-g * x / (1 + x)' },
    domain: { x: above(-1) },
    meaning: `if abs(x) < 0.125 then s * (2 * w * (1 / 3 + w * ${LOG1PMX_SERIES}) - x) else log1p(x) - x
              where s = x / (2 + x) w = s^2`,
  }),
  expm1: operator({
    arguments: ['x'],
    summary: 'exp(x) - 1, exact for small x',
    language: true,
    range: (x) => approaching(x, Math.expm1, -1, Infinity),
    value: Math.expm1,
    derivative: { x: 'g * exp(x)' },
    js: 'Math.expm1($0)',
    wgsl: 'expMinusOne($0)',
    transcendental: true,
  }),
  log1mexp: operator({
    arguments: ['x'],
    summary: 'log(1 - exp(x)) for x < 0',
    language: false,
    range: (x) => approaching(scaleRange(-1, x), (v) => (v <= 0 ? -Infinity : log1mexpOf(-v)), -Infinity, 0),
    value: log1mexpOf,
    derivative: { x: '-g / expm1(-x)' },
    domain: { x: range(-Infinity, 0, { hi: true }) },
    js: '($0 > -0.6931471805599453 ? Math.log(-Math.expm1($0)) : Math.log1p(-Math.exp($0)))',
    wgsl: 'logOneMinusExp($0)',
    transcendental: true,
  }),
  sigmoid: operator({
    arguments: ['x'],
    summary: '1 / (1 + exp(-x))',
    language: true,
    range: (x) => approaching(x, sigmoidOf, 0, 1),
    value: sigmoidOf,
    derivative: { x: 'g * out * sigmoid(-x)' },
    // The smaller of sigmoid(x) and sigmoid(-x) is exact by itself, and 1 minus it does not cancel.
    meaning: 'if x >= 0 then 1 - tail(x) else tail(x)',
  }),
  tail: operator({
    arguments: ['x'],
    summary: 'sigmoid(-|x|), the smaller of the two probabilities',
    language: false,
    range: (x) => intersect(approaching(scaleRange(-1, absRange(x)), sigmoidOf, 0, 1), range(0, 0.5)),
    value: (x) => sigmoidOf(-Math.abs(x)),
    derivative: { x: '-g * sign(x) * out * (1 - out)' },
    // One exponential serves sigmoid and softplus of x and of -x.
    meaning: 'group(t / (1 + t)) where t = exp(-abs(x))',
  }),
  softplus: operator({
    arguments: ['x'],
    summary: 'log(1 + exp(x))',
    language: true,
    range: (x) => approaching(x, softplusOf, 0, Infinity),
    value: softplusOf,
    derivative: { x: 'g * sigmoid(x)' },
    meaning: 'relu(x) + log1p(exp(-abs(x)))',
  }),
  log_add_exp: operator({
    arguments: ['x', 'y'],
    summary: 'log(exp(x) + exp(y)), without overflow',
    language: false,
    range: (x, y) =>
      range(logAddExpOf(x.lo, y.lo), logAddExpOf(x.hi, y.hi), {
        lo: x.loOpen || y.loOpen,
        hi: x.hiOpen || y.hiOpen,
      }),
    value: logAddExpOf,
    derivative: { x: 'g * sigmoid(x - y)', y: 'g * sigmoid(y - x)' },
    meaning: 'max(x, y) + softplus(-abs(x - y))',
  }),
  tanh: operator({
    arguments: ['x'],
    summary: 'hyperbolic tangent',
    language: true,
    range: (x) => approaching(x, Math.tanh, -1, 1),
    value: Math.tanh,
    derivative: { x: 'g / cosh(x)^2' },
    js: 'Math.tanh($0)',
    wgsl: 'hyperbolicTangent($0)',
    transcendental: true,
  }),
  sinh: operator({
    arguments: ['x'],
    summary: 'hyperbolic sine',
    language: true,
    range: (x) => approaching(x, Math.sinh, -Infinity, Infinity),
    value: Math.sinh,
    derivative: { x: 'g * cosh(x)' },
    js: 'Math.sinh($0)',
    wgsl: 'hyperbolicSine($0)',
    transcendental: true,
  }),
  cosh: operator({
    arguments: ['x'],
    summary: 'hyperbolic cosine',
    language: true,
    range: (x) => approaching(absRange(x), Math.cosh, -Infinity, Infinity),
    value: Math.cosh,
    derivative: { x: 'g * sinh(x)' },
    js: 'Math.cosh($0)',
    wgsl: 'hyperbolicCosine($0)',
    transcendental: true,
  }),
  log_cosh: operator({
    arguments: ['x'],
    summary: 'log(cosh(x)), without overflow and exact near 0',
    language: true,
    range: (x) => increasing(absRange(x), logCoshOf),
    value: logCoshOf,
    derivative: { x: 'g * tanh(x)' },
    js: 'logCosh($0)',
    wgsl: 'logCosh($0)',
    transcendental: true,
  }),
  sin: operator({
    arguments: ['x'],
    summary: 'sine',
    language: true,
    range: oscillating,
    value: Math.sin,
    derivative: { x: 'g * cos(x)' },
    js: 'Math.sin($0)',
    wgsl: 'sine($0)',
    transcendental: true,
  }),
  cos: operator({
    arguments: ['x'],
    summary: 'cosine',
    language: true,
    range: oscillating,
    value: Math.cos,
    derivative: { x: '-g * sin(x)' },
    js: 'Math.cos($0)',
    wgsl: 'cosine($0)',
    transcendental: true,
  }),
  tan: operator({
    arguments: ['x'],
    summary: 'tangent',
    language: true,
    range: () => reals,
    value: Math.tan,
    derivative: { x: 'g * (1 + out^2)' },
    js: 'Math.tan($0)',
    wgsl: 'tangent($0)',
    transcendental: true,
  }),
  atan: operator({
    arguments: ['x'],
    summary: 'arc tangent',
    language: true,
    range: (x) => increasing(x, Math.atan),
    value: Math.atan,
    derivative: { x: 'g / (1 + x^2)' },
    js: 'Math.atan($0)',
    wgsl: 'arcTangent($0)',
    transcendental: true,
  }),
  erf: operator({
    arguments: ['x'],
    summary: 'error function',
    language: true,
    range: (x) => approaching(x, erfOf, -1, 1),
    value: erfOf,
    derivative: { x: 'g * 1.1283791670955126 * exp(-x^2)' },
    js: 'erf($0)',
    wgsl: 'errorFunction($0)',
    transcendental: true,
  }),
  abs: operator({
    arguments: ['x'],
    summary: 'absolute value; its slope at 0 is 0',
    language: true,
    range: absRange,
    value: Math.abs,
    derivative: { x: 'g * sign(x)' },
    js: 'Math.abs($0)',
    wgsl: 'abs($0)',
  }),
  sign: operator({
    arguments: ['x'],
    summary: '-1, 0 or 1',
    language: true,
    range: (x) =>
      range(x.lo < 0 ? -1 : contains(x, 0) ? 0 : 1, x.hi > 0 ? 1 : contains(x, 0) ? 0 : -1, {
        integer: true,
      }),
    value: Math.sign,
    derivative: { x: '0' },
    js: 'Math.sign($0)',
    wgsl: 'sign($0)',
  }),
  floor: operator({
    arguments: ['x'],
    summary: 'largest integer that is not above x',
    language: true,
    range: (x) => range(Math.floor(x.lo), Math.floor(x.hi), { integer: true }),
    value: Math.floor,
    derivative: { x: '0' },
    js: 'Math.floor($0)',
    wgsl: 'floor($0)',
  }),
  round: operator({
    arguments: ['x'],
    summary: 'nearest integer, halves to the even one',
    language: true,
    range: (x) => range(roundHalfEven(x.lo), roundHalfEven(x.hi), { integer: true }),
    value: roundHalfEven,
    derivative: { x: '0' },
    js: 'roundHalfEven($0)',
    wgsl: 'round($0)',
  }),
  pow: operator({
    arguments: ['x', 'y'],
    summary: 'x to the y, for x ≥ 0 or a whole y',
    language: true,
    range: powRange,
    value: Math.pow,
    derivative: {
      // An infinite slope, at x = 0 with 0 < y < 1, is taken as 0 (docs/decisions/0002).
      x: 'if y == 0 or (x == 0 and y < 1) then 0 else g * y * pow(x, y - 1)',
      y: 'if x == 0 then 0 else g * out * log(x)',
    },
    js: 'Math.pow($0, $1)',
    wgsl: 'power($0, $1)',
    transcendental: true,
  }),
  xlogy: operator({
    arguments: ['x', 'y'],
    summary: 'x · log(y), and 0 where x is 0',
    language: true,
    range: (x, y) => multiplyRanges(x, increasing({ ...y, lo: Math.max(y.lo, 0) }, Math.log)),
    value: (x, y) => (x === 0 ? 0 : x * Math.log(y)),
    derivative: {
      x: 'if x == 0 and y == 0 then 0 else g * log(y)',
      y: 'if x == 0 then 0 else g * x / y',
    },
    domain: { y: positive },
    js: '($0 === 0 ? 0 : $0 * Math.log($1))',
    wgsl: 'timesLog($0, $1)',
    transcendental: true,
  }),
  xlog1py: operator({
    arguments: ['x', 'y'],
    summary: 'x · log(1 + y), and 0 where x is 0',
    language: false,
    range: (x, y) => multiplyRanges(x, increasing({ ...y, lo: Math.max(y.lo, -1) }, Math.log1p)),
    value: (x, y) => (x === 0 ? 0 : x * Math.log1p(y)),
    derivative: {
      x: 'if x == 0 and y == -1 then 0 else g * log1p(y)',
      y: 'if x == 0 then 0 else g * x / (1 + y)',
    },
    domain: { y: above(-1) },
    js: '($0 === 0 ? 0 : $0 * Math.log1p($1))',
    wgsl: 'timesLogOnePlus($0, $1)',
    transcendental: true,
  }),
  max: operator({
    arguments: ['x', 'y'],
    summary: 'the larger; equal arguments share the gradient',
    language: true,
    range: (x, y) => ({ ...hull(x, y), lo: Math.max(x.lo, y.lo), loOpen: x.lo > y.lo ? x.loOpen : y.loOpen }),
    value: Math.max,
    derivative: {
      x: 'if x > y then g else if x == y then g / 2 else 0',
      y: 'if y > x then g else if x == y then g / 2 else 0',
    },
    js: 'Math.max($0, $1)',
    wgsl: 'max($0, $1)',
  }),
  min: operator({
    arguments: ['x', 'y'],
    summary: 'the smaller; equal arguments share the gradient',
    language: true,
    range: (x, y) => ({ ...hull(x, y), hi: Math.min(x.hi, y.hi), hiOpen: x.hi < y.hi ? x.hiOpen : y.hiOpen }),
    value: Math.min,
    derivative: {
      x: 'if x < y then g else if x == y then g / 2 else 0',
      y: 'if y < x then g else if x == y then g / 2 else 0',
    },
    js: 'Math.min($0, $1)',
    wgsl: 'min($0, $1)',
  }),
  at_least: operator({
    arguments: ['x', 'bound'],
    summary: 'max against a bound: at the bound itself the slope is 0',
    language: false,
    range: (x, y) => ({ ...hull(x, y), lo: Math.max(x.lo, y.lo), loOpen: x.lo > y.lo ? x.loOpen : y.loOpen }),
    value: Math.max,
    derivative: { x: 'if x > bound then g else 0', bound: 'if x < bound then g else 0' },
    js: 'Math.max($0, $1)',
    wgsl: 'max($0, $1)',
  }),
  at_most: operator({
    arguments: ['x', 'bound'],
    summary: 'min against a bound: at the bound itself the slope is 0',
    language: false,
    range: (x, y) => ({ ...hull(x, y), hi: Math.min(x.hi, y.hi), hiOpen: x.hi < y.hi ? x.hiOpen : y.hiOpen }),
    value: Math.min,
    derivative: { x: 'if x < bound then g else 0', bound: 'if x > bound then g else 0' },
    js: 'Math.min($0, $1)',
    wgsl: 'min($0, $1)',
  }),
  difference: operator({
    arguments: ['x', 'y'],
    summary: 'x - y, rounded once and before anything else is added',
    language: false,
    range: (x, y) => addRanges(x, scaleRange(-1, y)),
    value: (x, y) => x - y,
    derivative: { x: 'g', y: '-g' },
    js: '$0 - $1',
    wgsl: '$0 - $1',
  }),
  indicator: operator({
    arguments: ['x'],
    summary: '1 where x holds, 0 elsewhere, as a number',
    language: false,
    range: () => binary,
    value: (x) => truth(x !== 0),
    derivative: { x: '0' },
    js: 'Number($0)',
    wgsl: 'f32($0)',
  }),
  group: operator({
    arguments: ['x'],
    summary: 'x, kept whole: what is computed once outside a loop',
    language: false,
    range: (x) => x,
    value: (x) => x,
    derivative: { x: 'g' },
    js: '$0',
    wgsl: '$0',
  }),
  less: compare('x < y', (x, y) => x < y, '$0 < $1'),
  less_equal: compare('x <= y', (x, y) => x <= y, '$0 <= $1'),
  equal: compare('x == y', (x, y) => x === y, '$0 === $1', '$0 == $1'),
  not_equal: compare('x != y', (x, y) => x !== y, '$0 !== $1', '$0 != $1'),
  and: compare('both hold', (x, y) => x !== 0 && y !== 0, '$0 && $1'),
  or: compare('either holds', (x, y) => x !== 0 || y !== 0, '$0 || $1'),
  not: operator({
    arguments: ['x'],
    summary: '1 where x is 0',
    language: false,
    range: () => binary,
    value: (x) => truth(x === 0),
    derivative: { x: '0' },
    js: '!$0',
    wgsl: '!$0',
  }),
  select: operator({
    arguments: ['test', 'x', 'y'],
    summary: 'x where the test holds, y elsewhere; nothing leaks from the branch not taken',
    language: false,
    range: (test, x, y) => (isNonZero(test) ? x : test.lo === 0 && test.hi === 0 ? y : hull(x, y)),
    value: (test, x, y) => (test !== 0 ? x : y),
    derivative: { test: '0', x: 'if test then g else 0', y: 'if test then 0 else g' },
    js: '$0 ? $1 : $2',
    wgsl: 'select($2, $1, $0)',
  }),
} as const;

/** log(1 + x) - x rises up to 0 at x = 0, and falls from there. */
function log1pmxRange(x: Range): Range {
  const rising = (r: Range): Range => increasing(r, log1pmxOf);
  const falling = (r: Range): Range => decreasing(r, (v) => (v === Infinity ? -Infinity : log1pmxOf(v)));
  const shared = { ...x, lo: Math.max(x.lo, -1) };
  if (shared.hi <= 0) return rising(shared);
  if (shared.lo >= 0) return falling(shared);
  return hull(rising({ ...shared, hi: 0, hiOpen: false }), falling({ ...shared, lo: 0, loOpen: false }));
}

function powRange(x: Range, y: Range): Range {
  if (x.lo < 0) return reals;
  if (x.hi <= 1) return y.lo >= 0 ? { ...unit, loOpen: x.lo > 0 || x.loOpen } : nonNegative;
  if (x.lo >= 1) return y.lo >= 0 ? range(1, Infinity) : positive;
  return x.lo > 0 || x.loOpen ? positive : nonNegative;
}

export type ElementwiseName = keyof typeof elementwise;
export const isElementwise = (name: string): name is ElementwiseName => Object.hasOwn(elementwise, name);
