/** Generated code for TensorFlow.js in; a function that calls it on flat arrays, with the user's own TensorFlow.js, out. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as TensorFlow from '@tensorflow/tfjs-core';
import type { CompiledLoss, InputSignature } from '../compile.ts';
import { product } from '../data/axes.ts';
import { importModule } from './importing.ts';
import type { JsCall } from './jsModule.ts';
import type { Outcome } from './outcome.ts';
import { UsageError } from './usage.ts';

type Tf = typeof TensorFlow;
type Tensor = TensorFlow.Tensor;
type Tensors = Record<string, Tensor>;
type Params = Readonly<Record<string, number>>;

interface Options {
  readonly reduction?: 'mean';
  readonly sizes: Params;
}

export type TfjsCall = Omit<JsCall, 'f64'>;

/** Calls generated code with tensors. */
export interface TfjsLoss {
  readonly tf: Tf;
  /** All that the module exports. */
  readonly module: Readonly<Record<string, unknown>>;
  /** `bceDiceFrom`: a scalar, or a tensor of losses. */
  readonly from: (inputs: Tensors, params: Params, options: Options) => Tensor;
  /** Absent where the loss has no terms. */
  readonly terms: ((inputs: Tensors, params: Params, options: Options) => Tensors) | undefined;
  /** On flat arrays, row-major in the layout that the signature of the module says. */
  readonly call: (data: TfjsCall) => Outcome;
}

/** Loads a module beside the TensorFlow.js that is installed where the user is. */
export async function loadTfjs(
  { tfjs }: Pick<CompiledLoss, 'tfjs'>,
  folder = process.cwd(),
): Promise<TfjsLoss> {
  const { tf, url } = await tensorFlow(folder);
  const code = tfjs.code.replace(`from '@tensorflow/tfjs-core'`, `from ${JSON.stringify(url)}`);
  const module: Readonly<Record<string, unknown>> = await importModule(
    `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`,
  );
  const exported = (name: string): unknown => module[tfjs.call + name];
  const from = exported('From');
  const terms = exported('Terms');
  if (!isFunction<TfjsLoss['from']>(from)) throw new Error(`The module has no ${tfjs.call}From.`);
  const loss = {
    tf,
    module,
    from,
    terms: isFunction<NonNullable<TfjsLoss['terms']>>(terms) ? terms : undefined,
  };
  return { ...loss, call: (data) => run(tfjs, loss, data) };
}

const isFunction = <F>(value: unknown): value is F => typeof value === 'function';

/** TensorFlow.js and its cpu backend, as the user's own program would import them. */
async function tensorFlow(folder: string): Promise<{ readonly tf: Tf; readonly url: string }> {
  const require = createRequire(join(folder, 'lossc.js'));
  const resolve = (name: string): string => {
    try {
      return pathToFileURL(require.resolve(name)).href;
    } catch {
      throw new UsageError(
        `\`${name}\` is not installed here, and the tfjs backend runs with it.`,
        'Install it: `npm install -D @tensorflow/tfjs-core @tensorflow/tfjs-backend-cpu`.',
      );
    }
  };
  const url = resolve('@tensorflow/tfjs-core');
  const tf: Tf = await importModule(url);
  await importModule(resolve('@tensorflow/tfjs-backend-cpu'));
  if (tf.engine().backendName === undefined || tf.engine().backendName === null) await tf.setBackend('cpu');
  return { tf, url };
}

function run(
  { signature }: CompiledLoss['tfjs'],
  { tf, from, terms }: Pick<TfjsLoss, 'tf' | 'from' | 'terms'>,
  { inputs, sizes, params, gradient }: TfjsCall,
): Outcome {
  const options: Options = signature.result.length > 0 ? { sizes } : { reduction: 'mean', sizes };
  const tensors = Object.fromEntries(
    signature.inputs.map((input) => [input.name, tensorOf(tf, input, inputs.get(input.name) ?? [], sizes)]),
  );
  const leaves = signature.inputs.filter((i) => i.differentiable);
  const valueOf = (...given: readonly Tensor[]): Tensor =>
    from(
      { ...tensors, ...Object.fromEntries(leaves.map((leaf, k) => [leaf.name, given[k] ?? tf.scalar(0)])) },
      params,
      options,
    );
  const wanted = gradient ? leaves.map((leaf) => tensors[leaf.name] ?? tf.scalar(0)) : [];
  tf.engine().startScope('lossc');
  try {
    const result = from(tensors, params, options);
    const named = Object.entries(terms?.(tensors, params, options) ?? {});
    const found = wanted.length === 0 ? [] : tf.grads(valueOf)(wanted, tf.onesLike(result));
    return {
      value: result.dataSync(),
      gradients: new Map(found.map((grad, k) => [leaves[k]?.name ?? '', grad.dataSync()])),
      terms: new Map(named.map(([name, term]) => [name, term.dataSync()])),
    };
  } finally {
    tf.engine().endScope();
    tf.dispose(tensors);
  }
}

function tensorOf(
  tf: Tf,
  { layout, kind }: InputSignature,
  values: ArrayLike<number>,
  sizes: Params,
): Tensor {
  const shape = layout.map((axis) => sizes[axis] ?? 1);
  if (product(shape) !== values.length)
    throw new Error(`An input has ${values.length} values for [${shape.join(', ')}].`);
  return kind === 'index'
    ? tf.tensor(Int32Array.from(values), shape, 'int32')
    : tf.tensor(Float32Array.from(values), shape, 'float32');
}
