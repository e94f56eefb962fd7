/** Derived operators replaced by their meaning: what a backend has no spelling for. */
import { alongAxes } from '../operators/alongAxes.ts';
import { elementwise } from '../operators/elementwise.ts';
import type { Builder } from './builder.ts';
import { formula } from './formula.ts';
import type { Node } from './node.ts';

/** The same values in core operators only. */
export function expand(b: Builder, roots: readonly Node[]): readonly Node[] {
  const memo = new Map<Node, Node>();
  const visit = (node: Node): Node => {
    const known = memo.get(node);
    if (known !== undefined) return known;
    const rebuilt = b.map(node, visit);
    const meaning = meaningOf(b, rebuilt);
    const made = meaning === undefined ? (rebuilt === node ? node : visit(rebuilt)) : visit(meaning);
    memo.set(node, made);
    memo.set(made, made);
    return made;
  };
  return roots.map(visit);
}

function meaningOf(b: Builder, node: Node): Node | undefined {
  const [x] = node.args;
  if (x === undefined) return undefined;
  if (node.op === 'apply' && node.name === 'sigmoid') {
    // One test serves sigmoid of x and of -x; at 0 both branches are one half.
    const negative = b.negate(x);
    if (isNegated(x))
      return b.select(atLeastZero(b, negative), tail(b, x), b.minus(b.constant(1), tail(b, x)));
  }
  if (node.op === 'apply') {
    const { meaning, arguments: names }: { meaning?: string; arguments: readonly string[] } =
      elementwise[node.name];
    if (meaning === undefined) return undefined;
    return formula(meaning, {
      builder: b,
      names: Object.fromEntries(names.map((name, k) => [name, node.args[k] ?? x])),
      axes: [],
    });
  }
  if (node.op !== 'along') return undefined;
  const { meaning } = alongAxes[node.name];
  return meaning === undefined ? undefined : formula(meaning, { builder: b, names: { x }, axes: node.over });
}

const isNegated = (x: Node): boolean => x.op === 'add' && (x.constant || (x.coefficients[0] ?? 1)) < 0;
const tail = (b: Builder, x: Node): Node => b.apply('tail', [x]);
const atLeastZero = (b: Builder, x: Node): Node => b.apply('less_equal', [b.constant(0), x]);
