/** Nodes with coefficients or exponents in, in any order and repeated; each node once, in the order of nodes, out. */
import type { Node } from './node.ts';
import { compareNodes } from './order.ts';

/** Sums and products have few terms and factors: looking through a list is faster than a map. */
export class Collected {
  readonly #nodes: Node[] = [];
  readonly #counts: number[] = [];

  /** Adds to what a node has. */
  put(node: Node, count: number): void {
    const at = this.#nodes.indexOf(node);
    if (at >= 0) this.#counts[at] = (this.#counts[at] ?? 0) + count;
    else {
      this.#nodes.push(node);
      this.#counts.push(count);
    }
  }

  /** Those of which something is left; the lists are the caller's from now on. */
  sorted(): { readonly nodes: Node[]; readonly counts: number[] } {
    const [nodes, counts] = [this.#nodes, this.#counts];
    let kept = 0;
    for (let k = 0; k < nodes.length; k++) {
      const [node, count] = [nodes[k], counts[k]];
      if (node === undefined || count === undefined || count === 0) continue;
      // What comes from other sums and products is sorted already: each finds its place near the end.
      let at = kept++;
      for (; at > 0; at--) {
        const [before, its] = [nodes[at - 1], counts[at - 1]];
        if (before === undefined || its === undefined || compareNodes(before, node) <= 0) break;
        nodes[at] = before;
        counts[at] = its;
      }
      nodes[at] = node;
      counts[at] = count;
    }
    nodes.length = kept;
    counts.length = kept;
    return { nodes, counts };
  }
}
