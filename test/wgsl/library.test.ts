/** Every loss of the library, executed: value and gradient are those of the oracle, in several shapes. */
import { describe, expect, test } from 'vitest';
import { situations, typical } from '../../src/verify/sample.ts';
import { errorsOf, expected } from './agreement.ts';
import { compiled, execute, library, missing, sample } from './device.ts';

/**
 * Of the largest component. An f32 sum of some hundred terms, an exponential (3 + 2 |x| units in the last place for
 * |x| up to 10) and a quotient or two stay far below.
 */
const budget = 1e-5;

/** One pixel; more pixels than a workgroup has threads, in number prime to it, or a multiple of four; more classes than pixels. */
const shapes = [
  { name: 'small', situation: typical, sizes: {} },
  // A box has two corners in two dimensions, also where it is the only one.
  { name: 'one element', situation: { ...typical, shape: 'ones' as const }, sizes: { e: 2, d: 2 } },
  { name: 'odd', situation: { ...typical, shape: 'odd' as const }, sizes: { i: 331 } },
  { name: 'fours', situation: typical, sizes: { i: 332 } },
  { name: 'many classes', situation: typical, sizes: { n: 2, c: 45, i: 3 } },
];
const [, , edges] = situations;

describe.skipIf(missing !== undefined)('on a device', () => {
  describe.each(library())('$name', (loss) => {
    const own = compiled(loss.program, loss.name);
    const known = new Set(own.signature.axes);
    test.each(shapes)('$name', { timeout: 60_000 }, async ({ situation, sizes }) => {
      const fitting = Object.fromEntries(Object.entries(sizes).filter(([axis]) => known.has(axis)));
      const data = sample(loss, situation, fitting);
      const errors = errorsOf(await execute(own, data), expected(loss, own, data));
      expect(errors.value).toBeLessThan(loose[loss.name] ?? budget);
      expect(errors.gradient, errors.place).toBeLessThan(budget);
    });
  });
});

/** Values that are small differences of larger numbers, whatever computes them in f32. */
const loose: Readonly<Record<string, number>> = {
  // 1 - n / d with sums that differ by 1e-3 only: their rounding is what is left.
  dice_mmseg: 2e-4,
};

test('edges of the domains stay finite', { skip: missing !== undefined, timeout: 60_000 }, async () => {
  if (edges === undefined) throw new Error('There are edges to test.');
  for (const loss of library().filter(({ name }) => ['bce', 'ce_dice', 'focal', 'bce_prob'].includes(name))) {
    const own = compiled(loss.program, loss.name);
    const { value, gradients } = await execute(own, sample(loss, edges));
    expect(
      [...Array.from(value), ...[...gradients.values()].flatMap((g) => Array.from(g))].every(Number.isFinite),
    ).toBe(true);
  }
});
