/**
 * Reverse mode, once for all operators: a value graph in, the gradient with respect to leaves out. Every operator's
 * rule is a formula of the tables; only sums and products, the normal forms themselves, are known here.
 */
import { alongAxes } from '../operators/alongAxes.ts';
import { elementwise } from '../operators/elementwise.ts';
import type { Builder } from '../graph/builder.ts';
import { factorsOf, term, termsOf } from '../graph/parts.ts';
import { isGuard } from '../graph/shapes.ts';
import { formula } from '../graph/formula.ts';
import { isConst, topological, union, without, type Node, type Pick } from '../graph/node.ts';
import { contains } from '../graph/range.ts';

/**
 * The adjoint of each leaf in `leaves`: the derivative of Σ seed · value. The seed varies along the axes of the
 * result's type, of which the value node may lack some.
 */
export function differentiate(
  b: Builder,
  value: Node,
  seed: Node,
  leaves: ReadonlySet<Node>,
): ReadonlyMap<Node, Node> {
  const order = topological([value]);
  const needed = dependents(order, leaves);
  const adjoints = new Map<Node, Node[]>();
  const add = (node: Node, part: Node, from: readonly string[]): void => {
    if (!needed.has(node) || isConst(part, 0)) return;
    const summed = b.along('sum', without(union(from, part.axes), node.axes), part);
    adjoints.set(node, [...(adjoints.get(node) ?? []), summed]);
  };
  add(value, seed, seed.axes);
  for (const node of [...order].reverse()) {
    if (leaves.has(node) || !needed.has(node)) continue;
    const adjoint = b.add((adjoints.get(node) ?? []).map((part) => term(part)));
    for (const part of guardedParts(b, node, adjoint)) propagate(b, node, part, needed, add);
  }
  return new Map(
    [...leaves].map((leaf) => [leaf, b.add((adjoints.get(leaf) ?? []).map((part) => term(part)))]),
  );
}

/** Nodes through which a gradient reaches one of the leaves. */
function dependents(order: readonly Node[], leaves: ReadonlySet<Node>): ReadonlySet<Node> {
  const needed = new Set<Node>();
  for (const node of order)
    if (leaves.has(node) || node.args.some((arg) => needed.has(arg))) needed.add(node);
  return needed;
}

/**
 * An adjoint split into its guarded terms and the rest, so that each local derivative is multiplied inside the
 * guard: where a branch was not taken, its derivative may be infinite, and must not meet a 0.
 */
function guardedParts(b: Builder, node: Node, adjoint: Node): readonly Node[] {
  if (isConst(adjoint, 0)) return [];
  if (node.op === 'along' || node.op === 'pick' || adjoint.op !== 'add') return [adjoint];
  const all = termsOf(adjoint);
  const guarded = all.filter((t) => isGuard(t.node));
  if (guarded.length === 0) return [adjoint];
  const rest = b.add(
    all.filter((t) => !guarded.includes(t)),
    adjoint.constant,
  );
  return [...guarded.map((t) => b.add([t])), rest].filter((part) => !isConst(part, 0));
}

type Add = (node: Node, part: Node, from: readonly string[]) => void;

function propagate(b: Builder, node: Node, g: Node, needed: ReadonlySet<Node>, add: Add): void {
  switch (node.op) {
    case 'add':
      node.args.forEach((arg, k) => add(arg, b.scale(node.coefficients[k] ?? 1, g), node.axes));
      return;
    case 'multiply':
      for (const [k, arg] of node.args.entries())
        if (needed.has(arg)) add(arg, factorAdjoint(b, node, k, g), node.axes);
      return;
    case 'apply': {
      const { arguments: names, derivative } = elementwise[node.name];
      const env = Object.fromEntries(names.map((name, k) => [name, argument(node, k)]));
      const formulas: Readonly<Record<string, string>> = derivative;
      for (const [k, name] of names.entries())
        if (needed.has(argument(node, k)))
          add(
            argument(node, k),
            formula(formulas[name] ?? '0', { builder: b, names: { ...env, g, out: node }, axes: [] }),
            node.axes,
          );
      return;
    }
    case 'along': {
      const names = { x: argument(node, 0), g, out: node };
      add(
        names.x,
        formula(alongAxes[node.name].derivative.x, { builder: b, names, axes: node.over }),
        node.axes,
      );
      return;
    }
    case 'pick': {
      if (propagatePicked(b, node, g, add)) return;
      const hit = b.apply('equal', [b.position(node.axis), argument(node, 1)]);
      add(argument(node, 0), b.select(hit, g, b.constant(0)), node.axes);
      return;
    }
    default:
      return;
  }
}

/** One entry of an operator along the class axis, which may have a simpler derivative than the whole. */
function propagatePicked(b: Builder, node: Pick, g: Node, add: Add): boolean {
  const whole = argument(node, 0);
  if (whole.op !== 'along' || whole.over.join() !== node.axis) return false;
  const { picked }: { picked?: string } = alongAxes[whole.name];
  if (picked === undefined) return false;
  const names = { x: argument(whole, 0), t: argument(node, 1), g, out: node };
  const guard = b.valid(node.axis, names.t);
  const part = formula(picked, { builder: b, names, axes: whole.over });
  add(names.x, b.select(guard, part, b.constant(0)), union(node.axes, whole.axes));
  return true;
}

/**
 * d(x^e · rest)/dx = e · x^(e-1) · rest. Where 0 < e < 1 the slope at x = 0 is infinite; it is taken as 0 there, as
 * that of a norm is, so that a perfect prediction gives no NaN (docs/decisions/0002).
 */
function factorAdjoint(b: Builder, node: Node, k: number, g: Node): Node {
  const factors = factorsOf(node);
  const factor = factors[k];
  if (factor === undefined) throw new Error('A product has this factor.');
  const { node: x, exponent } = factor;
  const slope = b.multiply([
    { node: g, exponent: 1 },
    { node: x, exponent: exponent - 1 },
    ...factors.filter((f) => f !== factor),
  ]);
  const scaled = b.scale(exponent, slope);
  const infinite = exponent > 0 && exponent < 1 && contains(x.range, 0);
  return infinite ? b.select(x, scaled, b.constant(0)) : scaled;
}

function argument(node: Node, k: number): Node {
  const arg = node.args[k];
  if (arg === undefined) throw new Error('An operator has all its arguments.');
  return arg;
}
