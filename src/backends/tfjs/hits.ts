/**
 * Probabilities told by how wrong they are. Where the graph holds q = sigmoid((1 - 2y) z), the probability of being
 * wrong, and so r = sigmoid(-(1 - 2y) z), that of being right, sigmoid(z) and sigmoid(-z) are one or the other wherever
 * the label is known: two sigmoids do for four.
 */
import type { Builder } from '../../graph/builder.ts';
import { factorsOf, termsOf } from '../../graph/parts.ts';
import { topological, type Factor, type Node } from '../../graph/node.ts';
import { isBinary } from '../../graph/range.ts';
import { complement } from './merge.ts';

interface Miss {
  readonly label: Node;
  /** sigmoid(z) and sigmoid(-z). */
  readonly sides: readonly [Node, Node];
  readonly wrong: Node;
  readonly right: Node;
}

/** The same values, with fewer sigmoids where that can be; the first `count` are those that are computed. */
export function tellHits(b: Builder, nodes: readonly Node[], count: number): readonly Node[] {
  const cost = (all: readonly Node[]): number => sigmoids(all.slice(0, count));
  return missesIn(b, nodes.slice(0, count)).reduce<readonly Node[]>((current, miss) => {
    const told = replaced(b, current, miss);
    return cost(told) < cost(current) ? told : current;
  }, nodes);
}

const sigmoids = (roots: readonly Node[]): number => topological(roots).filter(isSigmoid).length;

const isSigmoid = (node: Node): boolean => node.op === 'apply' && node.name === 'sigmoid';

function missesIn(b: Builder, roots: readonly Node[]): readonly Miss[] {
  return topological(roots).flatMap((wrong) => {
    const [x] = wrong.args;
    if (!isSigmoid(wrong) || x?.op !== 'multiply') return [];
    const factors = factorsOf(x);
    const sign = factors.find((f) => f.exponent === 1 && labelOf(f.node) !== undefined);
    const label = sign && labelOf(sign.node);
    if (label === undefined) return [];
    const z = b.multiply(factors.filter((f) => f !== sign));
    const sigmoid = (node: Node): Node => b.apply('sigmoid', [node]);
    return [{ label, sides: [sigmoid(z), sigmoid(b.negate(z))], wrong, right: sigmoid(b.negate(x)) }];
  });
}

/** The y of 1 - 2y. */
function labelOf(node: Node): Node | undefined {
  const [only, ...others] = termsOf(node);
  if (node.op !== 'add' || node.constant !== 1 || others.length > 0 || only?.coefficient !== -2)
    return undefined;
  return isBinary(only.node.range) ? only.node : undefined;
}

function replaced(b: Builder, roots: readonly Node[], miss: Miss): readonly Node[] {
  const memo = new Map<Node, Node>();
  const visit = (node: Node): Node => {
    const known = memo.get(node);
    if (known !== undefined) return known;
    const rebuilt = b.map(node, visit);
    const made = rebuilt.op === 'multiply' ? b.multiply(told(b, factorsOf(rebuilt), miss)) : rebuilt;
    memo.set(node, made);
    return made;
  };
  return roots.map(visit);
}

/** Factors of one product, with sigmoids beside the label, or beside each other, told by the label. */
function told(
  b: Builder,
  factors: readonly Factor[],
  { label, sides, wrong, right }: Miss,
): readonly Factor[] {
  const has = (node: Node): boolean => factors.some((f) => f.exponent === 1 && f.node === node);
  const [positive, negative] = sides;
  const swap = (changes: ReadonlyMap<Node, Node>): readonly Factor[] =>
    factors.map((f) => (f.exponent === 1 ? { ...f, node: changes.get(f.node) ?? f.node } : f));
  if (has(positive) && has(negative))
    return swap(
      new Map([
        [positive, wrong],
        [negative, right],
      ]),
    );
  if (has(label))
    return swap(
      new Map([
        [positive, right],
        [negative, wrong],
      ]),
    );
  if (has(complement(b, label)))
    return swap(
      new Map([
        [positive, wrong],
        [negative, right],
      ]),
    );
  return factors;
}
