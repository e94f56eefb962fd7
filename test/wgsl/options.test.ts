/** What a build can ask for beyond the default: subgroup operations, and floats of 16 bits. */
import { afterAll, describe, expect, test } from 'vitest';
import { fromHalf, toHalf } from '../../src/cli/webgpu/half.ts';
import { WebGpuRunner } from '../../src/cli/webgpu/runner.ts';
import { typical } from '../../src/verify/sample.ts';
import { errorsOf, expectedFromJs } from './agreement.ts';
import { compiled, execute, library, missing, sample, type LibraryLoss } from './device.ts';

const all = library();
function named(name: string): LibraryLoss {
  const found = all.find((loss) => loss.name === name);
  if (found === undefined) throw new Error(`There is no loss ${name}.`);
  return found;
}

/** Sums, sums per class, largest and smallest numbers. */
const examples = ['bce', 'bce_dice', 'ce_dice', 'generalised_dice', 'dice_batch', 'boundary'];

describe.skipIf(missing !== undefined)('subgroups', () => {
  test.each(examples)('%s', { timeout: 60_000 }, async (name) => {
    const loss = named(name);
    const own = compiled(loss.program, name, { subgroups: true });
    const data = sample(loss, typical, { n: 3, i: 5004 });
    const first = await execute(own, data);
    const errors = errorsOf(first, await expectedFromJs(own, data));
    expect(errors.value).toBeLessThan(1e-5);
    expect(errors.gradient, errors.place).toBeLessThan(1e-5);
    const second = await execute(own, data);
    expect(second.value).toEqual(first.value);
    expect(second.gradients).toEqual(first.gradients);
  });
});

describe.skipIf(missing !== undefined)('floats of 16 bits', () => {
  const checker = new WebGpuRunner(['backend=null']);
  afterAll(() => checker.close());

  // The software driver has no 16-bit floats, so these shaders meet the front end of a device that computes nothing;
  // half.test.ts computes with them.
  test('are what WGSL accepts, in every loss', { timeout: 120_000 }, async () => {
    for (const loss of all) {
      const own = compiled(loss.program, loss.name, { floats: 'f16', subgroups: true, labels: 'u8' });
      const data = sample(loss, typical);
      const { run } = await execute(own, data, { floats: 'f16', labels: 'u8', runner: checker });
      expect(run.features).toContain('shader-f16');
    }
  });
});

test('numbers become 16 bits and come back', () => {
  const every = Array.from({ length: 0x7c00 }, (_, bits) => bits);
  expect(every.map((bits) => toHalf(fromHalf(bits)))).toEqual(every);
  expect([1, -2, 65504, 65519, 65520, 2 ** -25, 1.5 * 2 ** -24, 1 + 2 ** -11].map(toHalf)).toEqual([
    0x3c00, 0xc000, 0x7bff, 0x7bff, 0x7c00, 0, 2, 0x3c00,
  ]);
});
