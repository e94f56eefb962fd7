/**
 * Branch-free choices for scalar code: where a test follows the data, a processor guesses wrong every other pixel,
 * which costs more than computing both branches. `if c then a else b` becomes c · a + (1 - c) · b, which is exact for
 * c in {0, 1} as long as neither branch can be infinite.
 */
import { term, type Builder } from '../graph/builder.ts';
import { isConst, type Node } from '../graph/node.ts';
import { isBinary } from '../graph/range.ts';
import { isBounded } from './bounded.ts';

/** Replaces unpredictable choices between bounded values, and max(x, 0). */
export function blendChoices(b: Builder, roots: readonly Node[]): readonly Node[] {
  const memo = new Map<Node, Node>();
  const visit = (node: Node): Node => {
    const known = memo.get(node);
    if (known !== undefined) return known;
    const args = node.args.map(visit);
    const made = blend(b, node, args) ?? b.rebuild(node, args);
    memo.set(node, made);
    return made;
  };
  return roots.map(visit);
}

/** What is bounded is judged by the node as it was: a blend says less about its own range. */
function blend(b: Builder, node: Node, args: readonly Node[]): Node | undefined {
  if (node.op !== 'apply') return undefined;
  const [test, yes, no] = args;
  const [tested, ...branches] = node.args;
  if (tested === undefined || test === undefined || yes === undefined) return undefined;
  if (node.name === 'at_least' && isConst(yes, 0) && isBounded(tested)) {
    // (x + |x|) / 2 is max(x, 0) without rounding.
    return b.add([term(test, 0.5), term(b.apply('abs', [test]), 0.5)]);
  }
  if (node.name !== 'select' || no === undefined) return undefined;
  if (!isUnpredictable(tested, branches) || !branches.every(isBounded)) return undefined;
  const holds = isNumber(test) ? test : b.apply('indicator', [test]);
  if (b.negate(yes) === no) return b.times(b.add([term(holds, -2)], 1), no);
  return b.plus(b.times(holds, yes), b.times(b.add([term(holds, -1)], 1), no));
}

/**
 * Labels, and comparisons of values that vary by element. Whether a pixel has a certain class is mostly false and
 * well guessed; it is blended where the choice is between values that do not depend on the pixel.
 */
function isUnpredictable(test: Node, branches: readonly Node[]): boolean {
  if (isNumber(test)) return isBinary(test.range);
  if (test.op !== 'apply' || !comparisons.has(test.name)) return false;
  if (test.args.some((arg) => arg.axes.length > 0 && !arg.range.integer)) return true;
  return test.name === 'equal' && branches.every((branch) => branch.axes.length < test.axes.length);
}

/** A test that is a number already: a label, or whether an element is the largest. */
const isNumber = (test: Node): boolean =>
  test.op === 'input' || (test.op === 'apply' && test.name === 'floor');

const comparisons: ReadonlySet<string> = new Set(['less', 'less_equal', 'equal', 'not_equal']);
