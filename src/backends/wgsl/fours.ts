/** A sweep in; whether its threads can take four neighbours at a time, which memory-bound losses gain from, out. */
import type { Node } from '../../graph/node.ts';
import { rootOf, isLocal, type Plan } from '../../schedule/plan.ts';
import { outputKey, type Symbols } from './memory.ts';
import { goalsOf, type Sweep } from './stages.ts';

/**
 * Four neighbours lie together where every array that has the innermost axis has it last: as pixels do, also those of
 * a class plane. Where classes lie together instead, they do not.
 */
export function takesFours(sweep: Sweep, plan: Plan, symbols: Symbols): boolean {
  const innermost = sweep.inner.at(-1);
  if (innermost === undefined) return false;
  const goals = goalsOf(sweep);
  const places = [
    ...inputsBelow(plan, goals.map(rootOf)).map((name) => symbols.inputs.get(name)),
    ...goals.map((g) => (g.kind === 'output' ? symbols.outputs.get(outputKey(g.output)) : undefined)),
  ].filter((place) => place?.axes.includes(innermost));
  return places.length > 0 && places.every((place) => place?.axes.at(-1) === innermost);
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
