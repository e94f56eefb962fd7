/** Procedure about the square of a divisor: n / d² as (n / d) / d, where a small d would lose its square. */
import type { Builder } from '../graph/builder.ts';
import { factorsOf } from '../graph/parts.ts';
import { topological, type Node } from '../graph/node.ts';
import type { Procedures } from './rule.ts';

/** Above this, squares and cubes are far inside the range of float64. */
const ordinary = 1e-60;

export const divisors: Procedures = {
  'quotient-by-square': {
    why: 'the square of a small divisor underflows: n / d² is infinite or 0 / 0 where (n / d) / d is not',
    apply: (b, node) => (node.op === 'multiply' ? divideTwice(b, node) : undefined),
  },
};

/** Only where the divisor is a sum over elements, so that the division more is not one per element. */
function divideTwice(b: Builder, node: Node): Node | undefined {
  const factors = factorsOf(node);
  const square = factors.find((f) => f.exponent === -2 && canBeSmall(f.node));
  if (square === undefined) return undefined;
  const slow = (n: Node): boolean => n.axes.every((axis) => square.node.axes.includes(axis));
  const above = factors.filter((f) => f.exponent > 0 && slow(f.node));
  if (above.length === 0) return undefined;
  const rest = factors.filter((f) => f !== square && !above.includes(f));
  const share = b.apply('group', [b.divide(b.multiply(above), square.node)]);
  return b.times(share, b.divide(b.multiply(rest), square.node));
}

const canBeSmall = (node: Node): boolean =>
  node.range.lo < ordinary &&
  node.range.hi > -ordinary &&
  topological([node]).some((n) => n.op === 'along' && n.name === 'sum');
