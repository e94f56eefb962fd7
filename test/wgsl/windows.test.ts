/** Arrays that are larger than one binding may be: several dispatches, and the same numbers, bit for bit. */
import { expect, test } from 'vitest';
import type { CompileOptions } from '../../src/compile.ts';
import { typical } from '../../src/verify/sample.ts';
import { compiled, execute, library, missing, sample } from './device.ts';

const all = library();

/** Room for a workgroup's share, and not for much more. */
const narrow = { maxStorageBufferBindingSize: 2 ** 15 };

/** What each is an example of. */
type Case = [string, Readonly<Record<string, number>>, CompileOptions?];
const cases: readonly Case[] = [
  ['bce', { n: 2, i: 9001 }], // one axis of pixels
  ['bce_dice', { n: 3, i: 9004 }], // parts of rows, in fours
  ['bce_dice', { n: 3, i: 17_004 }, { labels: 'u8' }], // elements of different size
  ['dice_batch', { n: 1101, i: 30 }], // several rows a workgroup
  ['ce_dice', { n: 40, c: 5, i: 200 }], // rows with class planes
  ['ce_dice', { n: 1, c: 5, i: 3001 }], // class planes of which one image is too large: two bindings
  ['ce_dice', { n: 1, c: 5, i: 3004 }], // the same in fours
  ['ce_dice', { n: 1, c: 3, i: 9001 }, { layout: 'last' }], // a window has all classes of its pixels
  ['weighted_ce', { n: 60, c: 3, i: 200 }], // an array that is small stays whole
];

test.each<Case>(cases)(
  '%s of %o in windows',
  { skip: missing !== undefined, timeout: 60_000 },
  async (name, sizes, options = {}) => {
    const loss = all.find((each) => each.name === name);
    if (loss === undefined) throw new Error(`There is no loss ${name}.`);
    const own = compiled(loss.program, name, options);
    const data = sample(loss, typical, sizes);
    const labels = { labels: options.labels ?? 'u32' };
    const [whole, parts] = [
      await execute(own, data, labels),
      await execute(own, data, { ...labels, limits: narrow }),
    ];
    expect(parts.run.largestBinding).toBeLessThanOrEqual(narrow.maxStorageBufferBindingSize);
    expect(whole.run.largestBinding).toBeGreaterThan(narrow.maxStorageBufferBindingSize);
    expect(parts.value).toEqual(whole.value);
    expect(parts.gradients).toEqual(whole.gradients);
  },
);
