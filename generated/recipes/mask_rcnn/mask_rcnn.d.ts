/** Any flat array of numbers. */
type Data = Float32Array | Float64Array | Int8Array | Uint8Array | Uint8ClampedArray | Int16Array | Uint16Array | Int32Array | Uint32Array;
type Floats = Float32Array | Float64Array;

export interface Inputs {
  /** logit [r, c] in (-inf, inf) */
  readonly s: Data;
  /** index of c [r], 0 … size(c) - 1, others are ignored */
  readonly t: Data;
  /** real [r, o, k] in (-inf, inf) */
  readonly b: Data;
  /** index of o [r], 0 … size(o) - 1, others are ignored */
  readonly g: Data;
  /** map [r, k] in (-inf, inf) */
  readonly bt: Data;
  /** logit [f, o, i] in (-inf, inf) */
  readonly m: Data;
  /** index of o [f], 0 … size(o) - 1, others are ignored */
  readonly gf: Data;
  /** label [f, i] in {0, 1} */
  readonly y: Data;
}

/** Sizes of axes; those that follow from the lengths may be left out. */
export interface Sizes {
  readonly r?: number;
  readonly c?: number;
  readonly o?: number;
  readonly k?: number;
  readonly f?: number;
  readonly i?: number;
}

export interface Params {
}

/** Arrays to write gradients into; only those given are computed. */
export interface Gradients {
  readonly s?: Floats;
  readonly b?: Floats;
  readonly m?: Floats;
}

export interface Into {
  /** Filled with the terms of the loss. */
  terms?: { class_term?: number; box_term?: number; mask_term?: number };
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
