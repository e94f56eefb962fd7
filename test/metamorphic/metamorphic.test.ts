/**
 * Relations that follow from the types, over all losses of the library: where the meaning of a loss keeps one, as
 * the oracle says, its code keeps it too, value and gradient. How many losses keep each is asserted, so that no
 * relation is empty.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Data } from '../../src/verify/oracle/data.ts';
import { doubled, flipped, ignored, reversed, spoiled, translated, type Change } from './changes.ts';
import { librarySubjects, same, sum, type Subject } from './subjects.ts';

async function keeps(
  evaluate: Subject['code'],
  data: Data,
  change: Change,
  tolerance: number,
): Promise<boolean> {
  const before = await evaluate(data);
  const expected = { value: before.value, gradients: change.gradients(before.gradients) };
  return same(await evaluate(change.data), expected, tolerance);
}

interface Relation {
  readonly name: string;
  /** At least so many losses keep it. */
  readonly least: number;
  /** The data before and the change, where the types allow it. */
  readonly change: (subject: Subject) => readonly { readonly data: Data; readonly change: Change }[];
}

const inputsOf = ({ declaration }: Subject, kind: string): readonly string[] =>
  declaration.inputs.filter((input) => input.kind.text === kind).map((input) => input.name.text);

const axesOf = ({ declaration }: Subject, name: string): readonly string[] =>
  declaration.inputs.find((input) => input.name.text === name)?.axes.map((axis) => axis.text) ?? [];

const relations: readonly Relation[] = [
  {
    name: 'pixels in another order',
    least: 60,
    change: ({ data }) => ('i' in data.axes ? [{ data, change: reversed(data, 'i') }] : []),
  },
  {
    name: 'images in another order',
    least: 60,
    change: ({ data }) => ('n' in data.axes ? [{ data, change: reversed(data, 'n') }] : []),
  },
  {
    name: 'every image twice',
    least: 40,
    change: ({ data }) => ('n' in data.axes ? [{ data, change: doubled(data, 'n') }] : []),
  },
  {
    name: 'logits of all classes moved by the same',
    least: 15,
    change: (subject) =>
      inputsOf(subject, 'logit')
        .filter((name) => axesOf(subject, name).includes('c'))
        .map((name) => ({ data: subject.data, change: translated(subject.data, name, 'c') })),
  },
  {
    name: 'an ignored pixel is one that is not there',
    least: 10,
    change: (subject) =>
      inputsOf(subject, 'index')
        .filter((name) => axesOf(subject, name).includes('i'))
        .map((name) => ignored(subject.data, name, 'i'))
        .map((both) => ({ data: both.with, change: both.without })),
  },
  {
    name: 'what is left out may be anything',
    least: 40,
    change: (subject) =>
      [
        ...inputsOf(subject, 'index').map((name) => ({ name, out: 255 })),
        ...['label', 'weight'].flatMap((kind) => inputsOf(subject, kind)).map((name) => ({ name, out: 0 })),
      ]
        .filter(({ name }) => axesOf(subject, name).includes('i'))
        .map(({ name, out }) => {
          const real = ['logit', 'prob', 'real', 'map', 'weight'].flatMap((kind) => inputsOf(subject, kind));
          const others = real.filter((each) => each !== name);
          const { with: data, change } = spoiled(subject.data, name, 'i', out, others);
          return { data, change };
        }),
  },
  {
    name: 'logits negated and labels turned over',
    least: 2,
    change: (subject) => {
      const [logits, labels] = [inputsOf(subject, 'logit'), inputsOf(subject, 'label')];
      return logits.length === 1 && labels.length === 1
        ? [{ data: subject.data, change: flipped(subject.data, logits, labels) }]
        : [];
    },
  },
];

let subjects: readonly Subject[] = [];

beforeAll(async () => {
  subjects = await librarySubjects();
}, 120_000);

describe.each(relations)('$name', ({ least, change }) => {
  test('keeps what it keeps in the formula', { timeout: 120_000 }, async () => {
    const broken: string[] = [];
    let kept = 0;
    for (const each of subjects)
      for (const { data, change: changed } of change(each)) {
        if (!(await keeps(each.meaning, data, changed, 1e-9))) continue;
        kept++;
        if (!(await keeps(each.code, data, changed, 1e-10))) broken.push(each.title);
      }
    expect(broken).toEqual([]);
    expect(kept).toBeGreaterThanOrEqual(least);
  });
});

test('gradients of softmax losses sum to 0 over the classes', async () => {
  const off: string[] = [];
  let found = 0;
  for (const each of subjects)
    for (const name of inputsOf(each, 'logit').filter((input) => axesOf(each, input).includes('c'))) {
      if (!(await keeps(each.meaning, each.data, translated(each.data, name, 'c'), 1e-9))) continue;
      found++;
      const { gradients } = await each.code(each.data);
      const input = each.data.inputs[name];
      const values = gradients[name] ?? [];
      const scale = Math.max(1e-12, ...values.map(Math.abs));
      const place = input?.axes.indexOf('c') ?? 0;
      const classes = input?.sizes[place] ?? 1;
      const inner = (input?.sizes.slice(place + 1) ?? []).reduce((product, size) => product * size, 1);
      values.forEach((_, k) => {
        if (Math.floor(k / inner) % classes !== 0) return;
        const total = sum(Array.from({ length: classes }, (__, c) => values[k + c * inner] ?? NaN));
        if (!(Math.abs(total) <= 1e-13 * scale)) off.push(`${each.title}: ${total} of ${scale}`);
      });
    }
  expect(off).toEqual([]);
  expect(found).toBeGreaterThanOrEqual(15);
});
