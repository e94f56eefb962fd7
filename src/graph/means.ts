/**
 * A sum and the factors beside it in; the range of the mean that they are together, out. A mean is recognised in its
 * normal form: with a `keep` that is counted, with a weight, of a part of an axis, or written as a quotient of sums.
 */
import { partsIn, type Part } from './masks.ts';
import { isConst, without, type Along, type Factor, type Node } from './node.ts';
import { factorsOf, first, isScaled, scaleOf } from './parts.ts';
import {
  hull,
  isBinary,
  isNonNegative,
  multiplyRanges,
  point,
  powerRange,
  scaleRange,
  type Range,
} from './range.ts';
import { isTest, outcomesOf, type Outcome } from './shapes.ts';

/** What is known of the values of a node. */
export type RangeOf = (node: Node) => Range;

export interface Mean {
  /** The divisors of the mean, by their place among the factors. */
  readonly divisors: readonly number[];
  readonly range: Range;
}

/** An element of a sum: a product where all tests hold, 0 elsewhere. */
interface Summand {
  readonly tests: ReadonlyMap<string, Outcome>;
  readonly factors: ReadonlyMap<Node, number>;
  readonly scale: number;
}

const one: Summand = { tests: new Map(), factors: new Map(), scale: 1 };

/** Undefined where the factors divide by nothing that makes the sum a mean. */
export function meanOf(sum: Along, factors: readonly Factor[], rangeOf: RangeOf): Mean | undefined {
  const own = summandOf(first(sum));
  const total = factors.findIndex(({ node, exponent }) => exponent === -1 && isTotalIn(node, sum));
  const counted = factors[total]?.node;
  const divisor = counted === undefined ? undefined : summandOf(first(counted));
  const tests = new Set(divisor?.tests.keys());
  const divisors = total < 0 ? [] : [total];
  let sign = 1;
  for (const axis of counted?.op === 'along' ? without(sum.over, counted.over) : sum.over) {
    const at = factors.findIndex(({ node, exponent }) => exponent === -1 && lengthOf(node)?.axis === axis);
    const length = lengthOf(factors[at]?.node);
    const needed = length && testsOf(length, own);
    if (needed === undefined) return undefined;
    sign *= length?.sign ?? 1;
    needed.forEach((test) => tests.add(test));
    divisors.push(at);
  }
  const range = quotient(own, tests, divisor?.factors ?? new Map(), rangeOf);
  return (
    range && {
      divisors,
      range: { ...scaleRange((sign * own.scale) / (divisor?.scale ?? 1), range), integer: false },
    }
  );
}

const isTotalIn = (node: Node, sum: Along): boolean =>
  node.op === 'along' && node.name === 'sum' && without(node.over, sum.over).length === 0;

/** The values of what is averaged: what is left of a summand without the tests and weights that the divisor has too. */
function quotient(
  own: Summand,
  tests: ReadonlySet<string>,
  weights: ReadonlyMap<Node, number>,
  rangeOf: RangeOf,
): Range | undefined {
  if (![...tests].every((test) => own.tests.has(test))) return undefined;
  const left = new Map(own.factors);
  for (const [weight, exponent] of weights) {
    if (left.get(weight) !== exponent || !isNonNegative(rangeOf(weight))) return undefined;
    left.delete(weight);
  }
  const range = [...left].reduce((p, [node, e]) => multiplyRanges(p, powerRange(rangeOf(node), e)), point(1));
  const isWhole = [...own.tests].every(
    ([key, { test, holds }]) => tests.has(key) || (holds && weights.has(test)),
  );
  return isWhole ? range : hull(range, point(0));
}

function summandOf(node: Node): Summand {
  if (isConst(node)) return { tests: new Map(), factors: new Map(), scale: node.value };
  if (node.op === 'apply' && node.name === 'select') {
    const [test, yes, no] = node.args;
    if (test !== undefined && yes !== undefined && no !== undefined) {
      if (isConst(no, 0)) return withTests(summandOf(yes), testsIn(test, true));
      if (isConst(yes, 0)) return withTests(summandOf(no), testsIn(test, false));
    }
  }
  if (isTest(node) || isBinary(node.range)) return withTests(one, testsIn(node, true));
  if (node.op === 'add' && isScaled(node)) {
    const inner = summandOf(first(node));
    return { ...inner, scale: inner.scale * scaleOf(node) };
  }
  const all = factorsOf(node);
  const isCondition = (f: Factor): boolean => f.exponent > 0 && isBinary(f.node.range);
  const tests = all.filter(isCondition).flatMap((f) => [...testsIn(f.node, true)]);
  const factors = all.filter((f) => !isCondition(f)).map((f) => [f.node, f.exponent] as const);
  return { tests: new Map(tests), factors: new Map(factors), scale: 1 };
}

const withTests = (summand: Summand, tests: ReadonlyMap<string, Outcome>): Summand => ({
  ...summand,
  tests: new Map([...summand.tests, ...tests]),
});

/** Tests that have to come out so, by a text that is the same for `not (a == b)` and `a != b`. */
const testsIn = (test: Node, holds: boolean): ReadonlyMap<string, Outcome> =>
  new Map(outcomesOf(test, holds).map((each) => [keyOf(each), each]));

function keyOf({ test, holds }: Outcome): string {
  const [x, y] = test.args;
  const isEquality = test.op === 'apply' && (test.name === 'equal' || test.name === 'not_equal');
  if (!isEquality || x === undefined || y === undefined) return `${holds} ${test.id}`;
  return `${holds === (test.name === 'equal')} ${x.id} ${y.id}`;
}

interface Length extends Part {
  readonly axis: string;
  /** Divisors are in a normal form in which `size(c) - 1` is -(1 - size(c)). */
  readonly sign: number;
}

/** The length of an axis or of a part of it. */
function lengthOf(node: Node | undefined): Length | undefined {
  if (node?.op === 'size') return { axis: node.axis, from: 0, to: Infinity, sign: 1 };
  const [x, y] = node?.args ?? [];
  const sign = node?.op === 'add' && node.args.length === 1 ? (node.coefficients[0] ?? 0) : 0;
  if (node?.op === 'add' && Math.abs(sign) === 1) {
    const end = lengthOf(x);
    return end && { ...end, from: -sign * node.constant, sign };
  }
  if (node?.op !== 'apply' || y?.op !== 'const') return undefined;
  const inner = lengthOf(x);
  if (node.name === 'at_most') return inner && { ...inner, to: y.value };
  return node.name === 'at_least' && y.value === 0 ? inner : undefined;
}

/** The tests of a summand that leave out all but a part of an axis; undefined where they leave other ones. */
function testsOf(part: Length, { tests }: Summand): readonly string[] | undefined {
  const found = [...tests].flatMap(([key, { test, holds }]) => {
    const taken = holds ? partsIn(test)?.get(part.axis) : undefined;
    return taken === undefined ? [] : [{ key, taken }];
  });
  const taken = found.map((each) => each.taken);
  const isSame =
    Math.max(0, ...taken.map((t) => t.from)) === part.from && Math.min(...taken.map((t) => t.to)) === part.to;
  // A sum over the whole axis may well test positions of its own.
  if (part.from === 0 && part.to === Infinity) return [];
  return isSame ? found.map(({ key }) => key) : undefined;
}
