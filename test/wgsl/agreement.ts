/** What a device computed and what is right in; the largest errors, relative to the largest number of each array, out. */
import type { CompiledLoss } from '../../src/compile.ts';
import type { Outcome } from '../../src/cli/outcome.ts';
import { gradient } from '../../src/verify/oracle/gradient.ts';
import type { Data } from '../../src/verify/oracle/data.ts';
import { arrange } from '../../src/verify/oracle/tensor.ts';
import { loadJs } from '../../src/cli/jsModule.ts';
import type { LibraryLoss } from './device.ts';

/** Value and gradients as the oracle has them, in f64. */
export function expected({ program, name, kind }: LibraryLoss, loss: CompiledLoss, data: Data): Outcome {
  const right = gradient(program, name, data, kind === 'metric' ? { wrt: [] } : {});
  const { result } = loss.signature;
  const value = arrange(right.value, {
    axes: result,
    sizes: result.map((axis) => data.axes[axis] ?? 1),
  }).data;
  return { value, gradients: new Map(Object.entries(right.gradients)), terms: new Map() };
}

/** The same from the JavaScript backend in f64, for data that the oracle would take minutes for. */
export async function expectedFromJs(loss: CompiledLoss, data: Data): Promise<Outcome> {
  const inputs = new Map(Object.entries(data.inputs).map(([name, input]) => [name, input.data]));
  const call = await loadJs(loss);
  return call({
    inputs,
    sizes: data.axes,
    params: data.parameters,
    f64: true,
    gradient: loss.signature.kind === 'loss',
  });
}

export interface Errors {
  readonly value: number;
  readonly gradient: number;
  /** Where the worst component is. */
  readonly place: string;
}

/** NaN, or a gradient that is missing or too short, is an infinite error. */
export function errorsOf(actual: Outcome, right: Outcome): Errors {
  const value = worst(actual.value, right.value);
  let found = { error: 0, place: '' };
  for (const [name, wanted] of right.gradients) {
    const got = actual.gradients.get(name);
    const here = got === undefined ? { error: Infinity, at: -1 } : worst(got, wanted);
    if (here.error > found.error)
      found = {
        error: here.error,
        place: `d/d${name}[${here.at}] is ${got?.[here.at]}, not ${wanted[here.at]}`,
      };
  }
  return { value: value.error, gradient: found.error, place: found.place };
}

function worst(
  actual: ArrayLike<number>,
  right: ArrayLike<number>,
): { readonly error: number; readonly at: number } {
  let scale = 2 ** -100;
  for (let k = 0; k < right.length; k++) {
    const size = Math.abs(right[k] ?? 0);
    if (size < Infinity && size > scale) scale = size;
  }
  let most = { error: actual.length === right.length ? 0 : Infinity, at: -1 };
  for (let k = 0; k < right.length; k++) {
    const wanted = right[k] ?? NaN;
    if (!Number.isFinite(wanted)) continue;
    const error = Math.abs((actual[k] ?? NaN) - wanted) / scale;
    if (!(error <= most.error)) most = { error: Number.isNaN(error) ? Infinity : error, at: k };
  }
  return most;
}
