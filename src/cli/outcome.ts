/** What an evaluation gives, whatever computed it: flat arrays, row-major in the declared order of axes. */
import type { Signature } from '../compile.ts';
import type { Dimensions } from '../data/axes.ts';
import { shapeOf } from '../data/bind.ts';
import { nest, type Nested } from '../data/nested.ts';

export interface Outcome {
  /** One number for a scalar result. */
  readonly value: ArrayLike<number>;
  readonly gradients: ReadonlyMap<string, ArrayLike<number>>;
  readonly terms: ReadonlyMap<string, ArrayLike<number>>;
}

/** An outcome as `lossc eval --json` prints it. */
export interface NestedOutcome {
  readonly value: Nested;
  readonly grad?: Readonly<Record<string, Nested>>;
  readonly terms: Readonly<Record<string, Nested>>;
}

/** Nests the arrays of an outcome as the data was nested. */
export function nestOutcome(
  outcome: Outcome,
  signature: Signature,
  dimensions: Dimensions,
  withGradient: boolean,
): NestedOutcome {
  const nestOver = (values: ArrayLike<number>, axes: readonly string[]) =>
    nest(values, shapeOf(axes, dimensions));
  const grad = signature.inputs.flatMap(({ name, axes }): [string, Nested][] => {
    const values = outcome.gradients.get(name);
    return values === undefined ? [] : [[name, nestOver(values, axes)]];
  });
  const terms = signature.terms.flatMap(({ name, axes }): [string, Nested][] => {
    const values = outcome.terms.get(name);
    return values === undefined ? [] : [[name, nestOver(values, axes)]];
  });
  return {
    value: nestOver(outcome.value, signature.result),
    ...(withGradient ? { grad: Object.fromEntries(grad) } : {}),
    terms: Object.fromEntries(terms),
  };
}
