/** A signature and its expressions in; where the axes of every tensor go, out. */
import type { CheckedLoss } from '../../check/checked.ts';
import type { InputSignature, Signature } from '../../compile.ts';
import type { Derived } from '../../derive.ts';
import { topological, type Node } from '../../graph/node.ts';
import { upstreamName } from '../../graph/upstream.ts';

/**
 * The order of each input's axes as TensorFlow.js has them: axes of classes last. Those are the axes that an index
 * is of, those along which there is a softmax or argmax, and by custom an axis c.
 */
export function channelsLast(
  loss: CheckedLoss,
  derived: Derived,
): Readonly<Record<string, readonly string[]>> {
  const classes = new Set(['c', ...loss.inputs.flatMap((i) => i.of ?? [])]);
  for (const node of topological(derived.roots.map((r) => r.node)))
    if (node.op === 'along' && /softmax|argmax/.test(node.name))
      node.over.forEach((axis) => classes.add(axis));
  return Object.fromEntries(
    loss.inputs.map((i) => [
      i.name,
      [...i.axes.filter((axis) => !classes.has(axis)), ...i.axes.filter((axis) => classes.has(axis))],
    ]),
  );
}

/** An input as it comes: its axes in the order of its dimensions. */
export interface InputLayout {
  readonly name: string;
  readonly axes: readonly string[];
  /** The place of the axis that may stand for any number of dimensions; -1 where none may. */
  readonly wide: number;
  /** Its axes are not in the common order: it is transposed. */
  readonly transposed: boolean;
  readonly type: 'float32' | 'int32';
  /** It comes without a dimension for the classes, as `oneHot` takes it. */
  readonly bare: boolean;
}

export interface Layout {
  /** Places for axes, outermost first. Axes that never meet share a place. */
  readonly slots: readonly (readonly string[])[];
  /** Axes that have to be one dimension, because an operation counts along them. */
  readonly flat: readonly string[];
  readonly classes: ReadonlySet<string>;
  readonly batch: string | undefined;
  /** The inputs, and what a tensor of losses is weighted with on the way back. */
  readonly inputs: readonly InputLayout[];
}

/**
 * Class axes last, as TensorFlow.js has it; otherwise the order of the inputs, those that are differentiated
 * and have the most axes first.
 */
export function layoutOf(signature: Signature, roots: readonly Node[]): Layout {
  const classes = classesOf(signature);
  const led = inputsByRank(signature);
  const order = commonOrder([...led.map((i) => i.layout), signature.result, signature.axes], classes);
  const slots = slotsOf(order, classes, neighbours(signature, roots));
  const place = (axis: string): number => slots.findIndex((slot) => slot.includes(axis));
  const last = slots.length - 1;
  const upstream = { name: upstreamName(signature.inputs), layout: signature.result, kind: 'real' };
  const all = signature.result.length > 0 ? [...signature.inputs, upstream] : signature.inputs;
  return {
    slots,
    flat: countedAxes(roots),
    classes,
    batch: batchOf(signature),
    inputs: all.map((i) => inputLayout(i, place, last, classes)),
  };
}

/** The axes of an index, and those that the layout has moved to the end. */
const classesOf = ({ inputs }: Signature): ReadonlySet<string> =>
  new Set([
    ...inputs.flatMap((i) => i.of ?? []),
    ...inputs.flatMap((i) =>
      i.layout.filter((axis, k) => axis !== i.axes[k] && i.layout.indexOf(axis) > i.axes.indexOf(axis)),
    ),
  ]);

const inputsByRank = (signature: Signature): readonly InputSignature[] =>
  [...signature.inputs].sort(
    (p, q) => Number(q.differentiable) - Number(p.differentiable) || q.axes.length - p.axes.length,
  );

/** The axis of the examples of a batch: the first one of the predictions. */
export function batchOf(signature: Signature): string | undefined {
  const first = inputsByRank(signature)[0]?.layout[0];
  return first !== undefined && !classesOf(signature).has(first) ? first : undefined;
}

/** One order of all axes that keeps to the sequences as far as they agree, class axes last. */
function commonOrder(
  sequences: readonly (readonly string[])[],
  classes: ReadonlySet<string>,
): readonly string[] {
  const order: string[] = [];
  for (const sequence of sequences) {
    let place = 0;
    for (const axis of sequence) {
      const known = order.indexOf(axis);
      if (known < 0) order.splice(place++, 0, axis);
      else place = Math.max(place, known + 1);
    }
  }
  return [...order.filter((axis) => !classes.has(axis)), ...order.filter((axis) => classes.has(axis))];
}

/** For each axis those that some value has beside it. */
function neighbours(signature: Signature, roots: readonly Node[]): ReadonlyMap<string, ReadonlySet<string>> {
  const near = new Map<string, Set<string>>();
  const meet = (axes: readonly string[]): void => {
    for (const axis of axes) {
      const known = near.get(axis) ?? new Set();
      axes.forEach((other) => known.add(other));
      near.set(axis, known);
    }
  };
  signature.inputs.forEach((i) => meet([...i.axes, ...(i.of === undefined ? [] : [i.of])]));
  meet(signature.result);
  topological(roots).forEach((node) => meet(node.axes));
  return near;
}

/** Each axis behind those before it that it meets; class axes behind all others. */
function slotsOf(
  order: readonly string[],
  classes: ReadonlySet<string>,
  near: ReadonlyMap<string, ReadonlySet<string>>,
): readonly (readonly string[])[] {
  const slots: string[][] = [];
  const others = order.filter((axis) => !classes.has(axis));
  for (const group of [others, order.filter((axis) => classes.has(axis))]) {
    const base = slots.length;
    for (const axis of group) {
      const met = slots.findLastIndex((slot) => slot.some((other) => near.get(axis)?.has(other) === true));
      const place = Math.max(base, met + 1);
      (slots[place] ??= []).push(axis);
    }
  }
  return slots;
}

/** Axes along which something is counted, or that an operation takes one of only. */
function countedAxes(roots: readonly Node[]): readonly string[] {
  const counted = topological(roots).flatMap((node) => {
    if (node.op === 'position' || node.op === 'pick') return [node.axis];
    return node.op === 'along' && /argmax|cumsum|soft/.test(node.name) ? [...node.over] : [];
  });
  return [...new Set(counted)].sort();
}

function inputLayout(
  { name, layout: axes, kind, of }: Pick<InputSignature, 'name' | 'layout' | 'kind' | 'of'>,
  place: (axis: string) => number,
  last: number,
  classes: ReadonlySet<string>,
): InputLayout {
  const places = axes.map(place);
  // The batch and the classes are one dimension each; of the others the last one may be several.
  const able = axes.flatMap((axis, k) => (classes.has(axis) || (k === 0 && axes.length > 1) ? [] : [k]));
  return {
    name,
    axes,
    wide: able.at(-1) ?? -1,
    transposed: places.some((slot, k) => k > 0 && slot < (places[k - 1] ?? 0)),
    type: kind === 'index' ? 'int32' : 'float32',
    bare: of !== undefined && place(of) === last,
  };
}
