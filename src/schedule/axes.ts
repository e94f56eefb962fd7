/**
 * Which axes are streamed over and which are kept inside. A streamed axis is swept by a pass over memory; along a
 * register axis (classes, mostly) all elements of one pixel are at hand together, so that reducing over it, as a
 * softmax does, needs no pass of its own.
 */
import { overlap, topological, without, type Node } from '../graph/node.ts';

export interface AxisRoles {
  /** Swept, slowest first. */
  readonly streaming: readonly string[];
  readonly register: readonly string[];
}

/** An array that the loss reads or writes: its axes in memory order. */
export interface ArrayShape {
  readonly axes: readonly string[];
  readonly of?: string | undefined;
}

export function axisRoles(
  roots: readonly Node[],
  arrays: readonly ArrayShape[],
  axes: readonly string[],
): AxisRoles {
  const register = new Set(arrays.flatMap((a) => a.of ?? []));
  const nodes = topological(roots);
  for (const node of nodes) {
    if (node.op === 'pick') register.add(node.axis);
    if (node.op === 'along' && keepsAxis(node.name)) node.over.forEach((axis) => register.add(axis));
  }
  const streamed = arrays.map((a) => without(a.axes, [...register]));
  // Reducing over outer axes only, per pixel, would need an array of pixels: those axes go inside.
  for (const node of nodes) {
    if (node.op !== 'along') continue;
    const rest = without(node.args[0]?.axes ?? [], node.over);
    // An array of class weights is read along with others: it does not say what is swept innermost.
    const inner = streamed
      .filter((own) => without(own, node.over).length > 0)
      .flatMap((own) => own.at(-1) ?? []);
    if (overlap(inner, node.over).length === 0 && overlap(inner, rest).length > 0)
      node.over.forEach((axis) => register.add(axis));
  }
  return {
    streaming: axes.filter((axis) => !register.has(axis)),
    register: axes.filter((axis) => register.has(axis)),
  };
}

const keepsAxis = (name: string): boolean =>
  [
    'argmax',
    'softmax',
    'log_softmax',
    'softmax_complement',
    'logsumexp',
    'cumsum',
    'reverse_cumsum',
  ].includes(name);
