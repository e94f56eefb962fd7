/** Reciprocals that are 0 where the divisor is 0, as atoms of the graph. */
import { termsOf, type Builder } from '../../graph/builder.ts';
import { isConst, type Node } from '../../graph/node.ts';
import { isNonNegative, isNonZero, isPositive } from '../../graph/range.ts';
import { isHost } from './host.ts';

/** 1 / x, and 0 where x is 0, for an x that is not negative. */
export const reciprocal = (b: Builder, x: Node): Node =>
  isNonZero(x.range) ? b.power(x, -1) : b.apply('group', [b.select(x, b.power(x, -1), b.constant(0))]);

/** The x of a node made by `reciprocal`. */
export function reciprocalOf(node: Node): Node | undefined {
  if (node.op !== 'apply' || node.name !== 'group') return undefined;
  const [choice] = node.args;
  if (choice?.op !== 'apply' || choice.name !== 'select') return undefined;
  const [test, yes, no] = choice.args;
  if (test === undefined || yes?.op !== 'multiply' || no === undefined || !isConst(no, 0)) return undefined;
  return yes.args.length === 1 && yes.args[0] === test && yes.exponents[0] === -1 ? test : undefined;
}

/** 1 where x is not 0, and 0 where it is. */
export function nonZero(b: Builder, x: Node): Node {
  if (isNonZero(x.range)) return b.constant(1);
  const sign = b.apply('sign', [x]);
  const mask = isNonNegative(x.range) ? sign : b.apply('abs', [sign]);
  const sure = hostPart(b, x);
  return sure === undefined ? mask : b.apply('group', [b.select(sure, b.constant(1), mask)]);
}

/**
 * Of a sum of things that are not negative, the part that is known before any tensor is: where it is above 0, so is
 * the sum, and nothing needs a guard.
 */
export function hostPart(b: Builder, x: Node): Node | undefined {
  if (x.op !== 'add' || x.constant < 0) return undefined;
  const terms = termsOf(x);
  if (!terms.every((t) => t.coefficient > 0 && isNonNegative(t.node.range))) return undefined;
  const hosts = terms.filter((t) => isHost(t.node));
  if (hosts.length === 0 && x.constant === 0) return undefined;
  const part = b.add(hosts, x.constant);
  return isPositive(part.range) ? b.constant(1) : part;
}
