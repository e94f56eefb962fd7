/** The loops and goals of a kernel in; how often its values are used, and which folds go together, out. */
import type { Along, Node } from '../../graph/node.ts';
import type { Loop } from '../../schedule/plan.ts';

/** Folds that one loop can compute. */
export function groupFolds(loops: readonly Loop[]): ReadonlyMap<Along, readonly Along[]> {
  const groups = new Map<Along, readonly Along[]>();
  for (const loop of loops) {
    const folds_ = loop.sinks.flatMap((s) => (s.kind === 'fold' ? [s.node] : []));
    for (const node of folds_)
      groups.set(
        node,
        folds_.filter((n) => n.over.join() === node.over.join() && n.axes.join() === node.axes.join()),
      );
  }
  return groups;
}

/** How often each value is used by others or as a goal. */
export function countUses(
  roots: readonly Node[],
  complete: (node: Node) => boolean,
): ReadonlyMap<Node, number> {
  const uses = new Map<Node, number>();
  const visit = (node: Node): void => {
    const count = uses.get(node) ?? 0;
    uses.set(node, count + 1);
    if (count > 0 || complete(node)) return;
    // A base that is written several times, as in x * x, counts as often.
    const twice = (k: number): boolean =>
      node.op === 'multiply' && Math.abs(node.exponents[k] ?? 1) > 1 && Number.isInteger(node.exponents[k]);
    node.args.forEach((arg, k) => {
      visit(arg);
      if (twice(k)) visit(arg);
    });
  };
  roots.forEach(visit);
  return uses;
}
