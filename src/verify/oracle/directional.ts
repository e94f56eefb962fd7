/** A loss, data and directions in; its derivatives along them out, by dual numbers over any number system. */
import type { Program } from '../../syntax/program.ts';
import type { Arithmetic } from './arithmetic.ts';
import type { Data } from './data.ts';
import { constant, dual, variable, type Dual } from './dual.ts';
import { differentiableInputs, findLoss, run, type Evaluation } from './evaluate.ts';
import { at, type NamedTensor } from './tensor.ts';

/** How one element moves in the directions asked for. */
export interface Motion {
  readonly slots: readonly number[];
  readonly tangents: readonly number[];
}

/** The motion of an element of an input; undefined where it stays. */
export type Seeds = (name: string, element: number) => Motion | undefined;

/** A result with its derivatives in every direction; of a tensor of losses, those of the sum. */
export interface Directional<T> {
  readonly value: NamedTensor<T>;
  readonly terms: Readonly<Record<string, NamedTensor<T>>>;
  readonly along: ReadonlyMap<number, T>;
  readonly evaluation: Evaluation<Dual<T>>;
}

/** Derivatives of a loss in chosen directions. */
export function directional<T>(
  program: Program,
  name: string,
  data: Data,
  arithmetic: Arithmetic<T>,
  seeds: Seeds,
  terms = false,
): Directional<T> {
  const duals = dual(arithmetic);
  const lift = (input: string, element: number, value: number): Dual<T> => {
    const motion = seeds(input, element);
    const number = arithmetic.of(value);
    if (motion === undefined) return constant(number);
    return variable(number, motion.slots, motion.tangents.map(arithmetic.of));
  };
  const evaluation = run(program, name, data, { arithmetic: duals, lift, terms });
  const total = duals.sum(evaluation.value.data);
  const values = (tensor: NamedTensor<Dual<T>>): NamedTensor<T> => ({
    ...tensor,
    data: tensor.data.map((x) => x.value),
  });
  return {
    value: values(evaluation.value),
    terms: Object.fromEntries(Object.entries(evaluation.terms).map(([term, x]) => [term, values(x)])),
    along: new Map(total.slots.map((slot, i) => [slot, at(total.tangents, i)])),
    evaluation,
  };
}

/** Every coordinate as a direction of its own: the places of the inputs among all coordinates. */
export interface Coordinates {
  readonly seeds: Seeds;
  /** The first slot of each input or hyperparameter, and how many it has. */
  readonly blocks: ReadonlyMap<string, { readonly first: number; readonly count: number }>;
}

/** Numbers the coordinates of all inputs with a gradient, and then the hyperparameters. */
export function coordinates(program: Program, name: string, data: Data): Coordinates {
  const { declaration } = findLoss(program, name);
  const blocks = new Map<string, { first: number; count: number }>();
  let first = 0;
  const enter = (block: string, count: number): void => {
    blocks.set(block, { first, count });
    first += count;
  };
  for (const input of differentiableInputs(declaration)) enter(input, data.inputs[input]?.data.length ?? 0);
  for (const { name: hyperparameter } of declaration.hyperparameters) enter(hyperparameter.text, 1);
  const seeds: Seeds = (block, element) => {
    const place = blocks.get(block);
    return place && { slots: [place.first + element], tangents: [1] };
  };
  return { seeds, blocks };
}
