/** TensorFlow.js as the tests use it: its cpu and wasm backends, and losses compiled for it. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { compile, type CompiledLoss, type CompileOptions } from '../../src/compile.ts';
import { loadTfjs, type TfjsLoss } from '../../src/cli/tfjsModule.ts';
import type { Program } from '../../src/syntax/program.ts';
import { libraryFile, program as programOf } from '../verify/program.ts';

setWasmPaths('node_modules/@tensorflow/tfjs-backend-wasm/dist/');

export { tf };
export const backends = ['cpu', 'wasm'] as const;
export type Backend = (typeof backends)[number];

/** Makes a backend the current one. */
export async function use(backend: Backend): Promise<void> {
  if (!(await tf.setBackend(backend))) throw new Error(`The backend ${backend} does not start.`);
}

export function compiled(program: Program, name: string, options: CompileOptions = {}): CompiledLoss {
  const found = compile(program, name, options, (mistake) => {
    if (mistake.severity === 'error') throw new Error(mistake.message);
  });
  if (found === undefined) throw new Error(`${name} does not compile.`);
  return found;
}

/** The functions of a generated module by their own names. */
export interface Loaded extends TfjsLoss {
  readonly compiled: CompiledLoss;
}

export async function loaded(program: Program, name: string, options: CompileOptions = {}): Promise<Loaded> {
  const found = compiled(program, name, options);
  return { ...(await loadTfjs(found)), compiled: found };
}

export const library = (file: string, name: string): Promise<Loaded> => loaded(libraryFile(`losses/${file}.loss`), name);
export const text = (source: string, name: string): Promise<Loaded> => loaded(programOf(source), name);

/** Kernels that a piece of work runs, by name; a custom gradient is no kernel itself. */
export async function kernelsOf(work: () => tf.TensorContainer): Promise<readonly string[]> {
  const profile = await tf.profile(() => tf.tidy(() => work()));
  const registered = new Set(tf.getKernelsForBackend(tf.getBackend()).map((kernel) => kernel.kernelName));
  return profile.kernels.map((kernel) => kernel.name).filter((name) => registered.has(name));
}
