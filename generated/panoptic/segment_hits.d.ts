/** Any flat array of numbers. */
type Data = Float32Array | Float64Array | Int8Array | Uint8Array | Uint8ClampedArray | Int16Array | Uint16Array | Int32Array | Uint32Array;
type Floats = Float32Array | Float64Array;

export interface Inputs {
  /** label [n, a, i] in {0, 1} */
  readonly m: Data;
  /** index of c [n, a], 0 … size(c) - 1, others are ignored */
  readonly s: Data;
  /** label [n, b, i] in {0, 1} */
  readonly g: Data;
  /** index of c [n, b], 0 … size(c) - 1, others are ignored */
  readonly t: Data;
  /** label [n, i] in {0, 1} */
  readonly v: Data;
}

/** Sizes of axes; those that follow from the lengths may be left out. */
export interface Sizes {
  readonly n?: number;
  readonly a?: number;
  readonly i?: number;
  readonly c?: number;
  readonly b?: number;
}

export interface Params {
}

export interface Into {
  /** The result [c]. */
  readonly value: Floats;
}

export function value(inputs: Inputs, sizes: Sizes | undefined, params: Params | undefined, into: Into): Floats;

export const signature: {
  readonly name: string;
  readonly kind: 'metric';
  readonly inputs: readonly { readonly name: string; readonly kind: string; readonly axes: readonly string[]; readonly of?: string }[];
  readonly hyperparameters: readonly { readonly name: string; readonly default?: number }[];
  readonly result: readonly string[];
};
