/** Generated WebGPU code in; a function that runs it on flat arrays out. */
import type { CompiledLoss, InputSignature } from '../compile.ts';
import type { LabelStorage } from '../backends/wgsl/memory.ts';
import { product } from '../data/axes.ts';
import type { JsCall } from './jsModule.ts';
import type { Outcome } from './outcome.ts';
import { WebGpuRunner, type WebGpuJob, type WebGpuResult } from './webgpu/runner.ts';

export type WgslCall = Omit<JsCall, 'f64'> & {
  readonly repeat?: number;
  readonly limits?: WebGpuJob['limits'];
};

export interface WgslOutcome extends Outcome {
  readonly run: WebGpuResult;
}

/** One process for all losses of a run. */
const shared = new WebGpuRunner();

/** Loads the generated code of a loss; `labels` is the storage that it was compiled for. */
export function loadWgsl(
  { wgsl, signature }: CompiledLoss,
  labels: LabelStorage = 'u32',
  runner: Pick<WebGpuRunner, 'run'> = shared,
): (call: WgslCall) => Promise<WgslOutcome> {
  return async ({ inputs, sizes, params, gradient, repeat = 1, limits }) => {
    const bytesOf = (axes: readonly string[]): number => 4 * product(axes.map((axis) => sizes[axis] ?? 1));
    const withGradient = gradient && signature.kind === 'loss';
    const upstream = new Float32Array(bytesOf(signature.result) / 4).fill(1);
    const result = await runner.run({
      code: wgsl.code,
      what: withGradient ? 'valueAndGrad' : 'value',
      sizes,
      params,
      inputs: Object.fromEntries(
        signature.inputs.map((i) => [i.name, elements(i, inputs.get(i.name) ?? [], labels)]),
      ),
      outputs: {
        ...(withGradient
          ? {
              gradients: Object.fromEntries(
                signature.inputs.filter((i) => i.differentiable).map((i) => [i.name, bytesOf(i.axes)]),
              ),
            }
          : {}),
        terms: Object.fromEntries(
          signature.terms.filter((t) => t.axes.length > 0).map((t) => [t.name, bytesOf(t.axes)]),
        ),
        ...(signature.result.length > 0 ? { value: bytesOf(signature.result) } : {}),
        ...(withGradient && signature.result.length > 0 ? { upstream: asBytes(upstream) } : {}),
      },
      repeat,
      ...(limits === undefined ? {} : { limits }),
    });
    const scalar = (values: Readonly<Record<string, number>>): readonly (readonly [string, number[]])[] =>
      Object.entries(values).map(([name, value]) => [name, [value]]);
    return {
      value: result.value ?? [result.scalars.value ?? NaN],
      gradients: new Map<string, ArrayLike<number>>([
        ...Object.entries(result.gradients),
        ...(withGradient ? scalar(result.scalars.gradients) : []),
      ]),
      terms: new Map<string, ArrayLike<number>>([
        ...Object.entries(result.terms),
        ...scalar(result.scalars.terms),
      ]),
      run: result,
    };
  };
}

const asBytes = (array: Float32Array | Int32Array | Uint8Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/** The elements of an input as they lie in a buffer. */
function elements({ kind }: InputSignature, values: ArrayLike<number>, labels: LabelStorage): Uint8Array {
  if ((kind !== 'label' && kind !== 'index') || labels === 'f32') return asBytes(Float32Array.from(values));
  return asBytes(labels === 'u8' ? Uint8Array.from(values) : Int32Array.from(values));
}
