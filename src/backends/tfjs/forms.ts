/** Roots of a derived loss in; what the module for TensorFlow.js computes, ready to be emitted, out. */
import type { CheckedLoss } from '../../check/checked.ts';
import { thaw, type Derived, type Root } from '../../derive.ts';
import type { Builder } from '../../graph/builder.ts';
import { topological, type Node } from '../../graph/node.ts';
import { upstream } from '../../graph/upstream.ts';
import { holdExtrema } from '../../rewrite/extrema.ts';
import { guards } from '../../rewrite/guards.ts';
import { rewrite } from '../../rewrite/apply.ts';
import { splitLabels } from '../../rewrite/labels.ts';
import { everythingStable, stableValues } from '../../rewrite/stableValues.ts';
import type { SumRelation } from '../../rewrite/quotients.ts';
import { shareSums, sumRules } from '../../rewrite/sums.ts';

import { gradients, relatives } from './gradient.ts';
import { lowerSecured } from './lower.ts';
import { condense } from './share.ts';
import { tellHits } from './hits.ts';
import { perExample } from './perExample.ts';

/** One way to compute a loss. */
export interface Form {
  /** By example where `example` is set; otherwise as the loss has it. */
  readonly value: Node;
  readonly example: boolean;
  readonly gradients: ReadonlyMap<string, Node>;
  /** What the source calls some nodes. */
  readonly labels: ReadonlyMap<Node, string>;
}

export interface Terms {
  readonly nodes: ReadonlyMap<string, Node>;
  readonly labels: ReadonlyMap<Node, string>;
}

/** The terms, each a value of its own. */
export function termForms(b: Builder, derived: Derived): Terms {
  const terms = stabilised(derived).filter((r) => r.role === 'term');
  if (terms.length === 0) return { nodes: new Map(), labels: new Map() };
  const nodes = terms.map((r) => r.node);
  const { roots } = rewrite(b, nodes, stableValues, guards);
  const { nodes: found, labels } = finished(b, roots, derived);
  return { nodes: new Map(terms.map((r, k) => [r.name, found[k] ?? r.node])), labels };
}

/**
 * The ways there are: differentiated as whole tensors, with labels told apart or not, and as the compiler's other
 * backends have it. The one with the fewest kernels is to be taken.
 */
export function forms(
  b: Builder,
  loss: CheckedLoss,
  derived: Derived,
  batch: string | undefined,
): readonly Form[] {
  const value = valueOf(stabilised(derived));
  const parted = examples(b, loss, value, batch);
  const seed = parted === undefined ? upstream(b, loss.inputs, loss.result.axes) : b.size(batch ?? '');
  const { slopes, node } = wholeTensors(b, loss, parted ?? value.node, value.node, seed);
  const whole = { value: node, example: parted !== undefined, gradients: slopes };
  if (holdsRelatives([node, ...slopes.values()])) return [finish(b, derived, whole)];
  const split = apart(b, node, slopes);
  const same =
    split.value === node && [...slopes].every(([name, slope]) => split.gradients.get(name) === slope);
  const ways = same ? [whole] : [whole, { ...whole, ...split }];
  return ways.map((way) => finish(b, derived, way));
}

/** Labels told apart, and sums expressed by one another. */
function apart(
  b: Builder,
  value: Node,
  slopes: ReadonlyMap<string, Node>,
): Pick<Form, 'value' | 'gradients'> {
  const cases = splitLabels(b, [value, ...slopes.values()]).roots;
  const relations: SumRelation[] = [];
  const { roots } = rewrite(b, cases, everythingStable, { ...guards, ...sumRules(relations) });
  const [first = value, ...rest] = shareSums(b, roots, relations);
  return {
    value: first,
    gradients: new Map([...slopes.keys()].map((name, k) => [name, rest[k] ?? b.constant(0)])),
  };
}

const stabilised = (derived: Derived): readonly Root[] =>
  derived.stages.find((s) => s.name === 'stabilise')?.roots ?? derived.roots;

function valueOf(roots: readonly Root[]): Root {
  const value = roots.find((r) => r.role === 'value');
  if (value === undefined) throw new Error('A loss has a value.');
  return value;
}

const holdsRelatives = (nodes: readonly Node[]): boolean =>
  topological(nodes).some((n) => n.op === 'along' && relatives.has(n.name));

/** The value of each example, where the loss is their mean and every prediction has its examples first. */
function examples(
  b: Builder,
  loss: CheckedLoss,
  { node, axes }: Root,
  batch: string | undefined,
): Node | undefined {
  const inputs = loss.inputs.filter((i) => i.differentiable);
  if (batch === undefined || axes.length > 0 || inputs.some((i) => i.axes[0] !== batch)) return undefined;
  return perExample(b, node, batch, new Set(inputs.map((i) => i.node)));
}

/** Value and gradients without a case for each label. */
function wholeTensors(
  b: Builder,
  loss: CheckedLoss,
  value: Node,
  differentiated: Node,
  seed: Node,
): { readonly node: Node; readonly slopes: ReadonlyMap<string, Node> } {
  const inputs = loss.kind === 'metric' ? [] : loss.inputs.filter((i) => i.differentiable);
  const found = gradients(b, differentiated, seed, new Set(inputs.map((i) => i.node)));
  const nodes = inputs.map((i) => found.get(i.node) ?? b.constant(0));
  const whole = holdExtrema(
    b,
    [value, ...nodes].map((node) => thaw(b, loss, node)),
  );
  const { roots } = rewrite(b, whole, everythingStable, guards);
  return {
    node: roots[0] ?? value,
    slopes: new Map(inputs.map((i, k) => [i.name, roots[k + 1] ?? b.constant(0)])),
  };
}

/** In the operations of TensorFlow.js, with what occurs twice computed once. */
function finish(
  b: Builder,
  derived: Derived,
  { value, example, gradients: slopes }: Omit<Form, 'labels'>,
): Form {
  const { nodes, labels } = finished(b, [value, ...slopes.values()], derived);
  const [first = value, ...rest] = nodes;
  const found = [...slopes.keys()].map((name, k) => [name, rest[k] ?? b.constant(0)] as const);
  return { value: first, example, gradients: new Map(found), labels };
}

function finished(
  b: Builder,
  roots: readonly Node[],
  { names }: Derived,
): { readonly nodes: readonly Node[]; readonly labels: ReadonlyMap<Node, string> } {
  const lowered = tellHits(b, lowerSecured(b, roots, [...names.keys()]), roots.length);
  const graph = condense(b, { roots: lowered.slice(0, roots.length), named: lowered.slice(roots.length) });
  const labels = new Map<Node, string>();
  [...names.values()].forEach((label, k) => {
    const node = graph.named[k];
    if (node !== undefined && node.args.length > 0 && !labels.has(node)) labels.set(node, label);
  });
  return { nodes: graph.roots, labels };
}
