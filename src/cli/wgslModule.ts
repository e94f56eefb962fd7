/** Generated WebGPU code in; a function that runs it on flat arrays out. */
import type { CompiledLoss, CompileOptions, InputSignature } from '../compile.ts';
import { product } from '../data/axes.ts';
import type { JsCall } from './jsModule.ts';
import type { Outcome } from './outcome.ts';
import { fromHalf, toHalf } from './webgpu/half.ts';
import { WebGpuRunner, type WebGpuJob, type WebGpuResult } from './webgpu/runner.ts';

export type WgslCall = Omit<JsCall, 'f64'> & {
  readonly repeat?: number;
  readonly gradientScale?: number;
  readonly limits?: WebGpuJob['limits'];
};

export interface WgslOutcome extends Outcome {
  readonly run: WebGpuResult;
}

/** One process for all losses of a run. */
const shared = new WebGpuRunner();

/** How the arrays of a loss lie in memory: as it was compiled. */
export type Storage = Pick<CompileOptions, 'labels' | 'floats'>;

/** Loads the generated code of a loss. */
export function loadWgsl(
  { wgsl, signature }: CompiledLoss,
  storage: Storage = {},
  runner: Pick<WebGpuRunner, 'run'> = shared,
): (call: WgslCall) => Promise<WgslOutcome> {
  return async ({ inputs, sizes, params, gradient, repeat = 1, limits, gradientScale = 1 }) => {
    const bytesOf = (axes: readonly string[]): number => 4 * product(axes.map((axis) => sizes[axis] ?? 1));
    const unit = storage.floats === 'f16' ? 2 : 4;
    const withGradient = gradient && signature.kind === 'loss';
    const upstream = new Float32Array(bytesOf(signature.result) / 4).fill(1);
    const result = await runner.run({
      code: wgsl.code,
      what: withGradient ? 'valueAndGrad' : 'value',
      sizes,
      params,
      inputs: Object.fromEntries(
        signature.inputs.map((i) => [i.name, elements(i, inputs.get(i.name) ?? [], storage)]),
      ),
      outputs: {
        ...(withGradient
          ? {
              gradients: Object.fromEntries(
                signature.inputs
                  .filter((i) => i.differentiable && i.axes.length > 0)
                  .map((i) => [i.name, (bytesOf(i.axes) / 4) * unit]),
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
      ...(withGradient && storage.floats === 'f16' ? { gradientScale } : {}),
      ...(limits === undefined ? {} : { limits }),
    });
    const scalar = (values: Readonly<Record<string, number>>): readonly (readonly [string, number[]])[] =>
      Object.entries(values).map(([name, value]) => [name, [value]]);
    return {
      value: result.value ?? [result.scalars.value ?? NaN],
      gradients: new Map<string, ArrayLike<number>>([
        ...Object.entries(result.gradients).map(([name, values]): [string, ArrayLike<number>] => [
          name,
          values instanceof Uint16Array
            ? Float32Array.from(values, (bits) => fromHalf(bits) / gradientScale)
            : values,
        ]),
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

const asBytes = (array: Float32Array | Int32Array | Uint16Array | Uint8Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/** The elements of an input as they lie in a buffer. */
function elements(
  { kind }: InputSignature,
  values: ArrayLike<number>,
  { labels = 'u32', floats = 'f32' }: Storage,
): Uint8Array {
  const isLabel = kind === 'label' || kind === 'index';
  if (isLabel && labels === 'u8') return asBytes(Uint8Array.from(values));
  if (isLabel && labels === 'u32') return asBytes(Int32Array.from(values));
  if (!isLabel && floats === 'f16') return asBytes(Uint16Array.from(values, toHalf));
  return asBytes(Float32Array.from(values));
}
