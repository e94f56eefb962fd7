/** What cannot be infinite or NaN in floating point either, so that 0 times it is 0. */
import { isDefined } from '../graph/defined.ts';
import type { Node } from '../graph/node.ts';

const bounded = new WeakMap<Node, boolean>();

/** Finite for all finite data, in floating point too: no pole, and no exponential that could overflow. */
export function isBounded(node: Node): boolean {
  const known = bounded.get(node);
  if (known !== undefined) return known;
  const own = isDefined(node) && node.args.every(isBounded) && !canOverflow(node);
  bounded.set(node, own);
  return own;
}

function canOverflow(node: Node): boolean {
  if (node.op !== 'apply' || !['exp', 'expm1', 'pow', 'sinh', 'cosh', 'tan'].includes(node.name))
    return false;
  return !Number.isFinite(node.range.hi) || !Number.isFinite(node.range.lo);
}
