import type { Tensor } from '@tensorflow/tfjs-core';

export interface Params {
  /** In [1, inf); 256 by default. */
  readonly sampled?: number;
}

export interface Options {
  /** One value for each example (the default), or their mean as a scalar. */
  readonly reduction?: 'example' | 'mean';
  /** Sizes of axes that no tensor has. */
  readonly sizes?: Readonly<Record<string, number>>;
}

/** Of any rank: an axis such as the pixels may be several dimensions. */
export interface Inputs {
  /** logit [n, a] in (-inf, inf) */
  readonly z: Tensor;
  /** label [n, a] in {0, 1} */
  readonly y: Tensor;
  /** label [n, a] in {0, 1} */
  readonly v: Tensor;
  /** real [n, a, k] in (-inf, inf) */
  readonly b: Tensor;
  /** map [n, a, k] in (-inf, inf) */
  readonly bt: Tensor;
}

/** For inputs by name. */
export function regionProposalFrom(inputs: Inputs, params?: Params, options?: Options): Tensor;

/** The terms of the loss. */
export function regionProposalTerms(inputs: Inputs, params?: Params, options?: Options): { readonly object_term: Tensor; readonly box_term: Tensor };

export const signature: {
  readonly name: string;
  readonly kind: 'loss';
  readonly call: string;
  readonly inputs: readonly { readonly name: string; readonly kind: string; readonly axes: readonly string[]; readonly of?: string }[];
  readonly hyperparameters: readonly { readonly name: string; readonly default?: number }[];
  readonly axes: readonly string[];
  readonly result: readonly string[];
};
