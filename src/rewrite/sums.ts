/** Procedures about sums over axes: differences of sums merged, sums shared between expressions. */
import type { Builder } from '../graph/builder.ts';
import { factorsOf, term, termsOf } from '../graph/parts.ts';
import { topological, without, type Add, type Along, type Node, type Term } from '../graph/node.ts';
import { isNonNegative, isNonPositive } from '../graph/range.ts';
import { choiceOf } from './choice.ts';
import { powers } from './powers.ts';
import { isSum, quotientRules, type SumRelation } from './quotients.ts';
import type { Procedures } from './rule.ts';
import { together } from './together.ts';
import { splitLabels } from './labels.ts';

type Simplify = (node: Node) => Node;

/** Identities that hold before differentiating as well as after. */
export const identities: Procedures = {
  'sum-of-softmax': {
    why: 'probabilities sum to 1: the computed sum is off by its rounding',
    apply: (b, node) => (isSum(node) ? sumOfSoftmax(b, node) : undefined),
  },
};

/** Over the axes of the softmax, and any others, along which there is then a 1 for each. */
function sumOfSoftmax(b: Builder, { over, args }: Along): Node | undefined {
  const [x] = args;
  if (x?.op !== 'along' || x.name !== 'softmax' || !x.over.every((axis) => over.includes(axis)))
    return undefined;
  return b.sizes(without(over, x.over));
}

export const sumRules = (found: SumRelation[]): Procedures => ({
  'difference-of-sums': {
    why: 'sums of probabilities cancel; the sum of the differences has one sign',
    apply: (b, node, simplify) => (node.op === 'add' ? mergeSums(b, node, simplify) : undefined),
  },
  ...quotientRules(found),
  ...powers,
  ...together,
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
  const choices = all.flatMap(({ node: n, coefficient }) => {
    const choice = choiceOf(n);
    return choice === undefined ? [] : [{ ...choice, coefficient }];
  });
  const test = choices[0]?.test;
  if (test === undefined || choices.filter((c) => c.test === test).length < all.length) return node;
  const branch = (of: 'yes' | 'no'): Node =>
    combined(b, b.add(choices.map((choice) => term(choice[of], choice.coefficient))));
  return b.select(test, branch('yes'), branch('no'));
}

const splitted = (b: Builder, node: Node): Node => splitLabels(b, [node]).roots[0] ?? node;

/** The sign of each item is that of its coefficient: summands of one group are compared as they stand. */
const mixedSigns = (items: readonly SumTerm[]): boolean => {
  const signs = items.map((i) => Math.sign(i.coefficient) * (isNonPositive(i.sum.range) ? -1 : 1));
  return signs.includes(1) && signs.includes(-1);
};
