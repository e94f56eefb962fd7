/** A loss and bound data in; value, gradient and terms, as the oracle computes them, out. */
import type { Signature } from '../compile.ts';
import type { Program } from '../syntax/program.ts';
import type { BoundData } from '../data/bind.ts';
import type { Data } from '../verify/oracle/data.ts';
import { evaluate } from '../verify/oracle/evaluate.ts';
import { gradient, type ValueAndGradients } from '../verify/oracle/gradient.ts';
import { truth } from '../verify/oracle/truth.ts';
import { arrange, type NamedTensor } from '../verify/oracle/tensor.ts';
import type { DeclaredLoss } from './losses.ts';
import type { Outcome } from './outcome.ts';

/** Evaluates with the reference interpreter, which shares nothing with the compiler. */
export function runReference(
  { program, declaration }: DeclaredLoss,
  signature: Signature,
  bound: BoundData,
  withGradient: boolean,
): Outcome {
  const name = declaration.name.text;
  const sizesOf = (axes: readonly string[]) => axes.map((axis) => bound.sizes[axis] ?? 1);
  const inputs: Data['inputs'] = Object.fromEntries(
    signature.inputs.map(({ name: input, axes }) => [
      input,
      { axes, sizes: sizesOf(axes), data: bound.inputs.get(input)?.values ?? [] },
    ]),
  );
  const data: Data = { inputs, parameters: bound.params, axes: bound.sizes };
  const ordered = (tensor: NamedTensor<number>, axes: readonly string[]) =>
    arrange(tensor, { axes, sizes: sizesOf(axes) }).data;

  const { value, terms, gradients: found } = evaluated(program, name, data, withGradient);
  const named = signature.terms.flatMap(({ name: term, axes }) => {
    const tensor = terms[term];
    return tensor === undefined ? [] : [[term, ordered(tensor, axes)] as const];
  });
  const gradients = withGradient ? Object.entries(found) : [];
  return { value: ordered(value, signature.result), gradients: new Map(gradients), terms: new Map(named) };
}

/** Data up to this many elements are evaluated with as many digits as the formula takes; larger data in f64. */
const mostForTruth = 4096;

function evaluated(
  program: Program,
  name: string,
  data: Data,
  withGradient: boolean,
): Omit<ValueAndGradients, 'ties'> {
  const elements = Object.values(data.inputs).reduce((sum, input) => sum + input.data.length, 0);
  if (elements <= mostForTruth) {
    const exact = truth(program, name, data, { terms: true, ...(withGradient ? {} : { wrt: [] }) });
    // Infinite data have no digits to find: f64 says what becomes of them.
    if (exact.resolved && !exact.value.data.some(Number.isNaN)) return exact;
  }
  const gradients = withGradient ? gradient(program, name, data).gradients : {};
  return { ...evaluate(program, name, data), gradients };
}
