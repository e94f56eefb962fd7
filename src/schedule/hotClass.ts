/**
 * One class of many is treated otherwise, the pixel's own. Loops over all classes then treat them alike, and what the
 * own class has beside that is worked out once for the pixel: no class of no pixel is asked whether it is the one.
 */
import type { Builder } from '../graph/builder.ts';
import { factorsOf, termsOf } from '../graph/parts.ts';
import { oneHot, ungrouped } from '../graph/shapes.ts';
import { mapNodes } from '../graph/mapNodes.ts';
import { isConst, type Along, type Node, type Term } from '../graph/node.ts';

/** What all classes have, and what the class at an index has in its place or beside it. */
interface Split {
  readonly axis: string;
  readonly index: Node;
  readonly all: Node;
  readonly own: Node;
}

/** Σ_c (if own then u + v else v) as Σ_c v, and u of the own class. */
export const hotFolds = (b: Builder, roots: readonly Node[]): readonly Node[] =>
  mapNodes(b, roots, (node) => (node.op === 'along' && node.name === 'sum' ? fold(b, node) : node));

function fold(b: Builder, node: Along): Node {
  const [operand] = node.args;
  const [axis] = node.over;
  if (operand === undefined || axis === undefined || node.over.length > 1) return node;
  const split = linearSplit(b, operand, axis);
  if (split === undefined) return node;
  return b.plus(b.along('sum', node.over, split.all), b.pick(axis, split.own, split.index));
}

/** Through what is linear: products and choices that leave out. */
function linearSplit(b: Builder, node: Node, axis: string): Split | undefined {
  const [x, yes, no] = node.args;
  if (node.op === 'multiply') {
    for (const factor of factorsOf(node)) {
      const split = factor.exponent === 1 ? linearSplit(b, factor.node, axis) : undefined;
      if (split === undefined) continue;
      const rest = b.multiply(factorsOf(node).filter((f) => f !== factor));
      return { ...split, all: b.times(rest, split.all), own: b.times(rest, split.own) };
    }
    return undefined;
  }
  if (node.op !== 'apply' || node.name !== 'select' || !x || !yes || !no) return undefined;
  const hot = oneHot(x);
  if (hot?.axis === axis && hot.index.op === 'input') {
    // The own class is one of the classes: what asks whether it is holds for it.
    const own = beside(b, yes, ifValid(b, no, hot) ?? no);
    return own === undefined ? undefined : { ...hot, all: no, own };
  }
  const [inside, wrap] = isConst(yes, 0)
    ? [no, (n: Node): Node => b.select(x, yes, n)]
    : [yes, (n: Node): Node => b.select(x, n, no)];
  if (!isConst(no, 0) && !isConst(yes, 0)) return undefined;
  const split = linearSplit(b, inside, axis);
  return split === undefined ? undefined : { ...split, all: wrap(split.all), own: wrap(split.own) };
}

/** What a value is where the index is a class, if it is 0 elsewhere. */
export function ifValid(
  b: Builder,
  node: Node,
  { axis, index }: { axis: string; index: Node },
): Node | undefined {
  const choice = ungrouped(node);
  const [test, yes, no] = choice.args;
  if (choice.op !== 'apply' || choice.name !== 'select' || !yes || !no || !isConst(no, 0)) return undefined;
  return test === b.valid(axis, index) ? yes : undefined;
}

/** What u has beside all terms of v: that is exact, where a difference of numbers would cancel. */
function beside(b: Builder, u: Node, v: Node): Node | undefined {
  const [whole, part] = [ungrouped(u), ungrouped(v)];
  if (isConst(part) || (part.op === 'add' && part.constant !== 0)) return undefined;
  const shared = termsOf(part);
  const isShared = (t: Term): boolean =>
    shared.some((s) => s.node === t.node && s.coefficient === t.coefficient);
  const rest = termsOf(whole).filter((t) => !isShared(t));
  if (termsOf(whole).length - rest.length !== shared.length) return undefined;
  return b.add(rest, whole.op === 'add' ? whole.constant : 0);
}

/** A gradient whose own class has another formula: all classes by one, and then the own class over it. */
export function hotEntry(b: Builder, node: Node): Split | undefined {
  const [test, yes, no] = node.args;
  if (node.op !== 'apply' || node.name !== 'select' || test === undefined || !yes || !no) return undefined;
  const hot = oneHot(test);
  if (hot?.index.op !== 'input' || !no.axes.includes(hot.axis)) return undefined;
  return { ...hot, all: no, own: b.pickValue(hot.axis, yes, hot.index) };
}
