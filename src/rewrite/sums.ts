/** Procedures about sums over axes: differences of sums, and 1 minus a quotient of sums. */
import { factorsOf, term, termsOf, type Builder, type Factor, type Term } from '../graph/builder.ts';
import { isConst, type Add, type Along, type Node } from '../graph/node.ts';
import { isNonNegative, isNonPositive } from '../graph/range.ts';
import type { Procedures } from './rule.ts';
import { splitLabels } from './labels.ts';

type Simplify = (node: Node) => Node;

export const sums: Procedures = {
  'difference-of-sums': {
    why: 'sums of probabilities cancel; the sum of the differences has one sign',
    apply: (b, node, simplify) => (node.op === 'add' ? mergeSums(b, node, simplify) : undefined),
  },
  'one-minus-quotient': {
    why: '1 minus a quotient near 1 cancels; (d - n) / d does not',
    apply: (b, node, simplify) => (node.op === 'add' ? oneMinusQuotient(b, node, simplify) : undefined),
  },
};

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
      splitted(b, b.add(items.map((i) => term(i.sum.args[0] ?? i.sum, i.coefficient)))),
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

const splitted = (b: Builder, node: Node): Node => splitLabels(b, [node]).roots[0] ?? node;

/** The sign of each item is that of its coefficient: summands of one group are compared as they stand. */
const mixedSigns = (items: readonly SumTerm[]): boolean => {
  const signs = items.map((i) => Math.sign(i.coefficient) * (isNonPositive(i.sum.range) ? -1 : 1));
  return signs.includes(1) && signs.includes(-1);
};

/** c - k·n/d as (c·d - k·n)/d, where the numerator provably has no term of the other sign. */
function oneMinusQuotient(b: Builder, node: Add, simplify: Simplify): Node | undefined {
  if (node.constant === 0) return undefined;
  const all = termsOf(node);
  for (const t of all) {
    if (Math.sign(t.coefficient) === Math.sign(node.constant)) continue;
    const found = quotient(b, t.node);
    if (found === undefined) continue;
    for (const c of portions(node.constant, t.coefficient)) {
      const numerator = simplify(b.add([term(found.denominator, c), term(found.numerator, t.coefficient)]));
      if (!oneSigned(numerator, Math.sign(c))) continue;
      const rest = all.filter((other) => other !== t);
      return b.add([...rest, term(b.divide(numerator, found.denominator))], node.constant - c);
    }
  }
  return undefined;
}

/** How much of the constant may belong to this quotient. */
const portions = (constant: number, coefficient: number): readonly number[] =>
  [...new Set([constant, -coefficient, -coefficient / 2])].filter(
    (c) => Math.sign(c) === Math.sign(constant) && Math.abs(c) <= Math.abs(constant),
  );

function quotient(b: Builder, node: Node): { numerator: Node; denominator: Node } | undefined {
  const factors = factorsOf(node);
  const below = (f: Factor): boolean => f.exponent === -1 && f.node.op === 'add';
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
