import type { Tensor } from '@tensorflow/tfjs-core';

export interface Params {
  /** In [0, inf); 1 by default. */
  readonly w_instance?: number;
  /** In [0, inf); 0.5 by default. */
  readonly w_semantic?: number;
}

export interface Options {
  /** Sizes of axes that no tensor has. */
  readonly sizes?: Readonly<Record<string, number>>;
}

/** Of any rank: an axis such as the pixels may be several dimensions. */
export interface Inputs {
  /** logit [r, c] in (-inf, inf) */
  readonly s: Tensor;
  /** index of c [r], 0 … size(c) - 1, others are ignored */
  readonly t: Tensor;
  /** real [r, k, o] in (-inf, inf) */
  readonly b: Tensor;
  /** index of o [r], 0 … size(o) - 1, others are ignored */
  readonly g: Tensor;
  /** map [r, k] in (-inf, inf) */
  readonly bt: Tensor;
  /** logit [f, i, o] in (-inf, inf) */
  readonly m: Tensor;
  /** index of o [f], 0 … size(o) - 1, others are ignored */
  readonly gf: Tensor;
  /** label [f, i] in {0, 1} */
  readonly y: Tensor;
  /** logit [n, j, q] in (-inf, inf) */
  readonly z: Tensor;
  /** index of q [n, j], 0 … size(q) - 1, others are ignored */
  readonly u: Tensor;
}

/** For inputs by name. */
export function panopticFpnFrom(inputs: Inputs, params?: Params, options?: Options): Tensor;

/** The terms of the loss. */
export function panopticFpnTerms(inputs: Inputs, params?: Params, options?: Options): { readonly mask_rcnn: Tensor; readonly ce: Tensor };

export const signature: {
  readonly name: string;
  readonly kind: 'loss';
  readonly call: string;
  readonly inputs: readonly { readonly name: string; readonly kind: string; readonly axes: readonly string[]; readonly of?: string }[];
  readonly hyperparameters: readonly { readonly name: string; readonly default?: number }[];
  readonly axes: readonly string[];
  readonly result: readonly string[];
};
