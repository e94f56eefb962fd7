/**
 * Procedure about logarithms of sums and products of exponentials, which overflow or underflow before their logarithm
 * does: what lies below the logarithm is written in logarithms throughout.
 */
import type { Builder } from '../graph/builder.ts';
import { first, term, termsOf, factorsOf } from '../graph/parts.ts';
import { isConst, type Add, type Along, type Node, type Pick } from '../graph/node.ts';
import { isBinary, isNonNegative, isPositive } from '../graph/range.ts';
import { moves } from '../graph/shapes.ts';
import { choiceOf } from './choice.ts';
import { isSum } from './quotients.ts';
import type { Procedures } from './rule.ts';

export const logarithms: Procedures = {
  'log-of-exponentials': {
    why: 'exponentials overflow, or all of them underflow, while the logarithm of their sum does not',
    apply(b, node) {
      const [x] = node.args;
      if (node.op !== 'apply' || x === undefined) return undefined;
      if (node.name === 'log') return logOfWhole(b, x);
      const log = node.name === 'log1p' ? logOf(b, x) : undefined;
      return log && b.apply('softplus', [log]);
    },
  },
};

/**
 * What stands for the logarithm of 0 inside of sums: beside it nothing is lost, it is a number of float32, and the
 * difference of two is no NaN.
 */
const NOTHING = -1e30;

/** The logarithm of 0 itself for a sum of nothing. */
function logOfWhole(b: Builder, x: Node): Node | undefined {
  const log = logOfFactors(b, x)?.whole;
  if (log === undefined || !mayBeNothing(log)) return log;
  return b.select(b.apply('less', [b.constant(NOTHING / 2), log]), log, b.apply('log', [b.constant(0)]));
}

function mayBeNothing(log: Node): boolean {
  if (log.op === 'apply' && log.name === 'log_add_exp') return log.args.every(mayBeNothing);
  return isConst(log, NOTHING) || log.args.some(mayBeNothing);
}

/** The logarithm of what holds exponentials and is never negative; a softmax counts as what its logits are taken to. */
function logOf(b: Builder, node: Node, softmax?: Node): Node | undefined {
  if (node === softmax) return first(node);
  if (node.op === 'add') return logOfTerms(b, node);
  if (node.op === 'multiply') return logOfFactors(b, node, softmax)?.guarded;
  if (isSum(node)) return logOfSum(b, node);
  if (node.op === 'apply' && node.name === 'exp') return first(node);
  if (node.op === 'pick') return logOfPick(b, node);
  const choice = choiceOf(node);
  if (choice === undefined) return undefined;
  const [yes, no] = [choice.yes, choice.no].map((n) =>
    isConst(n, 0) ? b.constant(NOTHING) : logOf(b, n, softmax),
  );
  return yes && no && b.select(choice.test, yes, no);
}

/** Picked as it is: what is rewritten in all its entries is rewritten before one of them is taken. */
function logOfPick(b: Builder, { axis, args: [x, index] }: Pick): Node | undefined {
  const log = x && logOf(b, x);
  return log && index && b.select(b.valid(axis, index), b.pickAsIs(axis, log, index), b.constant(NOTHING));
}

/** Probabilities are exponentials over one divisor, which comes out of the sum along their axes. */
function logOfSum(b: Builder, sum: Along): Node | undefined {
  const softmax = softmaxIn(first(sum), sum.over);
  const inner = logOf(b, first(sum), softmax);
  const log = inner && b.along('logsumexp', sum.over, inner);
  return log && softmax ? b.minus(log, b.along('logsumexp', sum.over, first(softmax))) : log;
}

/** The softmax along the axes of which a node is, element by element, the whole or nothing. */
function softmaxIn(node: Node, over: readonly string[]): Node | undefined {
  if (isSoftmax(node)) return node.over.join() === over.join() ? node : undefined;
  const choice = choiceOf(node);
  const parts = choice ? [choice.yes, choice.no] : node.op === 'multiply' ? node.args : [];
  const [part, ...others] = parts.filter((n) => !isBinary(n.range));
  return part && others.length === 0 ? softmaxIn(part, over) : undefined;
}

const isSoftmax = (node: Node): node is Along => node.op === 'along' && node.name === 'softmax';

/** Of all factors together; and what stands for 0 where a weight is. */
function logOfFactors(
  b: Builder,
  node: Node,
  softmax?: Node,
): { readonly whole: Node; readonly guarded: Node } | undefined {
  const logs = factorsOf(node).map((f) => ({ ...f, log: logOf(b, f.node, softmax) }));
  const weights = logs.filter(({ log }) => log === undefined);
  if (weights.length === logs.length || !weights.every((f) => isWeight(f.node))) return undefined;
  const whole = b.add(logs.map((f) => term(f.log ?? b.apply('log', [f.node]), f.exponent)));
  const zeros = weights.filter((f) => f.exponent > 0 && !isPositive(f.node.range) && !isSoftmax(f.node));
  return { whole, guarded: zeros.reduce((inner, f) => whereNonZero(b, f.node, inner), whole) };
}

/** What may be 0 has a logarithm without a slope there, so nothing may be derived by it. */
const isWeight = (node: Node): boolean =>
  isPositive(node.range) || isSoftmax(node) || (isNonNegative(node.range) && !moves(node));

/** By the label itself where the weight is 1 minus it: so both of two such sums are seen to be parts of one. */
function whereNonZero(b: Builder, weight: Node, log: Node): Node {
  const label = b.minus(b.constant(1), weight);
  return label.op === 'input' && isBinary(label.range)
    ? b.select(label, b.constant(NOTHING), log)
    : b.select(weight, log, b.constant(NOTHING));
}

function logOfTerms(b: Builder, node: Add): Node | undefined {
  const logs = termsOf(node).map((t) => ({ ...t, log: logOf(b, t.node) }));
  const fits = logs.every((t) => t.coefficient > 0 && (t.log !== undefined || isWeight(t.node)));
  if (!fits || node.constant < 0 || logs.every((t) => t.log === undefined)) return undefined;
  const all = logs.map((t) => b.plus(t.log ?? b.apply('log', [t.node]), b.constant(Math.log(t.coefficient))));
  const terms = node.constant === 0 ? all : [...all, b.constant(Math.log(node.constant))];
  return terms.reduce((x, y) => b.apply('log_add_exp', [x, y]));
}
