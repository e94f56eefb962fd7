/** Procedures about sums over axes: differences of sums, 1 minus a quotient of sums, the logarithm of a quotient. */
import { factorsOf, term, termsOf, type Builder, type Factor, type Term } from '../graph/builder.ts';
import { isConst, topological, type Add, type Along, type Node } from '../graph/node.ts';
import { isNonNegative, isNonPositive, unit, within } from '../graph/range.ts';
import { powers } from './powers.ts';
import type { Procedures } from './rule.ts';
import { splitLabels } from './labels.ts';

type Simplify = (node: Node) => Node;

/** c · denominator = numerator + k · rest, as found when 1 minus a quotient was rewritten. */
export interface SumRelation {
  readonly denominator: Node;
  /** The same number from sums that are needed anyway. */
  readonly parts: Node;
}

export const sumRules = (found: SumRelation[]): Procedures => ({
  'difference-of-sums': {
    why: 'sums of probabilities cancel; the sum of the differences has one sign',
    apply: (b, node, simplify) => (node.op === 'add' ? mergeSums(b, node, simplify) : undefined),
  },
  'one-minus-quotient': {
    why: '1 minus a quotient near 1 cancels; (d - n) / d does not',
    apply: (b, node, simplify) =>
      node.op === 'add' ? oneMinusQuotient(b, node, simplify, found) : undefined,
  },
  'difference-of-quotients': {
    why: 'a / d - a·n / d² cancels where n is near d; a / d · (d - n) / d does not',
    apply: (b, node, simplify) =>
      node.op === 'add' ? differenceOfQuotients(b, node, simplify, found) : undefined,
  },
  'log-of-quotient': {
    why: 'a quotient near 1 has lost what its logarithm is made of; (n - d) / d has not',
    apply: (b, node, simplify) => logOfQuotient(b, node, simplify),
  },
  ...powers,
});

/** Writes denominators in terms of the numerators beside them, where that leaves fewer sums to accumulate. */
export function shareSums(
  b: Builder,
  roots: readonly Node[],
  found: readonly SumRelation[],
): readonly Node[] {
  return found.reduce((current, { denominator, parts }) => {
    const next = current.map((root) =>
      b.substitute(root, (node) => (node === denominator ? parts : undefined)),
    );
    return countSums(next) < countSums(current) ? next : current;
  }, roots);
}

const countSums = (roots: readonly Node[]): number => topological(roots).filter(isSum).length;

interface SumTerm {
  readonly coefficient: number;
  readonly cofactor: Node;
  readonly sum: Along;
}

/** A term that is a sum over axes times something. */
function sumTerm(b: Builder, { coefficient, node }: Term): SumTerm | undefined {
  const factors = factorsOf(node);
  const found = factors.find((f) => f.exponent === 1 && isSum(f.node));
  if (found === undefined || !isSum(found.node)) return undefined;
  return { coefficient, cofactor: b.multiply(factors.filter((f) => f !== found)), sum: found.node };
}

const isSum = (node: Node): node is Along => node.op === 'along' && node.name === 'sum';

/** Merges sums of opposite sign over the same axes where the merged summand provably has one sign. */
function mergeSums(b: Builder, node: Add, simplify: Simplify): Node | undefined {
  const all = termsOf(node);
  const groups = new Map<string, { items: SumTerm[]; terms: Term[] }>();
  for (const t of all) {
    const found = sumTerm(b, t);
    if (found === undefined) continue;
    const key = `${found.cofactor.id} ${found.sum.over.join()} ${found.sum.axes.join()}`;
    const group = groups.get(key) ?? { items: [], terms: [] };
    group.items.push(found);
    group.terms.push(t);
    groups.set(key, group);
  }
  for (const { items, terms } of groups.values()) {
    const [first] = items;
    if (first === undefined || !mixedSigns(items)) continue;
    const merged = simplify(
      splitted(b, combined(b, b.add(items.map((i) => term(i.sum.args[0] ?? i.sum, i.coefficient))))),
    );
    if (!isNonNegative(merged.range) && !isNonPositive(merged.range)) continue;
    const rest = all.filter((t) => !terms.includes(t));
    return b.add(
      [...rest, term(b.times(first.cofactor, b.along('sum', first.sum.over, merged)))],
      node.constant,
    );
  }
  return undefined;
}

/** Terms under one test, or with a common factor, taken together: so their sums stand side by side. */
function combined(b: Builder, node: Node): Node {
  if (node.op !== 'add' || node.constant !== 0) return node;
  const all = termsOf(node);
  const [first, ...others] = all.map((t) => factorsOf(t.node));
  const common = (first ?? []).filter((f) =>
    others.every((factors) => factors.some((g) => g.node === f.node && g.exponent === f.exponent)),
  );
  if (common.length > 0) {
    const inverse = b.power(b.multiply(common), -1);
    const rest = all.map((t) => term(b.times(t.node, inverse), t.coefficient));
    return b.times(b.multiply(common), combined(b, b.add(rest)));
  }
  const test = node.args[0]?.args[0];
  const choices = all.flatMap(({ node: n, coefficient }) =>
    n.op === 'apply' && n.name === 'select' && n.args[0] === test ? [{ args: n.args, coefficient }] : [],
  );
  if (test === undefined || choices.length < all.length) return node;
  const branch = (k: number): Node =>
    combined(b, b.add(choices.map(({ args, coefficient }) => term(args[k] ?? test, coefficient))));
  return b.select(test, branch(1), branch(2));
}

const splitted = (b: Builder, node: Node): Node => splitLabels(b, [node]).roots[0] ?? node;

/** The sign of each item is that of its coefficient: summands of one group are compared as they stand. */
const mixedSigns = (items: readonly SumTerm[]): boolean => {
  const signs = items.map((i) => Math.sign(i.coefficient) * (isNonPositive(i.sum.range) ? -1 : 1));
  return signs.includes(1) && signs.includes(-1);
};

/** c - k·n/d as (c·d - k·n)/d, where the numerator provably has no term of the other sign. */
function oneMinusQuotient(
  b: Builder,
  node: Add,
  simplify: Simplify,
  relations: SumRelation[],
): Node | undefined {
  if (node.constant === 0) return undefined;
  const all = termsOf(node);
  for (const t of all) {
    if (Math.sign(t.coefficient) === Math.sign(node.constant)) continue;
    const found = quotient(b, t.node);
    if (found === undefined) continue;
    for (const c of portions(node.constant, t.coefficient)) {
      const parts: Parts = (q) => part(b, q, c, t.coefficient, simplify, relations);
      const made =
        (t.coefficient === -c ? withoutShare(b, found, c, parts, simplify) : undefined) ?? parts(found);
      if (made === undefined) continue;
      const rest = all.filter((other) => other !== t);
      return b.add([...rest, term(made)], node.constant - c);
    }
  }
  return undefined;
}

/** c + k·n/d over one denominator, for a quotient n/d. */
type Parts = (quotient: Quotient) => Node | undefined;

function part(
  b: Builder,
  { numerator, denominator }: Quotient,
  c: number,
  k: number,
  simplify: Simplify,
  relations: SumRelation[],
): Node | undefined {
  const whole = simplify(b.add([term(denominator, c), term(numerator, k)]));
  if (!oneSigned(whole, Math.sign(c))) return undefined;
  relations.push({ denominator, parts: b.add([term(whole, 1 / c), term(numerator, -k / c)]) });
  return b.divide(whole, denominator);
}

/** c - c·u·n/d with u in [0, 1] as c·(1 - u)·n/d + (c - c·n/d). */
function withoutShare(
  b: Builder,
  { numerator, denominator }: Quotient,
  c: number,
  parts: Parts,
  simplify: Simplify,
): Node | undefined {
  const factors = factorsOf(numerator);
  for (const share of factors.filter((f) => f.exponent === 1 && within(f.node.range, unit))) {
    const n = b.multiply(factors.filter((f) => f !== share));
    const others = parts({ numerator: n, denominator });
    if (others === undefined) continue;
    const missing = b.times(simplify(b.minus(b.constant(1), share.node)), n, b.power(denominator, -1));
    return b.plus(b.scale(c, missing), others);
  }
  return undefined;
}

/** a·x - b·x·n/d as a·x·(1 - b/a·n/d), where that can be put over d without cancelling. */
function differenceOfQuotients(
  b: Builder,
  node: Add,
  simplify: Simplify,
  relations: SumRelation[],
): Node | undefined {
  const all = termsOf(node);
  for (const large of all)
    for (const small of all) {
      if (large.coefficient * small.coefficient >= 0 || !isDivisible(small.node, large.node)) continue;
      const ratio = b.add([term(b.divide(small.node, large.node), small.coefficient / large.coefficient)], 1);
      const made = ratio.op === 'add' ? oneMinusQuotient(b, ratio, simplify, relations) : undefined;
      if (made === undefined) continue;
      const rest = all.filter((t) => t !== large && t !== small);
      return b.add([...rest, term(b.times(large.node, made), large.coefficient)], node.constant);
    }
  return undefined;
}

/** The quotient of two products has no denominator but sums that its numerator has too. */
const isDivisible = (numerator: Node, denominator: Node): boolean => {
  const above = new Map(factorsOf(numerator).map((f) => [f.node, f.exponent]));
  return factorsOf(denominator).every(({ node, exponent }) => {
    const own = above.get(node) ?? 0;
    return exponent < 0 ? own <= exponent : own >= exponent;
  });
};

/** log(n/d) as log1p((n - d)/d) where n - d has one sign: only near 1 where it is negative. */
function logOfQuotient(b: Builder, node: Node, simplify: Simplify): Node | undefined {
  const x = node.op === 'apply' && node.name === 'log' ? node.args[0] : undefined;
  const found = x && quotient(b, x);
  if (x === undefined || found === undefined) return undefined;
  const excess = simplify(b.minus(found.numerator, found.denominator));
  const near = b.apply('log1p', [b.divide(excess, found.denominator)]);
  if (oneSigned(excess, 1)) return near;
  if (!oneSigned(excess, -1)) return undefined;
  return b.select(b.apply('less', [b.constant(0.5), x]), near, b.apply('log', [b.apply('group', [x])]));
}

/** How much of the constant may belong to this quotient. */
const portions = (constant: number, coefficient: number): readonly number[] =>
  [...new Set([constant, -coefficient, -coefficient / 2])].filter(
    (c) => Math.sign(c) === Math.sign(constant) && Math.abs(c) <= Math.abs(constant),
  );

interface Quotient {
  readonly numerator: Node;
  readonly denominator: Node;
}

function quotient(b: Builder, node: Node): Quotient | undefined {
  const factors = factorsOf(node);
  const below = (f: Factor): boolean => f.exponent === -1 && (f.node.op === 'add' || isSum(f.node));
  const denominator = factors.find(below);
  if (denominator === undefined) return undefined;
  return { numerator: b.multiply(factors.filter((f) => f !== denominator)), denominator: denominator.node };
}

/** Every term of a sum, its constant included, has the given sign. */
function oneSigned(node: Node, sign: number): boolean {
  if (isConst(node)) return Math.sign(node.value) * sign >= 0;
  const constant = node.op === 'add' ? node.constant : 0;
  return (
    constant * sign >= 0 &&
    termsOf(node).every(({ coefficient, node: n }) =>
      coefficient * sign > 0 ? isNonNegative(n.range) : isNonPositive(n.range),
    )
  );
}
