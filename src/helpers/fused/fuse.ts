/**
 * A loss compiled for WebGPU and TensorFlow.js with its webgpu backend in; a loss on tensors that never leave the GPU
 * out. The generated kernels read the tensors' own buffers and write into the buffers of new tensors. What is used of
 * TensorFlow.js is described in docs/tfjs-webgpu.md.
 */
import { bufferOf, currentBackend, submitBehind, type Backend } from './backend.ts';
import { loadKernels, type Kernels } from './kernels.ts';
import { requireChannelsLast, sizesOf, type Given } from './sizes.ts';
import type { Fused, FusedInput, FuseOptions, FusedTensor, FusedTf, WebGpuModule } from './types.ts';

/**
 * Creates the pipelines of a scalar loss or metric on the device of TensorFlow.js, once. The loss that comes back has
 * the compiled gradient. Throws where the webgpu backend is not the current one, and where the module has a tensor as
 * its result, class axes that are not last, or labels in bytes.
 */
export async function fuse<T extends FusedTensor>(
  tf: FusedTf<T>,
  module: WebGpuModule,
  options: FuseOptions = {},
): Promise<Fused<T>> {
  const { name, inputs } = requireFusible(module);
  const backend = currentBackend(tf);
  const kernels = await loadKernels(module, backend.device);
  const from = (tensors: Readonly<Record<string, T>>): T => {
    if (tf.backend() !== backend)
      throw new Error(`${name} was fused for a webgpu backend that is not the current one.`);
    return evaluate({ tf, backend, kernels, module, options }, givenBy(inputs, tensors));
  };
  const ofPair = (yTrue: T, yPred: T): T => from(pairOf(module, yTrue, yPred));
  return Object.assign(ofPair, { from, dispose: () => kernels.dispose() });
}

function requireFusible({ signature }: WebGpuModule): WebGpuModule['signature'] {
  const { name, inputs, result } = signature;
  if (result.length > 0) throw new Error(`${name} is a tensor of losses; a scalar is needed to fuse it.`);
  requireChannelsLast(name, inputs);
  const bytes = inputs.find(({ element }) => element === 'u8');
  if (bytes !== undefined)
    throw new Error(
      `${name} was compiled for ${bytes.name} in bytes, which tensors do not have: compile it with labels 'u32'.`,
    );
  return signature;
}

/** Kinds that are predicted; what is a prediction of a loss has a gradient. */
const predicted: ReadonlySet<string> = new Set(['logit', 'prob', 'real']);

/** The one prediction and the one target by their names. */
function pairOf<T>({ signature }: WebGpuModule, yTrue: T, yPred: T): Readonly<Record<string, T>> {
  const { name, kind, inputs } = signature;
  const isPrediction = (i: FusedInput): boolean =>
    kind === 'loss' ? i.differentiable : predicted.has(i.kind);
  const [prediction, ...others] = inputs.filter(isPrediction);
  const [target, ...more] = inputs.filter((i) => !isPrediction(i));
  if (prediction === undefined || target === undefined || others.length + more.length > 0)
    throw new Error(
      `${name} has the inputs ${inputs.map((i) => i.name).join(', ')}: call \`from\` with them.`,
    );
  return { [prediction.name]: yPred, [target.name]: yTrue };
}

const numeric: ReadonlySet<string> = new Set(['float32', 'int32', 'bool']);

/** Every input with its tensor. */
function givenBy<T extends FusedTensor>(
  inputs: readonly FusedInput[],
  tensors: Readonly<Record<string, T>>,
): readonly Given<T>[] {
  const names = inputs.map((i) => i.name);
  for (const name of Object.keys(tensors))
    if (!names.includes(name)) throw new Error(`There is no input ${name}; there are ${names.join(', ')}.`);
  return inputs.map((input) => {
    const tensor: T | undefined = tensors[input.name];
    if (!isTensor(tensor)) throw new Error(`${input.name} must be a tensor.`);
    if (!numeric.has(tensor.dtype))
      throw new Error(`${input.name} has the type ${tensor.dtype}: pass float32, int32 or bool.`);
    return { input, tensor };
  });
}

const isTensor = <T extends FusedTensor>(value: T | undefined): value is T =>
  typeof value === 'object' && 'dataId' in value && Array.isArray(value.shape);

interface Scene<T extends FusedTensor> {
  readonly tf: FusedTf<T>;
  readonly backend: Backend;
  readonly kernels: Kernels;
  readonly module: WebGpuModule;
  readonly options: FuseOptions;
}

/** Runs the kernels on the buffers of the tensors; value and gradients are new tensors of TensorFlow.js. */
function evaluate<T extends FusedTensor>(scene: Scene<T>, given: readonly Given<T>[]): T {
  const { tf, backend, kernels, module, options } = scene;
  const sizes = sizesOf(given, options.sizes ?? {});
  const wanted = given.filter(({ input }) => input.differentiable);
  const empty = (shape: number[]): T =>
    tf.engine().makeTensorFromTensorInfo(backend.makeTensorInfo(shape, 'float32'));
  const compute = tf.customGrad((...passed: (T | ((kept: T[]) => void))[]) => {
    const save = passed.pop();
    const value = empty([]);
    // Where no tape is recorded there is no need for the gradient.
    const recording = tf.engine().state.gradientDepth !== 0 && module.signature.kind === 'loss';
    const slopes = recording ? wanted.map((each) => ({ ...each, tensor: empty(each.tensor.shape) })) : [];
    const inputs = given.map((each) => ({ ...each, tensor: stored(scene, each) }));
    kernels.run(
      {
        sizes,
        params: options.params ?? {},
        inputs: buffersOf(backend, inputs),
        ...(recording ? { gradients: buffersOf(backend, slopes) } : {}),
      },
      bufferOf(backend, 'the value', value),
      (record) => submitBehind(backend, record),
    );
    if (typeof save === 'function') save(slopes.map(({ tensor }) => tensor));
    const gradFunc = (upstream: T, saved: T[]): T[] =>
      given.map((each) => {
        const gradient = saved[wanted.indexOf(each)];
        return gradient === undefined ? tf.zeros(each.tensor.shape) : tf.mul(gradient, upstream);
      });
    return { value, gradFunc };
  });
  return compute(...given.map(({ tensor }) => tensor));
}

const buffersOf = (backend: Backend, all: readonly Given<FusedTensor>[]): Record<string, GPUBuffer> =>
  Object.fromEntries(all.map(({ input, tensor }) => [input.name, bufferOf(backend, input.name, tensor)]));

/** 32-bit floats or integers, as the kernels read them. */
function stored<T extends FusedTensor>({ tf, backend }: Scene<T>, { input, tensor }: Given<T>): T {
  if (input.element !== 'f32') return tensor.dtype === 'int32' ? tensor : tf.cast(tensor, 'int32');
  const floats = tensor.dtype === 'float32' ? tensor : tf.cast(tensor, 'float32');
  // A cast to floats leaves integers in their buffer; adding 0 makes floats of them.
  return backend.tensorMap.get(floats.dataId).dtype === 'float32' ? floats : tf.add(floats, 0);
}
