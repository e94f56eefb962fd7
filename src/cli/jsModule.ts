/** Generated JavaScript in; a function that calls it on flat arrays, as its users do, out. */
import type { CompiledLoss, InputSignature, Signature } from '../compile.ts';
import { product } from '../data/axes.ts';
import { importModule } from './importing.ts';
import type { Outcome } from './outcome.ts';

type Numbers = Float32Array | Float64Array;
export type DataArray = Numbers | Uint8Array | Int32Array;
type Arrays = Readonly<Record<string, DataArray>>;
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

/** What a call shares with others on data of the same sizes. */
export type JsShape = Omit<JsCall, 'inputs' | 'params'>;

/** Arrays for data of one shape, to be filled, and the generated code on what is in them. */
export interface JsFrame {
  readonly inputs: ReadonlyMap<string, DataArray>;
  /** The next run writes over the arrays of its outcome. */
  run(params: Scalars): Outcome;
}

type Code = Pick<CompiledLoss, 'js' | 'signature'>;

/** Loads the generated code of a loss. */
export async function loadJs(code: Code): Promise<(call: JsCall) => Outcome> {
  const module = await load(code);
  const { signature } = code;
  return ({ inputs, params, ...shape }) => {
    const arrays = signature.inputs.map((input) =>
      arrayFor(input, shape.f64).from(inputs.get(input.name) ?? []),
    );
    return frame(module, signature, shape, arrays).run(params);
  };
}

/** The same for many calls: arrays are allocated once for each shape of data. */
export async function openJs(code: Code): Promise<(shape: JsShape) => JsFrame> {
  const module = await load(code);
  const { signature } = code;
  return (shape) => {
    const arrays = signature.inputs.map((input) => {
      const length = product(input.layout.map((axis) => shape.sizes[axis] ?? 1));
      return new (arrayFor(input, shape.f64))(length);
    });
    return frame(module, signature, shape, arrays);
  };
}

const load = ({ js }: Code): Promise<LossModule> =>
  importModule(`data:text/javascript;base64,${Buffer.from(js.code).toString('base64')}`);

function frame(
  module: LossModule,
  signature: Signature,
  { sizes, f64, wide = f64, gradient }: JsShape,
  inputs: readonly DataArray[],
): JsFrame {
  const allocate = (axes: readonly string[]): Numbers => {
    const length = product(axes.map((axis) => sizes[axis] ?? 1));
    return wide ? new Float64Array(length) : new Float32Array(length);
  };
  const byName = new Map(signature.inputs.map(({ name }, k) => [name, inputs[k] ?? new Float64Array()]));
  const arrays: Arrays = Object.fromEntries(byName);
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
  const found = new Map(valueAndGrad === undefined ? [] : Object.entries(gradients));
  return {
    inputs: byName,
    run(params) {
      const result =
        valueAndGrad === undefined
          ? module.value(arrays, sizes, params, into)
          : valueAndGrad(arrays, gradients, sizes, params, into);
      return {
        value: into.value ?? [Number(result)],
        gradients: found,
        terms: new Map(Object.entries(into.terms).map(([name, term]) => [name, asArray(term)])),
      };
    },
  };
}

const differentiable = (each: { readonly differentiable: boolean }): boolean => each.differentiable;
const asArray = (term: number | ArrayLike<number>): ArrayLike<number> =>
  typeof term === 'number' ? [term] : term;

/** The array type that callers would use for data of this kind. */
function arrayFor({ kind }: InputSignature, f64: boolean) {
  if (kind === 'label') return Uint8Array;
  if (kind === 'index') return Int32Array;
  return f64 ? Float64Array : Float32Array;
}
