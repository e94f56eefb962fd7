/** A loss and bound data in; value, gradient and terms, as the oracle computes them in f64, out. */
import type { Signature } from '../compile.ts';
import type { BoundData } from '../data/bind.ts';
import type { Data } from '../verify/oracle/data.ts';
import { evaluate } from '../verify/oracle/evaluate.ts';
import { gradient } from '../verify/oracle/gradient.ts';
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

  const { value, terms } = evaluate(program, name, data);
  const named = signature.terms.flatMap(({ name: term, axes }) => {
    const tensor = terms[term];
    return tensor === undefined ? [] : [[term, ordered(tensor, axes)] as const];
  });
  const gradients = withGradient ? Object.entries(gradient(program, name, data).gradients) : [];
  return { value: ordered(value, signature.result), gradients: new Map(gradients), terms: new Map(named) };
}
