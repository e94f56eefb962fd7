/** A part of a buffer; the usage has to include STORAGE. */
export interface BufferRange {
  readonly buffer: GPUBuffer;
  /** In bytes. */
  readonly offset?: number;
  readonly size?: number;
}

export interface Sizes {
  readonly n: number;
  readonly c: number;
  readonly i: number;
}

export interface Inputs {
  /** logit [n, c, i] in (-inf, inf): 32-bit floats. */
  readonly z1: GPUBuffer | BufferRange;
  /** logit [n, c, i] in (-inf, inf): 32-bit floats. */
  readonly z2: GPUBuffer | BufferRange;
  /** logit [n, c, i] in (-inf, inf): 32-bit floats. */
  readonly z3: GPUBuffer | BufferRange;
  /** index of c [n, i], 0 … size(c) - 1, others are ignored: 32-bit integers. */
  readonly t: GPUBuffer | BufferRange;
}

export interface Params {
  /** In [0, inf); 1 by default. */
  readonly smooth?: number;
}

export interface Arguments {
  readonly sizes: Sizes;
  readonly inputs: Inputs;
  readonly params?: Params;
  /** Where scalar results go, `resultSize` bytes; made once where it is left out. */
  readonly result?: GPUBuffer | BufferRange;
  /** What is kept between dispatches, `workspaceSize` bytes; made once where it is left out. */
  readonly workspace?: GPUBuffer | BufferRange;
  readonly label?: string;
}

export interface Scalars {
  readonly value: number;
  readonly terms: { readonly first: number; readonly second: number; readonly third: number };
  readonly gradients: {  };
}

/** Dispatches that are ready to be recorded, as often as wanted; recording allocates nothing. */
export interface Recording {
  readonly dispatches: number;
  /** Where the scalar results lie. */
  readonly result: { readonly buffer: GPUBuffer; readonly offset: number; readonly size: number } | undefined;
  /** Records into a command encoder, or into a compute pass that is open. Nothing is submitted. */
  record(target: GPUCommandEncoder | GPUComputePassEncoder): void;
  /** Other hyperparameters for what is submitted from now on. */
  setParams(params: Partial<Params>): void;
  /** Copies the scalar results and waits for them: this submits, so use it for logging now and then. */
  read(): Promise<Scalars>;
  /** Destroys the buffers that were not handed in. */
  destroy(): void;
}

/** Buffers to write gradients into, one at least; what is left out takes no buffer of yours. */
export interface Gradients {
  readonly z1?: GPUBuffer | BufferRange;
  readonly z2?: GPUBuffer | BufferRange;
  readonly z3?: GPUBuffer | BufferRange;
}

export interface GradientArguments extends Arguments {
  readonly gradients: Gradients;
}

export interface Loss {
  readonly device: GPUDevice;
  readonly resultSize: number;
  workspaceSize(sizes: Sizes, what?: Evaluation): number;
  value(given: Arguments): Recording;
  valueAndGrad(given: GradientArguments): Recording;
}

export type Evaluation = 'value' | 'valueAndGrad';
/** Creates the pipelines for a device, each once; of the evaluations named, or of all. */
export function load(device: GPUDevice, evaluations?: readonly Evaluation[]): Promise<Loss>;
export function workspaceSize(sizes: Sizes, what?: Evaluation): number;
export const resultSize: number;
export const shader: string;
export const signature: {
  readonly name: string;
  readonly kind: 'loss';
  readonly inputs: readonly { readonly name: string; readonly kind: string; readonly axes: readonly string[]; readonly of?: string; readonly element: 'f32' | 'u32' | 'u8'; readonly differentiable: boolean }[];
  readonly hyperparameters: readonly { readonly name: string; readonly default?: number }[];
  readonly result: readonly string[];
};
