/** The normal form of a gather: what is computed element by element is computed of what is gathered. */
import type { Builder } from './builder.ts';
import type { Node } from './node.ts';

/** x at an index, with elementwise operators outside; `memo` holds what was made of its parts. */
export function pickInside(b: Builder, axis: string, x: Node, index: Node, memo: Map<Node, Node>): Node {
  if (!x.axes.includes(axis)) return x;
  const known = memo.get(x);
  if (known !== undefined) return known;
  const made = pickOnce(b, axis, x, index, memo);
  memo.set(x, made);
  return made;
}

function pickOnce(b: Builder, axis: string, x: Node, index: Node, memo: Map<Node, Node>): Node {
  if (x.op === 'position') return index;
  // A table of one value per class is computed once and looked up; what varies with the index is picked first.
  const perElement = index.axes.every((a) => x.axes.includes(a));
  const isKept = x.op === 'apply' && (x.name === 'kept' || x.name === 'same');
  if (perElement && !isKept && (x.op === 'apply' || x.op === 'add' || x.op === 'multiply'))
    return b.map(x, (arg) => pickInside(b, axis, arg, index, memo));
  return b.pickAsIs(axis, x, index);
}
