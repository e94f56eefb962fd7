/**
 * A stabilised value in, its gradients out, for whole tensors. The graph is cut at softmax and its relatives: what
 * they pass back is one expression for all of them, so that cross-entropy and Dice share a single product.
 */
import { differentiate } from '../../differentiate/differentiate.ts';
import type { Builder } from '../../graph/builder.ts';
import { termsOf } from '../../graph/parts.ts';
import { topological, type Along, type Node } from '../../graph/node.ts';
import { others } from './others.ts';

/** A node that was cut out of the graph, and the leaf that stands for it. */
interface Cut {
  readonly node: Along;
  readonly leaf: Node;
}

/** Softmax and its relatives of one operand along the same axes. */
interface Family {
  readonly x: Node;
  readonly over: readonly string[];
  readonly cuts: readonly Cut[];
}

/** Operators whose gradients are computed together. */
export const relatives: ReadonlySet<string> = new Set([
  'softmax',
  'softmax_complement',
  'log_softmax',
  'logsumexp',
]);

/** The derivative of Σ seed · value for each of the leaves. */
export function gradients(
  b: Builder,
  value: Node,
  seed: Node,
  leaves: ReadonlySet<Node>,
): ReadonlyMap<Node, Node> {
  const adjoints = new Map<Node, Node>();
  const add = (leaf: Node, part: Node): void => {
    adjoints.set(leaf, b.plus(adjoints.get(leaf) ?? b.constant(0), part));
  };
  const replaced = new Map<Node, Node>();
  const families = familiesOf(b, value, leaves, replaced);
  const inside = (node: Node): Node => b.substitute(node, (n) => replaced.get(n));
  const all = new Set([...leaves, ...families.flatMap((f) => f.cuts.map((c) => c.leaf))]);
  const through = (node: Node, adjoint: Node): void => {
    for (const [leaf, part] of differentiate(b, inside(node), adjoint, all)) add(leaf, part);
  };
  through(value, seed);
  // A family whose operand depends on another one comes before it.
  for (const family of [...families].reverse()) through(family.x, adjointOf(b, family, adjoints, inside));
  const outside = (node: Node): Node => restore(b, node, families);
  return new Map([...leaves].map((leaf) => [leaf, outside(adjoints.get(leaf) ?? b.constant(0))]));
}

/** The families through which a gradient flows, those that others depend on first. */
function familiesOf(
  b: Builder,
  value: Node,
  leaves: ReadonlySet<Node>,
  replaced: Map<Node, Node>,
): readonly Family[] {
  const families = new Map<string, { x: Node; over: readonly string[]; cuts: Cut[] }>();
  for (const node of topological([value])) {
    if (node.op !== 'along' || !relatives.has(node.name)) continue;
    const [x] = node.args;
    if (x === undefined || !topological([x]).some((n) => leaves.has(n))) continue;
    const leaf = b.input({
      name: `${node.name} ${node.id}`,
      axes: node.axes,
      range: node.range,
      differentiable: true,
    });
    replaced.set(node, leaf);
    const key = `${x.id} ${node.over.join()}`;
    const family = families.get(key) ?? { x, over: node.over, cuts: [] };
    family.cuts.push({ node, leaf });
    families.set(key, family);
  }
  return [...families.values()];
}

/**
 * What a family passes back to its operand. With u, the adjoint of log softmax that all members add up to, it is
 * u · (the others' p) - p · (the others' u): no term holds the 1 that would swallow a confident pixel's gradient.
 */
function adjointOf(
  b: Builder,
  { x, over, cuts }: Family,
  adjoints: ReadonlyMap<Node, Node>,
  inside: (node: Node) => Node,
): Node {
  const p = inside(b.along('softmax', over, x));
  const sum = (nodes: readonly Node[]): Node => b.add(nodes.map((node) => ({ node, coefficient: 1 })));
  const u = sum(
    cuts.map(({ node, leaf }) => {
      const g = adjoints.get(leaf) ?? b.constant(0);
      if (node.name === 'log_softmax') return g;
      if (node.name === 'logsumexp') return b.constant(0);
      return b.scale(node.name === 'softmax' ? 1 : -1, b.times(p, g));
    }),
  );
  const sign = termsOf(u).every((t) => t.coefficient < 0) ? -1 : 1;
  // Kept whole: its sum would otherwise be taken apart again, term by term.
  const own = b.apply('group', [b.scale(sign, u)]);
  const [first, ...rest] = cuts.filter(({ node }) => node.name === 'logsumexp');
  const direct =
    first === undefined ? [] : [first, ...rest].map(({ leaf }) => adjoints.get(leaf) ?? b.constant(0));
  return b.add([
    { node: b.times(own, inside(b.along('softmax_complement', over, x))), coefficient: sign },
    { node: b.times(p, others(b, over, own)), coefficient: -sign },
    { node: b.times(p, sum(direct)), coefficient: 1 },
  ]);
}

/** Leaves that stand for a family's members become those members again. */
function restore(b: Builder, node: Node, families: readonly Family[]): Node {
  const back = new Map(families.flatMap((f) => f.cuts.map(({ node: n, leaf }) => [leaf, n] as const)));
  const memo = new Map<Node, Node>();
  const visit = (n: Node): Node => b.substitute(n, (leaf) => back.get(leaf), memo);
  return visit(node);
}
