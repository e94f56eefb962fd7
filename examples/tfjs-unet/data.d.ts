import type { Tensor4D } from '@tensorflow/tfjs-core';

export interface Shapes {
  readonly images: Tensor4D;
  readonly masks: Tensor4D;
}

export function random(seed: number): () => number;
export function shapes(count: number, size: number, seed: number): { images: Tensor4D; masks: Tensor4D };
