/** Sums of products in; the same with common factors taken out, and with products that several share computed once. */
import { factorsOf, term, termsOf, type Builder, type Factor, type Term } from '../../graph/builder.ts';
import { topological, type Node } from '../../graph/node.ts';
import { isHost } from './host.ts';
import { maskOf, vanishes, whole } from './masks.ts';
import { others, othersOf } from './others.ts';
import { reciprocalOf } from './reciprocal.ts';

/** Rewrites every sum and then shares pairs of factors, in all of the roots. */
export function condense(b: Builder, roots: readonly Node[]): readonly Node[] {
  const counted = rebuildAll(b, roots, (node) => countsAtLeastOne(b, node));
  const factored = rebuildAll(b, counted, (node) =>
    node.op === 'multiply' ? unmask(b, node) : node.op === 'add' ? takeOut(b, node) : positive(b, node),
  );
  return sharePairs(b, factored);
}

/** Rebuilds from the leaves up, each node passed through `change` once its arguments are done. */
function rebuildAll(b: Builder, roots: readonly Node[], change: (node: Node) => Node): readonly Node[] {
  const memo = new Map<Node, Node>();
  const visit = (node: Node): Node => {
    const known = memo.get(node);
    if (known !== undefined) return known;
    const made = isHost(node) ? node : change(b.rebuild(node, node.args.map(visit)));
    memo.set(node, made);
    return made;
  };
  return roots.map(visit);
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
  for (const f of factorsOf(node)) {
    const sum = f.node.op === 'apply' && f.node.name === 'group' ? f.node.args[0] : f.node;
    const [valid, inner] = (f.exponent === 1 && sum !== undefined && withoutValid(b, sum)) || [];
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

// --- shared pairs -----------------------------------------------------------------------------------------------

/** A factor counted once; all numbers of a product are one unit. */
interface Unit {
  readonly key: string;
  readonly factor: Factor;
}

/** The most frequent pair of factors becomes a node of its own, until none occurs twice. */
function sharePairs(b: Builder, roots: readonly Node[]): readonly Node[] {
  let current = roots;
  for (let round = 0; round < 64; round++) {
    const pair = mostFrequent(b, current);
    if (pair === undefined) return current;
    const shared = whole(b, b.multiply(pair.map((u) => u.factor)));
    current = rebuildAll(b, current, (node) => {
      if (node.op !== 'multiply' || node === shared.args[0]) return node;
      const units = unitsOf(b, node);
      if (!holdsPair(units, pair)) return node;
      const rest = [...units];
      for (const unit of pair)
        rest.splice(
          rest.findIndex((u) => u.key === unit.key),
          1,
        );
      return b.multiply([...rest.map((u) => u.factor), { node: shared, exponent: 1 }]);
    });
  }
  return current;
}

function unitsOf(b: Builder, node: Node): readonly Unit[] {
  const factors = factorsOf(node);
  const hosts = factors.filter((f) => isHost(f.node));
  const units = factors
    .filter((f) => !isHost(f.node))
    .flatMap((f): Unit[] => {
      const times = Number.isInteger(f.exponent) ? Math.abs(f.exponent) : 1;
      const exponent = f.exponent / times;
      const unit = { key: `${f.node.id}^${exponent}`, factor: { node: f.node, exponent } };
      return Array<Unit>(times).fill(unit);
    });
  if (hosts.length === 0) return units;
  const product = b.multiply(hosts);
  return [{ key: `host ${product.id}`, factor: { node: product, exponent: 1 } }, ...units];
}

const holdsPair = (units: readonly Unit[], [p, q]: readonly [Unit, Unit]): boolean =>
  p.key === q.key
    ? units.filter((u) => u.key === p.key).length > 1
    : units.some((u) => u.key === p.key) && units.some((u) => u.key === q.key);

function mostFrequent(b: Builder, roots: readonly Node[]): readonly [Unit, Unit] | undefined {
  const counts = new Map<string, { pair: readonly [Unit, Unit]; count: number }>();
  for (const node of topological(roots)) {
    if (node.op !== 'multiply' || isHost(node)) continue;
    const units = unitsOf(b, node);
    const seen = new Set<string>();
    units.forEach((p, k) => {
      for (const q of units.slice(k + 1)) {
        const pair: readonly [Unit, Unit] = p.key < q.key ? [p, q] : [q, p];
        const key = `${pair[0].key} ${pair[1].key}`;
        if (seen.has(key)) continue;
        seen.add(key);
        counts.set(key, { pair, count: (counts.get(key)?.count ?? 0) + 1 });
      }
    });
  }
  const shared = [...counts.entries()].filter(([, { count }]) => count > 1);
  shared.sort(([a, p], [c, q]) => q.count - p.count || volume(q.pair) - volume(p.pair) || (a < c ? -1 : 1));
  return shared[0]?.[1].pair;
}

const volume = (pair: readonly [Unit, Unit]): number => new Set(pair.flatMap((u) => u.factor.node.axes)).size;
