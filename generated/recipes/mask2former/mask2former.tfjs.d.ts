import type { Tensor } from '@tensorflow/tfjs-core';

export interface Params {
  /** In [0, inf); 0.1 by default. */
  readonly no_object?: number;
  /** In [0, inf); 2 by default. */
  readonly w_class?: number;
  /** In [0, inf); 5 by default. */
  readonly w_mask?: number;
  /** In [0, inf); 5 by default. */
  readonly w_dice?: number;
}

export interface Options {
  /** One value for each example (the default), or their mean as a scalar. */
  readonly reduction?: 'example' | 'mean';
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
}

/** For inputs by name. */
export function mask2formerFrom(inputs: Inputs, params?: Params, options?: Options): Tensor;

/** The terms of the loss. */
export function mask2formerTerms(inputs: Inputs, params?: Params, options?: Options): { readonly mask_class: Tensor; readonly mask_bce: Tensor; readonly mask_dice: Tensor };

export const signature: {
  readonly name: string;
  readonly kind: 'loss';
  readonly call: string;
  readonly inputs: readonly { readonly name: string; readonly kind: string; readonly axes: readonly string[]; readonly of?: string }[];
  readonly hyperparameters: readonly { readonly name: string; readonly default?: number }[];
  readonly axes: readonly string[];
  readonly result: readonly string[];
};
