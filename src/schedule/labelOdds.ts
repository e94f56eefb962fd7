/**
 * Of every pixel with a class the odds against that class: the sum of the other exponentials over its own. The
 * cross-entropy is log1p of them, and adds up as the logarithm of a product; the probability of the class and its
 * complement follow without cancelling, and what the softmax is divided by. For scalar code, whose arithmetic is in
 * float64.
 */
import type { Builder } from '../graph/builder.ts';
import { term } from '../graph/parts.ts';
import { topological, type Along, type Node } from '../graph/node.ts';
import type { Holes } from './holes.ts';
import { chances, oddsOf } from './odds.ts';

export function labelOddsForms(b: Builder, roots: readonly Node[], holes: Holes): readonly Node[] {
  const labels = labelsIn(roots);
  const memo = new Map<Node, Node>();
  const visit = (node: Node): Node => {
    const known = memo.get(node);
    if (known !== undefined) return known;
    const made = lower(b, node, labels, holes, visit) ?? b.map(node, visit);
    memo.set(node, made);
    return made;
  };
  return roots.map(visit);
}

/** For logits and the axis of their classes: the labels whose cross-entropy is taken, one for every row of logits. */
type Labels = ReadonlyMap<string, Node>;

const keyOf = (axis: string, x: Node): string => `${axis} ${x.id}`;

function labelsIn(roots: readonly Node[]): Labels {
  const labels = new Map<string, Node>();
  for (const node of topological(roots)) {
    const [whole, index] = node.args;
    const x = whole === undefined ? undefined : operandAlong(whole, 'log_softmax');
    if (node.op !== 'pick' || index?.op !== 'input' || x === undefined || whole?.op !== 'along') continue;
    // A row of logits that many labels share would have odds of its own for each of them.
    const isOwn = index.axes.every((axis) => x.axes.includes(axis));
    if (isOwn && whole.over.join() === node.axis && !labels.has(keyOf(node.axis, x)))
      labels.set(keyOf(node.axis, x), index);
  }
  return labels;
}

const operandAlong = (node: Node, name: Along['name']): Node | undefined =>
  node.op === 'along' && node.name === name && node.over.length === 1 ? node.args[0] : undefined;

function lower(
  b: Builder,
  node: Node,
  labels: Labels,
  holes: Holes,
  visit: (node: Node) => Node,
): Node | undefined {
  const whole = node.op === 'pick' ? node.args[0] : node;
  if (whole?.op !== 'along') return undefined;
  const [x] = whole.args;
  const [axis] = whole.over;
  if (x === undefined || axis === undefined || whole.over.length > 1) return undefined;
  const label = labels.get(keyOf(axis, x));
  if (label === undefined) return unlabelled(b, node, whole, visit(x));
  const odds = labelOdds(b, axis, visit(x), label, holes);
  if (node.op !== 'pick') {
    if (whole.name === 'softmax_complement') return complementOf(b, axis, odds.softmax);
    return whole.name === 'softmax' ? odds.softmax : undefined;
  }
  if (node.axis !== axis || node.args[1] !== label) return undefined;
  const value =
    whole.name === 'log_softmax' || whole.name === 'softmax_complement' || whole.name === 'softmax';
  return value ? b.select(b.valid(axis, label), odds.picked[whole.name], b.constant(0)) : undefined;
}

/** Kept for what comes later; a pick of now works its one element out, which no array has rounded. */
function unlabelled(b: Builder, node: Node, whole: Along, x: Node): Node | undefined {
  if (whole.name !== 'softmax') return undefined;
  const softmax = b.along('softmax', whole.over, x);
  const index = node.op === 'pick' ? node.args[1] : undefined;
  if (node.op !== 'pick') return b.apply('kept', [softmax]);
  return index === undefined ? undefined : b.pick(node.axis, softmax, index);
}

/** 1 - p of every class: where that would cancel, the others are added up. */
function complementOf(b: Builder, axis: string, p: Node): Node {
  const zero = b.constant(0);
  const others = b.along('sum', [axis], b.select(b.apply('less', [b.constant(0.5), p]), zero, p));
  return b.select(b.apply('less', [b.constant(0.6), p]), others, b.minus(b.constant(1), p));
}

interface LabelOdds {
  readonly softmax: Node;
  readonly picked: Readonly<Record<'log_softmax' | 'softmax_complement' | 'softmax', Node>>;
}

function labelOdds(b: Builder, axis: string, x: Node, label: Node, holes: Holes): LabelOdds {
  const max = b.along('max', [axis], x);
  const exponential = b.apply('exp', [b.apply('difference', [x, max])]);
  const own = b.apply('equal', [b.position(axis), label]);
  // Whole, so that a product with it does not go inside of the choice.
  const exponentials = b.apply('group', [b.select(own, b.constant(0), exponential)]);
  const others = b.along('sum', [axis], exponentials);
  const behind = b.apply('difference', [max, b.pickValue(axis, x, label)]);
  const reciprocal = oddsOf(b, behind);
  const against = b.apply('group', [b.times(others, reciprocal)]);
  const { for: complement, against: chance } = chances(b, against);
  const one = b.constant(1);
  // A pixel without a class has no exponential of its own: the others are all, and the largest of them is 1.
  const all = b.apply('at_least', [others, one]);
  const scale = b.select(b.valid(axis, label), b.times(reciprocal, chance), b.divide(one, all));
  return {
    softmax: b.apply('kept', [
      holes.hide(b.select(own, chance, b.times(exponentials, b.apply('group', [scale])))),
    ]),
    picked: {
      log_softmax: b.add([term(b.apply('log1p', [against]), -1), term(b.apply('excess', [behind]), -1)]),
      softmax_complement: complement,
      softmax: chance,
    },
  };
}
