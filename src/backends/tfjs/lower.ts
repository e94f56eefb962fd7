/**
 * Expressions over named axes in; the same values in the operations of TensorFlow.js out. Choices become products
 * with masks, picked classes become sums with one-hot masks, and a quotient that may have a divisor 0 gets its
 * reciprocal from a safe one. What may be infinite where it is not chosen stays a choice.
 */
import type { Builder } from '../../graph/builder.ts';
import { factorsOf, term, termsOf } from '../../graph/parts.ts';
import { expand } from '../../graph/expand.ts';
import { oneHot, validity } from '../../graph/shapes.ts';
import { formula } from '../../graph/formula.ts';
import { secure } from '../../graph/secure.ts';
import {
  isConst,
  type Add,
  type Apply,
  type Factor,
  type Node,
  type Pick,
  type Term,
} from '../../graph/node.ts';
import { isBinary, isNonNegative, isPositive } from '../../graph/range.ts';
import { elementwise } from '../../operators/elementwise.ts';
import { awayFromZero, isFinite32 } from './finite.ts';
import { isHost } from './host.ts';
import { hotMask, product, validMask, whole } from './masks.ts';
import { complement, merge } from './merge.ts';
import { hostPart, nonZero, reciprocal } from './reciprocal.ts';
import { spellings } from './spelling.ts';

/** Lowers nodes of one graph; equal nodes stay one node. */
export function lower(b: Builder, roots: readonly Node[]): readonly Node[] {
  const memo = new Map<Node, Node>();
  const visit = (node: Node): Node => {
    const known = memo.get(node);
    if (known !== undefined) return known;
    const made = lowerNode(b, node, visit);
    memo.set(node, made);
    return made;
  };
  return roots.map(visit);
}

/**
 * The same, where what is left out may be anything: it is read as 0. The other nodes are lowered with the roots, that
 * those that are the same stay so.
 */
export function lowerSecured(b: Builder, roots: readonly Node[], others: readonly Node[]): readonly Node[] {
  const { nodes, secured } = secure(b, roots, others);
  const lowered = lower(b, [...nodes, ...secured.flatMap(({ value, test }) => [value, test])]);
  const choices = new Map(
    secured.map(({ hole, otherwise }, k): [Node, Choice] => {
      const [value = hole, test = hole] = lowered.slice(nodes.length + 2 * k);
      return [hole, { value, test, otherwise }];
    }),
  );
  const made = new Map<Node, Node>();
  const fill = (node: Node, memo: Map<Node, Node>): Node => b.substitute(node, chosen, memo);
  const chosen = (leaf: Node): Node | undefined => {
    const choice = choices.get(leaf);
    const known = made.get(leaf);
    if (choice === undefined || known !== undefined) return known;
    // A test that depends on another one, which depends on the first, reads the value as it is.
    made.set(leaf, choice.value);
    const test = whole(b, fill(choice.test, new Map()));
    const node = b.select(test, choice.value, b.constant(choice.otherwise));
    made.set(leaf, node);
    return node;
  };
  const memo = new Map<Node, Node>();
  return lowered.slice(0, nodes.length).map((node) => fill(node, memo));
}

interface Choice {
  readonly value: Node;
  readonly test: Node;
  readonly otherwise: number;
}

function lowerNode(b: Builder, node: Node, visit: (node: Node) => Node): Node {
  // What JavaScript computes is written in its own operators.
  if (isHost(node)) return expand(b, [node])[0] ?? node;
  const hot = oneHot(node);
  if (hot !== undefined) return hotMask(b, hot.axis, visit(hot.index));
  const valid = validity(node);
  if (valid !== undefined) return validMask(b, valid.axis, visit(valid.index));
  if (node.op === 'pick') return lowerPick(b, node, visit);
  const args = node.args.map(visit);
  if (node.op === 'apply') return lowerApply(b, node, args, visit);
  if (node.op === 'add') return lowerSum(b, node, args);
  if (node.op === 'multiply')
    return product(
      b,
      factorsOf(node).map((f, k) => steady(b, { ...f, node: args[k] ?? f.node })),
    );
  return b.rebuild(node, args);
}

/** 1 - p^y for a number p: as an exponential of y log(p), that close to 0 keeps its digits. */
function lowerSum(b: Builder, node: Add, args: readonly Node[]): Node {
  const [power] = args;
  if (args.length !== 1 || node.constant !== -(node.coefficients[0] ?? 0) || power?.op !== 'apply')
    return b.rebuild(node, args);
  const [base, y] = power.args;
  if (power.name !== 'pow' || base === undefined || y === undefined || !isHost(base))
    return b.rebuild(node, args);
  const log = b.apply('log', [b.apply('at_least', [base, b.constant(1e-300)])]);
  return b.scale(-node.constant, b.apply('expm1', [b.times(y, log)]));
}

/** The entry at a class is the sum of all entries with their one-hot mask; that of no class is 0. */
function lowerPick(b: Builder, node: Pick, visit: (node: Node) => Node): Node {
  const [x, index] = node.args.map(visit);
  if (x === undefined || index === undefined) throw new Error('A pick has two arguments.');
  const hot = hotMask(b, node.axis, index);
  if (x.op === 'along' && x.name === 'softmax_complement' && x.over.join() === node.axis) {
    // 1 - p at the class is the sum of p at the others.
    const p = b.along('softmax', x.over, x.args[0] ?? x);
    const others = b.along('sum', [node.axis], product(b, [factor(complement(b, hot)), factor(p)]));
    return product(b, [factor(validMask(b, node.axis, index)), factor(others)]);
  }
  const picked = isFinite32(x) ? product(b, [factor(hot), factor(x)]) : b.select(hot, x, b.constant(0));
  return b.along('sum', [node.axis], picked);
}

const factor = (node: Node, exponent = 1): Factor => ({ node, exponent });

/** A divisor that is positive, but may round to 0 where a hyperparameter is 0: its reciprocal is then 0 too. */
function steady(b: Builder, f: Factor): Factor {
  const risky =
    f.exponent < 0 && Number.isInteger(f.exponent) && isPositive(f.node.range) && !awayFromZero(f.node);
  return risky && hostPart(b, f.node) !== undefined ? factor(reciprocal(b, f.node), -f.exponent) : f;
}

function lowerApply(b: Builder, node: Apply, args: readonly Node[], visit: (node: Node) => Node): Node {
  const [x, y, z] = args;
  if (x === undefined) throw new Error('An operator has an argument.');
  const meaning = meaningOf(b, node, args);
  if (meaning !== undefined) return visit(meaning);
  if (node.name === 'same') return whole(b, x);
  if (y === undefined) return lowerUnary(b, node, x);
  if (node.name === 'select' && z !== undefined) return choose(b, x, y, z);
  if (node.name === 'xlogy' || node.name === 'xlog1py') {
    const log = b.apply(node.name === 'xlogy' ? 'log' : 'log1p', [y]);
    return choose(b, x, b.times(x, log), b.constant(0));
  }
  if ((node.name === 'and' || node.name === 'or') && (isHost(x) || isHost(y))) {
    const [host, tensor] = isHost(x) ? [x, y] : [y, x];
    const truth = isBinary(tensor.range) ? tensor : b.apply('not_equal', [b.constant(0), tensor]);
    const known = b.constant(node.name === 'and' ? 0 : 1);
    return whole(b, node.name === 'and' ? b.select(host, truth, known) : b.select(host, known, truth));
  }
  if (node.name === 'and' && isBinary(x.range) && isBinary(y.range))
    return product(b, [factor(x), factor(y)]);
  return b.rebuild(node, args);
}

/** A derived operator without a spelling here is what its table says. */
function meaningOf(b: Builder, { name }: Apply, args: readonly Node[]): Node | undefined {
  const { meaning, arguments: names }: { meaning?: string; arguments: readonly string[] } = elementwise[name];
  if (meaning === undefined || spellings[name] !== undefined || name === 'log_cosh') return undefined;
  const bound = Object.fromEntries(
    names.flatMap((each, k) => (args[k] === undefined ? [] : [[each, args[k]]])),
  );
  return formula(meaning, { builder: b, names: bound, axes: [] });
}

function lowerUnary(b: Builder, node: Apply, x: Node): Node {
  if (node.name === 'indicator') return isBinary(x.range) ? x : b.apply('not_equal', [b.constant(0), x]);
  if (node.name === 'not' && isBinary(x.range)) return complement(b, x);
  if (node.name === 'log_cosh') return logCosh(b, x);
  if (node.name === 'log1mexp') {
    const near = b.apply('log', [b.negate(b.apply('expm1', [x]))]);
    const far = b.apply('log1p', [b.negate(b.apply('exp', [x]))]);
    return b.select(b.apply('less', [b.constant(-Math.LN2), x]), near, far);
  }
  return b.rebuild(node, [x]);
}

/** log(cosh(x)) from two forms that are each exact on their side of 1, and on the other nothing or log(cosh(1)). */
function logCosh(b: Builder, x: Node): Node {
  const size = b.apply('abs', [x]);
  const half = b.apply('sinh', [b.scale(0.5, b.apply('min', [size, b.constant(1)]))]);
  const near = b.apply('log1p', [b.scale(2, b.power(half, 2))]);
  const beyond = b.apply('at_least', [b.plus(size, b.constant(-1)), b.constant(0)]);
  const tail = b.apply('log1p', [b.scale(1 / (1 + Math.exp(2)), b.apply('expm1', [b.scale(-2, beyond)]))]);
  return b.add([term(near), term(beyond), term(tail)]);
}

/** `if test then yes else no`. */
function choose(b: Builder, test: Node, yes: Node, no: Node): Node {
  if (isHost(test) || isInfinite(yes) || isInfinite(no)) return b.select(test, yes, no);
  if (isConst(no, 0) && isFinite32(yes) && factorsOf(yes).some((f) => f.node === test && f.exponent > 0))
    return yes;
  const quotient = guardedQuotient(b, test, yes, no);
  if (quotient !== undefined) return quotient;
  const mask = isBinary(test.range) ? whole(b, test) : nonZero(b, test);
  return merge(b, mask, yes, no) ?? guarded(b, test, mask, yes, no);
}

/** Whether infinity is written in a value: no mask makes 0 of it. */
const isInfinite = (node: Node): boolean =>
  node.op === 'add'
    ? ![node.constant, ...node.coefficients].every(Number.isFinite)
    : isConst(node) && !Number.isFinite(node.value);

/** A choice of 0 and something that may be infinite: only what may be is chosen, and what is finite multiplies it. */
function guarded(b: Builder, test: Node, mask: Node, yes: Node, no: Node): Node {
  const other = isConst(no, 0) ? yes : isConst(yes, 0) ? no : undefined;
  if (other === undefined) return b.select(test, yes, no);
  const chosen = other === yes ? mask : complement(b, mask);
  const parts = termsOf(other).map((t): Term => {
    if (isFinite32(t.node)) return { ...t, node: b.times(chosen, t.node) };
    const factors = factorsOf(t.node);
    const finite = factors.filter((f) => isFinite32(b.multiply([f])));
    const rest = b.multiply(factors.filter((f) => !finite.includes(f)));
    const choice = other === yes ? b.select(test, rest, no) : b.select(test, yes, rest);
    return { ...t, node: b.multiply([...finite, factor(b.apply('group', [choice]))]) };
  });
  const constant = other.op === 'add' ? other.constant : 0;
  return b.add([...parts, term(chosen, constant)]);
}

/**
 * `if d then a / d else e`, e a number: a times the reciprocal of d, which is taken as 0 where d is 0. Divisors are
 * sums of things that are not negative, so that a host part above 0 shows at run time that there is nothing to guard.
 */
function guardedQuotient(b: Builder, divisor: Node, yes: Node, no: Node): Node | undefined {
  if (!isNonNegative(divisor.range) || !isHost(no)) return undefined;
  const terms = termsOf(yes).map((t) => ({ ...t, quotient: withReciprocal(b, t.node, divisor) }));
  if (terms.every((t) => t.quotient === undefined)) return undefined;
  const there = nonZero(b, divisor);
  const parts = terms.map(({ coefficient, node, quotient }) =>
    term(quotient ?? b.times(there, node), coefficient),
  );
  const constant = yes.op === 'add' ? yes.constant : 0;
  const chosen = b.add([...parts, term(there, constant)]);
  if (!isFinite32(chosen)) return undefined;
  return b.plus(chosen, b.minus(no, b.times(no, there)));
}

function withReciprocal(b: Builder, node: Node, divisor: Node): Node | undefined {
  const base = baseOf(divisor);
  const factors = factorsOf(node);
  const found = factors.find((f) => f.node === base && f.exponent < 0 && Number.isInteger(f.exponent));
  if (found === undefined) return undefined;
  const rest = factors.filter((f) => f !== found);
  return b.multiply([...rest, factor(reciprocal(b, base), -found.exponent)]);
}

/** A power of the base stands for it: d² is 0 where d is. */
function baseOf(node: Node): Node {
  const [only, ...others] = factorsOf(node);
  return only !== undefined && others.length === 0 && only.exponent > 0 ? only.node : node;
}
