/**
 * All that is known of the values of a node, out: beyond the ranges of its parts, how they belong together. A mean is
 * within the range of what it is taken of, an extremum of what is kept too. For what users are told, and not for
 * rewriting: computed, a quotient of sums can be beyond such an end by its rounding, and a bound against that must stay.
 */
import { alongAxes } from '../operators/alongAxes.ts';
import { elementwise } from '../operators/elementwise.ts';
import { counts, maskOf, partsIn } from './masks.ts';
import { meanOf } from './means.ts';
import type { Multiply, Node } from './node.ts';
import { factorsOf, termsOf } from './parts.ts';
import {
  addRanges,
  hull,
  intersect,
  multiplyRanges,
  point,
  powerRange,
  scaleRange,
  type Range,
} from './range.ts';

const found = new WeakMap<Node, Range>();

/** The values that a node can have. */
export function knownRange(node: Node): Range {
  const known = found.get(node);
  if (known !== undefined) return known;
  const made = intersect(node.range, computed(node));
  found.set(node, made);
  return made;
}

function computed(node: Node): Range {
  switch (node.op) {
    case 'add':
      return termsOf(node).reduce(
        (sum, t) => addRanges(sum, scaleRange(t.coefficient, knownRange(t.node))),
        point(node.constant),
      );
    case 'multiply':
      return productOf(node);
    case 'apply':
      return node.name === 'select'
        ? choiceOf(node.args)
        : elementwise[node.name].range(...node.args.map(knownRange));
    case 'along':
      return node.args.map((x) => alongAxes[node.name].range(knownRange(x))).reduce(intersect);
    case 'pick':
      return node.args.slice(0, 1).reduce((range, x) => hull(range, knownRange(x)), point(0));
    default:
      return node.range;
  }
}

/** A product with its means taken together. */
function productOf(node: Multiply): Range {
  const factors = factorsOf(node);
  for (const [at, { node: sum, exponent }] of factors.entries()) {
    if (exponent !== 1 || sum.op !== 'along' || sum.name !== 'sum') continue;
    const mean = meanOf(sum, factors, knownRange);
    if (mean !== undefined) {
      const rest = factors.filter((_, k) => k !== at && !mean.divisors.includes(k));
      return multiplyRanges(mean.range, powersOf(rest));
    }
  }
  return powersOf(factors);
}

const powersOf = (factors: ReturnType<typeof factorsOf>): Range =>
  factors.reduce((p, f) => multiplyRanges(p, powerRange(knownRange(f.node), f.exponent)), point(1));

/** A choice; an extremum behind a test that something is kept is never that of nothing. */
function choiceOf([test, yes, no]: readonly Node[]): Range {
  if (test === undefined || yes === undefined || no === undefined)
    throw new Error('A select has three arguments.');
  const kept = keptRange(yes, test) ?? knownRange(yes);
  return elementwise.select.range(knownRange(test), kept, knownRange(no));
}

/** The range of an extremum where a test counts what it keeps. */
function keptRange(node: Node, test: Node): Range | undefined {
  if (node.op !== 'along') return undefined;
  const mask = maskOf(node);
  if (mask === undefined) return undefined;
  const [counted] = test.args;
  const isCount =
    (counted !== undefined && counts(counted, mask.test, mask.holds)) ||
    counted === mask.test ||
    partsIn(mask.test) !== undefined;
  return isCount ? alongAxes[node.name].range(knownRange(mask.kept)) : undefined;
}
