/** Reciprocals that are 0 where the divisor is 0, as atoms of the graph. */
import type { Builder } from '../../graph/builder.ts';
import { termsOf } from '../../graph/parts.ts';
import type { Node } from '../../graph/node.ts';
import { isNonNegative, isNonZero, isPositive } from '../../graph/range.ts';
import { isHost } from './host.ts';

/** 1 / x, and 0 where x is 0, for an x that is not negative: known by its two groups. */
export const reciprocal = (b: Builder, x: Node): Node =>
  b.apply('group', [b.power(b.apply('group', [x]), -1)]);

/** The x of a node made by `reciprocal`. */
export function reciprocalOf(node: Node): Node | undefined {
  if (node.op !== 'apply' || node.name !== 'group') return undefined;
  const [power] = node.args;
  if (power?.op !== 'multiply' || power.args.length !== 1 || power.exponents[0] !== -1) return undefined;
  const [base] = power.args;
  return base?.op === 'apply' && base.name === 'group' ? base.args[0] : undefined;
}

/** 1 where x is not 0, and 0 where it is. */
export function nonZero(b: Builder, x: Node): Node {
  if (isNonZero(x.range)) return b.constant(1);
  const mask = isNonNegative(x.range)
    ? b.apply('sign', [x])
    : b.apply('group', [b.apply('not_equal', [b.constant(0), x])]);
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
