/** Masks of an index: where it is a class, and which; what follows from one is left out beside it. */
import type { Builder } from '../../graph/builder.ts';
import { factorsOf, termsOf } from '../../graph/parts.ts';
import { oneHot, validity } from '../../graph/shapes.ts';
import { isConst, type Factor, type Node } from '../../graph/node.ts';

export interface Mask {
  readonly kind: 'hot' | 'valid';
  readonly axis: string;
  readonly index: Node;
}

/** Kept as it is: an atom for everything that follows. */
export const whole = (b: Builder, node: Node): Node =>
  node.args.length === 0 || (node.op === 'apply' && node.name === 'group') ? node : b.apply('group', [node]);

/** 1 at the class that the index is. */
export const hotMask = (b: Builder, axis: string, index: Node): Node =>
  whole(b, b.apply('equal', [b.position(axis), index]));

/** 1 where the index is a class. */
export const validMask = (b: Builder, axis: string, index: Node): Node => whole(b, b.valid(axis, index));

/** What an atom made by `hotMask` or `validMask` masks. */
export function maskOf(node: Node): Mask | undefined {
  if (node.op !== 'apply' || node.name !== 'group' || node.args[0] === undefined) return undefined;
  const [hot, valid] = [oneHot(node.args[0]), validity(node.args[0])];
  return hot ? { kind: 'hot', ...hot } : valid && { kind: 'valid', ...valid };
}

/** A product in which the validity of an index is left out where another factor is 0 without it anyway. */
export function product(b: Builder, factors: readonly Factor[]): Node {
  const all = factorsOf(b.multiply(factors));
  const kept = all.filter(({ node, exponent }) => {
    const valid = exponent > 0 && maskOf(node)?.kind === 'valid';
    return !valid || !all.some((f) => f.node !== node && f.exponent > 0 && vanishes(f.node, node));
  });
  return kept.length === all.length ? b.multiply(factors) : b.multiply(kept);
}

/**
 * Whether a value is 0 wherever a mask, or anything that is not negative, is 0. Along the axes `everywhere` the mask
 * is known to be 0 for all elements, so that sums over them are 0 too.
 */
export function vanishes(node: Node, mask: Node, everywhere: readonly string[] = []): boolean {
  if (node === mask) return true;
  const own = maskOf(node);
  if (own !== undefined) {
    const other = maskOf(mask);
    return (
      own.kind === 'hot' && other?.kind === 'valid' && own.axis === other.axis && own.index === other.index
    );
  }
  const inner = (n: Node): boolean => vanishes(n, mask, everywhere);
  switch (node.op) {
    case 'multiply':
      return factorsOf(node).some((f) => f.exponent > 0 && inner(f.node));
    case 'add':
      return node.constant === 0 && termsOf(node).every((t) => inner(t.node));
    case 'along': {
      const apart = node.over.every((axis) => everywhere.includes(axis) || !mask.axes.includes(axis));
      return node.name === 'sum' && apart && node.args.every(inner);
    }
    case 'apply': {
      const [test, , no] = node.args;
      if (node.name === 'select' && test && no) return isConst(no, 0) && inner(test);
      return node.name === 'group' && node.args.every(inner);
    }
    default:
      return false;
  }
}
