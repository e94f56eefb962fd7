/**
 * Grouping: factors and terms that vary along fewer axes are kept together, so that they are computed once outside
 * the loops in which they do not change.
 */
import type { Builder } from '../graph/builder.ts';
import { factorsOf, term, termsOf } from '../graph/parts.ts';
import { mapNodes } from '../graph/mapNodes.ts';
import type { Node } from '../graph/node.ts';

/** Wraps the slower part of every product and sum; the graph means the same. */
export const groupInvariants = (b: Builder, roots: readonly Node[]): readonly Node[] =>
  mapNodes(b, roots, (node) => group(b, node));

function group(b: Builder, given: Node): Node {
  if (given.op !== 'multiply' && given.op !== 'add') return given;
  const node = scaledInside(b, given);
  const parts =
    node.op === 'multiply'
      ? factorsOf(node).map((f) => ({ axes: f.node.axes, trivial: f.exponent === 1, node: b.multiply([f]) }))
      : termsOf(node).map((t) => ({ axes: t.node.axes, trivial: t.coefficient === 1, node: b.add([t]) }));
  const inner = parts.filter((p) => p.axes.length < node.axes.length);
  const worth = inner.length > 1 || inner.some((p) => !p.trivial);
  if (inner.length === 0 || inner.length === parts.length || !worth) return node;
  const outer = parts.filter((p) => !inner.includes(p));
  const slow =
    node.op === 'multiply'
      ? b.times(...inner.map((p) => p.node))
      : b.add(
          inner.map((p) => term(p.node)),
          constantOf(node),
        );
  const kept = b.apply('group', [group(b, slow)]);
  return node.op === 'multiply'
    ? b.times(kept, ...outer.map((p) => p.node))
    : b.add([term(kept), ...outer.map((p) => term(p.node))]);
}

/** 2 · (x · s) + … as x · (2 · s) + …, where s varies along fewer axes. */
function scaledInside(b: Builder, node: Node): Node {
  if (node.op !== 'add') return node;
  const terms = termsOf(node).map((t) => {
    const factors = factorsOf(t.node);
    const slow = factors.filter((f) => f.node.axes.length < t.node.axes.length);
    if (Math.abs(t.coefficient) === 1 || slow.length === 0) return t;
    const fast = factors.filter((f) => !slow.includes(f));
    return term(b.times(b.apply('group', [b.scale(t.coefficient, b.multiply(slow))]), b.multiply(fast)));
  });
  return b.add(terms, node.constant);
}

const constantOf = (node: Node): number => (node.op === 'add' ? node.constant : 0);
