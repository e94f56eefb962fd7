/** The losses of the library in, each with its code and its meaning on the same data out. */
import { readdirSync } from 'node:fs';
import { candidates } from '../../src/cli/candidate.ts';
import { compile } from '../../src/compile.ts';
import type { Program } from '../../src/syntax/program.ts';
import type { LossDeclaration } from '../../src/syntax/tree.ts';
import type { Data } from '../../src/verify/oracle/data.ts';
import { gradient } from '../../src/verify/oracle/gradient.ts';
import { Random } from '../../src/verify/random.ts';
import { Sampler, typical } from '../../src/verify/sample.ts';
import { libraryFile } from '../verify/program.ts';
import type { Outcome } from './changes.ts';

export interface Subject {
  readonly title: string;
  readonly program: Program;
  readonly declaration: LossDeclaration;
  readonly data: Data;
  readonly code: (data: Data) => Promise<Outcome>;
  readonly meaning: (data: Data) => Promise<Outcome>;
}

const files = readdirSync('losses', { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.loss'),
);

export const sum = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((total, v) => total + v, 0);

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
  return { title: `${file} ${name}`, program, declaration, data, code, meaning };
}

const near = (actual: number, expected: number, scale: number, tolerance: number): boolean =>
  actual === expected || Math.abs(actual - expected) <= tolerance * Math.max(Math.abs(expected), scale);

/** Whether two outcomes are the same, entries of a gradient on the scale of its largest. */
export function same(found: Outcome, expected: Outcome, tolerance: number): boolean {
  if (!near(found.value, expected.value, 1e-3, tolerance)) return false;
  return Object.entries(expected.gradients).every(([input, values]) => {
    const scale = Math.max(1e-3, ...values.map(Math.abs));
    return values.every((g, k) => near(found.gradients[input]?.[k] ?? NaN, g, scale, tolerance));
  });
}

/** Every loss of the library. */
export async function librarySubjects(): Promise<readonly Subject[]> {
  const all = files.map(async (file) => {
    const program = libraryFile(`losses/${file}`);
    const losses = program.entry.declarations.flatMap((d) => (d.kind === 'loss' ? [d] : []));
    return Promise.all(losses.map((declaration) => subject(program, file, declaration)));
  });
  return (await Promise.all(all)).flat();
}
