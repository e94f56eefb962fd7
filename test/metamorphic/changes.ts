/** Changes of data under which losses have to keep still, each with what becomes of the gradient. */
import { arrange, at, type NamedTensor } from '../../src/verify/oracle/tensor.ts';
import type { Data, InputData } from '../../src/verify/oracle/data.ts';

export interface Outcome {
  /** The sum of the loss, where it is a tensor. */
  readonly value: number;
  readonly gradients: Readonly<Record<string, readonly number[]>>;
}

/** Data that ought to give the same value, and the gradient there in terms of the one before. */
export interface Change {
  readonly data: Data;
  readonly gradients: (before: Outcome['gradients']) => Outcome['gradients'];
}

/** The inputs rearranged along an axis: place k gets what was at `from[k]`. */
function along(data: Data, axis: string, from: readonly number[]): Data {
  const inputs = mapInputs(data, (input) => gather(input, axis, from));
  return { ...data, inputs, axes: { ...data.axes, [axis]: from.length } };
}

const mapInputs = (data: Data, change: (input: InputData, name: string) => InputData): Data['inputs'] =>
  Object.fromEntries(Object.entries(data.inputs).map(([name, input]) => [name, change(input, name)]));

function gather(input: InputData, axis: string, from: readonly number[]): InputData {
  if (!input.axes.includes(axis)) return input;
  const front = [axis, ...input.axes.filter((each) => each !== axis)];
  const sizeOf = (each: string): number => at(input.sizes, input.axes.indexOf(each));
  const tensor: NamedTensor<number> = { axes: input.axes, sizes: input.sizes, data: Array.from(input.data) };
  const { data } = arrange(tensor, { axes: front, sizes: front.map(sizeOf) });
  const block = data.length / sizeOf(axis);
  const moved = from.flatMap((k) => data.slice(k * block, (k + 1) * block));
  const sizes = front.map((each) => (each === axis ? from.length : sizeOf(each)));
  const back = {
    axes: input.axes,
    sizes: input.axes.map((each) => (each === axis ? from.length : sizeOf(each))),
  };
  return { ...back, data: arrange({ axes: front, sizes, data: moved }, back).data };
}

const gatherAll = (data: Data, axis: string, from: readonly number[]) => (before: Outcome['gradients']) =>
  Object.fromEntries(
    Object.entries(before).map(([name, values]) => {
      const input = data.inputs[name];
      return [
        name,
        input === undefined ? values : Array.from(gather({ ...input, data: values }, axis, from).data),
      ];
    }),
  );

/** Elements in another order. */
export function reversed(data: Data, axis: string): Change {
  const from = [...Array(data.axes[axis] ?? 1).keys()].reverse();
  return { data: along(data, axis, from), gradients: gatherAll(data, axis, from) };
}

/** Every element twice: a mean stays, and each copy has half of the gradient. */
export function doubled(data: Data, axis: string): Change {
  const count = data.axes[axis] ?? 1;
  const from = [...Array(2 * count).keys()].map((k) => k % count);
  const copies = gatherAll(data, axis, from);
  return {
    data: along(data, axis, from),
    gradients: (before) =>
      Object.fromEntries(
        Object.entries(copies(before)).map(([name, values]) => [
          name,
          data.inputs[name]?.axes.includes(axis) ? values.map((g) => g / 2) : values,
        ]),
      ),
  };
}

/** A different number added to all classes of each element. */
export function translated(data: Data, name: string, axis: string): Change {
  const inputs = mapInputs(data, (input, each) => {
    if (each !== name) return input;
    const own = { axes: input.axes, sizes: input.sizes };
    const place = input.axes.indexOf(axis);
    const inner = input.sizes.slice(place + 1).reduce((product, size) => product * size, 1);
    const length = at(input.sizes, place) * inner;
    const shift = (k: number): number => 1.5 + 0.25 * (Math.floor(k / length) * inner + (k % inner));
    return { ...own, data: Array.from(input.data, (v, k) => v + shift(k)) };
  });
  return { data: { ...data, inputs }, gradients: (before) => before };
}

/** One position ignored, and the same data without that position. */
export function ignored(
  data: Data,
  index: string,
  axis: string,
): { readonly with: Data; readonly without: Change } {
  const marked = withLast(data, axis, (name) => (name === index ? 255 : undefined));
  const from = [...Array((data.axes[axis] ?? 1) - 1).keys()];
  return {
    with: marked,
    without: { data: along(marked, axis, from), gradients: gatherAll(data, axis, from) },
  };
}

/** One position left out by an input that is `out` there, and NaN in all others that can hold it. */
export function spoiled(
  data: Data,
  by: string,
  axis: string,
  out: number,
  others: readonly string[],
): { readonly with: Data; readonly change: Change } {
  const marked = withLast(data, axis, (name) => (name === by ? out : undefined));
  const nan = withLast(marked, axis, (name) => (others.includes(name) ? NaN : undefined));
  return { with: marked, change: { data: nan, gradients: (before) => before } };
}

/** Inputs with another value at the last position of an axis. */
function withLast(data: Data, axis: string, value: (name: string) => number | undefined): Data {
  const last = (data.axes[axis] ?? 1) - 1;
  const inputs = mapInputs(data, (input, name) => {
    const made = value(name);
    const place = input.axes.indexOf(axis);
    if (made === undefined || place < 0) return input;
    const inner = input.sizes.slice(place + 1).reduce((product, size) => product * size, 1);
    const at_ = (k: number): number => Math.floor(k / inner) % at(input.sizes, place);
    const own = { axes: input.axes, sizes: input.sizes };
    return { ...own, data: Array.from(input.data, (v, k) => (at_(k) === last ? made : v)) };
  });
  return { ...data, inputs };
}

/** Every logit negated and every label turned over. */
export function flipped(data: Data, logits: readonly string[], labels: readonly string[]): Change {
  const inputs = mapInputs(data, (input, name) => {
    const change = logits.includes(name)
      ? (v: number) => -v
      : labels.includes(name)
        ? (v: number) => 1 - v
        : (v: number) => v;
    return { ...input, data: Array.from(input.data, change) };
  });
  return {
    data: { ...data, inputs },
    gradients: (before) =>
      Object.fromEntries(
        Object.entries(before).map(([name, values]) => [
          name,
          logits.includes(name) ? values.map((g) => -g) : values,
        ]),
      ),
  };
}
