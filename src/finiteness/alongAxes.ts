/** What the operators that work along axes make of sets of computed numbers. */
import type { Along, Node } from '../graph/node.ts';
import { farthest, floats, longest, repeated, unit, type Floats } from './floats.ts';

/** The numbers that a reduction, softmax or running sum can come out as. */
export function alongAxes(node: Along, x: Floats): Floats {
  switch (node.name) {
    case 'sum': {
      const sum = repeated(x, longest);
      return countsExtrema(node) ? floats(1, sum.hi, sum) : sum;
    }
    case 'cumsum':
    case 'reverse_cumsum':
      return repeated(x, longest);
    case 'max':
    case 'min':
      return x;
    case 'argmax':
      return floats(0, longest, { integer: true });
    case 'logsumexp':
      return floats(x.lo, x.hi + Math.log(longest));
    case 'softmax':
    case 'softmax_complement':
      return unit;
    case 'log_softmax':
      return floats(x.lo - x.hi - Math.log(longest), 0);
    case 'prod':
      return productOf(x);
  }
}

/** A count of elements that equal the largest or smallest one, of which there is one at least. */
function countsExtrema({ over, args: [x] }: Along): boolean {
  if (x?.op !== 'apply' || x.name !== 'equal') return false;
  const [a, b] = x.args;
  const isExtremum = (node: Node | undefined, of: Node | undefined): boolean =>
    node?.op === 'along' &&
    (node.name === 'max' || node.name === 'min') &&
    node.args[0] === of &&
    node.over.join() === over.join();
  return isExtremum(a, b) || isExtremum(b, a);
}

/** The product of any number of elements: above 1 it has no bound. */
function productOf(x: Floats): Floats {
  const most = farthest(x) <= 1 ? farthest(x) : Infinity;
  if (x.lo < 0) return floats(-most, most);
  return floats(x.lo >= 1 ? 1 : 0, most);
}

/** `0 <= t and t < size(c)` */
export function isValid(test: Node, axis: string, index: Node): boolean {
  if (test.op !== 'apply') return false;
  if (test.name === 'and') {
    const [low, high] = test.args;
    return (
      low?.op === 'apply' &&
      low.name === 'less_equal' &&
      low.args[1] === index &&
      high?.op === 'apply' &&
      high.name === 'less' &&
      high.args[0] === index &&
      high.args[1]?.op === 'size' &&
      high.args[1].axis === axis
    );
  }
  // A class that equals the position along the axis is one.
  return (
    test.name === 'equal' &&
    test.args.includes(index) &&
    test.args.some((arg) => arg.op === 'position' && arg.axis === axis)
  );
}
