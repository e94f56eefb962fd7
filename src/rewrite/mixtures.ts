/** Procedure about mixtures of probabilities, such as the mean of two predictions. */
import type { Builder } from '../graph/builder.ts';
import { term, termsOf } from '../graph/parts.ts';
import type { Add, Node } from '../graph/node.ts';
import type { Procedures } from './rule.ts';

export const mixtures: Procedures = {
  'one-minus-mean': {
    why: '1 minus a mean of probabilities near 1 cancels; the mean of their complements does not',
    apply: (b, node, simplify) => (node.op === 'add' ? meanOfComplements(b, node, simplify) : undefined),
  },
};

/** What weights such as 1/3 miss their sum by. */
const ROUNDING = 4 * Number.EPSILON;

/** Σ w - Σ w · p as Σ w · (1 - p), where each 1 - p has a form of its own. */
function meanOfComplements(b: Builder, node: Add, simplify: (node: Node) => Node): Node | undefined {
  const { constant } = node;
  const terms = termsOf(node);
  if (terms.length < 2 || !terms.every((t) => t.coefficient * constant < 0)) return undefined;
  const rest = terms.reduce((sum, t) => sum + t.coefficient, constant);
  if (Math.abs(rest) > ROUNDING * Math.abs(constant)) return undefined;
  const complements = terms.map((t) => term(simplify(b.minus(b.constant(1), t.node)), -t.coefficient));
  return complements.every((c) => c.node.op !== 'add') ? b.add(complements) : undefined;
}
