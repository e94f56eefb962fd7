/** What an expression is to the checker: a graph node, its static axes, and whether it is a number or a class. */
import type { Node } from '../graph/node.ts';

export interface Value {
  readonly node: Node;
  /** The axes of the type, sorted. The node may lack some: then every element along them is the same. */
  readonly axes: readonly string[];
  /** The class axis, where the value is an index. */
  readonly of?: string;
}

export const numberValue = (node: Node, axes: readonly string[]): Value => ({ node, axes });
