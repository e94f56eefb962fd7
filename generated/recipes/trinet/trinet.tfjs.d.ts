import type { Tensor } from '@tensorflow/tfjs-core';

export interface Params {
  /** In [0, inf); 1 by default. */
  readonly smooth?: number;
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
  readonly z1: Tensor;
  /** logit [n, i, c] in (-inf, inf) */
  readonly z2: Tensor;
  /** logit [n, i, c] in (-inf, inf) */
  readonly z3: Tensor;
  /** index of c [n, i], 0 … size(c) - 1, others are ignored */
  readonly t: Tensor;
}

/** For inputs by name. */
export function trinetFrom(inputs: Inputs, params?: Params, options?: Options): Tensor;

/** The terms of the loss. */
export function trinetTerms(inputs: Inputs, params?: Params, options?: Options): { readonly first: Tensor; readonly second: Tensor; readonly third: Tensor };

export const signature: {
  readonly name: string;
  readonly kind: 'loss';
  readonly call: string;
  readonly inputs: readonly { readonly name: string; readonly kind: string; readonly axes: readonly string[]; readonly of?: string }[];
  readonly hyperparameters: readonly { readonly name: string; readonly default?: number }[];
  readonly axes: readonly string[];
  readonly result: readonly string[];
};
