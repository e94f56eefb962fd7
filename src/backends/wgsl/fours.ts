/** A sweep in; whether its threads can take four neighbours at a time, which memory-bound losses gain from, out. */
import type { Node } from '../../graph/node.ts';
import { rootOf, isLocal, registers, type Plan } from '../../schedule/plan.ts';
import { outputKey, type ArrayPlace, type Symbols } from './memory.ts';
import { goalsOf, type Sweep } from './stages.ts';

/**
 * Four neighbours lie together where every array that has the innermost axis has it last and no class axis: with class
 * planes each thread reads so many numbers per position that wider reads change nothing.
 */
export function takesFours(sweep: Sweep, plan: Plan, symbols: Symbols): boolean {
  const innermost = sweep.inner.at(-1);
  if (innermost === undefined) return false;
  const goals = goalsOf(sweep);
  if (goals.some((g) => g.kind === 'accumulate' && registers(plan.roles, g.node).length > 0)) return false;
  const places = [
    ...inputsBelow(plan, goals.map(rootOf)).map((name) => symbols.inputs.get(name)),
    ...goals.map((g) => (g.kind === 'output' ? symbols.outputs.get(outputKey(g.output)) : undefined)),
  ].filter((place) => place?.axes.includes(innermost));
  const together = (place: ArrayPlace | undefined): boolean =>
    place?.axes.at(-1) === innermost && !place.axes.some((axis) => plan.roles.register.includes(axis));
  return places.length > 0 && places.every(together);
}

/** The arrays that an expression reads at every position. */
function inputsBelow(plan: Plan, roots: readonly Node[]): readonly string[] {
  const found = new Set<string>();
  const seen = new Set<Node>();
  const visit = (node: Node): void => {
    if (seen.has(node)) return;
    seen.add(node);
    if (node.op === 'input') found.add(node.name);
    if (node.op !== 'along' || isLocal(plan.roles, node)) node.args.forEach(visit);
  };
  roots.forEach(visit);
  return [...found];
}
