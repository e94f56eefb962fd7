/** Loops that take several pixels per round: every number of pixels, the last ones alone, against formulas by hand. */
import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile.ts';
import { program } from '../verify/program.ts';

interface Module {
  valueAndGrad(
    inputs: Readonly<Record<string, Float32Array>>,
    grads: Readonly<Record<string, Float32Array>>,
    sizes: Readonly<Record<string, number>>,
    params?: object,
    into?: object,
  ): number | Float64Array;
}

/** The code of a loss, as it comes in one line of base64, and its functions. */
async function load(source: string): Promise<{ readonly code: string; readonly module: Module }> {
  const compiled = compile(program(source), 'f', {}, (d) => {
    if (d.severity === 'error') throw new Error(d.message);
  });
  if (compiled === undefined) throw new Error(`${source} does not compile.`);
  const { code } = compiled.js;
  return {
    code,
    module: await import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`),
  };
}

const dice =
  await load(`loss f(z: logit[i], y: label[i]) = 1 - (2 * sum[i](p * y) + 1) / (sum[i](p) + sum[i](y) + 1)
  where p = sigmoid(z)`);
const bce = await load('loss f(z: logit[i], y: label[i]) = mean[i](softplus(z) - y * z)');
const ratios = (count: number): string =>
  Array.from({ length: count }, (_, k) => `ratio(x, x^2 + ${k + 1})^2 * (y + ${k + 1})`).join(' + ');
const wide = await load(`loss f(x: real[i], y: label[i]) = mean[i](${ratios(7)})`);
const wider = await load(`loss f(x: real[i], y: label[i]) = mean[i](${ratios(40)})`);
const called = await load('loss f(x: real[i], y: label[i]) = mean[i](y * atan(x))');
const absolute = await load('loss f(x: real[i], y: real[i]) = abs(x - y)');

const logits = (count: number): Float32Array =>
  Float32Array.from({ length: count }, (_, k) => 3 * Math.sin(7 * k + 1));
const labels = (count: number): Float32Array =>
  Float32Array.from({ length: count }, (_, k) => Number(k % 3 === 0));
const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
const sum = (values: Iterable<number>): number => [...values].reduce((a, b) => a + b, 0);

const counts = [1, 2, 3, 4, 5, 6, 7, 8, 15, 16, 17, 18, 19, 31, 999, 1000, 1001, 4097, 4099];

function expectClose(found: ArrayLike<number>, wanted: readonly number[]): void {
  const largest = Math.max(...wanted.map(Math.abs));
  wanted.forEach((w, k) => expect(Math.abs((found[k] ?? NaN) - w)).toBeLessThanOrEqual(2e-7 * largest));
}

describe.each(counts)('%i pixels', (count) => {
  const z = logits(count);
  const y = labels(count);
  const grad = new Float32Array(count);

  test('four at a time, with sums of the tile', () => {
    const p = [...z].map(sigmoid);
    const top = 2 * sum(p.map((v, k) => v * y[k]!)) + 1;
    const bottom = sum(p) + sum(y) + 1;
    const value = dice.module.valueAndGrad({ z, y }, { z: grad }, {});
    expect(value).toBeCloseTo(1 - top / bottom, 8);
    expectClose(
      grad,
      p.map((v, k) => v * (1 - v) * (top / bottom ** 2 - (2 * y[k]!) / bottom)),
    );
  });

  test('four at a time, in blocks of a product', () => {
    const value = bce.module.valueAndGrad({ z, y }, { z: grad }, {});
    expect(value).toBeCloseTo(sum([...z].map((v, k) => Math.log1p(Math.exp(v)) - y[k]! * v)) / count, 8);
    expectClose(
      grad,
      [...z].map((v, k) => (sigmoid(v) - y[k]!) / count),
    );
  });

  test('one gradient per element of a result', () => {
    const value = new Float64Array(count);
    absolute.module.valueAndGrad({ x: z, y }, { x: grad }, {}, {}, { value });
    expect([...value]).toEqual([...z].map((v, k) => Math.abs(v - y[k]!)));
    expect([...grad]).toEqual([...z].map((v, k) => Math.sign(v - y[k]!)));
  });
});

test('a loop takes as many pixels as keep its body small', () => {
  expect(dice.code).toContain('k += 4');
  expect(bce.code).toContain('k += 4');
  expect(wide.code).toContain('k += 2');
  expect(wider.code).not.toMatch(/k \+= \d/);
  expect(called.code).not.toContain('k += 4');
});
