/** The scheduler: final expressions in, the plan with the fewest passes for them out. */
import { topological, type Along, type Node } from '../graph/node.ts';
import { apartNodes, type Apart } from './apart.ts';
import type { AxisRoles } from './axes.ts';
import { isPaired } from './pairs.ts';
import { park, type Draft } from './park.ts';
import { scatterOf } from './scatter.ts';
import { loopKeyOf, storedNodes } from './store.ts';
import {
  operandOf,
  rootOf,
  isLocal,
  registers,
  streamed,
  type Loop,
  type Nest,
  type Output,
  type Plan,
  type Sink,
} from './plan.ts';

export interface ScheduleOptions {
  /** Leave values for the last pass in the gradient's array. */
  readonly park: boolean;
}

export function schedule(outputs: readonly Output[], roles: AxisRoles, options: ScheduleOptions): Plan {
  const nodes = topological(outputs.flatMap((o) => (o.own === undefined ? [o.node] : [o.node, o.own.value])));
  const levels = levelsOf(nodes, roles);
  const level = (node: Node): number => levels.get(node) ?? 0;
  const accumulators = nodes.filter((n): n is Along => n.op === 'along' && !isLocal(roles, n));
  const found = new Map<string, Draft>();
  const put = (sink: Sink, at: number, domain: readonly string[]): void => {
    const key = `${at} ${domain.join()}`;
    const nest = found.get(key) ?? {
      level: at,
      domain,
      sinks: [],
      parked: new Map<Node, Output>(),
      parks: new Map<Node, Output>(),
    };
    nest.sinks.push(sink);
    found.set(key, nest);
  };
  for (const node of accumulators) {
    const operand = operandOf(node);
    const scatter = options.park ? scatterOf(node) : undefined;
    const sink: Sink =
      scatter === undefined ? { kind: 'accumulate', node } : { kind: 'scatter', node, scatter };
    put(sink, level(operand), streamed(roles, operand));
  }
  for (const output of outputs) {
    const { own } = output;
    const at = Math.max(level(output.node), own === undefined ? 0 : level(own.value));
    const domain = roles.streaming.filter((axis) => output.axes.includes(axis));
    put({ kind: 'output', output }, at, domain);
    if (own !== undefined) put({ kind: 'own', output, own }, at, domain);
  }
  const isComplete = (node: Node): boolean => node.op === 'along' && !isLocal(roles, node);
  if (options.park) park([...found.values()], isComplete, level);
  const nests = [...found.values()]
    .sort((p, q) => p.level - q.level || q.domain.length - p.domain.length)
    .map((nest) => planNest(nest, roles, options));
  return { roles, nests, accumulators, outputs, levels };
}

/** A value is known after as many passes as there are reductions over streamed axes on the longest way to it. */
function levelsOf(nodes: readonly Node[], roles: AxisRoles): ReadonlyMap<Node, number> {
  const levels = new Map<Node, number>();
  for (const node of nodes) {
    const below = Math.max(0, ...node.args.map((arg) => levels.get(arg) ?? 0));
    levels.set(node, node.op === 'along' && !isLocal(roles, node) ? below + 1 : below);
  }
  return levels;
}

// --- inside a nest ----------------------------------------------------------------------------------------------

/** A running sum from the end needs a loop of its own, which runs backwards. */
const runsBack = (sink: Sink): boolean => sink.kind === 'scan' && sink.node.name === 'reverse_cumsum';

function planNest(
  { level, domain, sinks, parked, parks }: Draft,
  roles: AxisRoles,
  options: ScheduleOptions,
): Nest {
  const complete = (node: Node): boolean =>
    (node.op === 'along' && !isLocal(roles, node)) || parked.has(node);
  const order = topologicalUpTo(sinks.map(rootOf), complete);
  const pixel = domain.at(-1);
  const others = new Set(topologicalUpTo(sinks.filter((s) => s.kind !== 'park').map(rootOf), complete));
  const isFold = (node: Node): node is Along => node.op === 'along' && !complete(node);
  const aparts: ReadonlyMap<Node, Apart> =
    options.park && pixel !== undefined
      ? apartNodes(order, pixel, new Set(parks.keys()), (node) => others.has(node), isFold)
      : new Map();
  const stages = stagesOf(order, complete, aparts);
  const stage = (node: Node): number => stages.get(node) ?? 0;
  // What is written over an output is worked out before it is written, and comes after it.
  const stageOf = (sink: Sink): number =>
    sink.kind === 'own'
      ? Infinity
      : sink.kind === 'output' && sink.output.own !== undefined
        ? Math.max(stage(rootOf(sink)), stage(sink.output.own.value))
        : stage(sink.kind === 'amend' ? sink.node : rootOf(sink));
  const locals = order.filter(isFold);
  const all: Sink[] = [
    ...locals.map((node): Sink => ({ kind: node.name.endsWith('cumsum') ? 'scan' : 'fold', node })),
    ...sinks.flatMap((sink) => (sink.kind === 'park' ? apart(sink, aparts) : [sink])),
  ];
  const overPixels = (sink: Sink): boolean =>
    pixel !== undefined &&
    (sink.kind === 'output' ||
      sink.kind === 'own' ||
      sink.kind === 'amend' ||
      sink.kind === 'scatter' ||
      rootOf(sink).axes.includes(pixel));
  const loopKey = (sink: Sink): string =>
    loopKeyOf(stageOf(sink), sinkRegisters(sink, roles), overPixels(sink)) + (runsBack(sink) ? ' back' : '');
  const owns = new Set(sinks.flatMap((sink) => (sink.kind === 'own' ? [sink.own.value] : [])));
  // The array of a parked value is written over later: what is picked there is picked before.
  const isKeptEarly = (node: Node): boolean =>
    owns.has(node) || (node.op === 'pick' && node.args[0] !== undefined && parked.has(node.args[0]));
  const stored = storedNodes(
    order,
    complete,
    all.map((sink) => ({ root: rootOf(sink), key: loopKey(sink) })),
    pixel,
    roles,
    stage,
    isKeptEarly,
    aparts,
  );
  const loops = new Map<
    string,
    { stage: number; registers: readonly string[]; pixels: boolean; sinks: Sink[] }
  >();
  for (const sink of [
    ...[...stored].filter((n) => !parks.has(n)).flatMap((node) => apart({ kind: 'store', node }, aparts)),
    ...all,
  ]) {
    const registersOf = sinkRegisters(sink, roles);
    const key = loopKey(sink);
    const loop = loops.get(key) ?? {
      stage: stageOf(sink),
      registers: registersOf,
      pixels: overPixels(sink),
      sinks: [],
    };
    loop.sinks.push(sink);
    loops.set(key, loop);
  }
  return {
    level,
    domain,
    loops: [...loops.values()]
      .map((l) => ({ ...l, paired: options.park && isPaired(l.registers, l.pixels, l.sinks) }))
      .sort(loopOrder),
    stored,
    parked,
    parks,
    pass:
      domain.length > 0 && (order.some((n) => n.op === 'input') || sinks.some((s) => s.kind === 'output')),
  };
}

/** What is kept, for all classes alike first, and then the own class of it. */
function apart(
  sink: Extract<Sink, { kind: 'store' | 'park' }>,
  aparts: ReadonlyMap<Node, Apart>,
): readonly Sink[] {
  const found = aparts.get(sink.node);
  if (found === undefined) return [sink];
  return [
    { ...sink, all: found.all },
    { kind: 'amend', node: sink.node, own: found.own },
  ];
}

/** Loops without pixels first; then by stage, those over fewer axes first, since they store what the others read. */
const loopOrder = (p: Loop, q: Loop): number =>
  Number(p.pixels) - Number(q.pixels) || p.stage - q.stage || p.registers.length - q.registers.length;

function sinkRegisters(sink: Sink, roles: AxisRoles): readonly string[] {
  const along = (axes: readonly string[], but?: string): readonly string[] =>
    roles.register.filter((axis) => axes.includes(axis) && axis !== but);
  if (sink.kind === 'output') return along(sink.output.axes);
  if (sink.kind === 'own') return along(sink.output.axes, sink.own.axis);
  if (sink.kind === 'amend') return along(sink.node.axes, sink.own.axis);
  if (sink.kind === 'scatter') {
    const { axis, index, value } = sink.scatter;
    return along([...sink.node.axes, ...index.axes, ...value.axes], axis);
  }
  return registers(roles, rootOf(sink));
}

/** What a nest computes itself: everything down to inputs and to accumulators that are already complete. */
function topologicalUpTo(roots: readonly Node[], complete: (node: Node) => boolean): readonly Node[] {
  const seen = new Set<Node>();
  const order: Node[] = [];
  const visit = (node: Node): void => {
    if (seen.has(node)) return;
    seen.add(node);
    if (!complete(node)) node.args.forEach(visit);
    order.push(node);
  };
  roots.forEach(visit);
  return order;
}

/** The loop of a tile in which a node can first be computed: each fold over a register axis ends a loop. */
function stagesOf(
  order: readonly Node[],
  complete: (node: Node) => boolean,
  aparts: ReadonlyMap<Node, Apart>,
): ReadonlyMap<Node, number> {
  const stages = new Map<Node, number>();
  for (const node of order) {
    if (complete(node)) {
      stages.set(node, 0);
      continue;
    }
    const below = Math.max(0, ...node.args.map((arg) => stages.get(arg) ?? 0));
    const [x] = node.args;
    const gathers = node.op === 'pick' && x !== undefined && x.op !== 'input' && !complete(x);
    // A gather needs its operand in memory: inputs and complete reductions are, computed values are stored first.
    // What is amended after its loop is whole only then.
    stages.set(node, node.op === 'along' || gathers || aparts.has(node) ? below + 1 : below);
  }
  return stages;
}
