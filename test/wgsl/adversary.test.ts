/**
 * The emitted kernels of every loss, computed by an adversary that errs as far as the WGSL specification lets a device
 * err: value and gradient stay within the budget of each number, which an interpreter adds up from what every
 * operation may lose; and so does a real device.
 */
import { describe, expect, test } from 'vitest';
import { Random } from '../../src/verify/random.ts';
import { situations, typical } from '../../src/verify/sample.ts';
import { truth } from '../../src/verify/oracle/truth.ts';
import { Adversary, Budget, type Bounded } from './adversary/arithmetic.ts';
import { compute, type Computed } from './adversary/machine.ts';
import type { CompiledLoss } from '../../src/compile.ts';
import type { Data } from '../../src/verify/oracle/data.ts';
import { compiled, library, sample, type LibraryLoss } from './device.ts';

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

/** Data on which no comparison hangs on the last bits, and the budget there. */
async function smoothSample(
  loss: LibraryLoss,
  own: CompiledLoss,
): Promise<{ readonly data: Data; readonly budget: Computed<Bounded> }> {
  for (let seed = 1; seed <= 20; seed++) {
    const data = sample(loss, typical, {}, seed);
    const arithmetic = new Budget();
    const budget = await compute(own, data, arithmetic);
    if (arithmetic.doubts === 0) return { data, budget };
  }
  throw new Error(`Every sample of ${loss.name} lies on a kink.`);
}
