/** A checked loss: everything that later stages need, with the mathematics as a graph. */
import type { Node } from '../graph/node.ts';
import type { Range } from '../graph/range.ts';
import type { LossDeclaration } from '../syntax/tree.ts';
import type { KindName } from './kinds.ts';
import type { Value } from './value.ts';

export interface CheckedInput {
  readonly name: string;
  readonly kind: KindName;
  /** In declared order. */
  readonly axes: readonly string[];
  readonly of?: string;
  readonly range: Range;
  /** The allowed values, where the domain is a set. */
  readonly values?: readonly number[];
  readonly differentiable: boolean;
  readonly node: Node;
}

export interface CheckedHyperparameter {
  readonly name: string;
  readonly range: Range;
  readonly values?: readonly number[];
  readonly value?: number;
  readonly pinned: boolean;
  readonly node: Node;
}

export interface CheckedLoss {
  readonly declaration: LossDeclaration;
  readonly name: string;
  readonly kind: 'loss' | 'metric';
  readonly inputs: readonly CheckedInput[];
  readonly hyperparameters: readonly CheckedHyperparameter[];
  /** What bindings and parameters are called. */
  readonly names: ReadonlyMap<Node, string>;
  /** Inputs that the formula does not mention. */
  readonly unused: readonly string[];
  /** All axes in order of declaration. */
  readonly axes: readonly string[];
  /** The result with its axes in order of declaration. */
  readonly result: Value;
  readonly terms: readonly { readonly name: string; readonly value: Value }[];
}
