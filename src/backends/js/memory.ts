/** Where things are in generated code: arrays by name, their axes in memory order, and the index of an element. */
import type { Node } from '../../graph/node.ts';

/** An array and how it is laid out. */
export interface Stored {
  readonly name: string;
  /** In memory order, by swept name. */
  readonly axes: readonly string[];
}

/** Names that the whole module agrees on. */
export interface Symbols {
  readonly inputs: ReadonlyMap<string, Stored>;
  readonly hyperparameters: ReadonlyMap<string, string>;
  /** The variable that runs along an axis. */
  readonly coordinates: ReadonlyMap<string, string>;
  /** The number of steps along a swept axis, which several declared axes may stand behind. */
  readonly extents: ReadonlyMap<string, string>;
  /** The length of a declared axis. */
  readonly sizes: ReadonlyMap<string, string>;
  /** Complete reductions. */
  readonly accumulators: ReadonlyMap<Node, Stored>;
  /** Readable names of nodes, from the source. */
  readonly hints: ReadonlyMap<Node, string>;
}

/** `(n * cSize + c) * iSize`: the offset of a row, without the last axis where that is the pixel. */
export function flatIndex(
  axes: readonly string[],
  symbols: Symbols,
  coordinate: (axis: string) => string,
): string {
  return axes.reduce((index, axis) => {
    const at = coordinate(axis);
    if (index === '') return at;
    const base = /[+]/.test(index) ? `(${index})` : index;
    return `${base} * ${symbols.extents.get(axis) ?? '1'} + ${at}`;
  }, '');
}
