/**
 * Label expansion (Shannon): a factor or term y that is 0 or 1 splits the expression around it into its two cases,
 * `f(y) = if y then f(1) else f(0)`. Each case then simplifies alone, and nothing cancels between them.
 */
import type { Builder } from '../graph/builder.ts';
import { isSame, oneHot } from '../graph/shapes.ts';
import { isDefined } from '../graph/defined.ts';
import { isConst, topological, type Node } from '../graph/node.ts';
import { isBinary, type Range } from '../graph/range.ts';
import { assume } from './assume.ts';
import { choiceOf } from './choice.ts';
import type { Step } from './apply.ts';

/** Each atom doubles the cases. */
const mostAtoms = 3;
export const whyLabels = 'a 0/1 factor has two cases, and in each of them nothing cancels';

/** Splits the operands of reductions and the roots themselves. */
export function splitLabels(
  b: Builder,
  roots: readonly Node[],
): { roots: readonly Node[]; log: readonly Step[] } {
  const log: Step[] = [];
  const memo = new Map<Node, Node>();
  const split = (node: Node): Node => {
    const atoms = atomsOf(node).slice(0, mostAtoms);
    const after = atoms.reduce((n, atom) => {
      const [holds, fails] = [assume(b, n, atom, true), assume(b, n, atom, false)];
      // What is 0 without the label is a product with it, as it was written, if it cannot overflow: 0 · inf is no 0.
      return isConst(fails, 0) && atom.op === 'input' && isDefined(holds) && isLimited(holds.range)
        ? b.times(atom, holds)
        : b.select(atom, holds, fails);
    }, node);
    if (after !== node) log.push({ rule: 'label-cases', why: whyLabels, before: node, after });
    return after;
  };
  const visit = (node: Node): Node => {
    const known = memo.get(node);
    if (known !== undefined) return known;
    const isOwnRoot = node.op === 'along' || isSame(node);
    const inner = isOwnRoot ? (arg: Node): Node => split(visit(arg)) : visit;
    const made = b.map(node, inner);
    memo.set(node, made);
    return made;
  };
  return { roots: roots.map((root) => split(visit(root))), log };
}

const isLimited = ({ lo, hi }: Range): boolean => Number.isFinite(lo) && Number.isFinite(hi);

/** Terms and factors that are 0 or 1, in the elementwise expression above any reduction. */
function atomsOf(node: Node): readonly Node[] {
  const atoms = new Set<Node>();
  const seen = new Set<Node>();
  const visit = (n: Node): void => {
    if (seen.has(n) || n.op === 'along' || isSame(n)) return;
    seen.add(n);
    if (n.op === 'add' || n.op === 'multiply')
      for (const arg of n.args) atomIn(arg).forEach((atom) => atoms.add(atom));
    n.args.forEach(visit);
  };
  visit(node);
  return atoms.size < 2 ? [...atoms] : topological([node]).filter((n) => atoms.has(n));
}

/** A 0/1 argument itself, or the label that an argument depends on by its test. */
function atomIn(arg: Node): readonly Node[] {
  if (isAtom(arg)) return [arg.op === 'apply' && arg.name === 'not' ? (arg.args[0] ?? arg) : arg];
  const test = choiceOf(arg)?.test;
  return test !== undefined && isAtom(test) ? [test] : [];
}

/** A label, a one-hot entry, or the negation of one. */
function isAtom(node: Node): boolean {
  if (node.op === 'apply' && node.name === 'not') return node.args.some(isAtom);
  return isBinary(node.range) && (node.op === 'input' || oneHot(node) !== undefined);
}
