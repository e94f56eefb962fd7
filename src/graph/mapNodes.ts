/** A graph in, the same graph with every node replaced out: the pattern of passes that look at one node at a time. */
import type { Builder } from './builder.ts';
import type { Node } from './node.ts';

/** Replaces each node once, after its arguments: `replace` sees it with those already replaced. */
export function mapNodes(b: Builder, roots: readonly Node[], replace: (node: Node) => Node): readonly Node[] {
  const memo = new Map<Node, Node>();
  const visit = (node: Node): Node => {
    const known = memo.get(node);
    if (known !== undefined) return known;
    const made = replace(b.map(node, visit));
    memo.set(node, made);
    return made;
  };
  return roots.map(visit);
}
