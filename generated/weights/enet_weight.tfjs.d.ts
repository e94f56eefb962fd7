import type { Tensor } from '@tensorflow/tfjs-core';

export interface Params {
  /** In (1, inf); 1.02 by default. */
  readonly k?: number;
}

export interface Options {
  /** Sizes of axes that no tensor has. */
  readonly sizes?: Readonly<Record<string, number>>;
}

/** Of any rank: an axis such as the pixels may be several dimensions. */
export interface Inputs {
  /** index of c [n, i], 0 … size(c) - 1, others are ignored */
  readonly t: Tensor;
}

/** For inputs by name. */
export function enetWeightFrom(inputs: Inputs, params?: Params, options?: Options): Tensor;

export const signature: {
  readonly name: string;
  readonly kind: 'metric';
  readonly call: string;
  readonly inputs: readonly { readonly name: string; readonly kind: string; readonly axes: readonly string[]; readonly of?: string }[];
  readonly hyperparameters: readonly { readonly name: string; readonly default?: number }[];
  readonly axes: readonly string[];
  readonly result: readonly string[];
};
