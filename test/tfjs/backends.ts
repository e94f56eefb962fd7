/** TensorFlow.js as the tests use it: its cpu and wasm backends, and losses compiled for it. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { compile, type CompiledLoss, type CompileOptions } from '../../src/compile.ts';
import { loadTfjs } from '../../src/cli/tfjsModule.ts';
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

type Tensors = Readonly<Record<string, tf.Tensor>>;
type Params = Readonly<Record<string, number>>;
interface Options {
  readonly reduction?: 'example' | 'mean';
  readonly sizes?: Params;
}
type Pair = (yTrue: tf.Tensor, yPred: tf.Tensor) => tf.Tensor;

/** A generated module, with its functions under names that do not depend on the loss. */
export interface Loaded {
  readonly compiled: CompiledLoss;
  /** `bceDice` */
  readonly forModel: (params?: Params, options?: Options) => Pair;
  /** `bceDiceFrom` */
  readonly from: (inputs: Tensors, params?: Params, options?: Options) => tf.Tensor;
  /** `bceDiceTerms` */
  readonly terms: ((inputs: Tensors, params?: Params) => Readonly<Record<string, tf.Tensor>>) | undefined;
  /** `bceDiceMetrics` */
  readonly metrics: ((params?: Params) => Readonly<Record<string, Pair>>) | undefined;
}

const isFunction = <F>(value: unknown): value is F => typeof value === 'function';

export async function loaded(program: Program, name: string, options: CompileOptions = {}): Promise<Loaded> {
  const found = compiled(program, name, options);
  const { module } = await loadTfjs(found);
  const call = (ending: string): unknown => module[found.tfjs.call + ending];
  const [forModel, from, terms, metrics] = ['', 'From', 'Terms', 'Metrics'].map(call);
  return {
    compiled: found,
    forModel: isFunction<Loaded['forModel']>(forModel)
      ? forModel
      : () => {
          throw new Error(`${name} has no form for a model.`);
        },
    from: isFunction<Loaded['from']>(from) ? from : () => tf.scalar(NaN),
    terms: isFunction<NonNullable<Loaded['terms']>>(terms) ? terms : undefined,
    metrics: isFunction<NonNullable<Loaded['metrics']>>(metrics) ? metrics : undefined,
  };
}

export const library = (file: string, name: string): Promise<Loaded> =>
  loaded(libraryFile(`losses/${file}.loss`), name);
export const text = (source: string, name: string): Promise<Loaded> => loaded(programOf(source), name);

/** Kernels that a piece of work runs, by name; a custom gradient is no kernel itself. */
export async function kernelsOf(work: () => tf.TensorContainer): Promise<readonly string[]> {
  const profile = await tf.profile(() => tf.tidy(() => work()));
  const registered = new Set(tf.getKernelsForBackend(tf.getBackend()).map((kernel) => kernel.kernelName));
  return profile.kernels.map((kernel) => kernel.name).filter((name) => registered.has(name));
}
