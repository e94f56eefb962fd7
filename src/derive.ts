/**
 * From a checked loss to final expressions: stabilise, differentiate, stabilise again, split labels, expand for a
 * backend. Each stage is logged, so that `explain` can show it.
 */
import { differentiate } from './differentiate/differentiate.ts';
import { topological, type Node } from './graph/node.ts';
import type { Builder } from './graph/builder.ts';
import { upstream } from './graph/upstream.ts';
import type { CheckedLoss } from './check/checked.ts';
import { rewrite, type Rewriting, type Settled, type Step } from './rewrite/apply.ts';
import { holdExtrema } from './rewrite/extrema.ts';
import { divisors } from './rewrite/divisors.ts';
import { choices, guards } from './rewrite/guards.ts';
import { splitLabels } from './rewrite/labels.ts';
import { cheap } from './rewrite/cheap.ts';
import { stable } from './rewrite/stable.ts';
import { everythingStable } from './rewrite/stableValues.ts';
import type { SumRelation } from './rewrite/quotients.ts';
import { shareSums, sumRules } from './rewrite/sums.ts';

/** A named expression that is wanted in the end. */
export interface Root {
  readonly role: 'value' | 'term' | 'gradient';
  readonly name: string;
  /** Declared order; the node may lack some. */
  readonly axes: readonly string[];
  readonly node: Node;
}

export interface Stage {
  readonly name: string;
  readonly roots: readonly Root[];
  readonly log: readonly Step[];
}

export interface Derived {
  readonly stages: readonly Stage[];
  readonly roots: readonly Root[];
  /** What the source calls the nodes that are left. */
  readonly names: ReadonlyMap<Node, string>;
  /** Denominators by what was written in their place: the same numbers, of which more may be known. */
  readonly denominators: ReadonlyMap<Node, Node>;
}

export function derive(b: Builder, loss: CheckedLoss, hyperparameterGradients: readonly string[]): Derived {
  const stages: Stage[] = [];
  // Named nodes go through every pass with the rest, so that their names find them again.
  let named: readonly (readonly [Node, string])[] = [...loss.names];
  const keep = (name: string, roots: readonly Root[], log: readonly Step[] = []): readonly Root[] => {
    stages.push({ name, roots, log });
    return roots;
  };
  const run = (
    name: string,
    roots: readonly Root[],
    pass: (nodes: readonly Node[]) => Rewriting,
  ): readonly Root[] => {
    const { roots: nodes, log } = pass([...roots.map((r) => r.node), ...named.map(([node]) => node)]);
    named = named.map(([, label], k) => [nodes[roots.length + k] ?? b.constant(0), label]);
    return keep(
      name,
      roots.map((r, k) => ({ ...r, node: nodes[k] ?? r.node })),
      log,
    );
  };
  const source = keep('source', sourceRoots(loss));
  const settled: Settled = new Map();
  const stabilised = run('stabilise', source, (nodes) => rewrite(b, nodes, stable, guards, settled));
  const differentiated = keep('differentiate', [
    ...stabilised,
    ...gradients(b, loss, stabilised, hyperparameterGradients),
  ]);
  const thawed = [...differentiated.map((r) => r.node), ...named.map(([node]) => node)].map((node) =>
    thaw(b, loss, node),
  );
  const held = holdExtrema(b, thawed);
  const whole = differentiated.map((r, k) => ({ ...r, node: held[k] ?? r.node }));
  named = named.map(([node, label], k) => [held[whole.length + k] ?? node, label]);
  const again = run('stabilise-gradient', whole, (nodes) => rewrite(b, nodes, stable, guards, settled));
  const split = run('label-cases', again, (nodes) => splitLabels(b, nodes));
  const relations: SumRelation[] = [];
  const simple = run('simplify', split, (nodes) =>
    rewrite(b, nodes, everythingStable, { ...guards, ...sumRules(relations) }),
  );
  const shared = run('share-sums', simple, (nodes) => ({
    roots: [...shareSums(b, nodes.slice(0, simple.length), relations), ...nodes.slice(simple.length)],
    log: [],
  }));
  let denominators: ReadonlyMap<Node, Node> = new Map();
  const roots = run('share-choices', shared, (nodes) => {
    const both = relations.flatMap(({ denominator, parts }) => [denominator, parts]);
    const { roots: made, log } = rewrite(b, [...nodes, ...both], cheap, { ...choices, ...divisors });
    const ends = made.slice(nodes.length);
    denominators = new Map(
      relations.map((r, k) => [ends[2 * k + 1] ?? r.parts, ends[2 * k] ?? r.denominator]),
    );
    return { roots: made.slice(0, nodes.length), log };
  });
  const names = new Map<Node, string>();
  for (const [node, label] of named) if (node.args.length > 0 && !names.has(node)) names.set(node, label);
  return { stages, roots, names, denominators };
}

function sourceRoots(loss: CheckedLoss): readonly Root[] {
  const value: Root = { role: 'value', name: 'value', axes: loss.result.axes, node: loss.result.node };
  return [
    value,
    ...loss.terms.map((t): Root => ({ role: 'term', name: t.name, axes: t.value.axes, node: t.value.node })),
  ];
}

/** Gradients of Σ upstream · value; a scalar result has upstream 1. */
function gradients(
  b: Builder,
  loss: CheckedLoss,
  roots: readonly Root[],
  wanted: readonly string[],
): readonly Root[] {
  const value = roots.find((r) => r.role === 'value');
  if (loss.kind === 'metric' || value === undefined) return [];
  const inputs = loss.inputs.filter((i) => i.differentiable);
  const hyperparameters = loss.hyperparameters.filter((h) => wanted.includes(h.name) && !h.pinned);
  const leaves = new Set([...inputs, ...hyperparameters].map((each) => each.node));
  const found = differentiate(b, value.node, upstream(b, loss.inputs, loss.result.axes), leaves);
  const root = (name: string, axes: readonly string[], node: Node): Root => ({
    role: 'gradient',
    name,
    axes,
    node: found.get(node) ?? b.constant(0),
  });
  return [
    ...inputs.map((i) => root(i.name, i.axes, i.node)),
    ...hyperparameters.map((h) => root(h.name, [], h.node)),
  ];
}

/** After differentiating, what was read through `stop` is the input or hyperparameter again. */
export function thaw(b: Builder, loss: CheckedLoss, node: Node): Node {
  const inputs = new Map(loss.inputs.map((i) => [i.name, i.node]));
  const hyperparameters = new Map(loss.hyperparameters.map((h) => [h.name, h.node]));
  return b.substitute(node, (leaf) =>
    leaf.op === 'input'
      ? inputs.get(leaf.name)
      : leaf.op === 'hyperparameter'
        ? hyperparameters.get(leaf.name)
        : undefined,
  );
}

/** The nodes of all roots, arguments first. */
export const nodesOf = (roots: readonly Root[]): readonly Node[] => topological(roots.map((r) => r.node));
