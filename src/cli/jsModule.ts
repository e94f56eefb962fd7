/** Generated JavaScript in; a function that calls it on flat arrays, as its users do, out. */
import type { CompiledLoss, InputSignature } from '../compile.ts';
import { product } from '../data/axes.ts';
import type { Outcome } from './outcome.ts';

type Numbers = Float32Array | Float64Array;
type Arrays = Readonly<Record<string, Numbers | Uint8Array | Int32Array>>;
type Scalars = Readonly<Record<string, number>>;

/** What a generated module exports; a metric has no gradient. */
interface LossModule {
  value(inputs: Arrays, sizes: Scalars, params: Scalars, into: Into): unknown;
  valueAndGrad?(inputs: Arrays, gradients: Arrays, sizes: Scalars, params: Scalars, into: Into): unknown;
}

interface Into {
  /** Where a result with axes goes. */
  readonly value?: Numbers;
  readonly terms: Record<string, number | ArrayLike<number>>;
}

export interface JsCall {
  /** By input, in the memory order of its axes. */
  readonly inputs: ReadonlyMap<string, ArrayLike<number>>;
  readonly sizes: Scalars;
  readonly params: Scalars;
  readonly f64: boolean;
  /** Results in arrays of float64, whatever the data are in. */
  readonly wide?: boolean;
  /** Compute every gradient that there is. */
  readonly gradient: boolean;
}

/** Loads the generated code of a loss. */
export async function loadJs({
  js,
  signature,
}: Pick<CompiledLoss, 'js' | 'signature'>): Promise<(call: JsCall) => Outcome> {
  const url = `data:text/javascript;base64,${Buffer.from(js.code).toString('base64')}`;
  const module: LossModule = await import(url);
  return ({ inputs, sizes, params, f64, wide = f64, gradient }) => {
    const allocate = (axes: readonly string[]): Numbers => {
      const length = product(axes.map((axis) => sizes[axis] ?? 1));
      return wide ? new Float64Array(length) : new Float32Array(length);
    };
    const arrays = Object.fromEntries(
      signature.inputs.map((input) => [input.name, typedArray(input, inputs.get(input.name) ?? [], f64)]),
    );
    const withAxes = signature.terms.filter(({ axes }) => axes.length > 0);
    const terms: Into['terms'] = Object.fromEntries(withAxes.map(({ name, axes }) => [name, allocate(axes)]));
    const into = signature.result.length > 0 ? { value: allocate(signature.result), terms } : { terms };
    const gradients = Object.fromEntries([
      ...signature.inputs.filter(differentiable).map(({ name, axes }) => [name, allocate(axes)] as const),
      ...signature.hyperparameters
        .filter(differentiable)
        .map(({ name }) => [name, new Float64Array(1)] as const),
    ]);
    const valueAndGrad = gradient ? module.valueAndGrad : undefined;
    const result =
      valueAndGrad === undefined
        ? module.value(arrays, sizes, params, into)
        : valueAndGrad(arrays, gradients, sizes, params, into);
    return {
      value: into.value ?? [Number(result)],
      gradients: new Map(valueAndGrad === undefined ? [] : Object.entries(gradients)),
      terms: new Map(Object.entries(into.terms).map(([name, term]) => [name, asArray(term)])),
    };
  };
}

const differentiable = (each: { readonly differentiable: boolean }): boolean => each.differentiable;
const asArray = (term: number | ArrayLike<number>): ArrayLike<number> =>
  typeof term === 'number' ? [term] : term;

/** The array type that callers would use for data of this kind. */
function typedArray({ kind }: InputSignature, values: ArrayLike<number>, f64: boolean) {
  if (kind === 'label') return Uint8Array.from(values);
  if (kind === 'index') return Int32Array.from(values);
  return f64 ? Float64Array.from(values) : Float32Array.from(values);
}
