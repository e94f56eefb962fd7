/** Any flat array of numbers. */
type Data = Float32Array | Float64Array | Int8Array | Uint8Array | Uint8ClampedArray | Int16Array | Uint16Array | Int32Array | Uint32Array;
type Floats = Float32Array | Float64Array;

export interface Inputs {
  /** logit [n, c, i] in (-inf, inf) */
  readonly z: Data;
  /** index of c [n, i], 0 … size(c) - 1, others are ignored */
  readonly t: Data;
}

/** Sizes of axes; those that follow from the lengths may be left out. */
export interface Sizes {
  readonly n?: number;
  readonly c?: number;
  readonly i?: number;
}

export interface Params {
  /** In (0, inf); 1e-8 by default. */
  readonly epsilon?: number;
}

/** Arrays to write gradients into; only those given are computed. */
export interface Gradients {
  readonly z?: Floats;
}

export interface Into {
}

export function value(inputs: Inputs, sizes?: Sizes, params?: Params, into?: Into): number;
export function valueAndGrad(inputs: Inputs, gradients: Gradients | undefined, sizes?: Sizes, params?: Params, into?: Into): number;

export const signature: {
  readonly name: string;
  readonly kind: 'loss';
  readonly inputs: readonly { readonly name: string; readonly kind: string; readonly axes: readonly string[]; readonly of?: string }[];
  readonly hyperparameters: readonly { readonly name: string; readonly default?: number }[];
  readonly result: readonly string[];
};
