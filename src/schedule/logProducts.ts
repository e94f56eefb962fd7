/**
 * Sums of logarithms apart: Σ (a + log1p(t)) becomes Σ a + Σ log1p(t), and a backend adds up the second as the
 * logarithm of a product, with one logarithm for hundreds of elements instead of one for each.
 */
import { term, termsOf, type Builder, type Term } from '../graph/builder.ts';
import type { Along, Node } from '../graph/node.ts';
import { unit, within } from '../graph/range.ts';

/** A sum of log1p(t) with t in [0, 1]: each factor 1 + t of the product is at most 2. */
export function isLogSum(node: Along): boolean {
  const [x] = node.args;
  const t = x?.op === 'apply' && x.name === 'log1p' ? x.args[0] : undefined;
  return node.name === 'sum' && t !== undefined && within({ ...t.range, integer: false }, unit);
}

export function separateLogSums(b: Builder, roots: readonly Node[]): readonly Node[] {
  const memo = new Map<Node, Node>();
  const visit = (node: Node): Node => {
    const known = memo.get(node);
    if (known !== undefined) return known;
    const made = separate(b, b.rebuild(node, node.args.map(visit)));
    memo.set(node, made);
    return made;
  };
  return roots.map(visit);
}

function separate(b: Builder, node: Node): Node {
  const [x] = node.args;
  if (node.op !== 'along' || node.name !== 'sum' || x?.op !== 'add') return node;
  const sumOf = (t: Term): Node => b.along('sum', node.over, t.node);
  const logs = termsOf(x).filter((t) => {
    const alone = sumOf(t);
    return alone.op === 'along' && isLogSum(alone);
  });
  if (logs.length === 0) return node;
  const rest = b.add(
    termsOf(x).filter((t) => !logs.includes(t)),
    x.constant,
  );
  return b.add([...logs.map((t) => term(sumOf(t), t.coefficient)), term(b.along('sum', node.over, rest))]);
}
