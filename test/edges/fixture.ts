/** The edge cases of the fixture in, each as a compiled loss on flat arrays with its high-precision truth, out. */
import { readFileSync } from 'node:fs';
import { loadJs } from '../../src/cli/jsModule.ts';
import { compile, type CompiledLoss, type CompileOptions } from '../../src/compile.ts';
import { program } from '../verify/program.ts';

/** Nested arrays of numbers; `"NaN"` stands for what JSON cannot say. */
type Nested = number | 'NaN' | readonly Nested[];

export interface EdgeCase {
  readonly id: string;
  readonly source: string;
  readonly name: string;
  readonly data: {
    readonly inputs: Readonly<Record<string, Nested>>;
    readonly params: Readonly<Record<string, number>>;
  };
  readonly value: number;
  readonly grad: Readonly<Record<string, Nested>>;
  /** Inputs and truth are fair to f32 too. */
  readonly f32: 0 | 1;
}

const fixture: { readonly cases: readonly EdgeCase[] } = JSON.parse(
  readFileSync(new URL('../fixtures/edges.json', import.meta.url), 'utf8'),
);
export const edgeCases = fixture.cases;

export const flat = (nested: Nested): readonly number[] =>
  typeof nested === 'object' ? nested.flatMap(flat) : [Number(nested)];

/** Compiles the named loss of a text; any error is a failure of the test. */
export function compiled(source: string, name: string, options: CompileOptions = {}): CompiledLoss {
  const made = compile(program(source), name, options, (d) => {
    if (d.severity === 'error') throw new Error(`${d.code} ${d.message}`);
  });
  if (made === undefined) throw new Error(`${name} does not compile.`);
  return made;
}

export interface Numbers {
  readonly value: number;
  readonly gradients: ReadonlyMap<string, ArrayLike<number>>;
}

const runners = new Map<string, Promise<(edge: EdgeCase, f64: boolean) => Numbers>>();

/** The generated code of a case's loss; each text is compiled once. */
export function runner({ source, name }: EdgeCase): Promise<(edge: EdgeCase, f64: boolean) => Numbers> {
  const known = runners.get(source) ?? load(source, name);
  runners.set(source, known);
  return known;
}

async function load(source: string, name: string): Promise<(edge: EdgeCase, f64: boolean) => Numbers> {
  const loss = compiled(source, name);
  const call = await loadJs(loss);
  return ({ data }, f64) => {
    const inputs = new Map(
      Object.entries(data.inputs).map(([input, nested]) => [input, flat(nested)] as const),
    );
    const sizes = Object.fromEntries(
      loss.signature.inputs.flatMap(({ name: input, axes }) => {
        const shape = shapeOf(data.inputs[input] ?? []);
        return axes.map((axis, k) => [axis, shape[k] ?? 1] as const);
      }),
    );
    const defaults = loss.signature.hyperparameters.map((h) => [h.name, h.value ?? NaN] as const);
    const params = { ...Object.fromEntries(defaults), ...data.params };
    const { value, gradients } = call({ inputs, sizes, params, f64, gradient: true });
    return { value: value[0] ?? NaN, gradients };
  };
}

function shapeOf(nested: Nested): readonly number[] {
  return typeof nested === 'object' ? [nested.length, ...shapeOf(nested[0] ?? 0)] : [];
}

/** Relative error; below the smallest normal number an absolute one, for there the format has no digits. */
export function relativeError(actual: number, expected: number, smallest: number): number {
  if (Number.isNaN(actual)) return Infinity;
  if (actual === expected) return 0;
  return Math.abs(actual - expected) / Math.max(Math.abs(expected), smallest);
}

/** The worst entry of a case: its relative error, and what it is. */
export function worstEntry(
  edge: EdgeCase,
  numbers: Numbers,
  smallest: number,
): { error: number; entry: string } {
  const entries = [
    { at: 'value', actual: numbers.value, expected: edge.value },
    ...Object.entries(edge.grad).flatMap(([input, truth]) =>
      flat(truth).map((expected, k) => ({
        at: `d${input}[${k}]`,
        actual: numbers.gradients.get(input)?.[k] ?? NaN,
        expected,
      })),
    ),
  ].map(({ at, actual, expected }) => ({
    error: relativeError(actual, expected, smallest),
    entry: `${at} is ${actual}, should be ${expected}`,
  }));
  return entries.reduce((worst, each) => (each.error > worst.error ? each : worst), { error: -1, entry: '' });
}
