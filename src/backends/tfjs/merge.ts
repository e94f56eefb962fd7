/**
 * A 0/1 mask and two branches in, one arithmetic expression out. What the branches share is computed once, with the
 * choice pushed down to where they differ: `if y then softplus(-z) else softplus(z)` is `softplus((1 - 2y) z)`.
 */
import type { Builder } from '../../graph/builder.ts';
import { factorsOf, term, termsOf } from '../../graph/parts.ts';
import { isConst, type Factor, type Node, type Term } from '../../graph/node.ts';
import { isFinite32 } from './finite.ts';
import { isHost } from './host.ts';
import { product, whole } from './masks.ts';

/** The value of `if mask then yes else no` without a choice, or undefined where a branch may be infinite. */
export function merge(b: Builder, mask: Node, yes: Node, no: Node): Node | undefined {
  if (yes === no) return yes;
  return mergeTerms(b, mask, yes, no) ?? mix(b, mask, yes, no);
}

/** mask · yes + (1 - mask) · no, for branches that are finite. */
function mix(b: Builder, mask: Node, yes: Node, no: Node): Node | undefined {
  if (!isFinite32(yes) || !isFinite32(no)) return undefined;
  if (isConst(yes) && isConst(no)) return numbers(b, mask, yes.value, no.value);
  if (isHost(yes) && isHost(no)) return b.plus(no, b.times(mask, b.minus(yes, no)));
  return b.plus(times(b, mask, yes), times(b, complement(b, mask), no));
}

/**
 * One of two numbers. Moderate ones are a number and a multiple of the mask, which other terms can join; a number that
 * would swallow those, as -1e9 for what is masked, has its own mask.
 */
function numbers(b: Builder, mask: Node, yes: number, no: number): Node {
  const isModerate = Math.max(Math.abs(yes), Math.abs(no)) <= largestNumber;
  if (isModerate) return b.plus(b.constant(no), b.scale(yes - no, mask));
  return b.plus(times(b, mask, b.constant(yes)), times(b, complement(b, mask), b.constant(no)));
}

const largestNumber = 16;

/** A mask times each term of a branch. */
const times = (b: Builder, mask: Node, node: Node): Node =>
  isConst(node)
    ? b.scale(node.value, Math.abs(node.value) > largestNumber ? whole(b, mask) : mask)
    : node.op === 'add' && node.constant === 0 && mask.op === 'apply' && mask.name === 'group'
      ? b.add(termsOf(node).map((t) => ({ ...t, node: times(b, mask, t.node) })))
      : product(b, [
          { node: mask, exponent: 1 },
          { node, exponent: 1 },
        ]);

/** 1 - mask. */
export const complement = (b: Builder, mask: Node): Node => b.add([term(mask, -1)], 1);

interface Sum {
  readonly constant: number;
  readonly terms: readonly Term[];
}

const sumOf = (node: Node): Sum =>
  isConst(node)
    ? { constant: node.value, terms: [] }
    : { constant: node.op === 'add' ? node.constant : 0, terms: termsOf(node) };

/** Products of a sum as sums of products, so that terms can be paired; not where there would be too many. */
function expanded(b: Builder, mask: Node, { constant, terms }: Sum): Sum {
  const parts = terms.map((t): readonly Sum[] => {
    const factors = factorsOf(t.node);
    const alongMask = (n: Node): boolean => mask.axes.every((axis) => n.axes.includes(axis));
    const sum = factors.find((f) => f.exponent === 1 && f.node.op === 'add' && alongMask(f.node));
    if (sum?.node.op !== 'add' || sum.node === t.node) return [{ constant: 0, terms: [t] }];
    const rest = b.scale(t.coefficient, b.multiply(factors.filter((f) => f !== sum)));
    const products = termsOf(sum.node).map((u) => b.scale(u.coefficient, b.times(rest, u.node)));
    return [...products, b.scale(sum.node.constant, rest)].map(sumOf);
  });
  const all = parts.flat();
  const found = all.flatMap((part) => part.terms);
  if (found.length > mostTerms) return { constant, terms };
  return { constant: all.reduce((total, part) => total + part.constant, constant), terms: found };
}

const mostTerms = 8;

/** Equal terms come out of the choice; similar ones are paired, and what is left over is masked. */
function mergeTerms(b: Builder, mask: Node, yes: Node, no: Node): Node | undefined {
  const [first, second] = [expanded(b, mask, sumOf(yes)), expanded(b, mask, sumOf(no))];
  const same = first.terms.filter((t) => second.terms.some((u) => equalTerms(t, u)));
  let ours = first.terms.filter((t) => !same.includes(t));
  let theirs = second.terms.filter((u) => !same.some((t) => equalTerms(t, u)));
  const paired: Node[] = [];
  for (let pair = mostAlike(ours, theirs); pair !== undefined; pair = mostAlike(ours, theirs)) {
    const [mine, other] = pair;
    const merged = mergeProducts(b, mask, mine, other);
    if (merged === undefined) break;
    paired.push(merged);
    ours = ours.filter((t) => t !== mine);
    theirs = theirs.filter((t) => t !== other);
  }
  if (paired.length === 0 && same.length === 0) return undefined;
  const constant = numbers(b, mask, first.constant, second.constant);
  const left = [
    ...ours.map((t) => masked(b, mask, t)),
    ...theirs.map((t) => masked(b, complement(b, mask), t)),
  ];
  if (left.some((t) => t === undefined)) return undefined;
  return b.add([
    ...same,
    term(constant),
    ...[...paired, ...left].flatMap((n) => (n === undefined ? [] : [term(n)])),
  ]);
}

const equalTerms = (t: Term, u: Term): boolean => t.node === u.node && t.coefficient === u.coefficient;

const masked = (b: Builder, mask: Node, t: Term): Node | undefined =>
  isFinite32(t.node) ? b.scale(t.coefficient, times(b, mask, t.node)) : undefined;

/** The two terms that share the most work. */
function mostAlike(ours: readonly Term[], theirs: readonly Term[]): readonly [Term, Term] | undefined {
  let best: readonly [Term, Term] | undefined;
  let most = 0;
  for (const t of ours)
    for (const u of theirs) {
      const shared = likeness(t.node, u.node);
      if (shared > most) [best, most] = [[t, u], shared];
    }
  return best;
}

/** Factors in common that hold tensors, and factors that are the same function of different arguments. */
function likeness(t: Node, u: Node): number {
  const [ours, theirs] = [factorsOf(t), factorsOf(u)];
  const same = ours.filter((f) => theirs.some((g) => equalFactors(f, g)));
  const [f, g] = [ours, theirs].map((all) => all.filter((x) => !same.some((s) => equalFactors(s, x))));
  const hosts = same.filter((x) => isHost(x.node)).length;
  const alike = f?.[0] && g?.[0] && f.length === 1 && g.length === 1 && sameFunction(f[0], g[0]);
  return (
    same.length - hosts + hosts / 16 + (alike ? 1.5 : 0) - (same.length === hosts && !alike ? hosts / 16 : 0)
  );
}

const equalFactors = (f: Factor, g: Factor): boolean => f.node === g.node && f.exponent === g.exponent;

/** One function of one argument on both sides: it can be applied to the chosen argument. */
const sameFunction = (f: Factor, g: Factor): boolean =>
  f.exponent === g.exponent &&
  f.node.op === 'apply' &&
  g.node.op === 'apply' &&
  f.node.name === g.node.name &&
  f.node.name !== 'group' &&
  f.node.args.length === 1;

function mergeProducts(b: Builder, mask: Node, t: Term, u: Term): Node | undefined {
  const [ours, theirs] = [factorsOf(t.node), factorsOf(u.node)];
  const same = ours.filter((f) => theirs.some((g) => equalFactors(f, g)));
  const rest = (all: readonly Factor[]): readonly Factor[] =>
    all.filter((f) => !same.some((s) => equalFactors(s, f)));
  const [f, g] = [rest(ours), rest(theirs)];
  const inner = mergeRests(b, mask, { ...t, node: b.multiply(f) }, { ...u, node: b.multiply(g) });
  return inner && b.multiply([...same, { node: inner, exponent: 1 }]);
}

function mergeRests(b: Builder, mask: Node, t: Term, u: Term): Node | undefined {
  const [f, g] = [factorsOf(t.node), factorsOf(u.node)].map((all) => (all.length === 1 ? all[0] : undefined));
  const [yes, no] = [b.scale(t.coefficient, t.node), b.scale(u.coefficient, u.node)];
  if (f === undefined || g === undefined || !sameFunction(f, g) || f.node.op !== 'apply')
    return merge(b, mask, yes, no);
  const [x, y] = [f.node.args[0], g.node.args[0]];
  const argument = x && y && merge(b, mask, x, y);
  if (argument === undefined) return mix(b, mask, yes, no);
  const sign = b.add([term(mask, t.coefficient - u.coefficient)], u.coefficient);
  const applied = b.apply(f.node.name, [argument]);
  return b.multiply([
    { node: sign, exponent: 1 },
    { node: applied, exponent: f.exponent },
  ]);
}
