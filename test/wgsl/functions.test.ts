/** The functions of the WGSL backend, computed by an adversary: their relative errors stay in what is claimed. */
import { describe, expect, test } from 'vitest';
import { functions } from '../../src/backends/wgsl/functions.ts';
import { elementwise } from '../../src/operators/elementwise.ts';
import { Random } from '../../src/verify/random.ts';
import { accuracy, Adversary } from './adversary/arithmetic.ts';
import { translate } from './adversary/translate.ts';

type Numbers = (...values: readonly number[]) => number;

const random = new Random(3);
const source = translate(Object.values(functions).join('\n')).js;
const own: Readonly<Record<string, Numbers>> = new Function('A', 'M', 'P', source)(
  new Adversary(random),
  {},
  {},
);

/** A function of the shader, as an adversary computes it. */
function adversarial(name: string, ...values: readonly number[]): number {
  const run = own[name];
  if (run === undefined) throw new Error(`There is no function ${name}.`);
  return run(...values.map(Math.fround));
}

/** What it should be, where to sample it, and how many parts in 2^23 it may lose. */
interface Claim {
  readonly right: Numbers;
  readonly from: number;
  readonly to: number;
  /** Points grow from `from` to `to` by factors rather than by steps. */
  readonly scaled?: boolean;
  readonly ulps: (x: number) => number;
}

const constant = (ulps: number) => () => ulps;
const claims: Readonly<Record<string, Claim>> = {
  exponential: { right: Math.exp, from: -80, to: 88, ulps: (x) => 4 + 2 * Math.abs(x) },
  logarithm: { right: Math.log, from: 1e-37, to: 1e37, scaled: true, ulps: constant(accuracy.logarithm) },
  logOnePlus: { right: Math.log1p, from: 1e-30, to: 1e30, scaled: true, ulps: constant(accuracy.logOnePlus) },
  expMinusOne: { right: Math.expm1, from: -80, to: 80, ulps: (x) => accuracy.expMinusOne + 2 * Math.abs(x) },
  logOneMinusExp: {
    right: (x = 0) => Math.log(-Math.expm1(x)),
    from: -15,
    to: -0.01,
    ulps: (x) => 24 + 2 * Math.abs(x),
  },
  hyperbolicTangent: { right: Math.tanh, from: -30, to: 30, ulps: constant(24) },
  hyperbolicSine: { right: Math.sinh, from: -80, to: 80, ulps: (x) => 24 + 2 * Math.abs(x) },
  hyperbolicCosine: { right: Math.cosh, from: -80, to: 80, ulps: (x) => 12 + 2 * Math.abs(x) },
  logCosh: {
    right: (x = 0) => Math.abs(x) + Math.log1p(Math.exp(-2 * Math.abs(x))) - Math.LN2,
    from: 0.2,
    to: 50,
    ulps: constant(64),
  },
  arcTangent: { right: Math.atan, from: -20, to: 20, ulps: constant(16) },
  errorFunction: { right: elementwise.erf.value, from: -5, to: 5, ulps: constant(48) },
  squareRoot: { right: Math.sqrt, from: 1e-37, to: 1e37, scaled: true, ulps: constant(5) },
};

describe.each(Object.entries(claims))('%s', (name, { right, from, to, scaled, ulps }) => {
  test('is as accurate as claimed', () => {
    for (let k = 0; k < 4000; k++) {
      const part = random.uniform();
      const x = Math.fround(scaled === true ? from * (to / from) ** part : from + (to - from) * part);
      const wanted = right(x);
      const unit = Math.max(2 ** -149, 2 ** -23 * Math.abs(wanted));
      const error = Math.abs(adversarial(name, x) - wanted) / unit;
      expect(error, `${name}(${x})`).toBeLessThanOrEqual(ulps(x));
    }
  });
});

test('small arguments keep their digits', () => {
  for (const x of [2 ** -40, -(2 ** -40), 1e-20]) {
    for (const name of ['logOnePlus', 'expMinusOne', 'hyperbolicTangent', 'hyperbolicSine', 'arcTangent'])
      expect(Math.abs(adversarial(name, x) / x - 1), `${name}(${x})`).toBeLessThan(2e-6);
    expect(adversarial('sine', x) / x).toBeCloseTo(1, 5);
  }
});

test('sine, cosine and tangent', () => {
  for (let k = 0; k < 2000; k++) {
    const x = Math.fround(60 * random.uniform() - 30);
    // The angle is reduced by sums that an adversary may associate anyhow: near a zero that shows.
    expect(Math.abs(adversarial('sine', x) - Math.sin(x))).toBeLessThan(2e-5);
    expect(Math.abs(adversarial('cosine', x) - Math.cos(x))).toBeLessThan(2e-5);
  }
});

test('every function is finite wherever it can be called', () => {
  const hostile = [0, -0, 1, -1, 2 ** -126, -(2 ** -126), 1e-40, 3.4e38, -3.4e38, 1e10, -1e10, 88.8, -104];
  const unary = [...Object.keys(claims), 'sine', 'cosine', 'tangent', 'nonZero'];
  for (const x of hostile) {
    for (const name of unary) expect(Number.isFinite(adversarial(name, x)), `${name}(${x})`).toBe(true);
    for (const y of [0, 1, -1, 0.5, 2, -3, 7])
      expect(Number.isFinite(adversarial('power', x, y)), `power(${x}, ${y})`).toBe(true);
  }
});

test('conventions at 0', () => {
  expect(adversarial('power', 0, 0)).toBe(1);
  expect(adversarial('power', 0, 2)).toBe(0);
  expect(adversarial('power', -2, 3)).toBeCloseTo(-8, 4);
  expect(adversarial('timesLog', 0, 0)).toBe(0);
  expect(adversarial('timesLogOnePlus', 0, -1)).toBe(0);
  expect(adversarial('squareRoot', 0)).toBe(0);
  expect(adversarial('powerComplement', 0, 0)).toBe(0);
  expect(adversarial('powerComplement', 0, 0.001)).toBe(1);
  expect(adversarial('powerComplement', Math.fround(0.9999), 3) / (1 - Math.fround(0.9999) ** 3)).toBeCloseTo(
    1,
    5,
  );
});
