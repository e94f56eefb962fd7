/**
 * Values that rewriting is to leave alone, such as a logit turned by its label: inside a branch that knows the label
 * it would be turned back, and the two branches would no longer share it.
 */
import type { Builder } from '../graph/builder.ts';
import type { Node } from '../graph/node.ts';

export class Holes {
  readonly #b: Builder;
  readonly #hidden = new Map<Node, Node>();

  constructor(b: Builder) {
    this.#b = b;
  }

  /** A hole that stands for a value. */
  hide(node: Node): Node {
    const hole = this.#b.hole(`hidden ${node.id}`, node.axes, node.range);
    this.#hidden.set(hole, node);
    return hole;
  }

  /** The same expressions with the values back in their places, which may have holes themselves. */
  fill(roots: readonly Node[]): readonly Node[] {
    const memo = new Map<Node, Node>();
    const visit = (root: Node): Node =>
      this.#b.substitute(
        root,
        (node) => {
          const hidden = this.#hidden.get(node);
          return hidden === undefined ? undefined : visit(hidden);
        },
        memo,
      );
    return roots.map(visit);
  }
}
