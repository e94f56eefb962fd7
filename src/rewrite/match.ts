/**
 * Matching: a pattern and a node in, bindings of the pattern's holes out. Sums are matched up to a common factor
 * and sums and products up to what is left over, so that `1 - sigmoid(x)` is found in `3 - 3 * sigmoid(z) + w`.
 */
import type { Builder } from '../graph/builder.ts';
import { factorsOf, term, termsOf } from '../graph/parts.ts';
import { isConst, type Add, type Factor, type Multiply, type Node, type Term } from '../graph/node.ts';

export interface Bindings {
  readonly holes: Bound | undefined;
  /** What `A` stands for. */
  readonly axes: readonly string[] | undefined;
}

/** What a hole stands for, and the holes bound before it: matching tries much that fails, and a list is soon longer by one. */
export interface Bound {
  readonly name: string;
  readonly node: Node;
  readonly before: Bound | undefined;
}

/** What the hole of a name stands for. */
export function boundTo(holes: Bound | undefined, name: string): Node | undefined {
  for (let bound = holes; bound !== undefined; bound = bound.before)
    if (bound.name === name) return bound.node;
  return undefined;
}

/** All holes with what they stand for. */
export function* boundHoles(holes: Bound | undefined): Generator<Bound> {
  for (let bound = holes; bound !== undefined; bound = bound.before) yield bound;
}

export interface Match {
  readonly bindings: Bindings;
  /** The node is scale · pattern + rest, or pattern · rest for a product. */
  readonly scale: number;
  readonly rest: Node;
}

const nothing: Bindings = { holes: undefined, axes: undefined };

/** All ways in which a pattern's root matches a node, left-overs allowed. */
export function* matchRoot(b: Builder, pattern: Node, node: Node): Generator<Match> {
  if (pattern.op === 'add') {
    if (node.op === 'add') yield* matchAdd(b, pattern, node, nothing, true);
  } else if (pattern.op === 'multiply') {
    if (node.op === 'multiply') yield* matchMultiply(b, pattern, node, nothing, true);
  } else
    for (const bindings of match(b, pattern, node, nothing))
      yield { bindings, scale: 1, rest: b.constant(0) };
}

function* match(b: Builder, pattern: Node, node: Node, bound: Bindings): Generator<Bindings> {
  if (pattern.op === 'hole') yield* bind(pattern.name, node, bound);
  else if (pattern.op === 'add') {
    if (isMultipleOf(b, pattern, node, bound)) yield bound;
    else if (node.op === 'add')
      for (const m of matchAdd(b, pattern, node, bound, false)) if (m.scale === 1) yield m.bindings;
  } else if (pattern.op === 'multiply') {
    if (node.op === 'multiply')
      for (const m of matchMultiply(b, pattern, node, bound, false)) yield m.bindings;
  } else if (pattern.op === 'const') {
    if (isConst(node, pattern.value)) yield bound;
  } else yield* matchOperator(b, pattern, node, bound);
}

/** `-x` where x is known: it may be a sum, whose terms were flattened. */
function isMultipleOf(b: Builder, pattern: Add, node: Node, bound: Bindings): boolean {
  const [first, ...others] = termsOf(pattern);
  if (first?.node.op !== 'hole' || others.length > 0) return false;
  const known = boundTo(bound.holes, first.node.name);
  return known !== undefined && b.add([term(known, first.coefficient)], pattern.constant) === node;
}

function* bind(name: string, node: Node, bound: Bindings): Generator<Bindings> {
  const known = boundTo(bound.holes, name);
  if (known === node) yield bound;
  else if (known === undefined) yield { holes: { name, node, before: bound.holes }, axes: bound.axes };
}

function* matchOperator(b: Builder, pattern: Node, node: Node, bound: Bindings): Generator<Bindings> {
  if (pattern.op !== node.op) return;
  let inner = bound;
  if (pattern.op === 'apply' && node.op === 'apply') {
    if (pattern.name !== node.name) return;
  } else if (pattern.op === 'along' && node.op === 'along') {
    if (pattern.name !== node.name || !sameAxes(bound.axes, node.over)) return;
    inner = { ...bound, axes: node.over };
  } else if (pattern.op === 'pick' && node.op === 'pick') {
    if (!sameAxes(bound.axes, [node.axis])) return;
    inner = { ...bound, axes: [node.axis] };
  } else return;
  yield* matchAll(b, pattern.args, node.args, inner);
}

const sameAxes = (known: readonly string[] | undefined, found: readonly string[]): boolean =>
  known === undefined || known.join() === found.join();

function* matchAll(
  b: Builder,
  patterns: readonly Node[],
  nodes: readonly Node[],
  bound: Bindings,
): Generator<Bindings> {
  const [pattern, ...patterns_] = patterns;
  const [node, ...nodes_] = nodes;
  if (pattern === undefined || node === undefined) {
    if (pattern === node) yield bound;
    return;
  }
  for (const bindings of match(b, pattern, node, bound)) yield* matchAll(b, patterns_, nodes_, bindings);
}

// --- sums -------------------------------------------------------------------------------------------------------

/** Terms, or factors, with structure first, so that the holes are bound when their turn comes. */
function structured<T extends Term | Factor>(items: readonly T[]): readonly T[] {
  const isHole = ({ node }: T): boolean => node.op === 'hole';
  return items.some(isHole) ? [...items.filter((item) => !isHole(item)), ...items.filter(isHole)] : items;
}

function* matchAdd(b: Builder, pattern: Add, node: Add, bound: Bindings, partial: boolean): Generator<Match> {
  const [first, ...others] = structured(termsOf(pattern));
  if (first === undefined) return;
  if (first.node.op === 'hole' && boundTo(bound.holes, first.node.name) === undefined) {
    // Only holes: `1 + x`. The constant gives the scale; the hole takes all the rest.
    if (others.length > 0 || node.constant !== pattern.constant || pattern.constant === 0) return;
    const rest = b.add(termsOf(node));
    for (const bindings of bind(first.node.name, b.scale(1 / first.coefficient, rest), bound))
      yield { bindings, scale: 1, rest: b.constant(0) };
    return;
  }
  for (const found of termsOf(node)) {
    for (const [bindings, left, scale] of matchTerm(b, first, found, node, bound, undefined)) {
      if (pattern.constant !== 0 && Math.abs(node.constant - scale * pattern.constant) > 0) continue;
      const open = pattern.constant === 0 ? left : b.add([term(left)], -scale * pattern.constant);
      yield* matchTerms(b, others, open, bindings, scale, partial);
    }
  }
}

/** One pattern term against one term of a sum: bindings, what is left of the sum, and the scale. */
function* matchTerm(
  b: Builder,
  pattern: Term,
  found: Term,
  sum: Node,
  bound: Bindings,
  scale: number | undefined,
): Generator<[Bindings, Node, number]> {
  const k = found.coefficient / pattern.coefficient;
  if (scale !== undefined && k !== scale) return;
  for (const bindings of match(b, pattern.node, found.node, bound))
    yield [bindings, b.add([term(sum), term(found.node, -found.coefficient)]), k];
}

function* matchTerms(
  b: Builder,
  patterns: readonly Term[],
  left: Node,
  bound: Bindings,
  scale: number,
  partial: boolean,
): Generator<Match> {
  const [pattern, ...others] = patterns;
  if (pattern === undefined) {
    if (partial || isConst(left, 0)) yield { bindings: bound, scale, rest: left };
    return;
  }
  const hole = pattern.node.op === 'hole' ? boundTo(bound.holes, pattern.node.name) : undefined;
  if (hole !== undefined) {
    // A bound hole is subtracted whole: it may itself be a sum whose terms were flattened.
    const rest = b.add([term(left), term(hole, -scale * pattern.coefficient)]);
    if (count(rest) === count(left) - count(hole)) yield* matchTerms(b, others, rest, bound, scale, partial);
    return;
  }
  if (pattern.node.op === 'hole') {
    if (others.length > 0 || isConst(left, 0)) return;
    const value = b.scale(1 / (scale * pattern.coefficient), left);
    for (const bindings of bind(pattern.node.name, value, bound))
      yield { bindings, scale, rest: b.constant(0) };
    return;
  }
  for (const found of termsOf(left))
    for (const [bindings, rest] of matchTerm(b, pattern, found, left, bound, scale))
      yield* matchTerms(b, others, rest, bindings, scale, partial);
}

const count = (node: Node): number =>
  node.op === 'add' ? node.args.length + Number(node.constant !== 0) : isConst(node, 0) ? 0 : 1;

// --- products ---------------------------------------------------------------------------------------------------

function* matchMultiply(
  b: Builder,
  pattern: Multiply,
  node: Multiply,
  bound: Bindings,
  partial: boolean,
): Generator<Match> {
  yield* matchFactors(b, structured(factorsOf(pattern)), node, bound, partial);
}

function* matchFactors(
  b: Builder,
  patterns: readonly Factor[],
  left: Node,
  bound: Bindings,
  partial: boolean,
): Generator<Match> {
  const [pattern, ...others] = patterns;
  if (pattern === undefined) {
    if (partial || isConst(left, 1)) yield { bindings: bound, scale: 1, rest: left };
    return;
  }
  const open = pattern.node.op === 'hole' && boundTo(bound.holes, pattern.node.name) === undefined;
  if (open && pattern.exponent === 1 && !partial && others.length === 0) {
    // The last open hole takes everything that is left.
    if (pattern.node.op === 'hole' && !isConst(left, 1))
      for (const bindings of bind(pattern.node.name, left, bound))
        yield { bindings, scale: 1, rest: b.constant(1) };
    return;
  }
  for (const found of factorsOf(left)) {
    if (!takes(found.exponent, pattern.exponent)) continue;
    for (const bindings of match(b, pattern.node, found.node, bound)) {
      const rest = b.multiply([
        { node: left, exponent: 1 },
        { node: found.node, exponent: -pattern.exponent },
      ]);
      yield* matchFactors(b, others, rest, bindings, partial);
    }
  }
}

/** Whether a power holds another: x^3 holds x^2, x^-2 holds x^-1. */
const takes = (has: number, wants: number): boolean =>
  has === wants || (has * wants > 0 && Math.abs(has) > Math.abs(wants) && Number.isInteger(has));
