/**
 * A logit and its binary label make one number, the logit turned towards the error: x where the label is 0, -x where
 * it is 1. What treats both classes alike is a function of that: sigmoid(-x) of the one and sigmoid(x) of the other
 * are a single sigmoid, and a choice by the label, unpredictable for a processor, becomes a product.
 */
import type { Builder } from '../graph/builder.ts';
import { factorsOf } from '../graph/parts.ts';
import { isSame } from '../graph/shapes.ts';
import type { ElementwiseName } from '../operators/elementwise.ts';
import { topological, type Node } from '../graph/node.ts';
import { isBinary } from '../graph/range.ts';
import type { Holes } from './holes.ts';

export function flipLogits(b: Builder, roots: readonly Node[], holes: Holes): readonly Node[] {
  const flips = flipsIn(b, roots);
  return flips.size === 0 ? roots : new Flipper(b, flips, holes).run(roots);
}

/** The label that turns each logit. */
type Flips = ReadonlyMap<Node, Node>;
/** Labels whose value is known in a branch. */
type Known = ReadonlyMap<Node, boolean>;

const nothing: Known = new Map();

const isLogistic = (node: Node): boolean =>
  node.op === 'apply' && (node.name === 'sigmoid' || node.name === 'softplus' || node.name === 'tail');

const isLabel = (node: Node | undefined): node is Node =>
  node !== undefined && node.op === 'input' && isBinary(node.range);

interface Signed {
  readonly base: Node;
  readonly sign: 1 | -1;
}

/** A logit without its sign. */
export function unsigned(b: Builder, x: Node): Signed {
  const negative = x.op === 'add' && (x.constant || (x.coefficients[0] ?? 1)) < 0;
  return negative ? { base: b.negate(x), sign: -1 } : { base: x, sign: 1 };
}

/** `if y then -x else x`, taken apart. */
function turned(b: Builder, node: Node): (Signed & { readonly label: Node }) | undefined {
  const [label, yes, no] = node.args;
  if (node.op !== 'apply' || node.name !== 'select' || !isLabel(label) || !yes || !no) return undefined;
  return b.negate(no) === yes ? { ...unsigned(b, no), label } : undefined;
}

const sameAxes = (p: Node, q: Node): boolean =>
  p.axes.length === q.axes.length && p.axes.every((axis) => q.axes.includes(axis));

/** Logits that occur with one sign where their label is 1, and with the other where it is 0. */
function flipsIn(b: Builder, roots: readonly Node[]): Flips {
  const flips = new Map<Node, Node>();
  for (const node of topological(roots)) {
    const whole = turned(b, node);
    if (whole !== undefined && sameAxes(whole.base, whole.label)) flips.set(whole.base, whole.label);
    const [label, yes, no] = node.args;
    if (node.op !== 'apply' || node.name !== 'select' || !isLabel(label) || !yes || !no) continue;
    const where0 = signedLogits(b, no);
    for (const { base, sign } of signedLogits(b, yes))
      if (sameAxes(base, label) && where0.some((s) => s.base === base && s.sign !== sign))
        flips.set(base, label);
  }
  return flips;
}

/** The logits of sigmoids and softpluses in a branch; what is reduced is no longer of one pixel. */
function signedLogits(b: Builder, branch: Node): readonly Signed[] {
  const seen = new Set<Node>();
  const found: Signed[] = [];
  const visit = (node: Node): void => {
    if (seen.has(node) || node.op === 'along' || isSame(node)) return;
    seen.add(node);
    const [x] = node.args;
    if (x !== undefined && isLogistic(node) && !(node.op === 'apply' && node.name === 'tail'))
      found.push(unsigned(b, x));
    node.args.forEach(visit);
  };
  visit(branch);
  return found;
}

class Flipper {
  readonly #b: Builder;
  readonly #flips: Flips;
  readonly #holes: Holes;
  readonly #memos = new Map<string, Map<Node, Node>>();

  constructor(b: Builder, flips: Flips, holes: Holes) {
    this.#holes = holes;
    this.#b = b;
    this.#flips = flips;
  }

  run(roots: readonly Node[]): readonly Node[] {
    return roots.map((root) => this.#visit(root, nothing));
  }

  #visit(node: Node, known: Known): Node {
    const key = [...known].map(([label, holds]) => `${label.id} ${holds}`).join();
    const memo = this.#memos.get(key) ?? new Map<Node, Node>();
    this.#memos.set(key, memo);
    const done = memo.get(node);
    if (done !== undefined) return done;
    const made = this.#turn(node, known);
    memo.set(node, made);
    return made;
  }

  #turn(node: Node, known: Known): Node {
    const b = this.#b;
    const [x, yes, no] = node.args;
    const plain = (inside: Known): Node => b.map(node, (arg) => this.#visit(arg, inside));
    if (node.op === 'along' || node.op === 'pick' || isSame(node)) return plain(nothing);
    if (node.op === 'multiply') return this.#product(node, known);
    if (node.op !== 'apply' || x === undefined) return plain(known);
    if (isLogistic(node)) return this.#logistic(node.name, x, known) ?? plain(known);
    if (node.name === 'select' && isLabel(x) && yes !== undefined && no !== undefined)
      return b.select(
        x,
        this.#visit(yes, new Map([...known, [x, true]])),
        this.#visit(no, new Map([...known, [x, false]])),
      );
    return plain(known);
  }

  /** A factor y lets through what there is where y is 1. */
  #product(node: Node, known: Known): Node {
    const labels = factorsOf(node).flatMap(({ node: f }) => (isLabel(f) ? [f] : []));
    const inside = new Map([...known, ...labels.map((label): [Node, boolean] => [label, true])]);
    return this.#b.map(node, (arg) => this.#visit(arg, labels.includes(arg) ? known : inside));
  }

  #logistic(name: ElementwiseName, x: Node, known: Known): Node | undefined {
    const b = this.#b;
    const of = (sign: number, flip: Node): Node => b.apply(name, [b.scale(sign, flip)]);
    const whole = turned(b, x);
    if (whole !== undefined && this.#flips.get(whole.base) === whole.label)
      return of(whole.sign, this.#flip(whole.base, whole.label));
    const { base, sign } = unsigned(b, x);
    const label = this.#flips.get(base);
    if (label === undefined) return undefined;
    const flip = this.#flip(base, label);
    const holds = known.get(label);
    if (holds !== undefined) return of(holds ? -sign : sign, flip);
    return b.select(label, of(-sign, flip), of(sign, flip));
  }

  #flip(base: Node, label: Node): Node {
    const b = this.#b;
    return this.#holes.hide(b.times(base, b.add([{ coefficient: -2, node: label }], 1)));
  }
}
