import type { Tensor } from '@tensorflow/tfjs-core';

export interface Params {
}

export interface Options {
  /** Sizes of axes that no tensor has. */
  readonly sizes?: Readonly<Record<string, number>>;
}

/** Of any rank: an axis such as the pixels may be several dimensions. */
export interface Inputs {
  /** logit [n, k, c] in (-inf, inf) */
  readonly q: Tensor;
  /** logit [n, k, i] in (-inf, inf) */
  readonly m: Tensor;
  /** index of c [n, k], 0 … size(c) - 1, others are ignored */
  readonly t: Tensor;
  /** label [n, k, i] in {0, 1} */
  readonly y: Tensor;
  /** logit [l, n, k, c] in (-inf, inf) */
  readonly ql: Tensor;
  /** logit [l, n, k, i] in (-inf, inf) */
  readonly ml: Tensor;
  /** index of c [l, n, k], 0 … size(c) - 1, others are ignored */
  readonly tl: Tensor;
  /** label [l, n, k, i] in {0, 1} */
  readonly yl: Tensor;
}

/** For inputs by name. */
export function maskformerFrom(inputs: Inputs, params?: Params, options?: Options): Tensor;

/** The terms of the loss. */
export function maskformerTerms(inputs: Inputs, params?: Params, options?: Options): { readonly final: Tensor; readonly earlier: Tensor };

export const signature: {
  readonly name: string;
  readonly kind: 'loss';
  readonly call: string;
  readonly inputs: readonly { readonly name: string; readonly kind: string; readonly axes: readonly string[]; readonly of?: string }[];
  readonly hyperparameters: readonly { readonly name: string; readonly default?: number }[];
  readonly axes: readonly string[];
  readonly result: readonly string[];
};
