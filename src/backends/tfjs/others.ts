/** The sum over all other elements along axes, as an atom of the graph: exact where the difference to the sum is not. */
import type { Builder } from '../../graph/builder.ts';
import { termsOf } from '../../graph/parts.ts';
import type { Along, Node } from '../../graph/node.ts';

/** Σ x - x, known by its form. */
export const others = (b: Builder, over: readonly string[], x: Node): Node =>
  b.apply('group', [b.minus(b.along('sum', over, x), x)]);

/** What a node made by `others` sums; `sign` is -1 where normal form has turned it round. */
export function othersOf(
  node: Node,
): { readonly sum: Along; readonly x: Node; readonly sign: number } | undefined {
  if (node.op !== 'apply' || node.name !== 'group') return undefined;
  const [difference] = node.args;
  if (difference?.op !== 'add' || difference.constant !== 0) return undefined;
  const terms = termsOf(difference);
  const sum = terms.find((t) => t.node.op === 'along' && t.node.name === 'sum');
  const own = terms.find((t) => t !== sum);
  if (terms.length !== 2 || sum?.node.op !== 'along' || own === undefined) return undefined;
  if (sum.node.args[0] !== own.node || sum.coefficient !== -own.coefficient) return undefined;
  return Math.abs(sum.coefficient) === 1 ? { sum: sum.node, x: own.node, sign: sum.coefficient } : undefined;
}
