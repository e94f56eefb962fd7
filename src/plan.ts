/** Final expressions in; the plans of the value alone and of value and gradient, and what they cost, out. */
import type { Builder } from './graph/builder.ts';
import { expand } from './graph/expand.ts';
import { topological, type Node } from './graph/node.ts';
import type { Root } from './derive.ts';
import type { Cost, Signature } from './compile.ts';
import { rewrite } from './rewrite/apply.ts';
import { branches } from './rewrite/guards.ts';
import { dropVanishing } from './schedule/apart.ts';
import { axisRoles, type AxisRoles } from './schedule/axes.ts';
import { isTranscendental } from './schedule/cost.ts';
import { flipLogits } from './schedule/flips.ts';
import { fuseAxes, type Extents } from './schedule/fuse.ts';
import { blendChoices } from './schedule/blend.ts';
import { groupInvariants } from './schedule/group.ts';
import { Holes } from './schedule/holes.ts';
import { chooseKept } from './schedule/kept.ts';
import { hotEntry, hotFolds } from './schedule/hotClass.ts';
import { labelOddsForms } from './schedule/labelOdds.ts';
import { separateLogSums } from './schedule/logProducts.ts';
import { oddsForms } from './schedule/odds.ts';
import type { Output, Plan } from './schedule/plan.ts';
import { narrowGuards } from './schedule/unguard.ts';
import { separateHotSums } from './schedule/scatter.ts';
import { scalarForms } from './schedule/scalar.ts';
import { schedule } from './schedule/schedule.ts';

export interface Planned {
  readonly value: Plan;
  readonly valueAndGrad: Plan | undefined;
  readonly extents: Extents;
  readonly swept: ReadonlyMap<string, string>;
  /** Readable names of nodes, from the source. */
  readonly hints: ReadonlyMap<Node, string>;
}

export interface PlanOptions {
  /** For scalar code: no unpredictable branches, logarithms of products, values parked in the gradient's array. */
  readonly scalar: boolean;
  /** What the source calls nodes. */
  readonly names: ReadonlyMap<Node, string>;
}

export function plan(
  b: Builder,
  roots: readonly Root[],
  signature: Signature,
  { scalar, names }: PlanOptions,
): Planned {
  const wanted = new Set(topological(roots.map((r) => r.node)));
  const named = [...names].filter(([node]) => wanted.has(node));
  const given = [...roots.map((r) => r.node), ...named.map(([node]) => node)];
  const holes = new Holes(b);
  const prepared = scalar
    ? oddsForms(b, labelOddsForms(b, flipLogits(b, separateHotSums(b, given), holes), holes))
    : given;
  const nodes = expand(b, holes.fill(rewrite(b, expand(b, prepared), {}, branches).roots));
  const layouts = new Map(signature.inputs.map((i) => [i.name, i.layout]));
  const terms = new Map(signature.terms.map((t) => [t.name, t.axes]));
  const layoutOf = (r: Root): readonly string[] =>
    r.role === 'gradient'
      ? (layouts.get(r.name) ?? [])
      : r.role === 'term'
        ? (terms.get(r.name) ?? [])
        : signature.result;
  const arrays = [
    ...signature.inputs.map((i) => ({ axes: i.layout, of: i.of })),
    ...roots.map((r) => ({ axes: layoutOf(r), of: undefined })),
  ];
  const roles = axisRoles(nodes, arrays, signature.axes);
  const { roots: fused, ...found } = fuseAxes(
    b,
    nodes,
    arrays.map((a) => a.axes),
    roles.streaming,
  );
  const swept = new Map([...found.names, ...roles.register.map((axis): [string, string] => [axis, axis])]);
  const extents: Extents = new Map([
    ...found.extents,
    ...roles.register.map((axis): [string, string[]] => [axis, [axis]]),
  ]);
  const sweptRoles: AxisRoles = { ...roles, streaming: roles.streaming.filter((axis) => extents.has(axis)) };
  const lowered = scalar
    ? scalarForms(
        b,
        blendChoices(
          b,
          separateHotSums(b, separateLogSums(b, scalarForms(b, narrowGuards(b, fused)))),
          roles.register,
        ),
      )
    : fused;
  const hot = scalar ? hotFolds(b, dropVanishing(b, lowered)) : lowered;
  const entries = roots.map((r, k) =>
    scalar && r.role === 'gradient' ? hotEntry(b, hot[k] ?? r.node) : undefined,
  );
  const apart = [...hot.map((node, k) => entries[k]?.all ?? node), ...entries.flatMap((e) => e?.own ?? [])];
  const grouped = groupInvariants(b, narrowGuards(b, apart));
  const kept = chooseKept(b, grouped.slice(0, roots.length), grouped.slice(hot.length));
  const owns = [...kept.parts];
  const outputs = roots.map((r, k): Output => {
    const axes = [...new Set(layoutOf(r).map((axis) => swept.get(axis) ?? axis))];
    const entry = entries[k];
    const value = entry === undefined ? undefined : owns.shift();
    const own = entry === undefined || value === undefined ? undefined : { ...entry, value };
    return {
      role: r.role,
      name: r.name,
      axes,
      node: kept.roots[k] ?? r.node,
      ...(own === undefined ? {} : { own }),
    };
  });
  const value = schedule(
    outputs.filter((o) => o.role !== 'gradient'),
    sweptRoles,
    { park: scalar },
  );
  const whole = signature.kind === 'metric' ? undefined : schedule(outputs, sweptRoles, { park: scalar });
  const hints = new Map<Node, string>();
  named.forEach(([, name], k) => {
    const node = grouped[roots.length + k];
    if (node !== undefined && node.args.length > 0 && !hints.has(node)) hints.set(node, name);
  });
  return { value, valueAndGrad: whole, extents, swept, hints };
}

/** Passes over the data and transcendental calls per element of value and gradient. */
export function costOf({ value, valueAndGrad }: Planned): Cost {
  const whole = valueAndGrad ?? value;
  return { value: passes(value), valueAndGrad: passes(whole), transcendentals: transcendentals(whole) };
}

/** Sweeps that touch the same data at the same level are one pass, whatever loops they are made of. */
const passes = (plan_: Plan): number => new Set(plan_.nests.filter((n) => n.pass).map((n) => n.level)).size;

function transcendentals(plan_: Plan): number {
  const counted = new Set<Node>();
  const nodes = topological(
    plan_.outputs.flatMap((o) => (o.own === undefined ? [o.node] : [o.node, o.own.value])),
  );
  for (const node of nodes) if (isTranscendental(node) && node.axes.length > 0) counted.add(node);
  return counted.size;
}
