import type { Tensor } from '@tensorflow/tfjs-core';

export interface Params {
}

export interface Options {
  /** One value for each example (the default), or their mean as a scalar. */
  readonly reduction?: 'example' | 'mean';
  /** Sizes of axes that no tensor has. */
  readonly sizes?: Readonly<Record<string, number>>;
}

/** Of any rank: an axis such as the pixels may be several dimensions. */
export interface Inputs {
  /** logit [n, i, c] in (-inf, inf) */
  readonly z: Tensor;
  /** logit [n, j, c] in (-inf, inf) */
  readonly z75: Tensor;
  /** logit [n, k, c] in (-inf, inf) */
  readonly z50: Tensor;
  /** logit [n, i, c] in (-inf, inf) */
  readonly zmax: Tensor;
  /** index of c [n, i], 0 … size(c) - 1, others are ignored */
  readonly t: Tensor;
  /** index of c [n, j], 0 … size(c) - 1, others are ignored */
  readonly t75: Tensor;
  /** index of c [n, k], 0 … size(c) - 1, others are ignored */
  readonly t50: Tensor;
}

/** For inputs by name. */
export function deeplabV2From(inputs: Inputs, params?: Params, options?: Options): Tensor;

/** The terms of the loss. */
export function deeplabV2Terms(inputs: Inputs, params?: Params, options?: Options): { readonly full: Tensor; readonly three_quarters: Tensor; readonly half: Tensor; readonly fused: Tensor };

export const signature: {
  readonly name: string;
  readonly kind: 'loss';
  readonly call: string;
  readonly inputs: readonly { readonly name: string; readonly kind: string; readonly axes: readonly string[]; readonly of?: string }[];
  readonly hyperparameters: readonly { readonly name: string; readonly default?: number }[];
  readonly axes: readonly string[];
  readonly result: readonly string[];
};
