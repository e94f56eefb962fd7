/**
 * The plan: what is computed in which pass over memory, in which loop, and what is kept between loops. All choices
 * are made here; backends only print them.
 */
import type { Along, Node } from '../graph/node.ts';
import type { AxisRoles } from './axes.ts';
import type { Scatter } from './scatter.ts';

/** What is written: the result, a term or a gradient; without axes it is a single number. */
export interface Output {
  readonly role: 'value' | 'term' | 'gradient';
  readonly name: string;
  /** In memory order. */
  readonly axes: readonly string[];
  readonly node: Node;
  /** What is written over it where an index says so: an element of its own for each pixel. */
  readonly own?: Own;
}

/** A value of each pixel, and its place along an axis. */
export interface Own {
  readonly axis: string;
  readonly index: Node;
  readonly value: Node;
}

export type Sink =
  /** Into an accumulator that is complete when the pass is: a reduction over streamed axes. */
  | { readonly kind: 'accumulate'; readonly node: Along }
  /** Into the sum of the pixel's own class, complete when the pass is. */
  | { readonly kind: 'scatter'; readonly node: Along; readonly scatter: Scatter }
  /** Per pixel, over register axes: complete when its loop is. */
  | { readonly kind: 'fold'; readonly node: Along }
  /** A running sum along a register axis. */
  | { readonly kind: 'scan'; readonly node: Along }
  /** Kept for a later loop of the same tile; all classes by `all`, where the pixel's own class is amended. */
  | { readonly kind: 'store'; readonly node: Node; readonly all?: Node }
  /** Left in the array of an output for the pass that will overwrite it; all classes by `all` likewise. */
  | { readonly kind: 'park'; readonly node: Node; readonly output: Output; readonly all?: Node }
  /** The pixel's own class of what was stored or parked for all classes alike. */
  | { readonly kind: 'amend'; readonly node: Node; readonly own: Own }
  | { readonly kind: 'output'; readonly output: Output }
  /** Over what an output has just written. */
  | { readonly kind: 'own'; readonly output: Output; readonly own: Own };

/** One loop over the register axes (outside) and the pixels of a tile (inside). */
export interface Loop {
  readonly stage: number;
  readonly registers: readonly string[];
  /** Whether it runs over the pixels of the tile; loops that do not come first. */
  readonly pixels: boolean;
  /** Whether positions along the innermost register axis are taken two at a time. */
  readonly paired: boolean;
  readonly sinks: readonly Sink[];
}

/** A sweep over streamed axes, tile by tile along the last of them. */
export interface Nest {
  readonly level: number;
  /** Slowest first; none for a nest of scalars. */
  readonly domain: readonly string[];
  readonly loops: readonly Loop[];
  /** Values kept per tile: an element per register position and, where they vary by pixel, per pixel. */
  readonly stored: ReadonlySet<Node>;
  /** Values that an earlier pass left in the array of an output. */
  readonly parked: ReadonlyMap<Node, Output>;
  /** Values that this pass leaves there, and reads back in its own later loops. */
  readonly parks: ReadonlyMap<Node, Output>;
  /** Whether it touches data: then it counts as a pass over memory. */
  readonly pass: boolean;
}

export interface Plan {
  readonly roles: AxisRoles;
  /** In order; a nest uses only accumulators of nests of lower level. */
  readonly nests: readonly Nest[];
  /** Reductions over streamed axes. */
  readonly accumulators: readonly Along[];
  readonly outputs: readonly Output[];
  /** The pass after which each accumulator or output is known. */
  readonly levels: ReadonlyMap<Node, number>;
}

/** The streamed axes of a node, in sweep order. */
export const streamed = (roles: AxisRoles, node: Node): readonly string[] =>
  roles.streaming.filter((axis) => node.axes.includes(axis));

export const registers = (roles: AxisRoles, node: Node): readonly string[] =>
  roles.register.filter((axis) => node.axes.includes(axis));

/** A reduction over register axes only happens within one pixel. */
export const isLocal = (roles: AxisRoles, node: Along): boolean =>
  node.over.every((axis) => roles.register.includes(axis));

/** What a reduction reduces. */
export function operandOf(node: Along): Node {
  const [operand] = node.args;
  if (operand === undefined) throw new Error(`A ${node.name} has an operand.`);
  return operand;
}

/** The value that a sink takes in. */
export function rootOf(sink: Sink): Node {
  switch (sink.kind) {
    case 'output':
      return sink.output.node;
    case 'own':
    case 'amend':
      return sink.own.value;
    case 'scatter':
      return sink.scatter.value;
    case 'store':
    case 'park':
      return sink.all ?? sink.node;
    default:
      return operandOf(sink.node);
  }
}
