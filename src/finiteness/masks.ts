/**
 * An extremum of what is kept: `max[i](if k then x else -inf)`, which is what `max[i](x; keep = k)` means. The infinity
 * stands for nothing, and comes out only where nothing is kept; a guard that counts what is kept rules that out.
 */
import { isConst, type Along, type Node } from '../graph/node.ts';
import { first } from '../graph/parts.ts';
import { isMark } from '../graph/shapes.ts';
import type { Fact } from './facts.ts';

/** Of elements, those that are kept. */
export interface Mask {
  readonly test: Node;
  /** How the test comes out where an element is kept. */
  readonly holds: boolean;
  readonly kept: Node;
}

/** What takes the place of an element that is not kept. */
const neutral: Partial<Record<Along['name'], number>> = {
  max: -Infinity,
  argmax: -Infinity,
  logsumexp: -Infinity,
  softmax: -Infinity,
  min: Infinity,
};

/** What an operator along axes keeps; undefined where it takes everything. */
export function maskOf({ name, args: [operand] }: Along): Mask | undefined {
  const infinity = neutral[name];
  const x = operand !== undefined && isMark(operand) ? first(operand) : operand;
  if (infinity === undefined || x?.op !== 'apply' || x.name !== 'select') return undefined;
  const [test, yes, no] = x.args;
  if (test === undefined || yes === undefined || no === undefined) return undefined;
  if (isConst(no, infinity)) return { test, holds: true, kept: yes };
  return isConst(yes, infinity) ? { test, holds: false, kept: no } : undefined;
}

/** Whether facts say that an element is kept: they are about one that is, or about the number of them. */
export const keepsSome = (mask: Mask, over: readonly string[], facts: readonly Fact[]): boolean =>
  isCounted(mask, over, facts) || (mask.holds && isPart(mask.test, over, facts));

const isCounted = ({ test, holds }: Mask, over: readonly string[], facts: readonly Fact[]): boolean =>
  facts.some(({ terms: [only, ...others], constant, known }) => {
    if (only === undefined || others.length > 0 || constant !== 0) return false;
    const { node } = only;
    if (node === test) return holds ? known.nonZero === true : known.lo === 0 && known.hi === 0;
    if (node.op !== 'along' || node.name !== 'sum' || known.nonZero !== true) return false;
    const [counted] = node.args;
    return (
      counted !== undefined && node.over.every((axis) => over.includes(axis)) && counts(counted, test, holds)
    );
  });

/** Whether an operand of a sum is not 0 just where a test comes out so. */
export function counts(operand: Node, test: Node, holds: boolean): boolean {
  if (operand === test) return holds;
  if (operand.op !== 'apply') return false;
  const [x, yes, no] = operand.args;
  if (operand.name === 'select' && x === test && yes !== undefined && no !== undefined)
    return holds ? isConst(no, 0) && isConst(yes, 1) : isConst(yes, 0) && isConst(no, 1);
  if (holds) return false;
  if (operand.name === 'not') return x === test;
  const isOpposite = operand.name === 'not_equal' && test.op === 'apply' && test.name === 'equal';
  return isOpposite && operand.args.every((arg, k) => arg === test.args[k]);
}

/** Whether a test takes a part of each axis, `1 <= position(c)`, and facts say that none of these parts is empty. */
function isPart(test: Node, over: readonly string[], facts: readonly Fact[]): boolean {
  if (test.op !== 'apply') return false;
  const [x, y] = test.args;
  if (test.name === 'and') return test.args.every((part) => isPart(part, over, facts));
  if (test.name === 'less')
    return x?.op === 'position' && over.includes(x.axis) && y?.op === 'const' && y.value > 0;
  if (test.name !== 'less_equal' || y?.op !== 'position' || !over.includes(y.axis)) return false;
  return x?.op === 'const' && facts.some((fact) => reaches(fact, y.axis, x.value));
}

/** Whether a fact says that an axis is longer than a position: `size(c) - 1` is not 0, or no less than 0 and not 0. */
function reaches({ terms: [only, ...others], constant, known }: Fact, axis: string, start: number): boolean {
  if (only?.coefficient !== 1 || others.length > 0 || known.nonZero !== true) return false;
  const { node } = only;
  const rest = node.op === 'apply' && node.name === 'at_least' ? node.args[0] : undefined;
  const [end, offset] = rest?.op === 'add' ? [rest.args[0], rest.constant] : [node, constant];
  const size = end?.op === 'apply' && end.name === 'at_most' ? end.args[0] : end;
  return offset === -start && size?.op === 'size' && size.axis === axis;
}

/** Tests by which something is kept: what is known of their number matters where that is. */
export const masksIn = (nodes: readonly Node[]): readonly Node[] => [
  ...new Set(nodes.flatMap((node) => (node.op === 'along' ? (maskOf(node)?.test ?? []) : []))),
];

/** Whether a test may be one for a part of an axis. */
export const isPositional = (test: Node): boolean =>
  test.op === 'position' || (test.op === 'apply' && test.args.some(isPositional));
