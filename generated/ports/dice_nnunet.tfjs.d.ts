import type { Tensor } from '@tensorflow/tfjs-core';

export interface Params {
  /** In [0, inf); 0.00001 by default. */
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
  readonly z: Tensor;
  /** index of c [n, i], 0 … size(c) - 1, others are ignored */
  readonly t: Tensor;
}

/** For `model.compile({ loss })`. */
export function diceNnunet(params?: Params, options?: Options): (yTrue: Tensor, yPred: Tensor) => Tensor;

/** For inputs by name. */
export function diceNnunetFrom(inputs: Inputs, params?: Params, options?: Options): Tensor;

export const signature: {
  readonly name: string;
  readonly kind: 'loss';
  readonly call: string;
  readonly pair: { readonly prediction: string; readonly target: string };
  readonly inputs: readonly { readonly name: string; readonly kind: string; readonly axes: readonly string[]; readonly of?: string }[];
  readonly hyperparameters: readonly { readonly name: string; readonly default?: number }[];
  readonly axes: readonly string[];
  readonly result: readonly string[];
};
