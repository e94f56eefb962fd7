/** A loss and data in; its value and gradient in f64 out, every coordinate by dual numbers. */
import type { Program } from '../../syntax/program.ts';
import type { Data } from './data.ts';
import { coordinates, directional, type Coordinates, type Directional } from './directional.ts';
import { differentiableInputs, findLoss } from './evaluate.ts';
import { real } from './real.ts';
import type { NamedTensor } from './tensor.ts';

/** Gradients by input (or hyperparameter) in the order of the data of the input. */
export type Gradients = Readonly<Record<string, readonly number[]>>;

export interface GradientOptions {
  /** Inputs and hyperparameters; by default every input into which a gradient flows. */
  readonly wrt?: readonly string[];
  /** Evaluate the terms too; they are left out by default. */
  readonly terms?: boolean;
}

/** The inputs and hyperparameters whose gradient is asked for. */
export function wanted(program: Program, name: string, { wrt }: GradientOptions): readonly string[] {
  return wrt ?? differentiableInputs(findLoss(program, name).declaration);
}

/** Reads gradients off the derivatives by slot. */
export function collect<T>(
  found: Directional<T>,
  { blocks }: Coordinates,
  wrt: readonly string[],
  read: (x: T) => number,
): Gradients {
  return Object.fromEntries(
    wrt.map((block) => {
      const place = blocks.get(block);
      if (place === undefined) throw new Error(`No gradient flows into ${block}.`);
      const entries = Array.from({ length: place.count }, (_, element) => {
        const derivative = found.along.get(place.first + element);
        return derivative === undefined ? 0 : read(derivative);
      });
      return [block, entries];
    }),
  );
}

export interface ValueAndGradients {
  readonly value: NamedTensor<number>;
  /** What the loss reports beside its result, where it was asked for. */
  readonly terms: Readonly<Record<string, NamedTensor<number>>>;
  readonly gradients: Gradients;
  /** Places where the value bends and a convention chose the derivative. */
  readonly ties: number;
}

/** Value and gradient of a loss in f64, every coordinate by dual numbers. */
export function gradient(
  program: Program,
  name: string,
  data: Data,
  options: GradientOptions = {},
): ValueAndGradients {
  const all = coordinates(program, name, data);
  const found = directional(program, name, data, real, all.seeds, options.terms);
  return {
    value: found.value,
    terms: found.terms,
    gradients: collect(found, all, wanted(program, name, options), (x) => x),
    ties: found.evaluation.trace.ties,
  };
}
