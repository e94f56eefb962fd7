/** An extremum of what is kept, and facts, in; whether they say that something is kept, out. */
import { counts, maskOf, partsIn, type Mask } from '../graph/masks.ts';
import { isConst, type Node } from '../graph/node.ts';
import type { Fact } from './facts.ts';

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

/** Whether a test takes a part of each axis, `1 <= position(c)`, and facts say that none of these parts is empty. */
function isPart(test: Node, over: readonly string[], facts: readonly Fact[]): boolean {
  const parts = [...(partsIn(test) ?? [])];
  return (
    parts.length > 0 &&
    parts.every(
      ([axis, { from, to }]) =>
        over.includes(axis) && from < to && (from <= 0 || facts.some((fact) => reaches(fact, axis, from))),
    )
  );
}

/** Whether a fact says that an axis is longer than a position: `size(c) - 1` is not 0, or `max(size(c) - 2, 0)` is not. */
function reaches({ terms: [only, ...others], constant, known }: Fact, axis: string, start: number): boolean {
  if (only?.coefficient !== 1 || others.length > 0 || known.nonZero !== true) return false;
  const { node } = only;
  const [rest, zero] = node.op === 'apply' && node.name === 'at_least' ? node.args : [];
  const isBounded = constant === 0 && rest?.op === 'add' && zero !== undefined && isConst(zero, 0);
  const [end, offset] = isBounded ? [rest.args[0], rest.constant] : [node, constant];
  // Without a bound, what is not 0 may be below it: only 1 is no longer than any axis.
  if (!isBounded && start > 1 && !((known.lo ?? -1) >= 0)) return false;
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
