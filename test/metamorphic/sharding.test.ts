/**
 * Losses of shards against the loss of the whole, over the library and every axis along which data can be cut. Where
 * the formula of a loss is a mean or a sum along the axis, its shards combine to it. For all others, quotients of sums
 * among them, the reductions do: passes over the shards that exchange nothing but merged reductions give the whole.
 */
import { beforeAll, expect, test } from 'vitest';
import { check } from '../../src/check/check.ts';
import { Builder } from '../../src/graph/builder.ts';
import type { Outcome } from './changes.ts';
import { passesOf } from './passes.ts';
import { joined, shardOf, shardsOf, shareOf, type Shard } from './shards.ts';
import { librarySubjects, same, type Subject } from './subjects.ts';

const tolerance = 1e-10;

let cuts: readonly { readonly subject: Subject; readonly axis: string }[] = [];

beforeAll(async () => {
  cuts = (await librarySubjects()).flatMap((subject) => axesOf(subject).map((axis) => ({ subject, axis })));
}, 120_000);

/** Axes of inputs that are no classes of an index: those have numbers, and cannot be cut. */
function axesOf({ declaration: { inputs } }: Subject): readonly string[] {
  const classes = inputs.map(({ of }) => of?.text);
  const axes = inputs.flatMap((input) => input.axes.map((axis) => axis.text));
  return [...new Set(axes)].filter((axis) => !classes.includes(axis));
}

function shareAlong({ program, declaration }: Subject, axis: string) {
  const checked = check(program, declaration.name.text, new Builder(), {}, () => undefined);
  if (checked === undefined) throw new Error(`${declaration.name.text} has mistakes.`);
  return shareOf(checked.result.node, axis);
}

/** What the shards ought to combine to. */
async function combined(
  { data, code }: Subject,
  axis: string,
  isMean: boolean,
  shards: readonly Shard[],
): Promise<Outcome> {
  const size = data.axes[axis] ?? 1;
  const parts = await Promise.all(
    shards.map(async (shard) => {
      const { value, gradients } = await code(shardOf(data, axis, shard));
      const weight = isMean ? (shard.to - shard.from) / size : 1;
      const lists = Object.entries(gradients).map(([name, g]) => [name, g.map((x) => weight * x)] as const);
      return { value: weight * value, gradients: Object.fromEntries(lists) };
    }),
  );
  return {
    value: parts.reduce((total, part) => total + part.value, 0),
    gradients: joined(
      data,
      axis,
      parts.map((part) => part.gradients),
    ),
  };
}

test('a loss that is a mean or a sum along an axis is that of its shards', { timeout: 120_000 }, async () => {
  const broken: string[] = [];
  const found = { mean: 0, sum: 0 };
  for (const { subject, axis } of cuts) {
    const share = shareAlong(subject, axis);
    if (share !== 'mean' && share !== 'sum') continue;
    found[share]++;
    const shards = shardsOf(subject.data.axes[axis] ?? 1);
    const parts = await combined(subject, axis, share === 'mean', shards);
    if (!same(parts, await subject.code(subject.data), tolerance))
      broken.push(`${subject.title} along ${axis}`);
  }
  expect(broken).toEqual([]);
  expect(found.mean).toBeGreaterThanOrEqual(100);
  expect(found.sum).toBeGreaterThanOrEqual(3);
});

test('passes over shards that exchange reductions give the whole', { timeout: 240_000 }, async () => {
  const broken: string[] = [];
  const found = { ordered: 0, once: 0, again: 0 };
  for (const { subject, axis } of cuts) {
    const title = `${subject.title} along ${axis}`;
    const passes = await passesOf(subject.program, subject.declaration.name.text, axis);
    found[passes === undefined ? 'ordered' : passes.exchanges < 2 ? 'once' : 'again']++;
    if (passes === undefined) continue;
    const shards = shardsOf(subject.data.axes[axis] ?? 1);
    if (!same(passes.run(subject.data, shards), await subject.code(subject.data), tolerance))
      broken.push(title);
  }
  expect(broken).toEqual([]);
  expect(found.once).toBeGreaterThanOrEqual(300);
  expect(found.again).toBeGreaterThanOrEqual(5);
  expect(found.ordered).toBeLessThanOrEqual(10);
});
