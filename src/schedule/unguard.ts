/**
 * Guards narrowed: `if c then x · y else 0` keeps inside only what the guard is for. A factor that is finite anyway,
 * and varies along more axes than the rest, comes out: the guarded rest is then computed once outside its loops.
 */
import type { Builder } from '../graph/builder.ts';
import { factorsOf } from '../graph/parts.ts';
import { mapNodes } from '../graph/mapNodes.ts';
import { isConst, type Node } from '../graph/node.ts';
import { isBounded } from './bounded.ts';

export const narrowGuards = (b: Builder, roots: readonly Node[]): readonly Node[] =>
  mapNodes(b, roots, (node) => narrow(b, node));

function narrow(b: Builder, node: Node): Node {
  const [test, yes, no] = node.args;
  if (node.op !== 'apply' || node.name !== 'select' || !test || !yes || !no) return node;
  const [branch, negative] = isConst(no, 0)
    ? [yes, false]
    : isConst(yes, 0)
      ? [no, true]
      : [undefined, false];
  if (branch === undefined) return node;
  const scale =
    branch.op === 'add' && branch.args.length === 1 && branch.constant === 0
      ? (branch.coefficients[0] ?? 1)
      : 1;
  const product = scale === 1 ? branch : (branch.args[0] ?? branch);
  const factors = factorsOf(product);
  const free = factors.filter(
    (f) => f.exponent > 0 && isBounded(f.node) && f.node.axes.some((a) => !test.axes.includes(a)),
  );
  const kept = factors.filter((f) => !free.includes(f));
  if (free.length === 0 || (kept.length === 0 && product.op !== 'multiply')) return node;
  const inner = b.scale(scale, b.multiply(kept));
  const zero = b.constant(0);
  // Kept whole: a product would draw its other factors into the guard again.
  const guard = b.apply('group', [negative ? b.select(test, zero, inner) : b.select(test, inner, zero)]);
  return b.multiply([...free, { node: guard, exponent: 1 }]);
}
