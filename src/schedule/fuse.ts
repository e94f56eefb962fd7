/**
 * Axis fusion: where two streamed axes always occur together, as the batch and pixel axes of most losses do, they
 * are swept as one. Loops get longer, and callers need not say how the length is divided.
 */
import type { Builder } from '../graph/builder.ts';
import { topological, without, type Node } from '../graph/node.ts';

/** The axes that stand behind each swept axis; a fused axis is called by its last one. */
export type Extents = ReadonlyMap<string, readonly string[]>;

export interface Fused {
  readonly roots: readonly Node[];
  readonly extents: Extents;
  /** The name under which an axis is swept. */
  readonly names: ReadonlyMap<string, string>;
}

export function fuseAxes(
  b: Builder,
  roots: readonly Node[],
  arrays: readonly (readonly string[])[],
  axes: readonly string[],
): Fused {
  const extents = new Map(axes.map((axis): [string, readonly string[]] => [axis, [axis]]));
  const names = new Map(axes.map((axis) => [axis, axis]));
  let current = roots;
  for (const [k, slow] of axes.entries()) {
    const fast = axes[k + 1];
    if (fast === undefined || !together(topological(current), arrays, slow, fast)) continue;
    current = dropAxis(b, current, slow);
    extents.set(fast, [...(extents.get(slow) ?? []), fast]);
    extents.delete(slow);
    for (const [axis, name] of names) if (name === slow) names.set(axis, fast);
  }
  return { roots: current, extents, names };
}

function together(
  nodes: readonly Node[],
  arrays: readonly (readonly string[])[],
  slow: string,
  fast: string,
): boolean {
  const paired = (axes: readonly string[]): boolean => axes.includes(slow) === axes.includes(fast);
  return (
    arrays.every(
      (axes) => paired(axes) && (!axes.includes(slow) || axes.indexOf(fast) === axes.indexOf(slow) + 1),
    ) && nodes.every((n) => paired(n.axes) && (n.op !== 'along' || paired(n.over)) && n.op !== 'position')
  );
}

function dropAxis(b: Builder, roots: readonly Node[], axis: string): readonly Node[] {
  const memo = new Map<Node, Node>();
  const visit = (node: Node): Node => {
    const known = memo.get(node);
    if (known !== undefined) return known;
    const made = node.op === 'input' ? b.input({ ...node, axes: without(node.axes, [axis]) }) : rebuilt(node);
    memo.set(node, made);
    return made;
  };
  const rebuilt = (node: Node): Node => {
    const args = node.args.map(visit);
    const [x] = args;
    if (node.op === 'along' && x !== undefined) return b.along(node.name, without(node.over, [axis]), x);
    return b.rebuild(node, args);
  };
  return roots.map(visit);
}
