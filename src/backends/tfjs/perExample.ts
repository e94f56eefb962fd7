/** A scalar loss in; one value for each example of the batch, whose mean is that loss, out. */
import type { Builder } from '../../graph/builder.ts';
import { factorsOf, termsOf } from '../../graph/parts.ts';
import { topological, without, type Node } from '../../graph/node.ts';

/**
 * The value of each example along the batch axis. Undefined where the loss is no mean of such values, or where the
 * value of one example would depend on the predictions for another, so that their gradients could not be told apart.
 */
export function perExample(
  b: Builder,
  value: Node,
  axis: string,
  predictions: ReadonlySet<Node>,
): Node | undefined {
  const found = share(b, value, axis);
  if (found === undefined || !found.axes.includes(axis)) return undefined;
  return mixesExamples(found, axis, predictions) ? undefined : found;
}

/** The share of each example: a node whose mean along the axis is the given one. */
function share(b: Builder, node: Node, axis: string): Node | undefined {
  if (!sumsAlong(node, axis)) return node;
  switch (node.op) {
    case 'add': {
      const parts = termsOf(node).map((t) => ({ ...t, part: share(b, t.node, axis) }));
      const terms = parts.flatMap(({ coefficient, part }) =>
        part === undefined ? [] : [{ coefficient, node: part }],
      );
      return terms.length < parts.length ? undefined : b.add(terms, node.constant);
    }
    case 'multiply':
      return shareOfProduct(b, node, axis);
    case 'along':
      if (node.name !== 'sum' || !node.over.includes(axis)) return undefined;
      return b.times(b.size(axis), b.along('sum', without(node.over, [axis]), operand(node)));
    case 'apply': {
      const [test, yes, no] = node.args;
      if (node.name !== 'select' || test === undefined || yes === undefined || no === undefined)
        return undefined;
      const [first, second] = [share(b, yes, axis), share(b, no, axis)];
      return first && second && b.select(test, first, second);
    }
    default:
      return undefined;
  }
}

/** One factor is shared out, the others are the same for every example. */
function shareOfProduct(b: Builder, node: Node, axis: string): Node | undefined {
  const factors = factorsOf(node);
  const candidates = factors.filter((f) => f.exponent === 1 && sumsAlong(f.node, axis));
  // The last one holds the predictions: what it is divided by, such as a count of labels, stays whole.
  for (const factor of candidates.reverse()) {
    const part = share(b, factor.node, axis);
    if (part !== undefined)
      return b.multiply([...factors.filter((f) => f !== factor), { node: part, exponent: 1 }]);
  }
  return undefined;
}

const sumsAlong = (node: Node, axis: string): boolean =>
  topological([node]).some((n) => n.op === 'along' && n.over.includes(axis));

/** Whether a reduction along the axis holds a prediction. */
const mixesExamples = (node: Node, axis: string, predictions: ReadonlySet<Node>): boolean =>
  topological([node]).some(
    (n) =>
      (n.op === 'along' || n.op === 'pick') &&
      (n.op === 'along' ? n.over.includes(axis) : n.axis === axis) &&
      topological([n]).some((leaf) => predictions.has(leaf)),
  );

const operand = (node: Node): Node => {
  const [x] = node.args;
  if (x === undefined) throw new Error('A reduction has an operand.');
  return x;
};
