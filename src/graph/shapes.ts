/** A node in; whether it is a guard, a test, a one-hot entry, or known only after a reduction, out. */
import type { ElementwiseName } from '../operators/elementwise.ts';
import { isConst, type Apply, type Node } from './node.ts';
import { isBinary } from './range.ts';

/** `if c then e else 0`, or the other way round. */
export const isGuard = (node: Node): boolean =>
  node.op === 'apply' && node.name === 'select' && node.args.slice(1).some((branch) => isConst(branch, 0));

/** A comparison, or tests combined: 0 or 1, and meant as a condition. A label is a number. */
export const isTest = (node: Node): boolean => node.op === 'apply' && tests.has(node.name);
/** Whether two numbers are compared. */
export const isComparison = (node: Apply): boolean => comparisons.has(node.name);
const comparisons: ReadonlySet<ElementwiseName> = new Set(['less', 'less_equal', 'equal', 'not_equal']);
const tests: ReadonlySet<ElementwiseName> = new Set([...comparisons, 'and', 'or', 'not']);

/** A test, and how it comes out. */
export interface Outcome {
  readonly test: Node;
  readonly holds: boolean;
}

/**
 * The outcomes that come together where a test comes out so: of what `not`, `and` and `or` combine, of y where 1 - y is
 * tested; a test that `isWhole` is not taken apart.
 */
export function outcomesOf(
  test: Node,
  holds: boolean,
  isWhole: (test: Node) => boolean = () => false,
): readonly Outcome[] {
  const inner = (each: boolean): readonly Outcome[] => test.args.flatMap((x) => outcomesOf(x, each, isWhole));
  if (isWhole(test)) return [{ test, holds }];
  if (isComplement(test)) return inner(!holds);
  if (test.op !== 'apply') return [{ test, holds }];
  if (test.name === 'not') return inner(!holds);
  return test.name === 'indicator' || test.name === (holds ? 'and' : 'or') ? inner(holds) : [{ test, holds }];
}

/** 1 - y of something that is 0 or 1. */
const isComplement = (node: Node): boolean =>
  node.op === 'add' &&
  node.constant === 1 &&
  node.args.length === 1 &&
  [node, ...node.args].every((n) => isBinary(n.range));

/** A value that is compared with an extremum of it: what is done to it is done without regard to where it stands. */
export const isSame = (node: Node): boolean => node.op === 'apply' && node.name === 'same';

/** An operator that says how a value is treated and leaves it as it is. */
export const isMark = (node: Node): boolean => node.op === 'apply' && marks.has(node.name);
const marks: ReadonlySet<ElementwiseName> = new Set(['group', 'kept', 'same']);

/** What stands in a group of its own, as it is. */
export const ungrouped = (node: Node): Node =>
  node.op === 'apply' && node.name === 'group' ? (node.args[0] ?? node) : node;

/** Whether a value depends on a reduction: it is known only after a pass over data. */
export function containsReduction(node: Node): boolean {
  node.memo.reduces ??= node.op === 'along' || node.args.some(containsReduction);
  return node.memo.reduces;
}

/** Whether anything below has a gradient. */
export function moves(node: Node): boolean {
  node.memo.moves ??= node.op === 'input' ? node.differentiable : node.args.some(moves);
  return node.memo.moves;
}

/** `position(c) == t` with an index t that does not vary along c: a one-hot entry, never stored. */
export function oneHot(node: Node): { readonly axis: string; readonly index: Node } | undefined {
  if (node.op !== 'apply' || node.name !== 'equal') return undefined;
  const [a, b] = node.args;
  if (a === undefined || b === undefined) return undefined;
  if (a.op === 'position' && b.range.integer && !b.axes.includes(a.axis)) return { axis: a.axis, index: b };
  if (b.op === 'position' && a.range.integer && !a.axes.includes(b.axis)) return { axis: b.axis, index: a };
  return undefined;
}

/** `0 <= t and t < size(c)`: whether an index is a class. */
export function validity(node: Node): { readonly axis: string; readonly index: Node } | undefined {
  if (node.op !== 'apply' || node.name !== 'and') return undefined;
  const [above, below] = node.args;
  if (above?.op !== 'apply' || below?.op !== 'apply') return undefined;
  const [zero, index] = above.args;
  const [other, size] = below.args;
  if (above.name !== 'less_equal' || below.name !== 'less' || index === undefined || index !== other)
    return undefined;
  return zero && isConst(zero, 0) && size?.op === 'size' ? { axis: size.axis, index } : undefined;
}
