/** Sums of products in; the same with common factors taken out, and with what products need not hold left out. */
import type { Builder } from '../../graph/builder.ts';
import { factorsOf, term, termsOf } from '../../graph/parts.ts';
import type { Factor, Node, Term } from '../../graph/node.ts';
import { ungrouped } from '../../graph/shapes.ts';
import { isHost } from './host.ts';
import { maskOf, vanishes, whole } from './masks.ts';
import { others, othersOf } from './others.ts';
import { reciprocalOf } from './reciprocal.ts';

/** One step: a node whose arguments are done in, an equal node that costs fewer kernels out. */
export function factored(b: Builder, node: Node): Node {
  if (node.op === 'multiply') return unscaled(b, unmask(b, countsAtLeastOne(b, node)));
  return node.op === 'add' ? takeOut(b, node) : positive(b, node);
}

/**
 * The reciprocal of a count, where another factor is 0 when the count is: any number will do for 1 / 0, and that of
 * max(count, 1) is the cheapest.
 */
function countsAtLeastOne(b: Builder, node: Node): Node {
  if (node.op !== 'multiply') return node;
  const factors = factorsOf(node);
  const counted = factors.map((f) => {
    const count = f.exponent > 0 ? reciprocalOf(f.node) : undefined;
    if (count?.op !== 'along' || count.name !== 'sum' || !count.range.integer) return f;
    const empty = factors.some(
      (g) => g !== f && g.exponent > 0 && count.args.some((mask) => vanishes(g.node, mask, count.over)),
    );
    return empty ? { node: b.apply('at_least', [count, b.constant(1)]), exponent: -f.exponent } : f;
  });
  return b.multiply(counted);
}

/** A whole sum of which every term is negative becomes the negative of one of which every term is positive. */
function positive(b: Builder, node: Node): Node {
  const rest = othersOf(node);
  if (rest?.sign === -1) return b.negate(others(b, rest.sum.over, rest.x));
  const [sum] = node.args;
  if (node.op !== 'apply' || node.name !== 'group' || sum?.op !== 'add') return node;
  const negative = sum.constant <= 0 && sum.coefficients.every((k) => k < 0);
  return negative ? b.negate(b.apply('group', [b.negate(sum)])) : node;
}

/** A factor 2·x + s, s a number, is 2·(x + s/2): the 2 joins the numbers of the product and costs nothing. */
function unscaled(b: Builder, node: Node): Node {
  if (node.op !== 'multiply') return node;
  return b.multiply(
    factorsOf(node).flatMap((f) => {
      const [tensor, ...others] = termsOf(f.node).filter((t) => !isHost(t.node));
      const scale = tensor?.coefficient ?? 1;
      if (f.node.op !== 'add' || others.length > 0 || scale <= 0 || scale === 1) return [f];
      if (!Number.isInteger(f.exponent)) return [f];
      const inner = whole(b, b.scale(1 / scale, f.node));
      return [
        { node: b.constant(scale ** f.exponent), exponent: 1 },
        { node: inner, exponent: f.exponent },
      ];
    }),
  );
}

// --- common factors ---------------------------------------------------------------------------------------------

/** a·x + b·x + c is (a + b)·x + c: one product instead of two. */
function takeOut(b: Builder, node: Node): Node {
  if (node.op !== 'add') return node;
  const terms = termsOf(node);
  const common = mostCommon(terms);
  if (common === undefined) return node;
  const holds = (t: Term): boolean => factorsOf(t.node).some((f) => sameFactor(f, common));
  const inner = terms.filter(holds).map((t) => ({
    ...t,
    node: b.multiply(factorsOf(t.node).filter((f) => !sameFactor(f, common))),
  }));
  const sum = positive(b, whole(b, takeOut(b, b.add(inner))));
  const taken = b.multiply([common, { node: sum, exponent: 1 }]);
  return takeOut(b, b.add([...terms.filter((t) => !holds(t)), term(taken)], node.constant));
}

/** In a product: v·x + h·y, with h 0 wherever the mask v is, is v·(x + h·y), and v joins the other factors. */
function unmask(b: Builder, node: Node): Node {
  if (node.op !== 'multiply') return node;
  for (const f of factorsOf(node)) {
    const sum = ungrouped(f.node);
    const [valid, inner] = (f.exponent === 1 && withoutValid(b, sum)) || [];
    if (valid === undefined || inner === undefined) continue;
    const others = factorsOf(node).filter((other) => other !== f && other.node !== valid);
    return b.multiply([
      ...others,
      { node: valid, exponent: 1 },
      { node: whole(b, takeOut(b, inner)), exponent: 1 },
    ]);
  }
  return node;
}

function withoutValid(b: Builder, sum: Node): readonly [Node, Node] | undefined {
  const terms = termsOf(sum);
  if (sum.op !== 'add' || sum.constant !== 0 || terms.length < 2) return undefined;
  const masks = terms.flatMap((t) => factorsOf(t.node)).filter((f) => maskOf(f.node)?.kind === 'valid');
  const valid = masks.find((m) => terms.every((t) => vanishes(t.node, m.node)))?.node;
  if (valid === undefined) return undefined;
  const inner = terms.map((t) => ({
    ...t,
    node: b.multiply(factorsOf(t.node).filter((f) => f.node !== valid)),
  }));
  return [valid, b.add(inner)];
}

const sameFactor = (f: Factor, g: Factor): boolean => f.node === g.node && f.exponent === g.exponent;

/** The factor that most terms have, of those with the most axes; numbers do not count. */
function mostCommon(terms: readonly Term[]): Factor | undefined {
  const counts = new Map<string, { factor: Factor; count: number }>();
  for (const { node } of terms)
    for (const factor of factorsOf(node)) {
      if (isHost(factor.node)) continue;
      const key = `${factor.node.id} ${factor.exponent}`;
      counts.set(key, { factor, count: (counts.get(key)?.count ?? 0) + 1 });
    }
  const shared = [...counts.values()].filter(({ count }) => count > 1);
  shared.sort((p, q) => q.count - p.count || q.factor.node.axes.length - p.factor.node.axes.length);
  return shared[0]?.factor;
}
