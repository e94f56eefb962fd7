/**
 * The expression graph: immutable, hash-consed nodes over named axes. Sums and products are n-ary normal forms, so
 * that associativity, like terms and integer powers are matters of form and not of rules.
 */
import type { AxisOperatorName } from '../operators/alongAxes.ts';
import type { ElementwiseName } from '../operators/elementwise.ts';
import type { Range } from './range.ts';

/** A term of a sum: coefficient · node. */
export interface Term {
  readonly coefficient: number;
  readonly node: Node;
}

/** A factor of a product: node ^ exponent. */
export interface Factor {
  readonly node: Node;
  readonly exponent: number;
}

/** What is worked out of a node once, by the functions that ask it. */
interface Memo {
  terms: readonly Term[] | undefined;
  factors: readonly Factor[] | undefined;
  reduces: boolean | undefined;
  moves: boolean | undefined;
  /** The walk that was here last. */
  walk: number;
}

interface Base {
  /** Unique within its graph, and smaller than the ids of all nodes that use it. */
  readonly id: number;
  /** What the node is computed from. */
  readonly args: readonly Node[];
  /** The axes along which it varies, sorted by name. An axis that is absent is broadcast. */
  readonly axes: readonly string[];
  readonly range: Range;
  readonly memo: Memo;
}

export interface Const extends Base {
  readonly op: 'const';
  readonly value: number;
}

export interface InputNode extends Base {
  readonly op: 'input';
  readonly name: string;
  /** False for kinds without a gradient, and for any input read through `stop`. */
  readonly differentiable: boolean;
  /** The class axis of an index. */
  readonly of?: string;
}

export interface HyperparameterNode extends Base {
  readonly op: 'hyperparameter';
  readonly name: string;
  /** Read without a gradient. */
  readonly frozen: boolean;
}

/** The length of an axis. */
export interface Size extends Base {
  readonly op: 'size';
  readonly axis: string;
}

/** The coordinate along an axis. */
export interface Coordinate extends Base {
  readonly op: 'position';
  readonly axis: string;
}

/** constant + Σ coefficients[k] · args[k] */
export interface Add extends Base {
  readonly op: 'add';
  readonly constant: number;
  readonly coefficients: readonly number[];
}

/** Π args[k] ^ exponents[k] */
export interface Multiply extends Base {
  readonly op: 'multiply';
  readonly exponents: readonly number[];
}

/** An elementwise operator of the table. */
export interface Apply extends Base {
  readonly op: 'apply';
  readonly name: ElementwiseName;
}

/** A reduction, softmax or running sum: an operator of the table that works along axes. */
export interface Along extends Base {
  readonly op: 'along';
  readonly name: AxisOperatorName;
  /** Sorted by name; all of them axes of the operand. */
  readonly over: readonly string[];
}

/** args[0] at the class args[1] along the axis; 0 where the class is ignored. */
export interface Pick extends Base {
  readonly op: 'pick';
  readonly axis: string;
}

/** A hole of a rule's pattern, or a formula's argument before it is bound. */
export interface Hole extends Base {
  readonly op: 'hole';
  readonly name: string;
}

export type Node =
  Const | InputNode | HyperparameterNode | Size | Coordinate | Add | Multiply | Apply | Along | Pick | Hole;

export const isConst = (node: Node, value?: number): node is Const =>
  node.op === 'const' && (value === undefined || Object.is(node.value, value) || node.value === value);

/** The nodes below and including the roots, each once, arguments first. */
export function topological(roots: readonly Node[]): Node[] {
  const order: Node[] = [];
  const walk = ++walks;
  const visit = (node: Node): void => {
    if (node.memo.walk === walk) return;
    node.memo.walk = walk;
    for (const arg of node.args) visit(arg);
    order.push(node);
  };
  for (const root of roots) visit(root);
  return order;
}

/** Walks so far: a node that remembers the last one was seen in it, which takes no set. */
let walks = 0;

/** Whether there are more nodes than this below and including a node. */
export function isLargerThan(most: number, node: Node): boolean {
  const seen = new Set<Node>();
  const visit = (n: Node): boolean =>
    seen.add(n).size > most || n.args.some((arg) => !seen.has(arg) && visit(arg));
  return visit(node);
}

export const union = (a: readonly string[], b: readonly string[]): readonly string[] => {
  if (a === b || b.every((axis) => a.includes(axis))) return a;
  if (a.length === 0) return b;
  return [...new Set([...a, ...b])].sort();
};

export const without = (axes: readonly string[], gone: readonly string[]): readonly string[] =>
  gone.length === 0 ? axes : axes.filter((axis) => !gone.includes(axis));

export const overlap = (a: readonly string[], b: readonly string[]): readonly string[] =>
  a.filter((axis) => b.includes(axis));
