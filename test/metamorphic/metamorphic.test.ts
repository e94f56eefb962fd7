/**
 * Relations that follow from the types, over all losses of the library: where the meaning of a loss keeps one, as
 * the oracle says, its code keeps it too, value and gradient. How many losses keep each is asserted, so that no
 * relation is empty.
 */
import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { candidates } from '../../src/cli/candidate.ts';
import { compile } from '../../src/compile.ts';
import type { Program } from '../../src/syntax/program.ts';
import type { LossDeclaration } from '../../src/syntax/tree.ts';
import type { Data } from '../../src/verify/oracle/data.ts';
import { gradient } from '../../src/verify/oracle/gradient.ts';
import { Random } from '../../src/verify/random.ts';
import { Sampler, typical } from '../../src/verify/sample.ts';
import { libraryFile } from '../verify/program.ts';
import { doubled, flipped, ignored, reversed, translated, type Change, type Outcome } from './changes.ts';

interface Subject {
  readonly title: string;
  readonly declaration: LossDeclaration;
  readonly data: Data;
  readonly code: (data: Data) => Promise<Outcome>;
  readonly meaning: (data: Data) => Promise<Outcome>;
}

const files = readdirSync('losses', { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.loss'),
);

const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((total, v) => total + v, 0);

async function subject(program: Program, file: string, declaration: LossDeclaration): Promise<Subject> {
  const name = declaration.name.text;
  const compiled = compile(program, name, {}, (d) => {
    if (d.severity === 'error') throw new Error(`${file} ${name}: ${d.message}`);
  });
  if (compiled === undefined) throw new Error(`${file} has no ${name}.`);
  const candidate = await candidates.js(compiled);
  const code = async (data: Data): Promise<Outcome> => {
    const { value, gradients } = await candidate(data);
    const lists = Object.entries(gradients).map(([input, values]) => [input, Array.from(values)]);
    return { value: typeof value === 'number' ? value : sum(value), gradients: Object.fromEntries(lists) };
  };
  const meaning = async (data: Data): Promise<Outcome> => {
    const { value, gradients } = gradient(program, name, data);
    return { value: sum(value.data), gradients };
  };
  const own = new Set(declaration.inputs.flatMap(({ axes }) => axes.map((axis) => axis.text)));
  const sizes = Object.fromEntries(Object.entries({ n: 2, i: 6 }).filter(([axis]) => own.has(axis)));
  const data = new Sampler(program, name, new Random(3)).data(typical, sizes);
  return { title: `${file} ${name}`, declaration, data, code, meaning };
}

const near = (actual: number, expected: number, scale: number, tolerance: number): boolean =>
  actual === expected || Math.abs(actual - expected) <= tolerance * Math.max(Math.abs(expected), scale);

/** Whether two outcomes are the same, entries of a gradient on the scale of its largest. */
function same(found: Outcome, expected: Outcome, tolerance: number): boolean {
  if (!near(found.value, expected.value, 1e-3, tolerance)) return false;
  return Object.entries(expected.gradients).every(([input, values]) => {
    const scale = Math.max(1e-3, ...values.map(Math.abs));
    return values.every((g, k) => near(found.gradients[input]?.[k] ?? NaN, g, scale, tolerance));
  });
}

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
  const all = files.map(async (file) => {
    const program = libraryFile(`losses/${file}`);
    const losses = program.entry.declarations.flatMap((d) => (d.kind === 'loss' ? [d] : []));
    return Promise.all(losses.map((declaration) => subject(program, file, declaration)));
  });
  subjects = (await Promise.all(all)).flat();
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
