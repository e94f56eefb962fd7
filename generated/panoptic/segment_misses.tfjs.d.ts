import type { Tensor } from '@tensorflow/tfjs-core';

export interface Params {
}

export interface Options {
  /** Sizes of axes that no tensor has. */
  readonly sizes?: Readonly<Record<string, number>>;
}

/** Of any rank: an axis such as the pixels may be several dimensions. */
export interface Inputs {
  /** label [n, a, i] in {0, 1} */
  readonly m: Tensor;
  /** index of c [n, a], 0 … size(c) - 1, others are ignored */
  readonly s: Tensor;
  /** label [n, b, i] in {0, 1} */
  readonly g: Tensor;
  /** index of c [n, b], 0 … size(c) - 1, others are ignored */
  readonly t: Tensor;
  /** label [n, i] in {0, 1} */
  readonly v: Tensor;
}

/** For inputs by name. */
export function segmentMissesFrom(inputs: Inputs, params?: Params, options?: Options): Tensor;

export const signature: {
  readonly name: string;
  readonly kind: 'metric';
  readonly call: string;
  readonly inputs: readonly { readonly name: string; readonly kind: string; readonly axes: readonly string[]; readonly of?: string }[];
  readonly hyperparameters: readonly { readonly name: string; readonly default?: number }[];
  readonly axes: readonly string[];
  readonly result: readonly string[];
};
