/** What the shaders of a loss agree on: names, the uniform buffer, where arrays are, and the index of an element. */
import type { Along, Node } from '../../graph/node.ts';
import type { Output } from '../../schedule/plan.ts';
import type { FloatStorage, LabelStorage } from '../storage.ts';
import type { Scope } from './scope.ts';

export interface ArrayPlace {
  readonly name: string;
  /** In memory order, by swept name. */
  readonly axes: readonly string[];
  readonly element: FloatStorage | LabelStorage;
  /** Holds whole numbers: classes. */
  readonly whole: boolean;
  /** The member of the uniform buffer that says with which element the binding begins, where it can be a window. */
  readonly first: string | undefined;
  readonly functions: AccessNames;
}

/** The names of an array as one of vectors of four, and of the functions that read or write its elements. */
export interface AccessNames {
  readonly one: string;
  /** Four neighbours. */
  readonly four: string;
  /** The array as one of vectors, as entry points see it that take four neighbours at a time. */
  readonly quads: string;
  /** One element, for those. */
  readonly ofQuads: string;
}

/** A member of the uniform buffer and the host's expression for it. */
export interface Field {
  readonly name: string;
  readonly type: 'i32' | 'f32';
  readonly host: string;
}

/** A sweep's partial results of one reduction: of each workgroup, or of each part of each row. */
export interface Partials {
  readonly name: string;
  readonly node: Along;
  /** The kernel that writes them. */
  readonly kernel: string;
  readonly rows: readonly string[];
  /** Rows that survive; where none does there is one partial result per workgroup. */
  readonly kept: readonly string[];
  readonly registers: readonly string[];
}

/** What is kept for each workgroup: complete reductions that have class axes. */
export interface Resolved {
  readonly name: string;
  readonly kernel: string;
  readonly registers: readonly string[];
}

export interface Symbols {
  readonly inputs: ReadonlyMap<string, ArrayPlace>;
  readonly outputs: ReadonlyMap<string, ArrayPlace>;
  /** Scalar results in the order in which they lie in the result buffer. */
  readonly scalars: readonly string[];
  readonly coordinates: ReadonlyMap<string, string>;
  /** Members of the uniform buffer for the length of a declared and of a swept axis. */
  readonly sizes: ReadonlyMap<string, string>;
  readonly extents: ReadonlyMap<string, string>;
  readonly hyperparameters: ReadonlyMap<string, string>;
  readonly hints: ReadonlyMap<Node, string>;
  /** A name for each reduction over swept axes, the same in all shaders of the loss. */
  readonly reductions: ReadonlyMap<Node, string>;
  /** Of the plan that is being printed. */
  readonly partials: Map<Along, Partials>;
  readonly resolved: Resolved[];
}

export const outputKey = (output: Pick<Output, 'role' | 'name'>): string => `${output.role} ${output.name}`;

export const param = (name: string): string => `params.${name}`;

export const extentOf = (symbols: Symbols, axis: string): string => param(symbols.extents.get(axis) ?? axis);

/** The number of positions along several axes. */
export const countOf = (symbols: Symbols, axes: readonly string[]): string =>
  axes.map((axis) => extentOf(symbols, axis)).join(' * ') || '1';

/** `(n * params.cSize + c) * params.iSize + i`: row-major, with axes that are swept as one taken together. */
export function flatIndex(
  axes: readonly string[],
  symbols: Symbols,
  scope: Scope,
  coordinate = (axis: string): string => scope.coordinate(axis),
): string {
  let index = '';
  for (let k = 0; k < axes.length;) {
    const run = scope.run(axes, k);
    const part = axes.slice(k, k + (run?.length ?? 1));
    const at = run?.at ?? coordinate(axes[k] ?? '');
    const base = /[+]/.test(index) ? `(${index})` : index;
    index = index === '' ? at : `${base} * ${countOf(symbols, part).replace(/^(.* .*)$/, '($1)')} + ${at}`;
    k += part.length;
  }
  return index === '' ? '0' : index;
}
