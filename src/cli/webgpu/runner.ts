/** Generated WebGPU code and data in; what a device makes of it out, by way of a process of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { childSource } from './child.ts';
import { findWebGpu } from './driver.ts';

/** One evaluation; arrays are bytes as they lie in memory, outputs are their lengths in bytes. */
export interface WebGpuJob {
  /** The host module. */
  readonly code: string;
  readonly what: 'value' | 'valueAndGrad';
  readonly sizes: Readonly<Record<string, number>>;
  readonly params: Readonly<Record<string, number>>;
  readonly inputs: Readonly<Record<string, Uint8Array>>;
  readonly outputs: {
    readonly gradients?: Readonly<Record<string, number>>;
    readonly terms?: Readonly<Record<string, number>>;
    readonly value?: number;
    readonly upstream?: Uint8Array;
  };
  /** How often it is recorded and submitted. */
  readonly repeat: number;
  /** For gradients that are stored in 16 bits. */
  readonly gradientScale?: number;
  /** Limits of the device that the module is to keep to, lower than those that it has. */
  readonly limits?: { readonly maxStorageBufferBindingSize: number };
}

export interface WebGpuResult {
  readonly adapter: string;
  /** Optional features that the device has, of those that generated code can use. */
  readonly features: readonly string[];
  readonly dispatches: number;
  /** Bytes of the largest range that a dispatch was bound to. */
  readonly largestBinding: number;
  /** Milliseconds of each submission. */
  readonly times: readonly number[];
  readonly scalars: {
    readonly value?: number;
    readonly terms: Readonly<Record<string, number>>;
    readonly gradients: Readonly<Record<string, number>>;
  };
  readonly value?: Float32Array;
  /** As 16 bits each where the job has a `gradientScale`. */
  readonly gradients: Readonly<Record<string, Float32Array | Uint16Array>>;
  readonly terms: Readonly<Record<string, Float32Array>>;
}

interface Answer {
  readonly ready?: true;
  readonly id?: number;
  readonly result?: WebGpuResult;
  readonly error?: string;
}

interface Waiting {
  readonly resolve: (result: WebGpuResult) => void;
  readonly reject: (error: Error) => void;
}

/** Runs jobs in a child process, which is started by the first of them. */
export class WebGpuRunner {
  readonly #flags: readonly string[];
  #child: ChildProcess | undefined;
  readonly #waiting = new Map<number, Waiting>();
  #count = 0;

  /** `flags` go to `create` of the package: `backend=null` is a device that checks everything and computes nothing. */
  constructor(flags: readonly string[] = []) {
    this.#flags = flags;
  }

  run(job: WebGpuJob): Promise<WebGpuResult> {
    const child = this.#start();
    const id = this.#count++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#keepAlive(child);
      child.send({ id, job });
    });
  }

  close(): void {
    if (this.#child?.connected === true) this.#child.disconnect();
    this.#child = undefined;
  }

  #start(): ChildProcess {
    if (this.#child !== undefined) return this.#child;
    const { module, environment } = findWebGpu();
    const child = spawn(
      process.execPath,
      ['--input-type=module', '--eval', childSource(module, this.#flags)],
      {
        env: { ...process.env, ...environment },
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        serialization: 'advanced',
      },
    );
    child.on('message', (answer: Answer) => this.#receive(child, answer));
    child.on('exit', (code, signal) => {
      const how = signal === null ? `code ${code}` : signal;
      this.#waiting.forEach(({ reject }) => reject(new Error(`The WebGPU process ended with ${how}.`)));
      this.#waiting.clear();
      this.#child = undefined;
    });
    this.#child = child;
    return child;
  }

  #receive(child: ChildProcess, { id, result, error }: Answer): void {
    const waiting = id === undefined ? undefined : this.#waiting.get(id);
    if (id === undefined || waiting === undefined) return;
    this.#waiting.delete(id);
    this.#keepAlive(child);
    if (result !== undefined) waiting.resolve(result);
    else waiting.reject(new Error(error ?? 'The WebGPU process gave no reason.'));
  }

  /** While nothing is awaited, the child does not keep this process from ending. */
  #keepAlive(child: ChildProcess): void {
    if (this.#waiting.size > 0) {
      child.ref();
      child.channel?.ref();
    } else {
      child.unref();
      child.channel?.unref();
    }
  }
}
