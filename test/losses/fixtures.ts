/** The name of a loss in; what PyTorch found for it out, and what our generated code finds on the same data. */
import { readdirSync, readFileSync } from 'node:fs';
import { loadJs } from '../../src/cli/jsModule.ts';
import { nodeHost } from '../../src/cli/host.ts';
import type { Outcome } from '../../src/cli/outcome.ts';
import { compile, type CompiledLoss } from '../../src/compile.ts';
import { bindData, type BoundData } from '../../src/data/bind.ts';
import { readDocument } from '../../src/data/document.ts';
import { flatten } from '../../src/data/nested.ts';
import { load } from '../../src/syntax/program.ts';

export interface FixtureCase {
  readonly note: string;
  readonly data: unknown;
  readonly value: unknown;
  readonly grad?: Readonly<Record<string, unknown>>;
  readonly terms?: Readonly<Record<string, unknown>>;
}

export interface Fixture {
  /** Below losses/. */
  readonly file: string;
  readonly name: string;
  readonly cases: readonly FixtureCase[];
}

const folder = 'test/fixtures/torch';

/** Written by scripts/fixtures/torch_fixtures.py. */
export const fixtures: readonly Fixture[] = readdirSync(folder)
  .sort()
  .map((file): Fixture => JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')));

const fail = (problem: { readonly message: string; readonly where?: string }): never => {
  throw new Error(`${problem.where ?? ''} ${problem.message}`);
};

const host = nodeHost();

/** A loss of the library, compiled; any mistake in it throws. */
export function compileLibraryLoss(file: string, name: string): CompiledLoss {
  const program = load(`losses/${file}`, host, (mistake) => mistake.severity === 'error' && fail(mistake));
  const compiled =
    program && compile(program, name, {}, (mistake) => mistake.severity === 'error' && fail(mistake));
  return compiled ?? fail({ message: `${file} has no ${name}` });
}

export type Runner = (bound: BoundData, f64: boolean) => Outcome;

/** The generated code of a loss as a function of bound data. */
export async function runner(compiled: CompiledLoss): Promise<Runner> {
  const call = await loadJs(compiled);
  return ({ inputs, sizes, params }, f64) =>
    call({
      inputs: new Map([...inputs].map(([name, { values }]) => [name, values])),
      sizes,
      params,
      f64,
      gradient: compiled.signature.kind === 'loss',
    });
}

export function bind(compiled: CompiledLoss, data: unknown): BoundData {
  const document = readDocument(JSON.stringify(data), fail) ?? fail({ message: 'unreadable' });
  return bindData(compiled.signature, document, fail) ?? fail({ message: 'does not fit' });
}

/** The same data as a Float32Array would hold it. */
export const roundedToF32 = (bound: BoundData): BoundData => ({
  ...bound,
  inputs: new Map(
    [...bound.inputs].map(([name, { shape, values }]) => [name, { shape, values: values.map(Math.fround) }]),
  ),
});

export const numbersIn = (nested: unknown): ArrayLike<number> =>
  flatten(nested, '', fail)?.values ?? fail({ message: 'no numbers' });

/** Everything that an outcome says, under names for messages. */
export type Parts = ReadonlyMap<string, ArrayLike<number>>;

export const parts = ({ value, gradients, terms }: Outcome): Parts =>
  new Map([
    ['the value', value],
    ...[...gradients].map(([name, numbers]) => [`the gradient of ${name}`, numbers] as const),
    ...[...terms].map(([name, numbers]) => [`the term ${name}`, numbers] as const),
  ]);

/** What a fixture says, in the same form. */
export const expected = ({ value, grad = {}, terms = {} }: FixtureCase): Parts =>
  parts({
    value: numbersIn(value),
    gradients: new Map(Object.entries(grad).map(([name, nested]) => [name, numbersIn(nested)])),
    terms: new Map(Object.entries(terms).map(([name, nested]) => [name, numbersIn(nested)])),
  });

/**
 * The largest difference between two arrays, relative to the largest entry wanted; a difference in length, a NaN or
 * an infinity that only one side has is infinite. Where 0 is wanted all over, terms cancel: it is relative to 1/100.
 */
export function distance(found: ArrayLike<number> | undefined, wanted: ArrayLike<number>): number {
  if (found === undefined || found.length !== wanted.length) return Infinity;
  const scale = Array.from(wanted).reduce((largest, x) => Math.max(largest, Math.abs(x)), 0);
  const worst = Array.from(wanted).reduce((most, x, k) => {
    const difference = Math.abs(x - (found[k] ?? NaN));
    return Number.isNaN(difference) ? Infinity : Math.max(most, difference);
  }, 0);
  return worst / (scale === 0 ? 0.01 : scale);
}
