/**
 * The bytes that the kernels move between memory and workgroups, counted on the machine of the adversary: of every array
 * each pass touches each element once, and the partial results are small beside that.
 */
import { expect, test } from 'vitest';
import { Random } from '../../src/verify/random.ts';
import { typical } from '../../src/verify/sample.ts';
import { Adversary } from './adversary/arithmetic.ts';
import { compute, type Watch } from './adversary/machine.ts';
import { compiled, library, sample } from './device.ts';

/** Counts accesses, and the elements that each workgroup touches at all: what it touches again, it has in its cache. */
class Counter extends Adversary implements Watch {
  readonly #names = new Map<object, string>();
  readonly #seen = new Map<object, Set<number>>();
  readonly accesses = new Map<string, number>();
  readonly touched = new Map<string, number>();

  arrays(byName: Readonly<Record<string, object>>): void {
    const shared = ['scratch', 'folded', 'totals'];
    for (const [name, array] of Object.entries(byName))
      if (!shared.includes(name)) this.#names.set(array, name);
  }

  workgroup = (): void => this.#seen.clear();

  override within = (index: number, array: { readonly length: number }): number => {
    const name = this.#names.get(array);
    if (name === undefined) return index;
    this.accesses.set(name, (this.accesses.get(name) ?? 0) + 1);
    const seen = this.#seen.get(array) ?? new Set();
    if (!seen.has(index)) this.touched.set(name, (this.touched.get(name) ?? 0) + 1);
    this.#seen.set(array, seen.add(index));
    return index;
  };
}

const total = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((a, b) => a + b, 0);

const n = 2;
const i = 4096;
const c = 3;

/** By loss: the words of the plan per pixel. A pass reads each input, and the last one writes the gradient. */
const bounds = [
  { name: 'bce', words: 3, passes: 'z and y in, d_z out, in one pass' },
  { name: 'dice', words: 4, passes: 'p and y in; y in, d_p out' },
  { name: 'bce_dice', words: 5, passes: 'z and y in; z and y in, d_z out' },
  // The mean is over pixels that are not ignored: their number has to be known first.
  { name: 'ce', words: 3 * c + 2, passes: 'c of z and t in; c of z and t in, c of d_z out' },
  { name: 'ce_dice', words: 3 * c + 2, passes: 'c of z and t in; c of z and t in, c of d_z out' },
];

test.each(bounds)('$name: $passes', { timeout: 60_000 }, async ({ name, words }) => {
  const loss = library().find((each) => each.name === name);
  if (loss === undefined) throw new Error(`There is no loss ${name}.`);
  const own = compiled(loss.program, name);
  const classes = own.signature.axes.includes('c');
  const counter = new Counter(new Random(1));
  await compute(own, sample(loss, typical, { n, i, ...(classes ? { c } : {}) }), counter, { watch: counter });
  const bound = words * n * i;
  expect(total(counter.touched)).toBeGreaterThanOrEqual(bound);
  expect(total(counter.touched)).toBeLessThan(1.1 * bound);
  // Without classes nothing is read twice, by whatever cache.
  if (!classes) expect(total(counter.accesses)).toBeLessThan(1.1 * bound);
});
