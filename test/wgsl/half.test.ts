/**
 * Every loss of the library with 16-bit floats, executed on a device that has them: each number is that of the oracle, within
 * the budget that is derived from what each operation of its kernels may lose. The software driver of the tests has no such floats;
 * `LOSSC_VK_ICD` names one that has.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { fromHalf, toHalf } from '../../src/cli/webgpu/half.ts';
import type { Outcome } from '../../src/cli/outcome.ts';
import type { Data } from '../../src/verify/oracle/data.ts';
import { expected } from './agreement.ts';
import type { Bounded } from './adversary/arithmetic.ts';
import type { Computed } from './adversary/machine.ts';
import { smoothSample } from './adversary/smooth.ts';
import { compiled, execute, library, missing } from './device.ts';

/** Data that 16 bits hold. */
const halved = (data: Data): Data => ({
  ...data,
  inputs: Object.fromEntries(
    Object.entries(data.inputs).map(([name, input]) => [
      name,
      { ...input, data: Array.from(input.data, (x) => fromHalf(toHalf(x))) },
    ]),
  ),
});

const gradientScale = 64;
const floats = 'f16';

/** How much of its budget each number takes; more than 1 is too much. */
function* shares(found: Outcome, right: Outcome, budget: Computed<Bounded>): Generator<[string, number]> {
  const share = (got = NaN, wanted = NaN, error = 0): number => Math.abs(got - wanted) / error;
  for (const [k, { error }] of budget.value.entries())
    yield [`value ${k}`, share(found.value[k], right.value[k], error)];
  for (const [name, numbers] of budget.gradients)
    for (const [k, { error }] of numbers.entries())
      yield [
        `d/d${name}[${k}]`,
        share(found.gradients.get(name)?.[k], right.gradients.get(name)?.[k], error / gradientScale),
      ];
}

describe.skipIf(missing !== undefined)('floats of 16 bits', () => {
  let lacking = '';
  beforeAll(async () => {
    const [loss] = library();
    if (loss === undefined) throw new Error('There are losses to test.');
    const own = compiled(loss.program, loss.name);
    const { data } = await smoothSample(loss, own);
    const { run } = await execute(own, data);
    if (!run.features.includes('shader-f16')) lacking = `${run.adapter} has no shader-f16`;
  }, 60_000);

  describe.each(library())('$name', (loss) => {
    // Positions one by one, and four at a time.
    test.for([7, 8])('%i pixels', { timeout: 300_000 }, async (i, { skip }) => {
      skip(lacking !== '', lacking);
      const own = compiled(loss.program, loss.name, { floats });
      const sizes = own.signature.axes.includes('i') ? { i } : {};
      const given = loss.kind === 'loss' ? { gradientScale } : {};
      const { data, budget } = await smoothSample(loss, own, { sizes, given, held: halved });
      const found = await execute(own, data, { floats, gradientScale });
      for (const [place, share] of shares(found, expected(loss, own, data), budget))
        expect(share, place).toBeLessThanOrEqual(1.01);
    });
  });
});
