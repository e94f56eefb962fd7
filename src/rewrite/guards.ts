/** Procedures about tests: branches know their test, and a product with log(0) keeps the convention 0 · log 0 = 0. */
import type { Builder } from '../graph/builder.ts';
import { factorsOf, first, term, termsOf } from '../graph/parts.ts';
import { isConst, type Add, type Factor, type Node } from '../graph/node.ts';
import { contains } from '../graph/range.ts';
import { containsReduction } from '../graph/shapes.ts';
import type { ElementwiseName } from '../operators/elementwise.ts';
import { assume } from './assume.ts';
import { choiceOf } from './choice.ts';
import { logarithms } from './logarithms.ts';
import { picks } from './picks.ts';
import { roots } from './powers.ts';
import { mixtures } from './mixtures.ts';
import { identities } from './sums.ts';
import type { Procedures } from './rule.ts';

/** Run once more after expansion, which may wrap a pick in the test of its index again. */
export const branches = {
  'branch-knows-test': {
    why: 'inside a branch the test has one outcome',
    apply(b, node) {
      const choice = choiceOf(node);
      if (choice === undefined) return undefined;
      const { test, yes, no } = choice;
      return b.select(test, assume(b, yes, test, true), assume(b, no, test, false));
    },
  },
} satisfies Procedures;

/** One evaluation for both cases, once nothing more simplifies inside them. */
export const choices = {
  'choice-inside': {
    why: 'the function is evaluated once, whichever case it is',
    apply(b, node) {
      const { test, yes, no } = choiceOf(node) ?? {};
      if (test === undefined || yes?.op !== 'apply' || no?.op !== 'apply' || yes.name !== no.name)
        return undefined;
      const [x, y] = [yes.args[0], no.args[0]];
      if (!costly.has(yes.name) || x === undefined || y === undefined) return undefined;
      return b.apply(yes.name, [b.select(test, x, y)]);
    },
  },
} satisfies Procedures;

/** All of them functions of one argument. */
const costly: ReadonlySet<string> = new Set(['softplus', 'exp', 'log', 'log1p', 'expm1', 'tanh', 'log_cosh']);

export const guards: Procedures = {
  ...branches,
  ...identities,
  ...roots,
  ...picks,
  ...logarithms,
  ...mixtures,
  'constant-into-choice': {
    why: 'inside the choice the quotient is alone with its constant, and the two need not cancel',
    apply: (b, node) => (node.op === 'add' ? constantIntoChoice(b, node) : undefined),
  },
  'zero-times-log-zero': {
    why: '0 · log(0) is 0, as in information theory',
    apply: (b, node) =>
      node.op === 'multiply'
        ? (guardLog(b, node) ??
          distributeOverLog(b, node) ??
          guardInsideSum(b, node) ??
          guardInsideChoice(b, node))
        : undefined,
  },
};

/** 1 - (if d then n / d else 1) as if d then 1 - n / d else 0; else 0 as well, where the test is the divisor. */
function constantIntoChoice(b: Builder, node: Add): Node | undefined {
  const [only, ...others] = termsOf(node);
  const choice = only && choiceOf(only.node);
  if (only === undefined || choice === undefined || others.length > 0 || node.constant === 0)
    return undefined;
  const { test } = choice;
  const [yes, no] = [choice.yes, choice.no].map((n) => b.add([term(n, only.coefficient)], node.constant));
  if (yes === undefined || no === undefined) return undefined;
  const isGuard = isConst(no) && termsOf(choice.yes).some((t) => divides(test, t.node));
  return isConst(yes, 0) || isConst(no, 0) || isGuard ? b.select(test, yes, no) : undefined;
}

const divides = (divisor: Node, node: Node): boolean =>
  factorsOf(node).some((f) => f.node === divisor && f.exponent < 0);

/** The factors of a product that may be 0, or may be computed as 0. */
const zerosOf = (factors: readonly Factor[], but: Factor): readonly Factor[] =>
  factors.filter((f) => f !== but && f.exponent > 0 && canBe(f.node, 0));

/** Whether a value is in the range of a node, or is approached by what underflows or rounds: by no data. */
const canBe = ({ range, args }: Node, value: number): boolean =>
  contains(range, value) || (args.length > 0 && range.lo <= value && range.hi >= value);

/** y · log(p) as an operator that is 0 where y is. */
function guardLog(b: Builder, node: Node): Node | undefined {
  const factors = factorsOf(node);
  const log = factors.find(isSingularLog);
  const zeros = log === undefined ? [] : zerosOf(factors, log);
  const x = log?.node.args[0];
  const operator = log === undefined ? undefined : singularOf(log.node)?.guarded;
  if (log === undefined || x === undefined || operator === undefined || zeros.length === 0) return undefined;
  const guarded = b.apply(operator, [b.multiply(zeros), x]);
  const rest = factors.filter((f) => f !== log && !zeros.includes(f));
  return b.multiply([...rest, { ...log, exponent: log.exponent - 1 }, { node: guarded, exponent: 1 }]);
}

/** y · (log(p) - l) as y · log(p) - y · l, so that the first product can be guarded. */
function distributeOverLog(b: Builder, node: Node): Node | undefined {
  const factors = factorsOf(node);
  const sum = factors.find((f) => f.exponent === 1 && f.node.op === 'add' && holdsSingularLog(f.node));
  const zeros = sum === undefined ? [] : zerosOf(factors, sum);
  if (sum?.node.op !== 'add') return undefined;
  const rest = factors.filter((f) => f !== sum && !zeros.includes(f));
  const zero = b.multiply(zeros);
  const terms = termsOf(sum.node).map((t) => term(b.times(zero, t.node), t.coefficient));
  return b.times(b.multiply(rest), b.add([...terms, term(zero, sum.node.constant)]));
}

/** y · Σ log(p) as Σ y · log(p), guarded at once: as a factor, y would come out of the sum again. */
function guardInsideSum(b: Builder, node: Node): Node | undefined {
  const factors = factorsOf(node);
  const sum = factors.find((f) => f.exponent === 1 && isSumOfLogs(f.node));
  const [x] = sum?.node.args ?? [];
  // What is known only after a pass over the data would take another one.
  const zeros = sum === undefined ? [] : zerosOf(factors, sum).filter((f) => !containsReduction(f.node));
  if (sum?.node.op !== 'along' || x === undefined) return undefined;
  const zero = b.multiply(zeros);
  const terms = termsOf(x).map((t) => {
    const product = b.times(zero, t.node);
    return term(guardLog(b, product) ?? product, t.coefficient);
  });
  const inner = b.add([...terms, term(zero, x.op === 'add' ? x.constant : 0)]);
  const rest = factors.filter((f) => f !== sum && !zeros.includes(f));
  return b.times(b.multiply(rest), b.along('sum', sum.node.over, inner));
}

/** y · (if t then log(p) else -inf), the logarithm of a choice of p and 0, as a choice of what is 0 where y is. */
function guardInsideChoice(b: Builder, node: Node): Node | undefined {
  const factors = factorsOf(node);
  const factor = factors.find((f) => f.exponent === 1 && isLogOrInfinite(f.node));
  const choice = factor && choiceOf(factor.node);
  const zeros = factor === undefined ? [] : zerosOf(factors, factor);
  if (choice === undefined) return undefined;
  const zero = b.multiply(zeros);
  const times = (branch: Node): Node =>
    isConst(branch, -Infinity) ? b.apply('xlogy', [zero, b.constant(0)]) : b.times(zero, branch);
  const rest = factors.filter((f) => f !== factor && !zeros.includes(f));
  return b.times(b.multiply(rest), b.select(choice.test, times(choice.yes), times(choice.no)));
}

const isLogOrInfinite = ({ args }: Node): boolean =>
  args.some((branch) => isConst(branch, -Infinity)) && args.some(holdsSingularLog);

const isSumOfLogs = (node: Node): boolean =>
  node.op === 'along' && node.name === 'sum' && holdsSingularLog(first(node));

const holdsSingularLog = (node: Node): boolean =>
  termsOf(node).some((t) => factorsOf(t.node).some(isSingularLog));

interface Singular {
  /** Where the logarithm is infinite. */
  readonly at: number;
  /** The operator that multiplies by it. */
  readonly guarded: ElementwiseName;
}

const singular: Partial<Record<ElementwiseName, Singular>> = {
  log: { at: 0, guarded: 'xlogy' },
  log1p: { at: -1, guarded: 'xlog1py' },
  log1mexp: { at: 0, guarded: 'xlog1mexp' },
};

const singularOf = (node: Node): Singular | undefined =>
  node.op === 'apply' ? singular[node.name] : undefined;

const isSingularLog = ({ node, exponent }: Factor): boolean => {
  const [x] = node.args;
  const at = singularOf(node)?.at;
  return exponent >= 1 && at !== undefined && x !== undefined && canBe(x, at);
};
