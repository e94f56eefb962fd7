/** Procedures about quotients: 1 minus a quotient near 1, the difference of two, and the logarithm of one. */
import type { Builder } from '../graph/builder.ts';
import { factorsOf, term, termsOf } from '../graph/parts.ts';
import { isConst, type Add, type Along, type Factor, type Node } from '../graph/node.ts';
import { isNonNegative, isNonPositive, unit, within } from '../graph/range.ts';
import type { Procedures } from './rule.ts';

type Simplify = (node: Node) => Node;

/** c · denominator = numerator + k · rest, as found when 1 minus a quotient was rewritten. */
export interface SumRelation {
  readonly denominator: Node;
  /** The same number from sums that are needed anyway. */
  readonly parts: Node;
}

export const isSum = (node: Node): node is Along => node.op === 'along' && node.name === 'sum';

export const quotientRules = (found: SumRelation[]): Procedures => ({
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
});

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
      const ratio = -t.coefficient / c;
      const whole: Parts = (q) => overDenominator(b, q, c, simplify, relations);
      const made =
        withoutShare(b, found, ratio, c, whole, simplify) ??
        whole({ ...found, numerator: b.scale(ratio, found.numerator) });
      if (made === undefined) continue;
      const rest = all.filter((other) => other !== t);
      return b.add([...rest, term(made)], node.constant - c);
    }
  }
  return undefined;
}

/** c - c·n/d over one denominator, where that does not cancel. */
type Parts = (quotient: Quotient) => Node | undefined;

function overDenominator(
  b: Builder,
  { numerator, denominator }: Quotient,
  c: number,
  simplify: Simplify,
  relations: SumRelation[],
): Node | undefined {
  const whole = simplify(b.add([term(denominator, c), term(numerator, -c)]));
  if (!oneSigned(whole, Math.sign(c))) return undefined;
  relations.push({ denominator, parts: b.add([term(whole, 1 / c), term(numerator)]) });
  return b.divide(whole, denominator);
}

/** c - c·u·n/d with u in [0, 1] as c·(1 - u)·n/d + (c - c·n/d). */
function withoutShare(
  b: Builder,
  { numerator, denominator }: Quotient,
  ratio: number,
  c: number,
  whole: Parts,
  simplify: Simplify,
): Node | undefined {
  const factors = factorsOf(numerator);
  for (const share of factors.filter((f) => f.exponent === 1 && within(f.node.range, unit))) {
    const n = b.scale(ratio, b.multiply(factors.filter((f) => f !== share)));
    const others = whole({ numerator: n, denominator });
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
      const share = b.divide(small.node, large.node);
      const ratio = b.add([term(share, small.coefficient / large.coefficient)], 1);
      const made = ratio.op === 'add' ? oneMinusQuotient(b, ratio, simplify, relations) : undefined;
      if (made === undefined) continue;
      // Where even twice the small term stays below the large one, nothing cancels, and no sum need be added.
      const twice = b.add([term(share, (2 * small.coefficient) / large.coefficient)], 1);
      if (twice.op === 'add' && oneMinusQuotient(b, twice, simplify, []) !== undefined) continue;
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
  const found = x && quotient(b, x, (f) => f.exponent === -1);
  if (x === undefined || found === undefined) return undefined;
  const excess = simplify(b.minus(found.numerator, found.denominator));
  const rest = b.divide(excess, found.denominator);
  if (oneSigned(excess, 1)) return b.apply('log1p', [rest]);
  if (!oneSigned(excess, -1)) return undefined;
  // Above one half the rest is above minus one half: said here, so that it is known wherever ranges are.
  const near = b.apply('log1p', [b.apply('at_least', [rest, b.constant(-0.5)])]);
  return b.select(b.apply('less', [b.constant(0.5), x]), near, b.apply('log', [b.apply('group', [x])]));
}

/** How much of the constant may belong to a quotient whose coefficient is of the other sign. */
const portions = (constant: number, coefficient: number): readonly number[] =>
  [...new Set([constant, -coefficient, -coefficient / 2])].filter((c) => Math.abs(c) <= Math.abs(constant));

interface Quotient {
  readonly numerator: Node;
  readonly denominator: Node;
}

const isSumBelow = (f: Factor): boolean => f.exponent === -1 && (f.node.op === 'add' || isSum(f.node));

function quotient(b: Builder, node: Node, below = isSumBelow): Quotient | undefined {
  const factors = factorsOf(node);
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
