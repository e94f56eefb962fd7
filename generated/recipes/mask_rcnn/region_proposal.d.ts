/** Any flat array of numbers. */
type Data = Float32Array | Float64Array | Int8Array | Uint8Array | Uint8ClampedArray | Int16Array | Uint16Array | Int32Array | Uint32Array;
type Floats = Float32Array | Float64Array;

export interface Inputs {
  /** logit [n, a] in (-inf, inf) */
  readonly z: Data;
  /** label [n, a] in {0, 1} */
  readonly y: Data;
  /** label [n, a] in {0, 1} */
  readonly v: Data;
  /** real [n, a, k] in (-inf, inf) */
  readonly b: Data;
  /** map [n, a, k] in (-inf, inf) */
  readonly bt: Data;
}

/** Sizes of axes; those that follow from the lengths may be left out. */
export interface Sizes {
  readonly n?: number;
  readonly a?: number;
  readonly k?: number;
}

export interface Params {
  /** In [1, inf); 256 by default. */
  readonly sampled?: number;
}

/** Arrays to write gradients into; only those given are computed. */
export interface Gradients {
  readonly z?: Floats;
  readonly b?: Floats;
}

export interface Into {
  /** Filled with the terms of the loss. */
  terms?: { object_term?: number; box_term?: number };
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
