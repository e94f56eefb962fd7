/** The evaluations of a generated module, on a device and with working memory that all calls share. */
import type { WebGpuModule } from './types.ts';

interface Arguments {
  readonly sizes: Readonly<Record<string, number>>;
  readonly params: Readonly<Record<string, number>>;
  readonly inputs: Readonly<Record<string, GPUBuffer>>;
  readonly gradients?: Readonly<Record<string, GPUBuffer>>;
}

interface Recording {
  readonly result: { readonly buffer: GPUBuffer; readonly offset: number } | undefined;
  record(target: GPUCommandEncoder): void;
  destroy(): void;
}

type Evaluation = (
  given: Arguments & { readonly workspace: GPUBuffer; readonly result: GPUBuffer },
) => Recording;

interface Loss {
  readonly device: GPUDevice;
  readonly resultSize: number;
  workspaceSize(sizes: Arguments['sizes'], what: string): number;
  value: Evaluation;
  valueAndGrad?: Evaluation;
}

interface Loadable {
  load(device: GPUDevice): Promise<Loss>;
}

const isLoadable = (module: object): module is Loadable => 'load' in module;

/** Creates the pipelines, once. */
export async function loadKernels(module: WebGpuModule, device: GPUDevice): Promise<Kernels> {
  if (!isLoadable(module)) throw new Error('The module has no `load`: pass a module compiled for WebGPU.');
  return new Kernels(await module.load(device));
}

/** Commands run in the order in which they are submitted, so that one workspace does for all calls. */
export class Kernels {
  readonly #loss: Loss;
  #workspace: GPUBuffer | undefined;
  #result: GPUBuffer | undefined;

  constructor(loss: Loss) {
    this.#loss = loss;
  }

  /** Hands over what records the kernels and copies the value; the buffers of this call are freed afterwards. */
  run(
    given: Arguments,
    value: GPUBuffer,
    submit: (record: (encoder: GPUCommandEncoder) => void) => void,
  ): void {
    const what = given.gradients === undefined ? 'value' : 'valueAndGrad';
    const evaluation = this.#loss[what] ?? this.#loss.value;
    const bytes = this.#loss.workspaceSize(given.sizes, what);
    const recording = evaluation({
      ...given,
      workspace: this.#workspaceOf(bytes),
      result: this.#resultBuffer(),
    });
    try {
      submit((encoder) => {
        recording.record(encoder);
        encoder.copyBufferToBuffer(this.#resultBuffer(), 0, value, 0, 4);
      });
    } finally {
      recording.destroy();
    }
  }

  dispose(): void {
    this.#workspace?.destroy();
    this.#result?.destroy();
    this.#workspace = this.#result = undefined;
  }

  /** It grows with the sizes and never shrinks. */
  #workspaceOf(bytes: number): GPUBuffer {
    if (this.#workspace !== undefined && this.#workspace.size >= bytes) return this.#workspace;
    this.#workspace?.destroy();
    this.#workspace = this.#create('workspace', bytes, GPUBufferUsage.STORAGE);
    return this.#workspace;
  }

  #resultBuffer(): GPUBuffer {
    this.#result ??= this.#create(
      'result',
      this.#loss.resultSize,
      GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC,
    );
    return this.#result;
  }

  #create(label: string, size: number, usage: number): GPUBuffer {
    return this.#loss.device.createBuffer({ label, size, usage });
  }
}
