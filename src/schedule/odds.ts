/**
 * Of every logit one exponential, its odds e^x: sigmoid(x) is odds / (1 + odds), sigmoid(-x) is 1 / (1 + odds), and
 * softplus(x) is log1p(odds). Each is exact for small results, and no sign is tested, which a processor would guess
 * wrong for every other pixel. Odds are capped where they would overflow; what softplus loses by that comes back as
 * the excess. For scalar code, whose arithmetic is in float64.
 */
import type { Builder } from '../graph/builder.ts';
import { factorsOf, term } from '../graph/parts.ts';
import { topological, type Factor, type Node } from '../graph/node.ts';
import { unsigned } from './flips.ts';

export function oddsForms(b: Builder, roots: readonly Node[]): readonly Node[] {
  const bases = basesOf(b, roots);
  const memo = new Map<Node, Node>();
  const visit = (node: Node): Node => {
    const known = memo.get(node);
    if (known !== undefined) return known;
    const made = tailProducts(b, node, bases, visit) ?? lower(b, node, bases, visit);
    memo.set(node, made);
    return made;
  };
  return roots.map(visit);
}

/** For a logit, up to its sign: which sign has the softplus. */
type Bases = ReadonlyMap<Node, 1 | -1>;

const isLogistic = (node: Node): boolean =>
  node.op === 'apply' && (node.name === 'sigmoid' || node.name === 'softplus' || node.name === 'tail');

/** All logits but those of which softplus is wanted with both signs: the odds of one sign cannot give the other. */
function basesOf(b: Builder, roots: readonly Node[]): Bases {
  const signs = new Map<Node, Set<1 | -1>>();
  for (const node of topological(roots)) {
    const [x] = node.args;
    if (!isLogistic(node) || x === undefined || x.axes.length === 0) continue;
    const { base, sign } = unsigned(b, x);
    const found = signs.get(base) ?? new Set();
    signs.set(base, found);
    if (node.op === 'apply' && node.name === 'softplus') found.add(sign);
  }
  const bases = new Map<Node, 1 | -1>();
  for (const [base, found] of signs) if (found.size < 2) bases.set(base, [...found][0] ?? 1);
  return bases;
}

function lower(b: Builder, node: Node, bases: Bases, visit: (node: Node) => Node): Node {
  const rebuilt = (): Node => b.map(node, visit);
  const [x] = node.args;
  if (!isLogistic(node) || node.op !== 'apply' || x === undefined) return rebuilt();
  const { base, sign } = unsigned(b, x);
  const direction = bases.get(base);
  if (direction === undefined) return rebuilt();
  const logit = b.scale(direction, visit(base));
  const odds = oddsOf(b, logit);
  const { for: yes, against: no } = chances(b, odds);
  switch (node.name) {
    case 'softplus':
      return b.plus(b.apply('log1p', [odds]), b.apply('excess', [logit]));
    case 'sigmoid':
      return sign === direction ? yes : no;
    default:
      return b.select(b.apply('less', [b.constant(1), odds]), no, yes);
  }
}

/** By their root, which a float32 array can hold between two passes where odds themselves would overflow. */
export const oddsOf = (b: Builder, logit: Node): Node =>
  b.apply('group', [b.multiply([{ node: b.apply('root_odds', [logit]), exponent: 2 }])]);

export const isOdds = (node: Node): boolean => {
  const [square] = node.args;
  const root = square?.op === 'multiply' && square.exponents.join() === '2' ? square.args[0] : undefined;
  return node.op === 'apply' && node.name === 'group' && root?.op === 'apply' && root.name === 'root_odds';
};

/** What a variable with one of these values is called. */
export function chanceName(node: Node): string | undefined {
  const [inner] = node.args;
  if (node.op !== 'apply' || node.name !== 'group' || inner?.op !== 'multiply') return undefined;
  if (isOdds(node)) return 'odds';
  const [x, y] = inner.args;
  if (x === undefined) return undefined;
  if (inner.exponents.join() === '-1' && x.op === 'add' && x.args.length === 1 && x.args.some(isOdds))
    return 'complement';
  return y !== undefined && [x, y].some(isOdds) && [x, y].some((n) => chanceName(n) === 'complement')
    ? 'chance'
    : undefined;
}

/** The two probabilities, by one division. */
export function chances(b: Builder, odds: Node): { readonly for: Node; readonly against: Node } {
  const against = b.apply('group', [b.divide(b.constant(1), b.add([term(odds)], 1))]);
  // Taken together: odds may be so large that other factors would overflow with them.
  return { for: b.apply('group', [b.times(odds, against)]), against };
}

/** tail · (1 - tail) is the product of the two probabilities, whichever is the smaller. */
function tailProducts(b: Builder, node: Node, bases: Bases, visit: (node: Node) => Node): Node | undefined {
  if (node.op !== 'multiply') return undefined;
  const factors = factorsOf(node);
  const pair = tailPair(b, factors, bases);
  if (pair === undefined) return undefined;
  const { tail, complement, base } = pair;
  const odds = oddsOf(b, b.scale(bases.get(base) ?? 1, visit(base)));
  const both = chances(b, odds);
  const rest = b.multiply(factors.filter((f) => f !== tail && f !== complement));
  return b.times(b.times(both.for, both.against), visit(rest));
}

function tailPair(
  b: Builder,
  factors: readonly Factor[],
  bases: Bases,
): { readonly tail: Factor; readonly complement: Factor; readonly base: Node } | undefined {
  for (const tail of factors) {
    const [x] = tail.node.args;
    if (tail.node.op !== 'apply' || tail.node.name !== 'tail' || tail.exponent !== 1 || !x) continue;
    const { base } = unsigned(b, x);
    const other = b.minus(b.constant(1), tail.node);
    const complement = factors.find((f) => f.node === other && f.exponent === 1);
    if (bases.has(base) && complement !== undefined) return { tail, complement, base };
  }
  return undefined;
}
