/** What a fused loss is made from and how it is called, without a name that only WebGPU programs know. */

/** A tensor of TensorFlow.js, as far as it is looked at here. */
export interface FusedTensor {
  readonly shape: number[];
  readonly dtype: string;
  readonly dataId: object;
}

/** `import * as tf from '@tensorflow/tfjs-core'`, as far as it is called here. */
export interface FusedTf<T extends FusedTensor> {
  backend(): object;
  getBackend(): string;
  engine(): {
    readonly state: { readonly gradientDepth: number };
    makeTensorFromTensorInfo(info: FusedTensor): T;
  };
  cast(x: T, type: 'float32' | 'int32'): T;
  add(x: T, y: number): T;
  mul(x: T, y: T): T;
  zeros(shape: number[]): T;
  customGrad(
    compute: (...given: (T | ((kept: T[]) => void))[]) => {
      value: T;
      gradFunc: (upstream: T, saved: T[]) => T[];
    },
  ): (...tensors: T[]) => T;
}

/** An input of a generated module. */
export interface FusedInput {
  readonly name: string;
  /** In the order of its dimensions. */
  readonly axes: readonly string[];
  readonly kind: string;
  readonly of?: string;
  /** What lies in its buffer. */
  readonly element: 'f32' | 'u32' | 'u8';
  readonly differentiable: boolean;
}

/** A generated module: `import * as bceDice from './bce_dice.webgpu.js'`. */
export interface WebGpuModule {
  load(device: never): Promise<object>;
  readonly signature: {
    readonly name: string;
    readonly kind: 'loss' | 'metric';
    readonly inputs: readonly FusedInput[];
    readonly result: readonly string[];
  };
}

export interface FuseOptions {
  /** Hyperparameters; what is left out has its default. */
  readonly params?: Readonly<Record<string, number>>;
  /** Sizes of axes that no tensor has. */
  readonly sizes?: Readonly<Record<string, number>>;
}

export interface Fused<T> {
  /** For `model.compile`: a scalar. For losses and metrics of one prediction and one target. */
  (yTrue: T, yPred: T): T;
  /** For inputs by name. */
  from(inputs: Readonly<Record<string, T>>): T;
  /** Frees the working memory; a later call makes it anew. */
  dispose(): void;
}
