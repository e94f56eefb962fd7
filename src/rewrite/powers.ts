/** Procedures about powers and exponentials: differences of roots and of exponentials, and 1 minus a power. */
import type { Builder } from '../graph/builder.ts';
import { factorsOf, term, termsOf } from '../graph/parts.ts';
import { isConst, type Add, type Node, type Term } from '../graph/node.ts';
import { isNonNegative, isNonPositive, isPositive } from '../graph/range.ts';
import type { Procedures } from './rule.ts';

/** Identities that hold before differentiating as well as after. */
export const roots: Procedures = {
  'difference-of-roots': {
    why: 'two roots of near arguments cancel; the difference of the arguments has already cancelled by itself',
    apply: (b, node) => (node.op === 'add' ? mergeRoots(b, node) : undefined),
  },
  'difference-of-exponentials': {
    why: 'exponentials of near arguments cancel; expm1 of the difference does not',
    apply: (b, node) => (node.op === 'add' ? mergeExponentials(b, node) : undefined),
  },
};

/** Forms that help a value but not its derivative. */
export const powers: Procedures = {
  'one-minus-power': {
    why: 'the power of an x near 1, or a small power, cancels against 1',
    apply: (b, node) => (node.op === 'add' ? oneMinusPower(b, node) : undefined),
  },
};

/** k · √u as sign · √square. */
interface Root {
  readonly sign: number;
  readonly square: Node;
  /** The term itself; none for the constant of the sum. */
  readonly term: Term | undefined;
}

/** √u - √v as (u - v) / (√u + √v), where terms of u and v cancel. */
function mergeRoots(b: Builder, node: Add): Node | undefined {
  const found = rootsOf(b, node);
  for (const up of found.filter((r) => r.sign > 0))
    for (const down of found.filter((r) => r.sign < 0)) {
      const difference = b.minus(up.square, down.square);
      // At u = v = 0 the quotient would be 0 / 0.
      if (!isPositive(up.square.range) && !isPositive(down.square.range)) continue;
      if (terms(difference) >= terms(up.square) + terms(down.square)) continue;
      const rest = termsOf(node).filter((t) => t !== up.term && t !== down.term);
      const constant = up.term && down.term ? node.constant : 0;
      const total = b.plus(b.power(up.square, 0.5), b.power(down.square, 0.5));
      return b.add([...rest, term(b.divide(difference, total))], constant);
    }
  return undefined;
}

function rootsOf(b: Builder, node: Add): readonly Root[] {
  const own = termsOf(node).flatMap((t): readonly Root[] => {
    const [factor, ...others] = factorsOf(t.node);
    if (factor === undefined || others.length > 0 || factor.exponent !== 0.5) return [];
    const square = b.scale(t.coefficient ** 2, factor.node);
    return [{ sign: Math.sign(t.coefficient), square, term: t }];
  });
  const constant = {
    sign: Math.sign(node.constant),
    square: b.constant(node.constant ** 2),
    term: undefined,
  };
  // A constant of 0 has no sign, and is nothing that is added or taken away.
  return [...own, constant];
}

/** k·exp(x) - k·exp(y) as -k·exp(x)·expm1(y - x), where terms of x and y cancel and x is the larger one. */
function mergeExponentials(b: Builder, node: Add): Node | undefined {
  const found = termsOf(node).flatMap((t) => {
    const x = t.node.op === 'apply' && t.node.name === 'exp' ? t.node.args[0] : undefined;
    return x === undefined ? [] : [{ x, term: t }];
  });
  for (const large of found)
    for (const small of found) {
      const difference = b.minus(small.x, large.x);
      const cancels = terms(difference) < terms(small.x) + terms(large.x);
      if (!cancels || !isNonPositive(difference.range)) continue;
      if (large.term.coefficient !== -small.term.coefficient) continue;
      const rest = termsOf(node).filter((t) => t !== large.term && t !== small.term);
      const merged = b.times(large.term.node, b.apply('expm1', [difference]));
      return b.add([...rest, term(merged, -large.term.coefficient)], node.constant);
    }
  return undefined;
}

const terms = (node: Node): number =>
  node.op === 'add' ? node.args.length + Number(node.constant !== 0) : Number(!isConst(node, 0));

/** 1 - x^y as -expm1(y · log(x)), for the y that are no whole numbers. */
function oneMinusPower(b: Builder, node: Add): Node | undefined {
  for (const t of termsOf(node)) {
    if (t.coefficient !== -node.constant) continue;
    const logarithm = logOfPower(b, t.node);
    if (logarithm === undefined) continue;
    const rest = termsOf(node).filter((other) => other !== t);
    return b.add([...rest, term(b.apply('expm1', [logarithm]), t.coefficient)]);
  }
  return undefined;
}

/** y · log(x) for a power x^y that is no product of x with itself. */
function logOfPower(b: Builder, node: Node): Node | undefined {
  const power = powerOf(b, node);
  if (power === undefined) return undefined;
  const { base, exponent } = power;
  const sound = isPositive(base.range) || (isNonNegative(base.range) && isPositive(exponent.range));
  return sound ? b.times(exponent, b.apply('log', [base])) : undefined;
}

function powerOf(b: Builder, node: Node): { readonly base: Node; readonly exponent: Node } | undefined {
  if (node.op === 'apply' && node.name === 'pow') {
    const [base, exponent] = node.args;
    return base && exponent && { base, exponent };
  }
  const [factor, ...others] = factorsOf(node);
  if (factor === undefined || others.length > 0 || Number.isInteger(factor.exponent)) return undefined;
  return { base: factor.node, exponent: b.constant(factor.exponent) };
}
