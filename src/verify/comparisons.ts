/** A candidate's result and a reference in; every number beside what it should be, with its error, out. */
import type { CandidateResult } from './candidate.ts';
import { relativeError } from './judge.ts';
import type { Data } from './oracle/data.ts';
import type { Gradients, ValueAndGradients } from './oracle/gradient.ts';
import { arrange, scalar, type NamedTensor } from './oracle/tensor.ts';

export interface Comparison {
  readonly input: string;
  readonly coordinate: number;
  readonly expected: number;
  readonly actual: number;
  readonly error: number;
}

/** The value and every coordinate of every gradient beside what they should be; errors above a floor. */
export function* comparisons(
  result: CandidateResult,
  reference: ValueAndGradients,
  data: Data,
  wrt: readonly string[],
  floorOf: (gradient: ArrayLike<number>, input: string) => number,
): Generator<Comparison> {
  const values = reference.value.data;
  const floor = Math.max(1e-6 * sensitivity(reference.gradients, data), floorOf(values, 'value'));
  yield* numbers('value', result.value, reference.value, result.axes, floor);
  for (const [term, actual] of Object.entries(result.terms ?? {})) {
    const expected = reference.terms[term] ?? scalar(NaN);
    yield* numbers(`terms.${term}`, actual, expected, result.termAxes?.[term], floor);
  }
  // Where there is no value there is nothing to derive, whatever numbers come out of the parts. Where it is infinite,
  // no slope and one that was multiplied by a factor 0, as in the logarithm of a product, look the same.
  const exists = !values.some(Number.isNaN);
  const isFinite = values.every(Number.isFinite);
  const known = (derivative: number): boolean => exists && (isFinite || derivative !== 0);
  for (const input of wrt) {
    const gradient = reference.gradients[input] ?? [];
    const scale = floorOf(gradient, input);
    for (let i = 0; i < gradient.length; i++) {
      const truth = gradient[i] ?? NaN;
      const [a, e] = [result.gradients[input]?.[i] ?? NaN, known(truth) ? truth : NaN];
      yield { input, coordinate: i, expected: e, actual: a, error: relativeError(a, e, scale) };
    }
  }
}

/** The elements of a value or term beside what they should be; one too few or too many is wrong. */
function* numbers(
  input: string,
  actual: number | ArrayLike<number>,
  expected: NamedTensor<number>,
  axes: readonly string[] | undefined,
  floor: number,
): Generator<Comparison> {
  const found = typeof actual === 'number' ? [actual] : Array.from(actual);
  const wanted = ordered(expected, axes).data;
  for (let i = 0; i < Math.max(found.length, wanted.length); i++) {
    const [a, e] = [found[i] ?? NaN, wanted[i] ?? Infinity];
    yield { input, coordinate: i, expected: e, actual: a, error: relativeError(a, e, floor) };
  }
}

const ordered = (value: NamedTensor<number>, axes: readonly string[] | undefined): NamedTensor<number> =>
  axes === undefined
    ? value
    : arrange(value, { axes, sizes: axes.map((axis) => value.sizes[value.axes.indexOf(axis)] ?? 1) });

/**
 * Σ |∂L/∂x · x|: how far the value moves when its inputs do by their own size. A value far below it is a
 * difference of large things, such as a Dice loss of a perfect prediction.
 */
function sensitivity(gradients: Gradients, data: Data): number {
  let total = 0;
  for (const [input, gradient] of Object.entries(gradients))
    gradient.forEach((derivative, i) => {
      const moved = Math.abs(derivative * (data.inputs[input]?.data[i] ?? data.parameters[input] ?? 0));
      if (Number.isFinite(moved)) total += moved;
    });
  return total;
}
