/**
 * Dual numbers, the complex step, duals over balls and differences of values agree, for every function and
 * for losses of every shape; at kinks the documented convention holds.
 */
import { describe, expect, test } from 'vitest';
import { differences } from '../../../src/verify/finiteDifference.ts';
import { complexDerivative } from '../../../src/verify/oracle/complexStep.ts';
import type { Data } from '../../../src/verify/oracle/data.ts';
import { functions } from '../../../src/verify/oracle/functions.ts';
import { gradient } from '../../../src/verify/oracle/gradient.ts';
import { truth } from '../../../src/verify/oracle/truth.ts';
import { dataOf, program, tensor } from '../program.ts';

type Program = ReturnType<typeof program>;

const relative = (a: number, b: number): number => (a === b ? 0 : Math.abs(a - b) / Math.abs(b));

/** The largest relative disagreement of each method with the truth, over all coordinates. */
function disagreement(
  p: Program,
  name: string,
  data: Data,
): { duals: number; complex: number; norm: number } {
  const exact = truth(p, name, data);
  expect(exact.resolved).toBe(true);
  const duals = gradient(p, name, data);
  const coordinates = Object.entries(exact.gradients).flatMap(([input, entries]) =>
    entries.map((expected, element) => ({ input, element, expected })),
  );
  const worst = (of: (coordinate: (typeof coordinates)[number]) => number): number =>
    Math.max(...coordinates.map((c) => relative(of(c), c.expected)));
  const { found, kinks, skipped } = differences(p, name, data, coordinates);
  expect([kinks, skipped]).toEqual([0, 0]);
  const norm = Math.hypot(...coordinates.map((c) => c.expected));
  const apart = Math.hypot(...found.map((f, i) => f.derivative - (coordinates[i]?.expected ?? NaN)));
  return {
    duals: worst(({ input, element }) => duals.gradients[input]?.[element] ?? NaN),
    complex: worst(({ input, element }) => complexDerivative(p, name, data, input, element)),
    norm: apart === 0 ? 0 : apart / norm,
  };
}

function expectAgreement(p: Program, name: string, data: Data): void {
  const { duals, complex, norm } = disagreement(p, name, data);
  expect(duals).toBeLessThan(1e-12);
  expect(complex).toBeLessThan(1e-12);
  expect(norm).toBeLessThan(1e-8);
}

/** Arguments inside the domain of a function, away from its kinks. */
const arguments_: Readonly<Record<string, readonly number[]>> = {
  log: [0.3, 1.5, 40],
  log2: [0.3, 1.5, 40],
  log1p: [-0.6, 0.4, 12],
  sqrt: [0.2, 2, 50],
  tan: [-1.1, -0.4, 0.2, 0.9, 2.6],
  pow: [-2.3, -0.7, 0.8, 1.7],
};
const everywhere = [-2.3, -0.4, 0.2, 1.7, 3.1];
/** What stands beside x in a call. */
const rest: Readonly<Record<string, readonly string[]>> = {
  pow: ['3', '-2', '0'],
  min: ['0.5', '2, 9'],
  max: ['0.5', '-1, -9'],
  clamp: ['-1, 1', '-9, 9'],
  xlogy: ['2.5'],
  ratio: ['2.5', 'x ^ 2 + 1'],
};

describe('every function', () => {
  const constant = ['sign', 'floor', 'round'];
  const names = Object.keys(functions).filter((name) => !constant.includes(name));
  test.each(names)('%s', (name) => {
    for (const further of rest[name] ?? ['']) {
      const call = `${name}(x${further === '' ? '' : `, ${further}`})`;
      // Inside a product and a square, so that a derivative that is off by more than a sign shows.
      const p = program(`loss f(x: real[]) = (${call} + 0.7 * x) ^ 2`);
      for (const x of arguments_[name] ?? everywhere) expectAgreement(p, 'f', dataOf({ x: tensor('', x) }));
    }
  });

  test.each(constant)('%s has no derivative', (name) => {
    const p = program(`loss f(x: real[]) = ${name}(x) * x`);
    for (const x of everywhere) {
      const found = gradient(p, 'f', dataOf({ x: tensor('', x) }));
      expect(found.gradients['x']?.[0]).toBe((found.value.data[0] ?? NaN) / x);
      expectAgreement(p, 'f', dataOf({ x: tensor('', x) }));
    }
  });

  test('powers, in base and exponent', () => {
    const p = program('loss f(x: real[], y: real[]) = x ^ y + pow(x, 2.5) + y ^ 3');
    expectAgreement(p, 'f', dataOf({ x: tensor('', 1.3), y: tensor('', -0.7) }));
  });
});

const x = tensor('n i', [
  [0.2, -1.1, 0.7],
  [1.4, 0.3, -0.6],
]);
const p = tensor('n i', [
  [0.2, 0.9, 0.7],
  [0.4, 0.3, 0.6],
]);
const y = tensor('n i', [
  [0, 1, 1],
  [1, 0, 0],
]);
const z = tensor('n c i', [
  [
    [0.3, -1, 2],
    [1, 0.5, -0.2],
    [-0.7, 0.1, 1.1],
  ],
  [
    [0.9, 0.8, -1],
    [-0.4, 2, 0.6],
    [0, 1.2, -1.5],
  ],
]);
const t = tensor('n i', [
  [0, 2, 255],
  [1, -1, 2],
]);

describe('losses', () => {
  const real = (body: string): readonly [string, Data] => [`x: real[n, i]) = ${body}`, dataOf({ x })];
  const binary = (body: string): readonly [string, Data] => [
    `p: prob[n, i], y: label[n, i]) = ${body}`,
    dataOf({ p, y }),
  ];
  const classes = (body: string): readonly [string, Data] => [
    `z: logit[n, c, i], t: index[n, i] of c) = ${body}`,
    dataOf({ z, t }),
  ];
  test.each([
    real('mean[n, i](x ^ 2)'),
    real('sum[n](prod[i](x))'),
    real('sum[n](max[i](x) - 2 * min[i](x) ^ 2)'),
    real('norm[n, i](x) + sum[n](norm[i](x; weight = 2))'),
    real('logsumexp[i](3 * x) * 2'),
    real('sum[n, i](softmax[i](x) ^ 2)'),
    real('sum[n, i](x * log_softmax[n](x))'),
    real('sum[n, i](cumsum[i](x) ^ 3)'),
    real('sum[n, i](x * (x - mean[i](x)) ^ 2 / (1 + size(i)))'),
    real('sum[n, i](if x > 0 then x ^ 3 else exp(x))'),
    real('sum[n](mean[i](x ^ 2; weight = exp(x)) + mean[i](x; keep = x > 0) ^ 2)'),
    real('sum[n, i](stop(x) * x + sigmoid(stop(x ^ 2) - x))'),
    real('sum[n](mean[i: 1..](x ^ 2) * mean[i: ..1](x))'),
    real('x * sum[i](x)'),
    binary('mean[n, i](-(y * log(p) + (1 - y) * log(1 - p)))'),
    binary('mean[n](1 - (2 * sum[i](p * y) + 1) / (sum[i](p) + sum[i](y) + 1))'),
    binary('mean[n](1 - ratio(sum[i](p * y), sum[i](p + y - p * y)))'),
    binary('sum[n, i](xlogy(y, p) + xlogy(p, p))'),
    binary('sum[n, i](abs(p - y) ^ 1.5 + log_cosh(p - y))'),
    classes('-mean[n, i](pick[c](log_softmax[c](z), t); keep = valid[c](t))'),
    classes('mean[c](sum[n, i](softmax[c](z) * one_hot[c](t)) / (1 + sum[n, i](softmax[c](z) ^ 2)))'),
    classes('sum[n, i](-(1 - pick[c](softmax[c](z), t)) ^ 2 * pick[c](log_softmax[c](z), t))'),
  ] as const)('%s', (text, data) => {
    expectAgreement(program(`loss f(${text}`), 'f', data);
  });

  test('gradients of hyperparameters, those of callees through their defaults too', () => {
    const q = program(`
      loss g(x: real[n, i]; a = 2, b = a ^ 2) = mean[n, i](a * x ^ 2 + b * x)
      loss f(x: real[n, i]; k = 3) = g(x; a = k)`);
    const wrt = ['x', 'k'];
    const [duals, exact] = [gradient(q, 'f', dataOf({ x }), { wrt }), truth(q, 'f', dataOf({ x }), { wrt })];
    const mean = (f: (value: number) => number): number =>
      Array.from(x.data, f).reduce((total, value) => total + value, 0) / 6;
    expect(duals.gradients['k']?.[0]).toBeCloseTo(
      mean((v) => v * v + 6 * v),
      14,
    );
    expect(exact.gradients['k']?.[0]).toBeCloseTo(
      mean((v) => v * v + 6 * v),
      14,
    );
  });
});

describe('kinks', () => {
  const slopes = (text: string, inputs: Readonly<Record<string, number>>): readonly number[] => {
    const q = program(`loss f(${text}`);
    const data = dataOf(
      Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, tensor('', value)])),
    );
    const [duals, exact] = [gradient(q, 'f', data), truth(q, 'f', data)];
    expect(exact.gradients).toEqual(duals.gradients);
    expect(duals.ties).toBeGreaterThan(0);
    return Object.values(duals.gradients).flat();
  };

  test('abs, relu and clamp have the derivative 0 on the bend', () => {
    expect(slopes('x: real[]) = abs(x)', { x: 0 })).toEqual([0]);
    expect(slopes('x: real[]) = relu(x)', { x: 0 })).toEqual([0]);
    expect(slopes('x: real[]) = max(x, 0)', { x: 0 })).toEqual([0]);
    expect(slopes('x: real[]) = clamp(x, -1, 1)', { x: 1 })).toEqual([0]);
    expect(slopes('x: real[]) = clamp(x, -1, 1)', { x: -1 })).toEqual([0]);
  });

  test('equal arguments of max and min share the gradient', () => {
    expect(slopes('x: real[], y: real[]) = max(x, y)', { x: 2, y: 2 })).toEqual([0.5, 0.5]);
    expect(slopes('x: real[], y: real[]) = min(x, y)', { x: 2, y: 2 })).toEqual([0.5, 0.5]);
  });

  test('a label is a variable, a number of the source text is a bound, wherever it is named', () => {
    const q = program(`
      const half = 1 / 2
      fn least(a, b) = min(a, b)
      loss f(x: real[], y: label[]) = max(x, y)
      loss g(x: real[]; k = 1) = max(k, x)
      loss h(x: real[], y: label[]) = max(half * 2, x) + least(x, 1) + max(x, 0, y)`);
    const data = dataOf({ x: tensor('', 1), y: tensor('', 1) });
    expect(gradient(q, 'f', data).gradients['x']).toEqual([0.5]);
    expect(gradient(q, 'g', data).gradients['x']).toEqual([0.5]);
    expect(gradient(q, 'h', data).gradients['x']).toEqual([0.5]);
  });

  test('equal maxima along an axis share the gradient', () => {
    const q = program('loss f(x: real[i]) = max[i](x)');
    const { gradients, ties } = gradient(q, 'f', dataOf({ x: tensor('i', [3, 1, 3, 3]) }));
    expect(gradients['x']?.map((g) => g * 3)).toEqual([1, 0, 1, 1]);
    expect(ties).toBe(1);
  });

  test('the norm has the derivative 0 at 0', () => {
    const q = program('loss f(x: real[i]) = norm[i](x)');
    expect(gradient(q, 'f', dataOf({ x: tensor('i', [0, 0]) })).gradients['x']).toEqual([0, 0]);
  });

  test('a stencil across a kink is counted and left out, one beside it is not', () => {
    const q = program('loss f(x: real[i]) = sum[i](abs(x))');
    const data = dataOf({ x: tensor('i', [1e-6, 0.5, -0.5]) });
    const found = differences(
      q,
      'f',
      data,
      [0, 1, 2].map((element) => ({ input: 'x', element })),
    );
    expect(found.kinks).toBe(1);
    expect(found.found.map(({ derivative }) => Math.round(derivative))).toEqual([1, -1]);
  });

  test('at an end of the domain there is no stencil, near it a short one', () => {
    const q = program('loss f(p: prob[i]) = sum[i](log(p))');
    const data = dataOf({ p: tensor('i', [1, 1e-6]) });
    const { found, skipped } = differences(
      q,
      'f',
      data,
      [0, 1].map((element) => ({ input: 'p', element })),
    );
    expect(skipped).toBe(1);
    expect(relative(found[0]?.derivative ?? NaN, 1e6)).toBeLessThan(1e-9);
  });
});

describe('no NaN leaks', () => {
  const slope = (body: string, value: number): number | undefined => {
    const q = program(`loss f(x: real[]) = ${body}`);
    const [duals, exact] = [gradient, truth].map((of) => of(q, 'f', dataOf({ x: tensor('', value) })));
    expect(exact?.gradients).toEqual(duals?.gradients);
    return duals?.gradients['x']?.[0];
  };

  test('from the branch not taken, from what is left out, from weight 0', () => {
    expect(slope('if x > 0 then log(x) else 2 * x', -1)).toBe(2);
    expect(slope('if x > 0 then x ^ 0.5 else 0', 0)).toBe(0);
    const q = program(
      'loss f(x: real[i], w: weight[i]) = mean[i](log(x); weight = w) + sum[i](1 / x; keep = w)',
    );
    const data = dataOf({ x: tensor('i', [-1, 0, 2]), w: tensor('i', [0, 0, 4]) });
    expect(gradient(q, 'f', data).gradients['x']).toEqual([0, 0, 0.25]);
    expect(truth(q, 'f', data).gradients['x']).toEqual([0, 0, 0.25]);
  });

  test('from 0 · log 0', () => {
    expect(slope('0 * log(x)', 0)).toBe(0);
    expect(slope('xlogy(0, x)', 0)).toBe(0);
    expect(slope('1 * log(x)', 0)).toBe(Infinity);
  });
});
