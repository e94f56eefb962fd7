/** Lowered expressions in; the same with as little left to compute as sharing can do, out. */
import type { Builder } from '../../graph/builder.ts';
import { factorsOf, term, termsOf } from '../../graph/parts.ts';
import { topological, type Along, type Factor, type Node, type Term } from '../../graph/node.ts';
import { factored } from './factor.ts';
import { isHost } from './host.ts';
import { whole } from './masks.ts';

export interface Graph {
  /** What is to be computed. */
  readonly roots: readonly Node[];
  /** Nodes with names, which change with the rest but do not count. */
  readonly named: readonly Node[];
}

/** Factors sums, joins sums over the same axes, and shares pairs of factors. */
export function condense(b: Builder, graph: Graph): Graph {
  const simple = rebuildAll(b, graph, (node) => factored(b, node));
  return sharePairs(b, joinSums(b, simple));
}

/** Rebuilds from the leaves up, each node passed through `change` once its arguments are done. */
function rebuildAll(b: Builder, { roots, named }: Graph, change: (node: Node) => Node): Graph {
  const memo = new Map<Node, Node>();
  const visit = (node: Node): Node => {
    const known = memo.get(node);
    if (known !== undefined) return known;
    const made = isHost(node) ? node : change(b.map(node, visit));
    memo.set(node, made);
    return made;
  };
  return { roots: roots.map(visit), named: named.map(visit) };
}

// --- sums over the same axes ----------------------------------------------------------------------------------------

/** Σ x + Σ y is Σ (x + y), where nothing else needs the two sums: two kernels instead of three. */
function joinSums(b: Builder, graph: Graph): Graph {
  const uses = new Map<Node, number>();
  const use = (node: Node): void => void uses.set(node, (uses.get(node) ?? 0) + 1);
  graph.roots.forEach(use);
  topological(graph.roots).forEach((node) => node.args.forEach(use));
  const single = (t: Term): boolean => (uses.get(t.node) ?? 0) <= 1;
  // Uses are those of the graph before: a node that has changed is left as it is.
  return rebuildAll(b, graph, (node) => {
    if (node.op !== 'add') return node;
    const terms = termsOf(node);
    const [first, ...others] = terms.filter((t) => isSum(t.node) && single(t));
    if (first === undefined || !isSum(first.node)) return node;
    const { over, args } = first.node;
    const axes = args[0]?.axes.join();
    const alike = others.filter(
      ({ node: n, coefficient }) =>
        isSum(n) &&
        coefficient === first.coefficient &&
        n.over.join() === over.join() &&
        n.args[0]?.axes.join() === axes,
    );
    if (alike.length === 0) return node;
    const joined = [first, ...alike];
    const inner = whole(b, b.add(joined.flatMap((t) => t.node.args.map((x) => term(x)))));
    const sum = term(b.along('sum', over, inner), first.coefficient);
    return b.add([...terms.filter((t) => !joined.includes(t)), sum], node.constant);
  });
}

const isSum = (node: Node): node is Along => node.op === 'along' && node.name === 'sum';

// --- pairs of factors -----------------------------------------------------------------------------------------------

/** A factor counted once; all numbers of a product are one unit. */
interface Unit {
  readonly key: string;
  readonly factor: Factor;
}

/** So many rounds are enough for any loss, and end a search that would not. */
const rounds = 64;

/** The most frequent pair of factors becomes a node of its own, until none occurs twice. */
function sharePairs(b: Builder, graph: Graph): Graph {
  let current = graph;
  for (let round = 0; round < rounds; round++) {
    const pair = mostFrequent(b, current.roots);
    if (pair === undefined) return current;
    const shared = whole(b, b.multiply(pair.map((u) => u.factor)));
    current = rebuildAll(b, current, (node) =>
      node.op === 'multiply' && node !== shared.args[0] ? withShared(b, node, pair, shared) : node,
    );
  }
  return current;
}

function withShared(b: Builder, node: Node, pair: readonly [Unit, Unit], shared: Node): Node {
  const rest = [...unitsOf(b, node)];
  if (!holdsPair(rest, pair)) return node;
  for (const { key } of pair) {
    const place = rest.findIndex((unit) => unit.key === key);
    rest.splice(place, 1);
  }
  return b.multiply([...rest.map((unit) => unit.factor), { node: shared, exponent: 1 }]);
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
