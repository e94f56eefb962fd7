/**
 * Values of all classes of which the pixel's own is another: `if own then u else v`. A tile keeps v of all classes and
 * then puts u in its place, once for a pixel; and where u is 0, sums over the others need not ask which is the own.
 */
import type { Builder } from '../graph/builder.ts';
import { factorsOf, termsOf } from '../graph/parts.ts';
import { oneHot } from '../graph/shapes.ts';
import { mapNodes } from '../graph/mapNodes.ts';
import { isConst, type Along, type Node } from '../graph/node.ts';
import { isBounded } from './bounded.ts';
import { isCostly } from './cost.ts';
import { operandOf, type Own } from './plan.ts';

/** What all classes have, and what the own one has in its place. */
export interface Apart {
  readonly all: Node;
  readonly own: Own;
}

export function apartOf(node: Node): Apart | undefined {
  const choice = choiceIn(node);
  const [test, yes, no] = choice?.args ?? [];
  const hot = test && oneHot(test);
  if (hot?.index.op !== 'input' || !yes || !no) return undefined;
  if (yes.axes.includes(hot.axis) || !no.axes.includes(hot.axis)) return undefined;
  return { all: no, own: { ...hot, value: yes } };
}

/** A choice, through what only marks it. */
function choiceIn(node: Node): Node | undefined {
  const [first] = node.args;
  if (node.op !== 'apply') return undefined;
  if ((node.name === 'kept' || node.name === 'group') && first !== undefined) return choiceIn(first);
  return node.name === 'select' ? node : undefined;
}

/** `if own then 0 else x` as x, where x is 0 for the own class anyway. */
export const dropVanishing = (b: Builder, roots: readonly Node[]): readonly Node[] =>
  mapNodes(b, roots, (node) => {
    const [test, yes, no] = node.args;
    if (node.op !== 'apply' || node.name !== 'select' || !test || !yes || !no) return node;
    if (oneHot(test) === undefined || !isConst(yes, 0)) return node;
    const others = ofOthers(b, no, test);
    return others !== no && vanishes(others, test) ? others : node;
  });

/** A value as it is for classes other than the own one, inside of what is linear in it. */
function ofOthers(b: Builder, node: Node, test: Node): Node {
  const apart = apartOf(node);
  // Whole: a guard around it is not to let a factor out, which may be NaN where data is left out.
  if (apart !== undefined && choiceIn(node)?.args[0] === test && vanishes(apart.all, test))
    return b.apply('group', [apart.all]);
  const [x, yes, no] = node.args;
  if (node.op === 'multiply') {
    const factors = factorsOf(node);
    return b.multiply(factors.map((f) => (f.exponent === 1 ? { ...f, node: ofOthers(b, f.node, test) } : f)));
  }
  if (node.op !== 'apply' || node.name !== 'select' || !x || !yes || !no) return node;
  if (isConst(no, 0)) return b.select(x, ofOthers(b, yes, test), no);
  return isConst(yes, 0) ? b.select(x, yes, ofOthers(b, no, test)) : node;
}

/** Whether a value is 0 where a test holds, in floating point too. */
function vanishes(node: Node, test: Node): boolean {
  const [x, yes, no] = node.args;
  if (isConst(node, 0)) return true;
  if (node.op === 'multiply') {
    const factors = factorsOf(node);
    return (
      factors.some((f) => f.exponent > 0 && vanishes(f.node, test)) && factors.every((f) => isBounded(f.node))
    );
  }
  if (node.op === 'add') return node.constant === 0 && termsOf(node).every((t) => vanishes(t.node, test));
  if (node.op !== 'apply' || !x) return false;
  if (node.name === 'group' || node.name === 'kept') return vanishes(x, test);
  if (node.name !== 'select' || !yes || !no) return false;
  return x === test ? isConst(yes, 0) : vanishes(yes, test) && vanishes(no, test);
}

/**
 * The values of a nest that are kept in this way: costly ones that are 0 for the own class and are added up, and what
 * is parked, where no loop of the same nest needs it as a whole.
 */
export function apartNodes(
  order: readonly Node[],
  pixel: string,
  parks: ReadonlySet<Node>,
  isRead: (node: Node) => boolean,
  isFold: (node: Node) => node is Along,
): ReadonlyMap<Node, Apart> {
  const found = new Map<Node, Apart>();
  for (const node of order) {
    const apart = apartOf(node);
    // The own class is amended in a loop over pixels; and what all classes have is written in a loop over its own axes,
    // which have to be those of the whole.
    if (apart === undefined || !node.axes.includes(pixel)) continue;
    if (!node.axes.every((axis) => apart.all.axes.includes(axis))) continue;
    const folded = order.some((n) => isFold(n) && n.name === 'sum' && operandOf(n) === node);
    const alone = order.every((n) => n === choiceIn(node) || !n.args.includes(apart.all));
    const worth = parks.has(node)
      ? !isRead(node)
      : folded && alone && isCostly(apart.all) && isConst(apart.own.value, 0);
    if (worth) found.set(node, apart);
  }
  return found;
}
