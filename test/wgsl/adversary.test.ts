/**
 * The emitted kernels of every loss, computed by an adversary that errs as far as the WGSL specification lets a device
 * err: value and gradient stay within the budget of each number, which an interpreter adds up from what every
 * operation may lose; and so does a real device.
 */
import { describe, expect, test } from 'vitest';
import { Random } from '../../src/verify/random.ts';
import { situations } from '../../src/verify/sample.ts';
import { truth } from '../../src/verify/oracle/truth.ts';
import { Adversary, type Bounded } from './adversary/arithmetic.ts';
import { compute, type Computed } from './adversary/machine.ts';
import { smoothSample } from './adversary/smooth.ts';
import type { CompileOptions } from '../../src/compile.ts';
import { compiled, library, sample } from './device.ts';

/** Edges of the domains, values far out, and masks and indices that leave nothing. */
const hostile = situations.filter(
  ({ regime, labels, indices, shape }) =>
    shape === 'small' && (regime !== 'typical' || labels !== 'mixed' || indices !== 'mixed'),
);

const numbers = <T>({ value, gradients }: Computed<T>): readonly T[] => [
  ...value,
  ...[...gradients.values()].flat(),
];

/** The largest budget, relative to the largest number of the array. */
function relativeBudget({ value, gradients }: Computed<Bounded>): number {
  const of = (all: readonly Bounded[]): number =>
    Math.max(0, ...all.map((b) => b.error)) / Math.max(2 ** -100, ...all.map((b) => Math.abs(b.value)));
  return Math.max(of(value), ...[...gradients.values()].map(of));
}

describe.each(library())('$name', (loss) => {
  const own = compiled(loss.program, loss.name);

  test('keeps its budget', { timeout: 60_000 }, async () => {
    const { data, budget } = await smoothSample(loss, own);
    expect(relativeBudget(budget)).toBeLessThan(1e-3);
    const found = numbers(await compute(own, data, new Adversary(new Random(11))));
    numbers(budget).forEach(({ value, error }, k) => {
      expect(Math.abs((found[k] ?? NaN) - value), `number ${k}`).toBeLessThanOrEqual(1.01 * error);
    });
  });

  test.each(hostile)('is finite with $name', { timeout: 60_000 }, async (situation) => {
    const data = sample(loss, situation, {}, 3);
    const found = numbers(await compute(own, data, new Adversary(new Random(5))));
    if (found.every(Number.isFinite)) return;
    const { value, gradients } = truth(
      loss.program,
      loss.name,
      data,
      loss.kind === 'metric' ? { wrt: [] } : {},
    );
    const right = [...value.data, ...own.signature.inputs.flatMap((i) => gradients[i.name] ?? [])];
    // Where the truth is infinite, or beyond f32, nothing can be asked.
    expect(right.filter((x, k) => Math.abs(x) < 1e37 && !Number.isFinite(found[k]))).toEqual([]);
  });
});

describe('other forms of the kernels keep their budgets', () => {
  const named = ['bce', 'bce_dice', 'dice_batch', 'focal', 'ce_dice'];
  const examples = library().filter(({ name }) => named.includes(name));
  const forms: readonly (readonly [string, CompileOptions, Readonly<Record<string, number>>, number])[] = [
    ['four neighbours at a time', {}, { i: 8 }, 1e-3],
    ['floats of 16 bits', { floats: 'f16' }, {}, 4e-3],
    ['four floats of 16 bits', { floats: 'f16' }, { i: 8 }, 4e-3],
  ];

  test.each(forms)('%s', { timeout: 60_000 }, async (_, options, sizes, most) => {
    const given = options.floats === 'f16' ? { gradientScale: 64 } : {};
    for (const loss of examples) {
      const own = compiled(loss.program, loss.name, options);
      const { data, budget } = await smoothSample(loss, own, { sizes, given });
      expect(relativeBudget(budget), loss.name).toBeLessThan(most);
      const found = numbers(await compute(own, data, new Adversary(new Random(11)), given));
      numbers(budget).forEach(({ value, error }, k) => {
        expect(Math.abs((found[k] ?? NaN) - value), `number ${k} of ${loss.name}`).toBeLessThanOrEqual(
          1.01 * error,
        );
      });
    }
  });
});
