/**
 * Loops over classes, two at a time with one left over or none, in which the pixel's own class is amended afterwards:
 * any number of classes, pixels without a class, and logits of which the own one stands out.
 */
import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile.ts';
import { truth } from '../../src/verify/oracle/truth.ts';
import { dataOf, program } from '../verify/program.ts';

const text = `fn ce(z, t) = mean[n, i](-pick[c](log(softmax[c](z)), t); keep = valid[c](t))
fn dice(p, y) = 1 - mean[n]((2 * sum[i](p * y) + 1) / (sum[i](p) + sum[i](y) + 1))
loss apart(z: logit[n, c, i], t: index[n, i] of c) = ce(z, t) + mean[c](dice(softmax[c](z), one_hot[c](t)))
`;

/** Regions of which ignored pixels leave every sum. */
const kept = `fn ce(z, t) = mean[n, i](-pick[c](log(softmax[c](z)), t); keep = valid[c](t))
fn dice(p, y, k) = 1 - mean[n]((2 * sum[i](p * y; keep = k) + 1) / (sum[i](p; keep = k) + sum[i](y; keep = k) + 1))
loss kept(z: logit[n, c, i], t: index[n, i] of c) =
  ce(z, t) + mean[c](dice(softmax[c](z), one_hot[c](t), valid[c](t)))
`;

const file = program(text);
const code = compile(file, 'apart', {}, () => {})?.js.code ?? '';
const [n, i] = [2, 7];

interface Module {
  valueAndGrad(inputs: object, gradients: object, sizes: object): number;
}

/** The source of a generated function. */
const functionOf = (name: string): string =>
  new RegExp(`^function ${name}\\([^]*?^}`, 'm').exec(code)?.[0] ?? '';

describe('the pass over logits', () => {
  test('takes two classes at a time', () => {
    expect(functionOf('gradientPass1')).toContain('for (let c = 0; c < cPaired; c += 2) {');
  });

  test('asks no class whether it is the own one before it adds to a sum', () => {
    expect(functionOf('gradientPass1')).toContain('others[t[row + k] * count + k] = 0;');
    expect(functionOf('gradientPass1')).not.toMatch(/if \(!?\(?c2? === t/);
  });
});

describe.each([1, 2, 3, 4, 5])('%i classes', (c) => {
  test.each([0, 3, 40])('logits around %i for the own one', async (own) => {
    const source = Buffer.from(code).toString('base64');
    const module: Module = await import(`data:text/javascript;base64,${source}`);
    const t = Array.from({ length: n * i }, (_, k) => (k % 5 === 3 ? -1 : (k * 3) % c));
    const z = Array.from({ length: n * c * i }, (_, k) => {
      const [pixel, each] = [k % i, Math.floor(k / i) % c];
      const label = t[Math.floor(k / (c * i)) * i + pixel];
      return Math.fround((((k + 1) * 7919) % 1009) / 252 + (each === label ? own : 0));
    });
    const expected = truth(
      file,
      'apart',
      dataOf(
        {
          z: { axes: ['n', 'c', 'i'], sizes: [n, c, i], data: z },
          t: { axes: ['n', 'i'], sizes: [n, i], data: t },
        },
        {},
        { c },
      ),
    );
    const value = expected.value.data[0] ?? NaN;
    const gradients = expected.gradients['z'] ?? [];
    const largest = Math.max(...gradients.map(Math.abs));
    for (const [Floats, tolerance] of [
      [Float64Array, 1e-12],
      [Float32Array, 1e-6],
    ] as const) {
      const gradient = new Floats(z.length);
      const found = module.valueAndGrad(
        { z: Floats.from(z), t: Int32Array.from(t) },
        { z: gradient },
        { n, c, i },
      );
      expect(Math.abs(found - value)).toBeLessThanOrEqual(tolerance * Math.abs(value));
      gradients.forEach((entry, k) =>
        expect(Math.abs((gradient[k] ?? NaN) - entry), `entry ${k}`).toBeLessThanOrEqual(tolerance * largest),
      );
    }
  });
});

test('a NaN where the label is ignored does not count', async () => {
  const js = compile(program(kept), 'kept', {}, () => {})?.js.code ?? '';
  const module: Module = await import(`data:text/javascript;base64,${Buffer.from(js).toString('base64')}`);
  const run = (ignored: number): readonly [value: number, others: readonly number[]] => {
    const z = Float32Array.from([0, 1, ignored, 2, 0, ignored, 1, 3, ignored]);
    const gradient = new Float32Array(9);
    const value = module.valueAndGrad(
      { z, t: Int32Array.of(0, 2, -1) },
      { z: gradient },
      { n: 1, c: 3, i: 3 },
    );
    return [value, [...gradient].filter((_, k) => k % 3 !== 2)];
  };
  expect(run(NaN)).toEqual(run(0.5));
});
