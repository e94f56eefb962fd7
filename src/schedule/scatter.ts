/**
 * Sums per class of what has that class, `Σ_i (if position(c) == t_i then a_i else 0)`: instead of asking every class
 * of every pixel, each pixel adds its value to the sum of its own class.
 */
import type { Builder } from '../graph/builder.ts';
import { oneHot } from '../graph/shapes.ts';
import { mapNodes } from '../graph/mapNodes.ts';
import { isConst, type Along, type Node } from '../graph/node.ts';
import { ifValid } from './hotClass.ts';

/** What a pixel adds, and to which place along an axis. */
export interface Scatter {
  readonly axis: string;
  readonly index: Node;
  readonly value: Node;
}

/** A sum that can be scattered: its term for the class of the pixel does not itself vary by class. */
export function scatterOf(node: Along): Scatter | undefined {
  const [operand] = node.args;
  if (node.name !== 'sum' || operand?.op !== 'apply') return undefined;
  const [test, value, rest] = operand.name === 'select' ? operand.args : [operand];
  const hot = test && oneHot(test);
  if (hot === undefined || hot.index.op !== 'input' || node.over.includes(hot.axis)) return undefined;
  if (operand.name !== 'select' || value === undefined || rest === undefined) return undefined;
  return isConst(rest, 0) && !value.axes.includes(hot.axis) ? { ...hot, value } : undefined;
}

/** Splits sums over the two cases of a one-hot test, and picks in the first what has the class of the pixel. */
export const separateHotSums = (b: Builder, roots: readonly Node[]): readonly Node[] =>
  mapNodes(b, roots, (node) => separate(b, node));

function separate(b: Builder, node: Node): Node {
  const [operand] = node.args;
  if (node.op !== 'along' || node.name !== 'sum' || operand?.op !== 'apply' || operand.name !== 'select')
    return node;
  const [test, yes, no] = ownFirst(b, operand).args;
  const hot = test && oneHot(test);
  if (hot?.index.op !== 'input' || node.over.includes(hot.axis) || yes === undefined || no === undefined)
    return node;
  const zero = b.constant(0);
  const own = b.along('sum', node.over, b.select(test ?? zero, b.pickValue(hot.axis, yes, hot.index), zero));
  return b.plus(own, b.along('sum', node.over, b.select(test ?? zero, zero, no)));
}

/** if t is a class then (if own then u else v) else 0 as if own then u else (if t is a class then v else 0). */
function ownFirst(b: Builder, node: Node): Node {
  const [test, inner, zero] = node.args;
  const [own, yes, no] = inner?.args ?? [];
  if (inner?.op !== 'apply' || inner.name !== 'select' || !test || !zero || !own || !yes || !no) return node;
  const hot = oneHot(own);
  if (hot === undefined || ifValid(b, node, hot) === undefined) return node;
  return b.select(own, yes, b.select(test, no, zero));
}
