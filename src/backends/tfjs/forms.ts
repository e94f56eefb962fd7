/** Roots of a derived loss in; what the module for TensorFlow.js computes, ready to be emitted, out. */
import type { CheckedLoss } from '../../check/checked.ts';
import type { Derived, Root } from '../../derive.ts';
import { factorsOf, termsOf, type Builder, type Factor } from '../../graph/builder.ts';
import { isConst, topological, type Node } from '../../graph/node.ts';
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
  const { roots } = rewrite(b, terms.map((r) => r.node), stableValues, guards);
  const nodes = condense(b, lower(b, roots));
  return new Map(terms.map((r, k) => [r.name, nodes[k] ?? r.node]));
};

/**
 * The ways there are: the simplified expressions of the compiler, with labels told apart, and the expressions before
 * that, differentiated as whole tensors. The fewest kernels win.
 */
export function forms(b: Builder, loss: CheckedLoss, derived: Derived, batch: string | undefined): readonly Form[] {
  const whole = wholeTensors(b, loss, derived);
  if (topological(whole.map((r) => r.node)).some((n) => n.op === 'along' && relatives.has(n.name)))
    return [formOf(b, loss, whole, batch)];
  const { roots } = splitLabels(b, whole.map((r) => r.node));
  const apart = whole.map((r, k) => ({ ...r, node: roots[k] ?? r.node }));
  const simple = derived.stages.find((s) => s.name === 'simplify')?.roots ?? derived.roots;
  const value = simple.find((r) => r.role === 'value');
  const best = value === undefined ? apart : [value, ...apart.filter((r) => r.role !== 'value')];
  return [whole, best, simple].map((form) => formOf(b, loss, form, batch));
}

const stabilised = (derived: Derived): readonly Root[] =>
  derived.stages.find((s) => s.name === 'stabilise')?.roots ?? derived.roots;

/** Value and gradients without a case for each label. */
function wholeTensors(b: Builder, loss: CheckedLoss, derived: Derived): readonly Root[] {
  const value = stabilised(derived).find((r) => r.role === 'value');
  if (value === undefined) throw new Error('A loss has a value.');
  const inputs = loss.kind === 'metric' ? [] : loss.inputs.filter((i) => i.differentiable);
  const found = gradients(b, value.node, upstream(b, loss, derived), new Set(inputs.map((i) => i.node)));
  const nodes = inputs.map((i) => found.get(i.node) ?? b.constant(0));
  const { roots } = rewrite(b, [value.node, ...nodes], { ...stable, ...stableValues }, guards);
  return [
    { ...value, node: roots[0] ?? value.node },
    ...inputs.map((i, k): Root => ({ role: 'gradient', name: i.name, axes: i.axes, node: roots[k + 1] ?? b.constant(0) })),
  ];
}

/** What the gradient of a tensor of losses is weighted with. */
function upstream(b: Builder, loss: CheckedLoss, derived: Derived): Node {
  if (loss.result.axes.length === 0) return b.constant(1);
  const known = topological(derived.roots.map((r) => r.node)).find((n) => n.op === 'input' && n.name === 'upstream');
  return (
    known ??
    b.input({ name: 'upstream', axes: loss.result.axes, range: range(-Infinity, Infinity), differentiable: false })
  );
}

function formOf(b: Builder, loss: CheckedLoss, roots: readonly Root[], batch: string | undefined): Form {
  const value = roots.find((r) => r.role === 'value');
  if (value === undefined) throw new Error('A loss has a value.');
  const inputs = loss.inputs.filter((i) => i.differentiable);
  const parted = batch !== undefined && value.axes.length === 0 && inputs.every((i) => i.axes[0] === batch);
  const own = parted ? perExample(b, value.node, batch, new Set(inputs.map((i) => i.node))) : undefined;
  const slopes = roots.filter((r) => r.role === 'gradient' && inputs.some((i) => i.name === r.name));
  // The gradient of the examples' own values: that of their mean, times how many there are.
  const scale = own === undefined ? b.constant(1) : b.size(batch ?? '');
  const nodes = condense(
    b,
    lower(b, [own ?? value.node, ...slopes.map((r) => (isConst(scale, 1) ? r.node : scaled(b, r.node, scale, b.size(batch ?? ''))))]),
  );
  return {
    value: nodes[0] ?? value.node,
    example: own !== undefined,
    gradients: new Map(slopes.map((r, k) => [r.name, nodes[k + 1] ?? b.constant(0)])),
  };
}

/** A factor multiplied into every term and branch, down to where the size of the batch divides, which it cancels. */
function scaled(b: Builder, node: Node, scale: Node, size: Node): Node {
  const into = (inner: Node): Node => scaled(b, inner, scale, size);
  if (node.op === 'add')
    return b.plus(
      b.add(termsOf(node).map((t) => ({ ...t, node: into(t.node) }))),
      b.scale(node.constant, scale),
    );
  if (node.op === 'apply' && node.name === 'group') return b.apply('group', node.args.map(into));
  if (node.op === 'along' && node.name === 'sum') return b.along('sum', node.over, into(operand(node)));
  if (node.op === 'apply' && node.name === 'select') {
    const [test, yes, no] = node.args;
    if (test !== undefined && yes !== undefined && no !== undefined) return b.select(test, into(yes), into(no));
  }
  const factors = factorsOf(node);
  const divides = (f: Factor): boolean => f.exponent === 1 && f.node !== node && topological([f.node]).includes(size);
  const inner = factors.some((f) => f.node === size) ? undefined : factors.find(divides);
  if (inner === undefined) return b.multiply([...factors, { node: scale, exponent: 1 }]);
  return b.multiply([...factors.filter((f) => f !== inner), { node: into(inner.node), exponent: 1 }]);
}

const operand = (node: Node): Node => {
  const [x] = node.args;
  if (x === undefined) throw new Error('A reduction has an operand.');
  return x;
};
