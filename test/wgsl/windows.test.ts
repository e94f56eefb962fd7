/** Arrays that are larger than one binding may be: several dispatches, and the same numbers, bit for bit. */
import { expect, test } from 'vitest';
import { typical } from '../../src/verify/sample.ts';
import { compiled, execute, library, missing, sample } from './device.ts';

const all = library();

/** Room for a workgroup's share, and not for much more. */
const narrow = { maxStorageBufferBindingSize: 2 ** 14 };

/** What each is an example of. */
const cases: readonly (readonly [string, Readonly<Record<string, number>>])[] = [
  ['bce', { n: 2, i: 9001 }], // one axis of pixels
  ['bce_dice', { n: 3, i: 9001 }], // parts of rows
  ['dice_batch', { n: 1101, i: 30 }], // several rows a workgroup
  ['ce_dice', { n: 40, c: 5, i: 200 }], // rows with class planes
  ['ce_weighted', { n: 33, c: 3, i: 300 }], // an array that is small stays whole
];

test.each(cases)('%s in windows', { skip: missing !== undefined, timeout: 60_000 }, async (name, sizes) => {
  const loss = all.find((each) => each.name === name);
  if (loss === undefined) throw new Error(`There is no loss ${name}.`);
  const own = compiled(loss.program, name);
  const data = sample(loss, typical, sizes);
  const [whole, parts] = [await execute(own, data), await execute(own, data, { limits: narrow })];
  expect(parts.run.dispatches).toBeGreaterThan(whole.run.dispatches);
  expect(parts.value).toEqual(whole.value);
  expect(parts.gradients).toEqual(whole.gradients);
});
