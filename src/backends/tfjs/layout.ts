/** A signature in; the order of axes in which all tensors are laid out, and how each input gets there, out. */
import type { InputSignature, Signature } from '../../compile.ts';

/** An input as it comes: its axes in the order of its dimensions. */
export interface InputLayout {
  readonly name: string;
  readonly axes: readonly string[];
  /** The place of the axis that may stand for any number of dimensions; -1 where none may. */
  readonly wide: number;
  /** Its axes are not in the common order: it is transposed. */
  readonly transposed: boolean;
  readonly integer: boolean;
}

export interface Layout {
  /** All axes, outermost first. */
  readonly order: readonly string[];
  /** The axis of the examples of a batch. */
  readonly batch: string | undefined;
  readonly inputs: readonly InputLayout[];
}

/**
 * Class axes last, as TensorFlow.js has it; otherwise the order of the inputs, those that are differentiated
 * and have the most axes first.
 */
export function layoutOf(signature: Signature): Layout {
  const classes = new Set(signature.inputs.flatMap((i) => i.of ?? []));
  const led = [...signature.inputs].sort(
    (p, q) => Number(q.differentiable) - Number(p.differentiable) || q.axes.length - p.axes.length,
  );
  const [leader] = led;
  const batch = leader?.layout[0];
  const order = commonOrder(
    [...led.map((i) => i.layout), signature.result, [...signature.axes].filter((axis) => !classes.has(axis))],
    [...classes],
  );
  const inputs = signature.inputs.map((input) => inputLayout(input, order, classes));
  return { order, batch: batch !== undefined && !classes.has(batch) ? batch : undefined, inputs };
}

/** One order of all axes that keeps to the sequences as far as they agree; `last` come last. */
function commonOrder(sequences: readonly (readonly string[])[], last: readonly string[]): readonly string[] {
  const order: string[] = [];
  for (const sequence of sequences) {
    let place = 0;
    for (const axis of sequence) {
      const known = order.indexOf(axis);
      if (known < 0) order.splice(place++, 0, axis);
      else place = Math.max(place, known + 1);
    }
  }
  const known = last.filter((axis) => order.includes(axis));
  return [...order.filter((axis) => !known.includes(axis)), ...known, ...last.filter((a) => !known.includes(a))];
}

function inputLayout(input: InputSignature, order: readonly string[], classes: ReadonlySet<string>): InputLayout {
  const { name, layout: axes, kind } = input;
  const places = axes.map((axis) => order.indexOf(axis));
  const transposed = places.some((place, k) => k > 0 && place < (places[k - 1] ?? 0));
  // The batch and the classes are one dimension each; of the others the last one may be several.
  const able = axes.flatMap((axis, k) => (classes.has(axis) || (k === 0 && axes.length > 1) ? [] : [k]));
  return { name, axes, wide: able.at(-1) ?? -1, transposed, integer: kind === 'index' };
}
