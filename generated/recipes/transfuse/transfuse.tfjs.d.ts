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
  /** logit [n, i] in (-inf, inf) */
  readonly z: Tensor;
  /** logit [n, i] in (-inf, inf) */
  readonly z3: Tensor;
  /** logit [n, i] in (-inf, inf) */
  readonly z4: Tensor;
  /** label [n, i] in {0, 1} */
  readonly y: Tensor;
  /** weight [n, i] in [0, inf) */
  readonly w: Tensor;
}

/** For inputs by name. */
export function transfuseFrom(inputs: Inputs, params?: Params, options?: Options): Tensor;

/** The terms of the loss. */
export function transfuseTerms(inputs: Inputs, params?: Params, options?: Options): { readonly fused: Tensor; readonly third: Tensor; readonly fourth: Tensor };

export const signature: {
  readonly name: string;
  readonly kind: 'loss';
  readonly call: string;
  readonly inputs: readonly { readonly name: string; readonly kind: string; readonly axes: readonly string[]; readonly of?: string }[];
  readonly hyperparameters: readonly { readonly name: string; readonly default?: number }[];
  readonly axes: readonly string[];
  readonly result: readonly string[];
};
