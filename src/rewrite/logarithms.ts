/**
 * Procedure about logarithms of sums and products of exponentials, which overflow or underflow before their logarithm
 * does: what lies below the logarithm is written in logarithms throughout.
 */
import type { Builder } from '../graph/builder.ts';
import { first, only, term, termsOf, factorsOf } from '../graph/parts.ts';
import { isConst, type Add, type Along, type Node, type Pick } from '../graph/node.ts';
import { contains, isBinary, isNonNegative, isPositive } from '../graph/range.ts';
import { moves } from '../graph/shapes.ts';
import { balanced } from '../operators/ranges.ts';
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
  const log = logOfFactors(b, x, (n) => logOf(b, n) ?? logOfMixture(b, n))?.whole;
  if (log === undefined || !mayBeNothing(log)) return log;
  const logOfZero = b.apply('log', [b.constant(0)]);
  const choice = choiceOf(log);
  if (choice !== undefined && isConst(choice.no, NOTHING) && !mayBeNothing(choice.yes))
    return b.select(choice.test, choice.yes, logOfZero);
  return b.select(b.apply('less', [b.constant(NOTHING / 2), log]), log, logOfZero);
}

function mayBeNothing(log: Node): boolean {
  if (log.op === 'apply' && log.name === 'log_add_exp') return log.args.every(mayBeNothing);
  return isConst(log, NOTHING) || log.args.some(mayBeNothing);
}

/** The logarithm of what holds exponentials and is never negative; a softmax counts as what its logits are taken to. */
function logOf(b: Builder, node: Node, softmax?: Node): Node | undefined {
  if (node === softmax) return first(node);
  if (node.op === 'add') return logOfTerms(b, node);
  if (node.op === 'multiply') return logOfFactors(b, node, (n) => logOf(b, n, softmax))?.guarded;
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
function logOfPick(b: Builder, node: Pick): Node | undefined {
  const log = logOf(b, first(node));
  return log && whereValid(b, node, b.pickAsIs(node.axis, log, indexOf(node)));
}

const indexOf = ({ args }: Pick): Node => only(args.slice(1));

const whereValid = (b: Builder, node: Pick, log: Node): Node =>
  b.select(b.valid(node.axis, indexOf(node)), log, b.constant(NOTHING));

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
  log: (factor: Node) => Node | undefined,
): { readonly whole: Node; readonly guarded: Node } | undefined {
  const logs = factorsOf(node).map((f) => ({ ...f, log: log(f.node) }));
  const weights = logs.filter((f) => f.log === undefined);
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

/** Predictions added up, such as the mean of two, or their chances of one class: all may underflow at once. */
function isMixture({ constant, args: [some, ...others], coefficients }: Add): boolean {
  if (constant !== 0 || some === undefined || others.length === 0) return false;
  const isLike = (n: Node): boolean =>
    some.op === 'pick'
      ? n.op === 'pick' && indexOf(n) === indexOf(some) && isSoftmax(first(n))
      : isSoftmax(n) || (n.op === 'apply' && n.name === 'sigmoid');
  return coefficients.every((c) => c > 0) && [some, ...others].every(isLike);
}

/** The weights are made to add up to 1: near that, the logarithm of the mean is a small number, and no difference. */
function logOfMixture(b: Builder, node: Node): Node | undefined {
  if (node.op !== 'add' || !isMixture(node)) return undefined;
  const [some] = node.args;
  const parts = termsOf(node).map(({ node: n, coefficient }) => {
    const log =
      n.op === 'pick' ? b.pickAsIs(n.axis, b.apply('log', [first(n)]), indexOf(n)) : b.apply('log', [n]);
    return { log, weight: coefficient };
  });
  const { log, weight } = parts.reduce((x, y) => {
    const sum = x.weight + y.weight;
    return { log: logOfMean(b, x.log, y.log, y.weight / sum), weight: sum };
  });
  const whole = b.plus(log, b.constant(Math.log(weight)));
  return some?.op === 'pick' ? whereValid(b, some, whole) : whole;
}

/** Of two numbers with these logarithms; what weighs too little for `log_mean_exp` is added as it is. */
function logOfMean(b: Builder, x: Node, y: Node, weight: number): Node {
  if (contains(balanced, weight)) return b.apply('log_mean_exp', [x, y, b.constant(weight)]);
  return b.apply('log_add_exp', [
    b.plus(x, b.constant(Math.log1p(-weight))),
    b.plus(y, b.constant(Math.log(weight))),
  ]);
}

function logOfTerms(b: Builder, node: Add): Node | undefined {
  const logs = termsOf(node).map((t) => ({ ...t, log: logOf(b, t.node) }));
  const fits = logs.every((t) => t.coefficient > 0 && (t.log !== undefined || isWeight(t.node)));
  if (!fits || node.constant < 0 || logs.every((t) => t.log === undefined)) return undefined;
  const all = logs.map((t) => b.plus(t.log ?? b.apply('log', [t.node]), b.constant(Math.log(t.coefficient))));
  const terms = node.constant === 0 ? all : [...all, b.constant(Math.log(node.constant))];
  return terms.reduce((x, y) => b.apply('log_add_exp', [x, y]));
}
