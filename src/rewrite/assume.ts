/** Restriction: an expression, a test and its outcome in; the expression as it is where the test came out so. */
import type { Builder } from '../graph/builder.ts';
import { isSame, oneHot } from '../graph/shapes.ts';
import { overlap, type Node } from '../graph/node.ts';
import { isBinary } from '../graph/range.ts';

/**
 * Replaces a test, and what follows from it, by its outcome wherever it means the same element: not inside
 * operators along the test's axes, where it speaks of other elements.
 */
export function assume(b: Builder, node: Node, test: Node, holds: boolean): Node {
  const facts = factsOf(b, test, holds);
  const memo = new Map<Node, Node>();
  // What was made before all that facts speak of cannot hold any of it.
  const earliest = Math.min(...[...facts.keys()].map((fact) => fact.id));
  const visit = (n: Node): Node => {
    if (n.id < earliest) return n;
    const known = memo.get(n);
    if (known !== undefined) return known;
    const fact = facts.get(n);
    const blocked =
      isSame(n) ||
      (n.op === 'along' && overlap(n.over, test.axes).length > 0) ||
      (n.op === 'pick' && test.axes.includes(n.axis));
    const made = fact ?? (blocked ? n : b.map(n, visit));
    memo.set(n, made);
    return made;
  };
  return visit(node);
}

/** What is known where a test holds, or where it does not. */
function factsOf(b: Builder, test: Node, holds: boolean): Map<Node, Node> {
  const facts = new Map<Node, Node>();
  const hot = oneHot(test);
  if (hot !== undefined && holds) facts.set(b.valid(hot.axis, hot.index), b.constant(1));
  const learn = (node: Node, value: boolean): void => {
    if (isBinary(node.range) || !value) facts.set(node, b.constant(value ? 1 : 0));
    if (node.op !== 'apply') return;
    if (node.name === 'not') node.args.forEach((arg) => learn(arg, !value));
    if (node.name === 'and' && value) node.args.forEach((arg) => learn(arg, true));
    if (node.name === 'or' && !value) node.args.forEach((arg) => learn(arg, false));
  };
  learn(test, holds);
  return facts;
}
