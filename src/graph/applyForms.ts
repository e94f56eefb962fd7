/** Normal forms of elementwise operators: constants folded, decided comparisons, parity, guards. */
import { elementwise, type ElementwiseName } from '../operators/elementwise.ts';
import type { Builder } from './builder.ts';
import { computedRange, isNeverZero } from './computed.ts';
import { isConst, topological, type Node } from './node.ts';
import { compareNodes } from './order.ts';
import { isGuard, isTest, moves } from './shapes.ts';
import {
  contains,
  intersect,
  isBinary,
  isNonNegative,
  isNonPositive,
  isNonZero,
  isPoint,
  range,
  type Range,
} from './range.ts';

const even: ReadonlySet<ElementwiseName> = new Set(['abs', 'cosh', 'log_cosh', 'cos', 'tail']);
const odd: ReadonlySet<ElementwiseName> = new Set(['tanh', 'sinh', 'sin', 'tan', 'atan', 'erf', 'sign']);

/** What these operators multiply by. */
const logarithmOf = { xlogy: 'log', xlog1py: 'log1p', xlog1mexp: 'log1mexp' } as const;

/** A simpler node that means `name(args)`, or undefined where there is none. */
export function simplifyApply(b: Builder, name: ElementwiseName, args: readonly Node[]): Node | undefined {
  const constants = args.flatMap((arg) => (arg.op === 'const' ? [arg.value] : []));
  if (constants.length === args.length) return b.constant(elementwise[name].value(...constants));
  const [x, y, z] = args;
  if (x === undefined) return undefined;
  if (y === undefined) return unary(b, name, x);
  if (z === undefined) return binaryOperator(b, name, x, y);
  return name === 'select' ? select(b, x, y, z) : undefined;
}

function unary(b: Builder, name: ElementwiseName, x: Node): Node | undefined {
  if (even.has(name) || odd.has(name)) {
    const positive = withoutSign(b, x);
    if (positive !== x) {
      const applied = b.apply(name, [positive]);
      return even.has(name) ? applied : b.negate(applied);
    }
  }
  switch (name) {
    case 'abs':
      return absolute(b, x);
    case 'sign':
      return isNonZero(x.range) ? b.constant(isNonNegative(x.range) ? 1 : -1) : undefined;
    case 'floor':
    case 'round':
      return x.range.integer ? x : undefined;
    case 'not':
      return negation(b, x);
    default:
      return undefined;
  }
}

/** -x for a sum whose leading term is negative: x and -x then share one form under even and odd operators. */
function withoutSign(b: Builder, x: Node): Node {
  if (x.op !== 'add') return x;
  return (x.constant || (x.coefficients[0] ?? 1)) < 0 ? b.negate(x) : x;
}

function absolute(b: Builder, x: Node): Node | undefined {
  if (isNonNegative(x.range) && isSmooth(x, b.constant(0))) return x;
  if (isNonPositive(x.range) && isSmooth(b.constant(0), x)) return b.negate(x);
  if (x.op === 'add' && x.args.length === 1 && x.constant === 0)
    return b.scale(Math.abs(x.coefficients[0] ?? 1), b.apply('abs', x.args));
  if (x.op === 'apply' && x.name === 'select') {
    const [, yes, no] = x.args;
    // |if c then a else -a| is |a|
    if (yes !== undefined && no !== undefined && b.negate(yes) === no) return b.apply('abs', [yes]);
  }
  return undefined;
}

/**
 * Whether what is never below another is a function without a kink: they do not meet, or nothing is derived by either.
 * Where they meet, at an end of a domain, the slope is what the language says of a kink.
 */
const isSmooth = (above: Node, below: Node): boolean =>
  above.range.lo > below.range.hi ||
  above.range.loOpen ||
  below.range.hiOpen ||
  !(moves(above) || moves(below));

function negation(b: Builder, x: Node): Node | undefined {
  if (x.op !== 'apply') return undefined;
  const [p, q] = x.args;
  if (x.name === 'not' && p !== undefined && isBinary(p.range)) return p;
  if (p === undefined || q === undefined) return undefined;
  if (x.name === 'equal') return b.apply('not_equal', [p, q]);
  if (x.name === 'not_equal') return b.apply('equal', [p, q]);
  return undefined;
}

function binaryOperator(b: Builder, name: ElementwiseName, x: Node, y: Node): Node | undefined {
  switch (name) {
    case 'less':
    case 'less_equal':
    case 'equal':
    case 'not_equal':
      return comparison(b, name, x, y);
    case 'and':
      return conjunction(b, x, y);
    case 'or':
      return disjunction(b, x, y);
    case 'pow':
      return power(b, x, y);
    case 'max':
    case 'at_least':
      if (x === y || (x.range.lo >= y.range.hi && isSmooth(x, y))) return x;
      return y.range.lo >= x.range.hi && isSmooth(y, x) ? y : undefined;
    case 'min':
    case 'at_most':
      if (x === y || (x.range.hi <= y.range.lo && isSmooth(y, x))) return x;
      return y.range.hi <= x.range.lo && isSmooth(x, y) ? y : undefined;
    case 'xlogy':
    case 'xlog1py':
    case 'xlog1mexp':
      // x is known not to be 0, or to be 0: no guard is needed.
      if (isNeverZero(x)) return b.times(x, b.apply(logarithmOf[name], [y]));
      return isZero(x) ? b.constant(0) : undefined;
    case 'difference':
      if (x === y) return b.constant(0);
      return isConst(y, 0) ? x : undefined;
    default:
      return undefined;
  }
}

function power(b: Builder, x: Node, y: Node): Node | undefined {
  if (y.op === 'const') return b.power(x, y.value);
  if (isConst(x, 1)) return x;
  // (x^a)^y for x ≥ 0
  if (x.op === 'apply' && x.name === 'pow') {
    const [base, exponent] = x.args;
    if (base && exponent && isNonNegative(base.range)) return b.apply('pow', [base, b.times(exponent, y)]);
  }
  return undefined;
}

type Comparison = 'less' | 'less_equal' | 'equal' | 'not_equal';

function comparison(b: Builder, name: Comparison, x: Node, y: Node): Node | undefined {
  const decided = decide(name, x, y);
  if (decided !== undefined) return b.constant(decided ? 1 : 0);
  if ((name === 'equal' || name === 'not_equal') && compareNodes(x, y) > 0) return b.apply(name, [y, x]);
  for (const [variable, other, flipped] of [
    [x, y, false],
    [y, x, true],
  ] as const) {
    if (!isBinary(variable.range) || other.op !== 'const') continue;
    const at = (v: number): number =>
      flipped ? elementwise[name].value(other.value, v) : elementwise[name].value(v, other.value);
    if (at(0) === at(1)) return b.constant(at(0));
    return at(1) === 1 ? variable : b.apply('not', [variable]);
  }
  return undefined;
}

/** A position along an axis, which is below the axis's size. */
const isCoordinate = (x: Node, axis: string): boolean =>
  (x.op === 'position' && x.axis === axis) ||
  (x.op === 'along' && x.name === 'argmax' && x.over.join() === axis);

/** Whether the ranges alone decide a comparison. */
function decide(name: Comparison, x: Node, y: Node): boolean | undefined {
  if (x === y) return name === 'less_equal' || name === 'equal';
  if (y.op === 'size' && isCoordinate(x, y.axis) && name !== 'equal' && name !== 'not_equal') return true;
  const [a, c] = [computedRange(x), computedRange(y)];
  const apart =
    a.hi < c.lo ||
    c.hi < a.lo ||
    (a.hi === c.lo && (a.hiOpen || c.loOpen)) ||
    (c.hi === a.lo && (c.hiOpen || a.loOpen));
  if (name === 'equal' || name === 'not_equal') {
    if (apart) return name === 'not_equal';
    if (isPoint(a) && isPoint(c)) return (a.lo === c.lo) === (name === 'equal');
    if (x.op === 'const' && !contains(c, x.value)) return name === 'not_equal';
    return undefined;
  }
  if (name === 'less') {
    if (a.hi < c.lo || (a.hi === c.lo && (a.hiOpen || c.loOpen))) return true;
    return a.lo >= c.hi ? false : undefined;
  }
  if (a.hi <= c.lo) return true;
  return a.lo > c.hi || (a.lo === c.hi && (a.loOpen || c.hiOpen)) ? false : undefined;
}

const isZero = (x: Node): boolean => x.range.lo === 0 && x.range.hi === 0;

function conjunction(b: Builder, x: Node, y: Node): Node | undefined {
  if (isZero(x) || isZero(y)) return b.constant(0);
  if (isNeverZero(x) && isBinary(y.range)) return y;
  if (isNeverZero(y) && isBinary(x.range)) return x;
  return x === y && isBinary(x.range) ? x : undefined;
}

function disjunction(b: Builder, x: Node, y: Node): Node | undefined {
  if (isNeverZero(x) || isNeverZero(y)) return b.constant(1);
  if (isZero(x) && isBinary(y.range)) return y;
  if (isZero(y) && isBinary(x.range)) return x;
  return x === y && isBinary(x.range) ? x : undefined;
}

function select(b: Builder, test: Node, yes: Node, no: Node): Node | undefined {
  if (test.op === 'const') return test.value !== 0 ? yes : no;
  if (isNeverZero(test)) return yes;
  if (yes === no) return yes;
  if (test.op === 'apply') {
    const [p, q] = test.args;
    if (test.name === 'not' && p) return b.select(p, no, yes);
    // A number is a test by itself: x != 0.
    if (test.name === 'not_equal' && p && isConst(p, 0) && q) return b.select(q, yes, no);
    if (test.name === 'not_equal' && q && isConst(q, 0) && p) return b.select(p, yes, no);
    if (test.name === 'not_equal' && p && q) return b.select(b.apply('equal', [p, q]), no, yes);
  }
  if (isConst(yes, 1) && isConst(no, 0) && isBinary(test.range) && !isSetting(test)) return test;
  if (isConst(yes, 0) && isConst(no, 1) && isBinary(test.range)) return b.apply('not', [test]);
  if (yes.op === 'apply' && yes.name === 'select' && yes.args[0] === test && yes.args[1])
    return b.select(test, yes.args[1], no);
  if (no.op === 'apply' && no.name === 'select' && no.args[0] === test && no.args[2])
    return b.select(test, yes, no.args[2]);
  return undefined;
}

/** A number that no data tell: as a factor it would let through, as 0 · inf, what a choice by it shuts out. */
const isSetting = (node: Node): boolean =>
  node.axes.length === 0 && !isTest(node) && topological([node]).every((n) => n.op !== 'input');

/** A multiple by ±inf: of a choice or a test as a choice, where what is 0 stays 0. */
export function infiniteMultiple(b: Builder, node: Node, coefficient: number): readonly [Node, number] {
  if (!isGuard(node) && !isTest(node)) return [node, coefficient];
  const [test = node, yes = b.constant(1), no = b.constant(0)] = isGuard(node) ? node.args : [];
  const times = (branch: Node): Node => (isConst(branch, 0) ? branch : b.scale(coefficient, branch));
  return [b.select(test, times(yes), times(no)), 1];
}

/** The range of an operator's result; what is measured from a maximum is never above it. */
export function applyRange(name: ElementwiseName, args: readonly Node[]): Range {
  const own = elementwise[name].range(...args.map((arg) => arg.range));
  const [x, max] = args;
  if (name !== 'difference' || x === undefined || max?.op !== 'along' || max.name !== 'max') return own;
  const measured = x.op === 'pick' ? x.args[0] : x;
  return measured === max.args[0] && x.op !== 'pick' ? intersect(own, range(-Infinity, 0)) : own;
}
