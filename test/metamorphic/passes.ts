/**
 * A loss in, the same loss computed shard by shard out: every pass reduces its own shard, the results of the shards are
 * merged, and the next pass is given them. Nothing but merged reductions is exchanged, and the size of the axis.
 */
import { printModule } from '../../src/backends/js/module.ts';
import { check } from '../../src/check/check.ts';
import { loadJs } from '../../src/cli/jsModule.ts';
import type { Outcome as Results } from '../../src/cli/outcome.ts';
import type { InputSignature, Signature } from '../../src/compile.ts';
import { derive, type Root } from '../../src/derive.ts';
import { Builder } from '../../src/graph/builder.ts';
import { expand } from '../../src/graph/expand.ts';
import { topological, type Along, type Node } from '../../src/graph/node.ts';
import { range } from '../../src/graph/range.ts';
import { plan } from '../../src/plan.ts';
import { signatureOf } from '../../src/signature.ts';
import type { Program } from '../../src/syntax/program.ts';
import type { Data } from '../../src/verify/oracle/data.ts';
import type { Outcome } from './changes.ts';
import { joined, shardOf, type Shard } from './shards.ts';
import { sum } from './subjects.ts';

type Numbers = ArrayLike<number>;

/** What becomes of the results of two shards. */
const merging: Readonly<Partial<Record<Along['name'], (x: number, y: number) => number>>> = {
  sum: (x, y) => x + y,
  prod: (x, y) => x * y,
  max: Math.max,
  min: Math.min,
};

/** A reduction along the axis, and the input that stands for its merged result. */
interface Total {
  readonly name: string;
  readonly node: Along;
}

type Run = (data: Data, totals: ReadonlyMap<string, Numbers>) => Results;

export interface Passes {
  /** How often results are exchanged. */
  readonly exchanges: number;
  run(data: Data, shards: readonly Shard[]): Outcome;
}

/** Undefined where positions along the axis are not alike: running sums, slices and classes. */
export async function passesOf(program: Program, name: string, axis: string): Promise<Passes | undefined> {
  const b = new Builder();
  const checked = check(program, name, b, {}, () => undefined);
  if (checked === undefined) throw new Error(`${name} is not a loss.`);
  const { roots } = derive(b, checked, []);
  const wanted = roots.filter((root) => root.role !== 'term');
  const count = b.input({ ...leaf, name: 'count_of_all', axes: [], range: range(1, Infinity) });
  const whole = expand(
    b,
    wanted.map((root) => root.node),
  ).map((node) => b.substitute(node, (n) => (n.op === 'size' && n.axis === axis ? count : undefined)));
  const found = levels(b, whole, axis);
  if (found === undefined) return undefined;
  const signature = signatureOf({ ...checked, terms: [] }, {});
  const scalar = [scalarInput('count_of_all', [])];
  const given = [...scalar, ...found.levels.flat().map(({ name: n, node }) => scalarInput(n, node.axes))];
  const all: Signature = { ...signature, inputs: [...signature.inputs, ...given] };
  const reduce = await Promise.all(found.levels.map((level) => compiledLevel(b, all, level)));
  const outputs = wanted.map((root, k): Root => ({ ...root, node: found.roots[k] ?? root.node }));
  const finish = await compiledRoots(b, all, outputs);
  return {
    exchanges: found.levels.length,
    run(data, shards) {
      const cut = shards.map((shard) => shardOf(data, axis, shard));
      const totals = new Map<string, Numbers>([['count_of_all', [data.axes[axis] ?? 1]]]);
      reduce.forEach((run, k) => {
        const results = cut.map((shard) => run(shard, totals).terms);
        for (const total of found.levels[k] ?? []) totals.set(total.name, merged(total, results));
      });
      const results = cut.map((shard) => finish(shard, totals));
      const values = results.map(({ value }) => sum(value));
      const gradients = results.map((r) =>
        Object.fromEntries([...r.gradients].map(([input, g]) => [input, Array.from(g)])),
      );
      const perShard = signature.result.includes(axis);
      const own = joined(data, axis, gradients);
      const shared = signature.inputs.filter((i) => !i.axes.includes(axis) && own[i.name] !== undefined);
      // A gradient without the axis is made of merged sums: every shard has all of it.
      const once = Object.fromEntries(shared.map((i) => [i.name, gradients[0]?.[i.name] ?? []]));
      return { value: perShard ? sum(values) : (values[0] ?? NaN), gradients: { ...own, ...once } };
    },
  };
}

const leaf = { differentiable: false };
const scalarInput = (name: string, axes: readonly string[]): InputSignature => ({
  name,
  kind: 'real',
  axes,
  layout: axes,
  domain: { kind: 'interval', low: -Infinity, lowOpen: true, high: Infinity, highOpen: true },
  differentiable: false,
});

function merged({ name, node }: Total, results: readonly ReadonlyMap<string, Numbers>[]): Numbers {
  const merge = merging[node.name];
  if (merge === undefined) throw new Error(`Results of ${node.name} have no merging.`);
  const lists = results.map((terms) => Array.from(terms.get(name) ?? []));
  return lists.reduce((a, c) => a.map((x, k) => merge(x, c[k] ?? NaN)));
}

/** Reductions along the axis by what they need of each other, and the roots in terms of their results. */
function levels(
  b: Builder,
  roots: readonly Node[],
  axis: string,
): { levels: readonly (readonly Total[])[]; roots: readonly Node[] } | undefined {
  const passes: (readonly Total[])[] = [];
  for (let current = roots; ;) {
    const nodes = topological(current);
    if (nodes.some((node) => isOrdered(node, axis))) return undefined;
    const along = nodes.filter((node): node is Along => node.op === 'along' && node.over.includes(axis));
    if (along.length === 0) return { levels: passes, roots: current };
    const first = along.filter((node) => topological(node.args).every((n) => !along.some((a) => a === n)));
    const level = first.map((node, k): Total => ({ name: `total_${passes.length}_${k}`, node }));
    passes.push(level);
    const inputs = new Map<Node, Node>(
      level.map(({ name, node }) => [node, b.input({ ...leaf, name, axes: node.axes, range: node.range })]),
    );
    current = current.map((root) => b.substitute(root, (node) => inputs.get(node)));
  }
}

/** What depends on where along the axis something is. */
function isOrdered(node: Node, axis: string): boolean {
  if (node.op === 'position' || node.op === 'pick') return node.axis === axis;
  return node.op === 'along' && node.over.includes(axis) && merging[node.name] === undefined;
}

async function compiledLevel(b: Builder, signature: Signature, level: readonly Total[]): Promise<Run> {
  const terms = level.map(({ name, node: total }): Root => ({
    role: 'term',
    name,
    axes: total.axes,
    node: total,
  }));
  const value: Root = { role: 'value', name: 'value', axes: [], node: b.constant(0) };
  const own = {
    ...signature,
    kind: 'metric',
    result: [],
    terms: terms.map(({ name, axes }) => ({ name, axes })),
  } as const;
  return compiledRoots(b, own, [value, ...terms]);
}

/** Loads the code of some roots; a signature has more inputs than data, the merged results. */
async function compiledRoots(b: Builder, signature: Signature, roots: readonly Root[]): Promise<Run> {
  const planned = plan(b, roots, signature, { scalar: true, names: new Map() });
  const code = printModule({ ...planned, signature, header: [], checked: false });
  const call = await loadJs({ js: { code, declarations: '' }, signature });
  return ({ inputs, parameters, axes }, totals) => {
    const arrays = new Map([
      ...Object.entries(inputs).map(([name, { data }]) => [name, data] as const),
      ...signature.inputs
        .filter(({ name }) => !(name in inputs))
        .map(({ name, layout }) => {
          const size = layout.reduce((product, each) => product * (axes[each] ?? 1), 1);
          return [name, totals.get(name) ?? Array<number>(size).fill(0)] as const;
        }),
    ]);
    const result = {
      inputs: arrays,
      sizes: axes,
      params: parameters,
      f64: true,
      gradient: signature.kind === 'loss',
    };
    return call(result);
  };
}
