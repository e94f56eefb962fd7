/** Any flat array of numbers. */
type Data = Float32Array | Float64Array | Int8Array | Uint8Array | Uint8ClampedArray | Int16Array | Uint16Array | Int32Array | Uint32Array;
type Floats = Float32Array | Float64Array;

export interface Inputs {
  /** logit [n, k, c] in (-inf, inf) */
  readonly q: Data;
  /** logit [n, k, i] in (-inf, inf) */
  readonly m: Data;
  /** index of c [n, k], 0 … size(c) - 1, others are ignored */
  readonly t: Data;
  /** label [n, k, i] in {0, 1} */
  readonly y: Data;
  /** logit [l, n, k, c] in (-inf, inf) */
  readonly ql: Data;
  /** logit [l, n, k, i] in (-inf, inf) */
  readonly ml: Data;
  /** index of c [l, n, k], 0 … size(c) - 1, others are ignored */
  readonly tl: Data;
  /** label [l, n, k, i] in {0, 1} */
  readonly yl: Data;
}

/** Sizes of axes; those that follow from the lengths may be left out. */
export interface Sizes {
  readonly n?: number;
  readonly k?: number;
  readonly c?: number;
  readonly i?: number;
  readonly l?: number;
}

export interface Params {
}

/** Arrays to write gradients into; only those given are computed. */
export interface Gradients {
  readonly q?: Floats;
  readonly m?: Floats;
  readonly ql?: Floats;
  readonly ml?: Floats;
}

export interface Into {
  /** Filled with the terms of the loss. */
  terms?: { final?: number; earlier?: number };
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
