import type { Tensor } from '@tensorflow/tfjs-core';

export interface Params {
  /** In (0, inf); 1 by default. */
  readonly beta?: number;
  /** In [0, 1]; 0.5 by default. */
  readonly threshold?: number;
}

export interface Options {
  /** Sizes of axes that no tensor has. */
  readonly sizes?: Readonly<Record<string, number>>;
}

/** Of any rank: an axis such as the pixels may be several dimensions. */
export interface Inputs {
  /** prob [n, i] in [0, 1] */
  readonly p: Tensor;
  /** label [n, i] in {0, 1} */
  readonly y: Tensor;
}

/** For `model.compile({ metrics })`. */
export function fScore(params?: Params, options?: Options): (yTrue: Tensor, yPred: Tensor) => Tensor;

/** For inputs by name. */
export function fScoreFrom(inputs: Inputs, params?: Params, options?: Options): Tensor;

export const signature: {
  readonly name: string;
  readonly kind: 'metric';
  readonly call: string;
  readonly pair: { readonly prediction: string; readonly target: string };
  readonly inputs: readonly { readonly name: string; readonly kind: string; readonly axes: readonly string[]; readonly of?: string }[];
  readonly hyperparameters: readonly { readonly name: string; readonly default?: number }[];
  readonly axes: readonly string[];
  readonly result: readonly string[];
};
