/**
 * A plan in, the dispatches that carry it out: which nest runs in which of them, and where the last scalars are
 * computed. What a nest of scalars per image needs is small: every workgroup that wants it computes it itself, so that
 * only sweeps over data are dispatches, and value and gradient of a region loss are two.
 */
import type { Along, Node } from '../../graph/node.ts';
import {
  operandOf,
  rootOf,
  isLocal,
  streamed,
  type Nest,
  type Output,
  type Plan,
  type Sink,
} from '../../schedule/plan.ts';

/** A sweep over data: a dispatch of its own. */
export interface Sweep {
  readonly nest: Nest;
  /** Dispatches that have to be over: the length of the longest chain of reductions below it. */
  readonly stage: number;
  /** Axes of which a workgroup (or a thread, where no others are left) handles one position at a time. */
  readonly rows: readonly string[];
  /** Axes that the threads of a workgroup share out among themselves. */
  readonly inner: readonly string[];
}

export interface Stages {
  /** In order. */
  readonly sweeps: readonly Sweep[];
  /** Results without swept axes, computed at the end by one workgroup. */
  readonly last: { readonly outputs: readonly Output[]; readonly stage: number } | undefined;
  /** The sweep that accumulates a reduction, if one does. */
  readonly producers: ReadonlyMap<Along, Sweep>;
  /** Reductions over small things, by the axes they run over: whoever needs one computes it. */
  readonly small: ReadonlyMap<Along, readonly string[]>;
}

/** The complete reductions that an expression reads. */
export function reductionsBelow(plan: Plan, roots: readonly Node[]): ReadonlySet<Along> {
  const found = new Set<Along>();
  const seen = new Set<Node>();
  const visit = (node: Node): void => {
    if (seen.has(node)) return;
    seen.add(node);
    if (node.op === 'along' && !isLocal(plan.roles, node)) found.add(node);
    else node.args.forEach(visit);
  };
  roots.forEach(visit);
  return found;
}

const accumulated = (nest: Nest): readonly Along[] =>
  nest.loops.flatMap((l) => l.sinks.flatMap((s) => (s.kind === 'accumulate' ? [s.node] : [])));

const outputsOf = (nest: Nest): readonly Output[] =>
  nest.loops.flatMap((l) => l.sinks.flatMap((s) => (s.kind === 'output' ? [s.output] : [])));

/** Nothing swept is left of what it reduces, and it reads no data: cheap enough to be computed again. */
const isSmall = (plan: Plan, nest: Nest): boolean =>
  !nest.pass && accumulated(nest).every((node) => streamed(plan.roles, node).length === 0);

export function stagesOf(plan: Plan): Stages {
  const ready = new Map<Along, number>();
  const producers = new Map<Along, Sweep>();
  const small = new Map<Along, readonly string[]>();
  const sweeps: Sweep[] = [];
  const last: Output[] = [];
  let lastStage = 0;
  const stageOf = (nodes: readonly Node[]): number =>
    Math.max(0, ...[...reductionsBelow(plan, nodes)].map((node) => ready.get(node) ?? 0));
  for (const nest of plan.nests) {
    if (isSmall(plan, nest)) {
      for (const node of accumulated(nest)) {
        small.set(node, nest.domain);
        ready.set(node, stageOf([operandOf(node)]));
      }
      const outputs = outputsOf(nest);
      last.push(...outputs);
      lastStage = Math.max(lastStage, stageOf(outputs.map((o) => o.node)));
      continue;
    }
    const roots = nest.loops.flatMap((l) => l.sinks.map(rootOf));
    const sweep: Sweep = { nest, stage: stageOf(roots), ...divide(plan, nest, roots) };
    sweeps.push(sweep);
    for (const node of accumulated(nest)) {
      producers.set(node, sweep);
      ready.set(node, sweep.stage + 1);
    }
  }
  sweeps.sort((p, q) => p.stage - q.stage);
  return {
    sweeps,
    producers,
    small,
    last: last.length === 0 ? undefined : { outputs: last, stage: lastStage },
  };
}

/** Axes that survive in a reduction, made or read here, are rows; the others are shared out among threads. */
function divide(plan: Plan, nest: Nest, roots: readonly Node[]): Pick<Sweep, 'rows' | 'inner'> {
  const kept = new Set(
    [...accumulated(nest), ...reductionsBelow(plan, roots)].flatMap((node) => streamed(plan.roles, node)),
  );
  return {
    rows: nest.domain.filter((axis) => kept.has(axis)),
    inner: nest.domain.filter((axis) => !kept.has(axis)),
  };
}

/** What a sweep is for. */
export const goalsOf = ({ nest }: Sweep): readonly Goal[] =>
  nest.loops.flatMap((l) => l.sinks.filter(isGoal));

export type Goal = Extract<Sink, { kind: 'accumulate' | 'output' }>;
export const isGoal = (sink: Sink): sink is Goal => sink.kind === 'accumulate' || sink.kind === 'output';

/** A sweep for each of its outputs, and one for all of its sums: for where it touches too many arrays. */
export function splitSweep(sweep: Sweep): readonly Sweep[] {
  const only = (keep: (goal: Goal) => boolean): Sweep => {
    const loops = sweep.nest.loops.map((l) => ({
      ...l,
      sinks: l.sinks.filter((s) => !isGoal(s) || keep(s)),
    }));
    return { ...sweep, nest: { ...sweep.nest, loops } };
  };
  const goals = goalsOf(sweep);
  const sums = goals.some((g) => g.kind === 'accumulate') ? [only((g) => g.kind === 'accumulate')] : [];
  return [...sums, ...goals.flatMap((goal) => (goal.kind === 'output' ? [only((g) => g === goal)] : []))];
}
