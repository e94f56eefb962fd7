/** Plans in; what each pass reads, adds up, leaves and writes, and why fewer passes cannot be, as lines of text out. */
import { topological, type Node } from '../graph/node.ts';
import type { Planned } from '../plan.ts';
import type { Nest, Plan, Sink } from '../schedule/plan.ts';
import { definitionsOf, meaningsIn, piecesOf, whereLines } from './pieces.ts';

/** `axes` are those of an input as declared; `taken` are names that mean something else. */
export interface Source {
  readonly axes: ReadonlyMap<string, readonly string[]>;
  readonly taken: Iterable<string>;
}

/** Sums and what is left behind have letters, by which later passes tell what they need. */
type Letters = (node: Node) => string;

export function scheduleLines(
  { value, valueAndGrad, hints, extents }: Planned,
  source: Source,
): readonly string[] {
  const plans = valueAndGrad === undefined ? [value] : [value, valueAndGrad];
  const formulas = plans.flatMap(resultsBetween);
  const pieces = piecesOf(formulas, { known: hints, taken: source.taken, always: new Set(formulas) });
  const letters: Letters = (node) => pieces.names.get(node) ?? '';
  const lines = plans.flatMap((plan, k) => [
    `${k === 0 ? 'value' : 'value and gradient'}: ${passesInWords(plan)}`,
    ...plan.nests.map((nest) => nestLine(nest, plan, source, letters)),
  ]);
  const chain = valueAndGrad === undefined ? [] : chainLines(valueAndGrad, letters);
  const joined = [...extents].flatMap(([axis, of]) =>
    of.length > 1
      ? [`${axis} stands for ${of.join(', ')}, neighbours in memory that are swept as one axis`]
      : [],
  );
  const definitions = [...definitionsOf(pieces.named, pieces.names), ...meaningsIn(formulas), ...joined];
  return [...lines, ...chain, ...whereLines(definitions).map((line) => `  ${line}`)];
}

const sinksOf = (nest: Nest): readonly Sink[] => nest.loops.flatMap((l) => l.sinks);

/** What one pass makes for another: complete sums, and what lies in the array of a gradient meanwhile. */
const resultsBetween = (plan: Plan): readonly Node[] =>
  plan.nests
    .flatMap(sinksOf)
    .flatMap((s) => (s.kind === 'accumulate' || s.kind === 'scatter' || s.kind === 'park' ? [s.node] : []));

function passesInWords(plan: Plan): string {
  const count = new Set(plan.nests.filter((n) => n.pass).map((n) => n.level)).size;
  return `${count} ${count === 1 ? 'pass' : 'passes'} over the data`;
}

function nestLine(nest: Nest, plan: Plan, source: Source, letters: Letters): string {
  const kind = nest.pass ? `pass ${nest.level + 1}` : 'between passes';
  const over = nest.domain.length === 0 ? '' : ` over ${nest.domain.join(', ')}`;
  const words = [...readsOf(nest, plan, source), ...doingsOf(sinksOf(nest), letters)];
  return `  ${kind}${over}: ${words.join('; ')}`;
}

function readsOf(nest: Nest, plan: Plan, { axes }: Source): readonly string[] {
  const roots = sinksOf(nest).map((s) =>
    s.kind === 'output' ? s.output.node : s.kind === 'own' ? s.own.value : s.node,
  );
  const inputs = new Set<string>();
  const seen = new Set<Node>();
  const visit = (node: Node, top: boolean): void => {
    if (seen.has(node)) return;
    seen.add(node);
    if (node.op === 'input') inputs.add(`${node.name}[${(axes.get(node.name) ?? node.axes).join(', ')}]`);
    if (nest.parked.has(node)) return;
    if (!top && plan.accumulators.some((a) => a === node)) return;
    node.args.forEach((arg) => visit(arg, false));
  };
  roots.forEach((root) => visit(root, true));
  const parked = [...nest.parked.values()].map((o) => `what the first pass left for ∂/∂${o.name}`);
  const reads = [...inputs, ...parked];
  return reads.length === 0 ? [] : [`reads ${reads.join(', ')}`];
}

/** What a pass does with what it computes: like with like. */
function doingsOf(sinks: readonly Sink[], letters: Letters): readonly string[] {
  const sums = sinks.flatMap((s) =>
    s.kind === 'accumulate' || s.kind === 'scatter' ? [letters(s.node)] : [],
  );
  const left = sinks.flatMap((s) =>
    s.kind === 'park' ? [`leaves ${letters(s.node)} in the array of ∂/∂${s.output.name}`] : [],
  );
  const written = sinks.flatMap((s) =>
    s.kind === 'output' ? [s.output.role === 'gradient' ? `∂/∂${s.output.name}` : s.output.name] : [],
  );
  return [
    ...(sums.length === 0 ? [] : [`adds up ${sums.join(', ')}`]),
    ...left,
    ...(written.length === 0 ? [] : [`writes ${written.join(', ')}`]),
  ];
}

/** The dependencies that make each pass wait for the one before: why fewer passes cannot be. */
function chainLines(plan: Plan, letters: Letters): readonly string[] {
  const last = plan.outputs.reduce<Node | undefined>((deep, o) => {
    if (o.axes.length === 0) return deep;
    return deep === undefined || (plan.levels.get(o.node) ?? 0) > (plan.levels.get(deep) ?? 0)
      ? o.node
      : deep;
  }, undefined);
  const chain = last === undefined ? [] : chainOf(last, plan);
  const output = plan.outputs.find((o) => o.node === last);
  if (chain.length === 0 || output === undefined) return [];
  const steps = chain.map(letters).join(', which needs ');
  return [
    `  fewer passes cannot be: every element of ∂/∂${output.name} needs ${steps}, a sum over elements that are all read first`,
  ];
}

/** Complete reductions, each needed by the one before. */
function chainOf(node: Node, plan: Plan): readonly Node[] {
  const below = topological([node]).filter((n) => n !== node && plan.accumulators.some((a) => a === n));
  const deepest = below.reduce<Node | undefined>(
    (d, n) => (d === undefined || (plan.levels.get(n) ?? 0) > (plan.levels.get(d) ?? 0) ? n : d),
    undefined,
  );
  return deepest === undefined ? [] : [deepest, ...chainOf(deepest, plan)];
}
