/**
 * Odds in scalar code, where they are far out: many pixels that are confidently wrong, so that products of odds
 * overflow; logits beyond the cap; logits that are themselves formulas; odds left in a float32 array between two passes.
 */
import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile.ts';
import { truth } from '../../src/verify/oracle/truth.ts';
import { dataOf, program } from '../verify/program.ts';

const helpers = `fn bce(x, y) = mean[n, i](-(y * log(p) + (1 - y) * log(1 - p))) where p = sigmoid(x)
fn ce(z, t) = mean[n, i](-pick[c](log(softmax[c](z)), t); keep = valid[c](t))
fn dice(p, y) = 1 - mean[n]((2 * sum[i](p * y) + 1) / (sum[i](p) + sum[i](y) + 1))
`;
const binary = 'loss f(z: logit[n, i], y: label[n, i]) =';
const classes = 'loss f(z: logit[n, c, i], t: index[n, i] of c) =';
const hot = 'mean[c](dice(softmax[c](z), one_hot[c](t)))';
const losses: readonly (readonly [name: string, text: string])[] = [
  ['cross-entropy', `${binary} bce(z, y)`],
  ['cross-entropy and Dice', `${binary} bce(z, y) + dice(sigmoid(z), y)`],
  ['Dice', `${binary} dice(sigmoid(z), y)`],
  ['cross-entropy of a formula', `${binary} bce(softplus(z) - sigmoid(z), y)`],
  ['cross-entropy of classes', `${classes} ce(z, t)`],
  ['cross-entropy and Dice of classes', `${classes} ce(z, t) + ${hot}`],
  ['Dice of classes', `${classes} ${hot}`],
];

const [n, c, i] = [2, 3, 23];

/** A fixed sequence of numbers in [-1, 1). */
const noise = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, k) => (((k + 1) * 7919) % 1009) / 504.5 - 1);

/** What the largest logits are like. */
const sizes: readonly (readonly [name: string, size: number])[] = [
  ['moderate', 4],
  ['large, so that products of odds overflow', 80],
  ['too large for their odds in float32', 150],
  ['beyond the cap for float32', 400],
  ['beyond every cap', 1500],
];

const kinds = [
  { name: 'float64', Data: Float64Array, Gradient: Float64Array, tolerance: 1e-12 },
  { name: 'float32', Data: Float32Array, Gradient: Float32Array, tolerance: 1e-6 },
  { name: 'float64, gradient in float32', Data: Float64Array, Gradient: Float32Array, tolerance: 1e-6 },
] as const;

interface Module {
  valueAndGrad(inputs: object, gradients: object, sizes: object): number;
}

describe.each(losses)('%s', (_, text) => {
  const file = program(`${helpers}${text}`);
  const isBinary = text.startsWith(binary);
  const compiled = compile(file, 'f', {}, () => {});
  const source = Buffer.from(compiled?.js.code ?? '').toString('base64');

  test.each(sizes)('logits that are %s', { timeout: 60_000 }, async (__, size) => {
    const module: Module = await import(`data:text/javascript;base64,${source}`);
    const shape = isBinary ? [n, i] : [n, c, i];
    const z = noise(shape.reduce((a, b) => a * b)).map((x) => Math.fround(x * size));
    // Mostly wrong, and for classes some pixels have none.
    const label = isBinary
      ? z.map((x, k) => Number(k % 7 === 0 ? x > 0 : x < 0))
      : noise(n * i).map((x, k) => (k % 11 === 0 ? -1 : Math.floor(Math.abs(x) * c) % c));
    const axes = isBinary ? ['n', 'i'] : ['n', 'c', 'i'];
    const labelName = isBinary ? 'y' : 't';
    const expected = truth(
      file,
      'f',
      dataOf(
        { z: { axes, sizes: shape, data: z }, [labelName]: { axes: ['n', 'i'], sizes: [n, i], data: label } },
        {},
        isBinary ? {} : { c },
      ),
    );
    const value = expected.value.data[0] ?? NaN;
    const gradients = expected.gradients['z'] ?? [];
    const largest = Math.max(...gradients.map(Math.abs));
    for (const { name, Data, Gradient, tolerance } of kinds) {
      const gradient = new Gradient(z.length);
      const labels = isBinary ? Uint8Array.from(label) : Int32Array.from(label);
      const found = module.valueAndGrad(
        { z: Data.from(z), [labelName]: labels },
        { z: gradient },
        isBinary ? { n, i } : { n, c, i },
      );
      expect(Math.abs(found - value) / Math.abs(value), `${name}: ${found} is to be ${value}`).toBeLessThan(
        Data === Float64Array ? 1e-12 : 1e-7,
      );
      gradients.forEach((entry, k) => {
        const error = Math.abs((gradient[k] ?? NaN) - entry);
        // What float32 has no normal number for is left out.
        const allowed = Math.max(tolerance * largest, Gradient === Float32Array ? 2 ** -126 : 0);
        expect(error, `${name}: entry ${k} is ${gradient[k]}, to be ${entry}`).toBeLessThanOrEqual(allowed);
      });
    }
  });
});
