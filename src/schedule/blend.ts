/**
 * Branch-free choices for scalar code: where a test follows the data, a processor guesses wrong every other pixel,
 * which costs more than computing both branches. `if c then a else b` becomes c · a + (1 - c) · b, which is exact for
 * c in {0, 1} as long as neither branch can be infinite.
 */
import type { Builder } from '../graph/builder.ts';
import { term } from '../graph/parts.ts';
import { isConst, overlap, type Node } from '../graph/node.ts';
import { isBinary } from '../graph/range.ts';
import { isBounded } from './bounded.ts';

/** Replaces unpredictable choices between bounded values, and max(x, 0). */
export function blendChoices(
  b: Builder,
  roots: readonly Node[],
  registers: readonly string[],
): readonly Node[] {
  const memo = new Map<Node, Node>();
  const visit = (node: Node): Node => {
    const known = memo.get(node);
    if (known !== undefined) return known;
    const args = node.args.map(visit);
    const made = blend(b, node, args, registers) ?? b.rebuild(node, args);
    memo.set(node, made);
    return made;
  };
  return roots.map(visit);
}

/** What is bounded is judged by the node as it was: a blend says less about its own range. */
function blend(
  b: Builder,
  node: Node,
  args: readonly Node[],
  registers: readonly string[],
): Node | undefined {
  if (node.op !== 'apply') return undefined;
  const [test, yes, no] = args;
  const [tested, ...branches] = node.args;
  if (tested === undefined || test === undefined || yes === undefined) return undefined;
  if (node.name === 'at_least' && isConst(yes, 0) && isBounded(tested)) {
    // (x + |x|) / 2 is max(x, 0) without rounding.
    return whole(b, b.add([term(test, 0.5), term(b.apply('abs', [test]), 0.5)]));
  }
  if (node.name !== 'select' || no === undefined) return undefined;
  if (!isUnpredictable(tested, registers) || !isBlendable(tested, branches)) return undefined;
  return blended(b, isNumber(test) ? test : b.apply('indicator', [test]), yes, no);
}

/** Whether computing both branches of a choice is safe: neither can be infinite, and neither is there to shut data out. */
export const isBlendable = (test: Node, branches: readonly Node[]): boolean =>
  branches.every(isBounded) && readTheSame(test, branches);

/** A choice between two values by a number that is 0 or 1. */
export function blended(b: Builder, holds: Node, yes: Node, no: Node): Node {
  if (b.negate(yes) === no) return b.times(b.add([term(holds, -2)], 1), no);
  const complement = complementary(b, yes, no);
  if (complement !== undefined) {
    // c + m · (1 - 2c) is m or 1 - m, whichever c says, in fewer operations.
    const { smaller, where } = complement;
    const signed = b.times(smaller, b.add([term(holds, -2)], 1));
    return whole(b, where === 'no' ? b.plus(holds, signed) : b.add([term(holds, -1), term(signed, -1)], 1));
  }
  return whole(b, b.plus(b.times(holds, yes), b.times(b.add([term(holds, -1)], 1), no)));
}

/**
 * Two branches that add up to 1, such as a probability and its complement, by the one that is no difference itself:
 * 1 - (1 - m) would have lost a small m.
 */
function complementary(b: Builder, yes: Node, no: Node): { smaller: Node; where: 'yes' | 'no' } | undefined {
  const one = b.constant(1);
  const isDifference = (node: Node): boolean => node.op === 'add' && node.constant === 1;
  if (!isDifference(no) && b.minus(one, no) === yes) return { smaller: no, where: 'no' };
  return !isDifference(yes) && b.minus(one, yes) === no ? { smaller: yes, where: 'yes' } : undefined;
}

/**
 * Whether a choice shuts no data out: what `keep` leaves out may be NaN, and must not be multiplied by 0. Data that
 * both branches read, or the test itself, are in play whichever way it goes.
 */
function readTheSame(test: Node, [yes, no]: readonly Node[]): boolean {
  if (yes === undefined || no === undefined) return false;
  const [inTest, inYes, inNo] = [test, yes, no].map((node) => inputsOf(node, test.axes));
  if (inTest === undefined || inYes === undefined || inNo === undefined) return false;
  return [...inYes, ...inNo].every((name) => inTest.has(name) || (inYes.has(name) && inNo.has(name)));
}

const inputs = new WeakMap<Node, Map<string, ReadonlySet<string>>>();

/** The arrays that an expression reads at the elements along these axes; what was added up along one is a number. */
function inputsOf(node: Node, axes: readonly string[]): ReadonlySet<string> {
  const byAxes = inputs.get(node) ?? new Map<string, ReadonlySet<string>>();
  inputs.set(node, byAxes);
  const known = byAxes.get(axes.join());
  if (known !== undefined) return known;
  const isAddedUp = node.op === 'along' && overlap(node.over, axes).length > 0;
  const found =
    node.op === 'input'
      ? new Set([node.name])
      : new Set(isAddedUp ? [] : node.args.flatMap((arg) => [...inputsOf(arg, axes)]));
  byAxes.set(axes.join(), found);
  return found;
}

/** Added up by itself: among the terms of a larger sum the parts of a blend would meet other terms and cancel. */
const whole = (b: Builder, node: Node): Node => b.apply('group', [node]);

/** Labels, and comparisons of values that vary by element. */
function isUnpredictable(test: Node, registers: readonly string[]): boolean {
  if (isNumber(test)) return isBinary(test.range);
  if (test.op !== 'apply' || !comparisons.has(test.name)) return false;
  // Of the classes of a pixel mostly one differs: that is guessed well. On which side of 0 a value is, is not.
  const perClass = overlap(test.axes, registers).length > 0;
  const signs = test.args.some((arg) => isConst(arg, 0));
  return test.args.some((arg) => arg.axes.length > 0 && !arg.range.integer) && (signs || !perClass);
}

/** A test that is a number already: a label, or whether an element is the largest. */
const isNumber = (test: Node): boolean =>
  test.op === 'input' || (test.op === 'apply' && test.name === 'floor');

const comparisons: ReadonlySet<string> = new Set(['less', 'less_equal', 'equal', 'not_equal']);
