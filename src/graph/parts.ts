/** A node in; its terms, its factors, or its argument out. */
import type { Add, Factor, Node, Term } from './node.ts';

export const term = (node: Node, coefficient = 1): Term => ({ node, coefficient });

/** The one argument of a node. */
export const only = (args: readonly Node[]): Node => {
  const [x] = args;
  if (x === undefined) throw new Error('A node has an argument.');
  return x;
};
export const first = (node: Node): Node => only(node.args);

/** Whether a sum is a multiple of one node. */
export const isScaled = (node: Add): boolean => node.args.length === 1 && node.constant === 0;
export const scaleOf = (node: Add): number => node.coefficients[0] ?? 1;
export const leadingSign = (node: Add): number => node.constant || (node.coefficients[0] ?? 1);

/** The terms of a sum, without its constant; any other node is a sum of one. The same list for every call. */
export function termsOf(node: Node): readonly Term[] {
  node.memo.terms ??=
    node.op === 'add' ? node.args.map((arg, k) => term(arg, node.coefficients[k])) : [term(node)];
  return node.memo.terms;
}

/** The factors of a product; any other node is a product of one. The same list for every call. */
export function factorsOf(node: Node): readonly Factor[] {
  node.memo.factors ??= node.op === 'multiply' ? listed(node.args, node.exponents) : [{ node, exponent: 1 }];
  return node.memo.factors;
}

/** Factors as a list of pairs. */
export const listed = (nodes: readonly Node[], exponents: readonly number[]): readonly Factor[] =>
  nodes.map((node, k) => ({ node, exponent: exponents[k] ?? 1 }));
