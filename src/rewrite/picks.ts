/** Procedure about logsumexp(x) minus x at a class, where x is a product or sum and the class is picked from its parts. */
import type { Builder } from '../graph/builder.ts';
import { term, termsOf } from '../graph/parts.ts';
import {
  isConst,
  topological,
  type Add,
  type Along,
  type Node,
  type Pick,
  type Term,
} from '../graph/node.ts';
import type { Procedures } from './rule.ts';

export const picks: Procedures = {
  'logsumexp-minus-parts-of-pick': {
    why: 'the two cancel for a confident class, as they do without a temperature or a margin',
    apply: (b, node) => (node.op === 'add' ? measured(b, node) : undefined),
  },
};

/** logsumexp[A](s / τ) - pick[A](s, t) / τ by log_softmax[A](s / τ) at t. */
function measured(b: Builder, node: Add): Node | undefined {
  const all = termsOf(node);
  for (const sum of all) {
    const along = sum.node;
    if (along.op !== 'along' || along.name !== 'logsumexp') continue;
    const [x = along] = along.args;
    const [axis = ''] = along.over;
    for (const index of indexesIn(all, along))
      for (const picked of [b.pick(axis, x, index), b.pickValue(axis, x, index)]) {
        const rest = b.add([term(node), term(along, -sum.coefficient), term(picked, sum.coefficient)]);
        if (isConst(picked) || count(rest) !== count(node) - 1 - count(picked)) continue;
        const logarithm = b.pick(axis, b.along('log_softmax', [axis], x), index);
        const elsewhere = b.apply('difference', [along, picked]);
        const loss = b.select(b.valid(axis, index), b.negate(logarithm), elsewhere);
        return b.add([term(rest), term(loss, sum.coefficient)]);
      }
  }
  return undefined;
}

/** The classes that are picked along the axis of a sum. */
const indexesIn = (terms: readonly Term[], { over }: Along): readonly Node[] => {
  const found = topological(terms.map((t) => t.node)).filter(
    (n): n is Pick => n.op === 'pick' && over.length === 1 && over[0] === n.axis,
  );
  return [...new Set(found.flatMap((pick) => pick.args.slice(1)))];
};

const count = (node: Node): number => (node.op === 'const' ? 0 : termsOf(node).length);
