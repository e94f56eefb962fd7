/**
 * Grouping: factors and terms that vary along fewer axes are kept together, so that they are computed once outside
 * the loops in which they do not change.
 */
import type { Builder } from '../graph/builder.ts';
import { factorsOf, term, termsOf } from '../graph/parts.ts';
import { mapNodes } from '../graph/mapNodes.ts';
import type { Node, Term } from '../graph/node.ts';

/** Wraps the slower part of every product and sum; the graph means the same. */
export const groupInvariants = (b: Builder, roots: readonly Node[]): readonly Node[] =>
  mapNodes(b, roots, (node) => (node.op === 'multiply' || node.op === 'add' ? group(b, node) : node));

function group(b: Builder, node: Node): Node {
  const parts =
    node.op === 'multiply'
      ? factorsOf(node).map((f) => ({ axes: f.node.axes, trivial: f.exponent === 1, node: b.multiply([f]) }))
      : termsOf(node)
          .map((t) => scaledInside(b, t))
          .map((t) => ({ axes: t.node.axes, trivial: t.coefficient === 1, node: b.add([t]) }));
  const inner = parts.filter((p) => p.axes.length < node.axes.length);
  const worth = inner.length > 1 || inner.some((p) => !p.trivial);
  if (inner.length === 0 || inner.length === parts.length || !worth)
    return node.op === 'add'
      ? b.add(
          parts.map((p) => term(p.node)),
          constantOf(node),
        )
      : node;
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

/** 2 · (x · s) as x · (2 · s), where s varies along fewer axes. */
function scaledInside(b: Builder, t: Term): Term {
  if (Math.abs(t.coefficient) === 1) return t;
  const factors = factorsOf(t.node);
  const slow = factors.filter((f) => f.node.axes.length < t.node.axes.length);
  if (slow.length === 0) return t;
  const fast = factors.filter((f) => !slow.includes(f));
  return term(b.times(b.apply('group', [b.scale(t.coefficient, b.multiply(slow))]), b.multiply(fast)));
}

const constantOf = (node: Node): number => (node.op === 'add' ? node.constant : 0);
