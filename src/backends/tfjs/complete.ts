/**
 * Values with all their elements. A choice that JavaScript makes is a tensor of fewer axes, or a number, where the branch
 * taken is one: elementwise operators spread it out, but what is added up along an axis has to have it.
 */
import type { Along, Node } from '../../graph/node.ts';
import type { Emission } from './emission.ts';
import { isHost } from './host.ts';
import { literal } from './literal.ts';
import { union, type Value } from './values.ts';

/** A value as a tensor of floats that has elements along some of its axes, whichever branches are taken. */
export function complete(e: Emission, node: Node, over: readonly string[]): Value {
  const value = e.floatOf(node);
  const has = (axes: readonly string[]): boolean => over.every((axis) => axes.includes(axis));
  if (has(certainAxes(node))) return value;
  const kernels = has(axesWhere((test) => e.usual(test) !== 0)(node)) ? 0 : 1;
  const args = [value.text, `at.shapeOf(${literal(node.axes)})`];
  return e.run('spread', args, 'float', node.axes, kernels);
}

/** Whether a value has all its axes, whichever branches are taken. */
export const isComplete = (node: Node): boolean => certainAxes(node).length === node.axes.length;

/** Axes that a value has, whatever JavaScript chooses. */
const certainAxes = axesWhere(() => undefined);

/** The axes that values have where choices of JavaScript come out so; undefined is either way. */
function axesWhere(holds: (test: Node) => boolean | undefined): (node: Node) => readonly string[] {
  const known = new WeakMap<Node, readonly string[]>();
  const axesOf = (node: Node): readonly string[] => {
    const found = known.get(node) ?? find(node);
    known.set(node, found);
    return found;
  };
  const find = (node: Node): readonly string[] => {
    if (isHost(node)) return [];
    if (node.op === 'along') return alongAxes(node, axesOf);
    if (node.op !== 'add' && node.op !== 'multiply' && node.op !== 'apply') return node.axes;
    const [test, yes, no] = node.args;
    if (node.op !== 'apply' || node.name !== 'select' || !test || !yes || !no)
      return node.args.map(axesOf).reduce(union, []);
    const taken = isHost(test) ? holds(test) : undefined;
    if (taken !== undefined) return axesOf(taken ? yes : no);
    // A test that may lack axes may be a truth of JavaScript.
    const isOne = isHost(test) || axesOf(test).length < test.axes.length;
    const both = isOne
      ? axesOf(yes).filter((axis) => axesOf(no).includes(axis))
      : union(axesOf(yes), axesOf(no));
    return union(axesOf(test), both);
  };
  return axesOf;
}

/** What `complete` spreads out has all axes; otherwise the others are those of the operand. */
function alongAxes(node: Along, axesOf: (node: Node) => readonly string[]): readonly string[] {
  const [x] = node.args;
  if (x === undefined || !node.over.every((axis) => certainAxes(x).includes(axis))) return node.axes;
  return axesOf(x).filter((axis) => node.axes.includes(axis));
}
