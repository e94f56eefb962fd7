/** How the work is divided: dispatches, workgroups, rows and label storage, on a device. */
import { describe, expect, test } from 'vitest';
import { Random } from '../../src/verify/random.ts';
import { typical } from '../../src/verify/sample.ts';
import type { Data } from '../../src/verify/oracle/data.ts';
import { errorsOf, expectedFromJs } from './agreement.ts';
import { compiled, execute, library, missing, sample, type LibraryLoss } from './device.ts';

const all = library();
function named(name: string): LibraryLoss {
  const found = all.find((loss) => loss.name === name);
  if (found === undefined) throw new Error(`There is no loss ${name}.`);
  return found;
}

/** Logits and labels for losses of z and y, made fast. */
function masks(n: number, i: number): Data {
  const random = new Random(5);
  const z = Float32Array.from({ length: n * i }, () => 6 * random.uniform() - 3);
  const y = Uint8Array.from({ length: n * i }, () => random.below(2));
  return {
    inputs: {
      z: { axes: ['n', 'i'], sizes: [n, i], data: z },
      y: { axes: ['n', 'i'], sizes: [n, i], data: y },
    },
    parameters: {},
    axes: { n, i },
  };
}

describe.skipIf(missing !== undefined)('dispatches', () => {
  test.each([
    ['bce', 2],
    ['dice', 2],
    ['bce_dice', 2],
    ['ce_dice', 2],
    ['focal_tversky_logits', 2],
    ['generalised_dice', 2],
    ['dice_present', 2],
    ['generalised_wasserstein_dice', 2],
  ])('value and gradient of %s take %i', { timeout: 60_000 }, async (name, count) => {
    const loss = named(name);
    const { run } = await execute(compiled(loss.program, name), sample(loss, typical));
    expect(run.dispatches).toBe(count);
  });

  test('more pixels than 65,535 workgroups have threads', { timeout: 300_000 }, async () => {
    const own = compiled(named('bce_dice').program, 'bce_dice');
    const data = masks(1, 65_536 * 256 + 77);
    const errors = errorsOf(await execute(own, data), await expectedFromJs(own, data));
    expect(errors.value).toBeLessThan(2e-6);
    expect(errors.gradient, errors.place).toBeLessThan(2e-6);
  });

  test.each(['bce_dice', 'dice_batch', 'ce_dice', 'dice_multiclass_batch', 'dice_present'])(
    'more rows than workgroups: %s',
    { timeout: 60_000 },
    async (name) => {
      const loss = named(name);
      const own = compiled(loss.program, name);
      const data = sample(loss, typical, { n: 1101, i: 2 });
      const errors = errorsOf(await execute(own, data), await expectedFromJs(own, data));
      expect(errors.value).toBeLessThan(1e-5);
      expect(errors.gradient, errors.place).toBeLessThan(1e-5);
    },
  );

  test.each(['ce_dice', 'dice_multiclass_batch'])(
    'several tiles for a workgroup with class sums: %s',
    { timeout: 60_000 },
    async (name) => {
      const loss = named(name);
      const own = compiled(loss.program, name);
      const data = sample(loss, typical, { n: 513, c: 2, i: 2049 });
      const errors = errorsOf(await execute(own, data), await expectedFromJs(own, data));
      expect(errors.value).toBeLessThan(1e-5);
      expect(errors.gradient, errors.place).toBeLessThan(1e-5);
    },
  );

  test.each(['bce_dice', 'ce_dice'])(
    '%s is the same in every run, bit for bit',
    { timeout: 60_000 },
    async (name) => {
      const loss = named(name);
      const own = compiled(loss.program, name);
      const data = sample(loss, typical, { n: 2, i: 9001 });
      const [first, second] = [await execute(own, data), await execute(own, data)];
      expect(second.value).toEqual(first.value);
      expect(second.gradients).toEqual(first.gradients);
    },
  );

  test.each([
    ['bce_dice', 333],
    ['bce_dice', 332], // four labels at a time
    ['ce_dice', 333],
    ['ce_dice', 332],
  ])('%s of %i pixels is the same for every storage of labels', { timeout: 60_000 }, async (name, i) => {
    const loss = named(name);
    const data = sample(loss, typical, { n: 2, i });
    const plain = Object.fromEntries(
      Object.entries(data.inputs).map(([input, held]) => [
        input,
        input === 't' ? { ...held, data: Array.from(held.data, (t) => (t < 0 ? 255 : t)) } : held,
      ]),
    );
    const outcomes = await Promise.all(
      (['u32', 'u8', 'f32'] as const).map((labels) =>
        execute(compiled(loss.program, name, { labels }), { ...data, inputs: plain }, { labels }),
      ),
    );
    const [words, bytes, floats] = outcomes;
    expect(bytes?.gradients).toEqual(words?.gradients);
    expect(floats?.gradients).toEqual(words?.gradients);
    expect([bytes?.value, floats?.value]).toEqual([words?.value, words?.value]);
  });
});
