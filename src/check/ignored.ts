/** The warning about ignored labels: a sum or mean in which an element whose label is ignored still takes part. */
import { isConst, overlap, topological, type Node } from '../graph/node.ts';
import type { Span } from '../text/source.ts';
import { complain, type Scope } from './scope.ts';

/** A `sum` or `mean` as it was written. */
export interface WrittenSum {
  readonly kind: 'sum' | 'mean';
  /** What is added up, with `keep` and `weight` applied. */
  readonly operand: Node;
  readonly over: readonly string[];
  /** The divisor counts what takes part, not everything. */
  readonly counted: boolean;
  readonly span: Span;
  readonly scope: Scope;
}

export interface IndexInput {
  readonly name: string;
  readonly axis: string;
  readonly axes: readonly string[];
  readonly node: Node;
}

/** Reports each sum over pixels that an ignored pixel does not leave. */
export function warnOfIgnored(sums: readonly WrittenSum[], indexes: readonly IndexInput[]): void {
  for (const sum of sums)
    for (const index of indexes) {
      const perElement = index.axes.every((axis) => sum.operand.axes.includes(axis));
      if (!perElement || overlap(sum.over, index.axes).length === 0 || !hasGradient(sum.operand)) continue;
      // With several indexes, a sum that does not mention this one belongs to another.
      if (indexes.length > 1 && !dependsOn(sum.operand, index.node)) continue;
      const left = whereIgnored(sum.operand, index, sum.scope);
      const counts = !isConst(left, 0);
      const divides = sum.kind === 'mean' && !sum.counted && dependsOn(sum.operand, index.node);
      if (!counts && !divides) continue;
      complain(
        sum.scope,
        'ignored-counted',
        sum.span,
        { index: index.name, operation: counts ? sum.kind : `${sum.kind}'s divisor` },
        { remedy: `Leave it out: \`${sum.kind}[…](…; keep = valid[${index.axis}](${index.name}))\`.` },
      );
    }
}

const hasGradient = (node: Node): boolean =>
  topological([node]).some((n) => n.op === 'input' && n.differentiable);
const dependsOn = (node: Node, other: Node): boolean => topological([node]).includes(other);

/** The expression for an element whose label is no class: it equals no class, and nothing is picked. */
function whereIgnored(operand: Node, index: IndexInput, { context: { builder: b } }: Scope): Node {
  const valid = b.valid(index.axis, index.node);
  return b.substitute(operand, (node) => {
    if (node === valid) return b.constant(0);
    if (node.op === 'pick' && node.args[1] === index.node) return b.constant(0);
    if (node.op !== 'apply' || !node.args.includes(index.node)) return undefined;
    if (node.name === 'equal') return b.constant(0);
    return node.name === 'not_equal' ? b.constant(1) : undefined;
  });
}
