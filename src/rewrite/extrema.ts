/**
 * Extrema found again: the gradient of a maximum goes where the operand equals it. The operand is computed once for the
 * maximum and once for the comparison, often in different passes, and two forms of it that differ in their last digit
 * would leave the gradient 0. Both are marked as the same value, and no rewriting looks through the mark from outside.
 */
import type { Builder } from '../graph/builder.ts';
import { first } from '../graph/parts.ts';
import { isSame } from '../graph/shapes.ts';
import { topological, type Node } from '../graph/node.ts';

/** Marks what extrema are taken of, where derivatives have marked what is compared with them; an input needs no mark. */
export function holdExtrema(b: Builder, roots: readonly Node[]): readonly Node[] {
  const marked = topological(roots).filter(isSame);
  if (marked.length === 0) return roots;
  const compared = new Set(marked.map(first).filter((x) => x.args.length > 0));
  const hold = (node: Node): Node => {
    if (isSame(node) && !compared.has(first(node))) return first(node);
    const isExtremum = node.op === 'along' && (node.name === 'max' || node.name === 'min');
    if (!isExtremum || !compared.has(first(node))) return b.map(node, visit);
    return b.along(node.name, node.over, b.apply('same', [visit(first(node))]));
  };
  const memo = new Map<Node, Node>();
  const visit = (node: Node): Node => {
    const known = memo.get(node);
    if (known !== undefined) return known;
    const made = hold(node);
    memo.set(node, made);
    return made;
  };
  return roots.map(visit);
}
