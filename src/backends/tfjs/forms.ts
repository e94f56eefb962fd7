/** Roots of a derived loss in; what the module for TensorFlow.js computes, ready to be emitted, out. */
import type { CheckedLoss } from '../../check/checked.ts';
import type { Derived, Root } from '../../derive.ts';
import type { Builder } from '../../graph/builder.ts';
import { topological, type Node } from '../../graph/node.ts';
import { range } from '../../graph/range.ts';
import { guards } from '../../rewrite/guards.ts';
import { rewrite } from '../../rewrite/apply.ts';
import { splitLabels } from '../../rewrite/labels.ts';
import { stable, stableValues } from '../../rewrite/stable.ts';
import { condense } from './factor.ts';
import { gradients, relatives } from './gradient.ts';
import { lower } from './lower.ts';
import { perExample } from './perExample.ts';

/** One way to compute a loss. */
export interface Form {
  /** By example where `example` is set; otherwise as the loss has it. */
  readonly value: Node;
  readonly example: boolean;
  readonly gradients: ReadonlyMap<string, Node>;
}

/** The terms, each a value of its own. */
export const termForms = (b: Builder, derived: Derived): ReadonlyMap<string, Node> => {
  const terms = stabilised(derived).filter((r) => r.role === 'term');
  const { roots } = rewrite(
    b,
    terms.map((r) => r.node),
    stableValues,
    guards,
  );
  const nodes = condense(b, lower(b, roots));
  return new Map(terms.map((r, k) => [r.name, nodes[k] ?? r.node]));
};

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
  const seed = parted === undefined ? upstream(b, loss, derived) : b.size(batch ?? '');
  const { slopes, node } = wholeTensors(b, loss, parted ?? value.node, value.node, seed);
  const whole: Form = { value: node, example: parted !== undefined, gradients: slopes };
  if (holdsRelatives([node, ...slopes.values()])) return [finish(b, whole)];
  const apart = splitLabels(b, [...slopes.values()]).roots;
  const simple = derived.stages.find((s) => s.name === 'simplify')?.roots ?? derived.roots;
  const simpleValue = valueOf(simple);
  const other: Form = {
    value:
      (parted && examples(b, loss, simpleValue, batch)) ?? (parted === undefined ? simpleValue.node : node),
    example: whole.example,
    gradients: new Map([...slopes.keys()].map((name, k) => [name, apart[k] ?? b.constant(0)])),
  };
  return [finish(b, whole), finish(b, other)];
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
  const whole = [value, ...nodes].map((node) => thaw(b, loss, node));
  const { roots } = rewrite(b, whole, { ...stable, ...stableValues }, guards);
  return {
    node: roots[0] ?? value,
    slopes: new Map(inputs.map((i, k) => [i.name, roots[k + 1] ?? b.constant(0)])),
  };
}

/** After differentiating, what was read through `stop` is the input or hyperparameter again. */
function thaw(b: Builder, loss: CheckedLoss, node: Node): Node {
  const inputs = new Map(loss.inputs.map((i) => [i.name, i.node]));
  const hyperparameters = new Map(loss.hyperparameters.map((h) => [h.name, h.node]));
  return b.substitute(node, (leaf) => {
    if (leaf.op === 'input') return inputs.get(leaf.name);
    return leaf.op === 'hyperparameter' ? hyperparameters.get(leaf.name) : undefined;
  });
}

/** What the gradient of a tensor of losses is weighted with. */
function upstream(b: Builder, loss: CheckedLoss, derived: Derived): Node {
  if (loss.result.axes.length === 0) return b.constant(1);
  const known = topological(derived.roots.map((r) => r.node)).find(
    (n) => n.op === 'input' && n.name === 'upstream',
  );
  const values = range(-Infinity, Infinity);
  return known ?? b.input({ name: 'upstream', axes: loss.result.axes, range: values, differentiable: false });
}

/** In the operations of TensorFlow.js, with what occurs twice computed once. */
function finish(b: Builder, { value, example, gradients: slopes }: Form): Form {
  const [first, ...rest] = condense(b, lower(b, [value, ...slopes.values()]));
  return {
    value: first ?? value,
    example,
    gradients: new Map([...slopes.keys()].map((name, k) => [name, rest[k] ?? b.constant(0)])),
  };
}
