/** What a tile keeps between its loops, and what it rather computes again. */
import type { Node } from '../graph/node.ts';
import type { Apart } from './apart.ts';
import type { AxisRoles } from './axes.ts';
import { isCostly } from './cost.ts';
import { registers } from './plan.ts';

/** Sinks with the same key share a loop. */
export const loopKeyOf = (stage: number, over: readonly string[], pixels: boolean): string =>
  `${stage} ${over.join()} ${pixels}`;

/**
 * Costly values that several loops of a tile need, or that a loop over classes would compute again for every class,
 * are computed once and stored; cheap ones are computed where they are needed.
 */
export function storedNodes(
  order: readonly Node[],
  complete: (node: Node) => boolean,
  sinks: readonly { readonly root: Node; readonly key: string }[],
  pixel: string | undefined,
  roles: AxisRoles,
  stage: (node: Node) => number,
  isKeptEarly: (node: Node) => boolean,
  aparts: ReadonlyMap<Node, Apart>,
): ReadonlySet<Node> {
  const users = new Map<Node, Set<string>>();
  const use = (node: Node, key: string): void =>
    void users.set(node, (users.get(node) ?? new Set()).add(key));
  sinks.forEach(({ root, key }) => use(root, key));
  const stored = new Set<Node>();
  const perPixelNode = (n: Node): boolean => pixel !== undefined && n.axes.includes(pixel) && !complete(n);
  const picked = new Set<Node | undefined>(
    order.flatMap((n) => (n.op === 'pick' && n.args[0]?.op !== 'input' ? [n.args[0]] : [])),
  );
  for (const node of [...order].reverse()) {
    const keys = users.get(node);
    if (keys === undefined || node.op === 'along' || complete(node)) continue;

    const apart = aparts.get(node);
    if (apart !== undefined) {
      stored.add(node);
      const { all, own } = apart;
      const amends = registers(roles, node).filter((axis) => axis !== own.axis);
      use(all, loopKeyOf(stage(all), registers(roles, all), true));
      [own.index, own.value].forEach((arg) => use(arg, loopKeyOf(stage(node), amends, true)));
      continue;
    }
    const perPixel = pixel !== undefined && node.axes.includes(pixel);
    const home = loopKeyOf(stage(node), registers(roles, node), perPixel);
    const elsewhere = [...keys].some((key) => key !== home);
    const worth =
      isCostly(node) ||
      (registers(roles, node).length === 0 &&
        weight(node, (n) => perPixelNode(n) && (n === node || !isKeptEarly(n))) > 1);
    const keep =
      (perPixel && elsewhere && worth) || (picked.has(node) && !complete(node)) || isKeptEarly(node);
    if (keep) stored.add(node);
    for (const arg of node.args) for (const key of keep ? [home] : keys) use(arg, key);
  }
  return stored;
}

/** How many operations per pixel a value takes, loads not counted. */
function weight(node: Node, perPixel: (node: Node) => boolean): number {
  const seen = new Set<Node>();
  const visit = (n: Node): number => {
    if (seen.has(n) || !perPixel(n) || n.op === 'along' || n.op === 'input') return 0;
    seen.add(n);
    return (
      (n.op === 'apply' && n.name === 'group' ? 0 : 1) + n.args.reduce((sum, arg) => sum + visit(arg), 0)
    );
  };
  return visit(node);
}
