/** What a node can be computed as: what is never 0 or 1 among real numbers may underflow to the one and round to the other. */
import type { Node } from './node.ts';
import type { Range } from './range.ts';

/** The range with the ends that computing reaches. Data and constants are what they are. */
export function computedRange(node: Node): Range {
  const { range } = node;
  if (!(range.loOpen || range.hiOpen) || isExact(node)) return range;
  return { ...range, loOpen: false, hiOpen: false };
}

/** Whether no number that the node is computed as is 0. */
export const isNeverZero = (node: Node): boolean => {
  const { lo, hi, loOpen, hiOpen } = computedRange(node);
  return lo > 0 || hi < 0 || (lo === 0 && loOpen) || (hi === 0 && hiOpen);
};

/** Data, multiples of data, and sums of one sign with data among them keep away from an end that data keep away from. */
function isExact(node: Node): boolean {
  if (node.args.length === 0) return true;
  if (node.op !== 'add' || (node.range.lo < 0 && node.range.hi > 0)) return false;
  const sign = node.range.lo >= 0 ? 1 : -1;
  const sameSign = node.args.every((arg, k) => {
    const { lo, hi } = arg.range;
    return (node.coefficients[k] ?? 1) * sign > 0 ? lo >= 0 : hi <= 0;
  });
  return sameSign && node.constant * sign >= 0 && node.args.some((arg) => arg.range.loOpen && isExact(arg));
}
