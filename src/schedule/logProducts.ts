/**
 * Sums of logarithms apart: Σ (a + log1p(t)) becomes Σ a + Σ log1p(t), and a backend adds up the second as the
 * logarithm of a product, with one logarithm for hundreds of elements instead of one for each.
 */
import type { Builder } from '../graph/builder.ts';
import { term, termsOf } from '../graph/parts.ts';
import { mapNodes } from '../graph/mapNodes.ts';
import { isConst, type Along, type Node, type Term } from '../graph/node.ts';
import { isNonNegative, unit, within } from '../graph/range.ts';

/** A sum of log1p(t) with t ≥ 0: factors from 1 on. */
export function isLogSum(node: Along): boolean {
  const t = logArgumentOf(node);
  return t !== undefined && isNonNegative(t.range);
}

/** One in which each factor 1 + t of the product is at most 2. */
export function isBoundedLogSum(node: Along): boolean {
  const t = logArgumentOf(node);
  return t !== undefined && within({ ...t.range, integer: false }, unit);
}

function logArgumentOf(node: Along): Node | undefined {
  const [x] = node.args;
  return node.name === 'sum' && x?.op === 'apply' && x.name === 'log1p' ? x.args[0] : undefined;
}

export const separateLogSums = (b: Builder, roots: readonly Node[]): readonly Node[] =>
  mapNodes(b, roots, (node) => separate(b, node));

function separate(b: Builder, node: Node): Node {
  const [operand] = node.args;
  if (node.op !== 'along' || node.name !== 'sum' || operand === undefined) return node;
  const x = insideChoice(b, operand);
  if (x.op !== 'add') return b.along('sum', node.over, x);
  const sumOf = (t: Term): Node => b.along('sum', node.over, t.node);
  const logs = termsOf(x).filter((t) => {
    const alone = sumOf(t);
    return alone.op === 'along' && isLogSum(alone);
  });
  if (logs.length === 0) return node;
  const rest = b.add(
    termsOf(x).filter((t) => !logs.includes(t)),
    x.constant,
  );
  return b.add([...logs.map((t) => term(sumOf(t), t.coefficient)), term(b.along('sum', node.over, rest))]);
}

/** `if c then a + log1p(t) else 0` as (if c then a else 0) + log1p(if c then t else 0). */
function insideChoice(b: Builder, operand: Node): Node {
  const [test, yes, no] = operand.args;
  if (operand.op !== 'apply' || operand.name !== 'select' || !test || !yes || !no || !isConst(no, 0))
    return operand;
  const terms = termsOf(yes);
  const isLog = ({ node }: Term): boolean =>
    node.op === 'apply' && node.name === 'log1p' && node.args.every((t) => isNonNegative(t.range));
  if (!terms.some(isLog)) return operand;
  const rest = b.add(
    terms.filter((t) => !isLog(t)),
    yes.op === 'add' ? yes.constant : 0,
  );
  const logs = terms.filter(isLog).map(({ node, coefficient }) => {
    const [t = no] = node.args;
    return term(b.apply('log1p', [b.select(test, t, no)]), coefficient);
  });
  return b.add([...logs, term(b.select(test, rest, no))]);
}
