/**
 * Expressions in; the same ones out, in which inputs are read through the tests that leave them out. Masks are factors,
 * and 0 · NaN is NaN: what may be NaN or infinite where nothing depends on it is a number there from the start.
 */
import type { Builder } from './builder.ts';
import { topological, type Node } from './node.ts';
import { contains, type Range } from './range.ts';
import { passes, readingsOf, testOf } from './readings.ts';

/** A value that is read through a test. */
export interface Secured {
  readonly value: Node;
  /** Takes its place until all else is lowered: nothing is to be made of the choice. */
  readonly hole: Node;
  readonly test: Node;
  /** Its value where the test fails. */
  readonly otherwise: number;
}

export interface Securing {
  readonly nodes: readonly Node[];
  readonly secured: readonly Secured[];
}

/** The test of a value, and whether it is that of the value inside tests too. */
interface Found {
  readonly test: Node;
  readonly inTests: boolean;
}

/**
 * Inputs that the roots read only under tests become holes, in the roots and in other nodes. What is outside every test
 * but inside one itself, such as the y of `if y > 0 then log(y) else 0`, stays as it is there: nothing comes out of it.
 */
export function secure(b: Builder, roots: readonly Node[], others: readonly Node[]): Securing {
  const found = together(roots, testsOfInputs(b, roots));
  if (found.size === 0) return { nodes: [...roots, ...others], secured: [] };
  const holes = new Map<Node, Node>();
  const secured = [...found].map(([value, { test }]) => {
    const hole = b.hole(`secured ${value.id}`, value.axes, value.range);
    holes.set(value, hole);
    return { value, hole, test };
  });
  const tests = new Map<Node, Node>();
  const ofTest = (node: Node): Node =>
    b.substitute(node, (each) => (found.get(each)?.inTests === true ? holes.get(each) : undefined), tests);
  const ofValue = (node: Node): Node => {
    const known = holes.get(node);
    if (known !== undefined) return known;
    const args = node.args.map((arg, k) => (passes(node, k) ? ofValue(arg) : ofTest(arg)));
    const made = args.every((arg, k) => arg === node.args[k]) ? node : b.rebuild(node, args);
    holes.set(node, made);
    return made;
  };
  const nodes = [...roots, ...others].map(ofValue);
  const numbers = numbersFor(
    b,
    nodes,
    secured.map(({ hole }) => hole),
  );
  return {
    nodes,
    secured: secured.map((each, k) => ({ ...each, test: ofTest(each.test), otherwise: numbers[k] ?? 0 })),
  };
}

/** What is read in place of the holes: 0 where it can be, and nothing comes out of it that is no number. */
function numbersFor(b: Builder, nodes: readonly Node[], holes: readonly Node[]): readonly number[] {
  const simple = holes.map(({ range: values }) => (contains(values, 0) ? 0 : amid(values, 0.5)));
  const constants = new Map(holes.map((hole, k) => [hole, b.constant(simple[k] ?? 0)]));
  const memo = new Map<Node, Node>();
  const filled = nodes.map((node) => b.substitute(node, (leaf) => constants.get(leaf), memo));
  const before = new Set(topological(nodes));
  if (topological(filled).every((node) => before.has(node) || isNumber(node))) return simple;
  // All different: one may be divided by the difference of two.
  return holes.map(({ range: values }, k) => amid(values, (k + 1) / (holes.length + 1)));
}

const isNumber = (node: Node): boolean =>
  node.op === 'const'
    ? Number.isFinite(node.value)
    : node.op !== 'add' || [node.constant, ...node.coefficients].every(Number.isFinite);

function testsOfInputs(b: Builder, roots: readonly Node[]): Map<Node, Found> {
  const inputs = [...readingsOf(b, roots, passes)].flatMap(([input, reading]) => {
    const test = input.op === 'input' && !input.range.integer ? testOf(b, input, reading) : undefined;
    return test === undefined ? [] : [{ input, test }];
  });
  if (inputs.length === 0) return new Map();
  const all = readingsOf(b, roots, () => true);
  return new Map(
    inputs.map(({ input, test }) => {
      const anywhere = testOf(b, input, all.get(input) ?? []);
      // What is read in its own test is read there as it is.
      const inTests = anywhere !== undefined && !topological([anywhere]).includes(input);
      return [input, { test: inTests ? anywhere : test, inTests }];
    }),
  );
}

/** Inputs of which nothing but one sum is read, as the x and y of x - y, are read through one test. */
function together(roots: readonly Node[], inputs: Map<Node, Found>): Map<Node, Found> {
  const readers = new Map<Node, Set<Node>>();
  for (const node of topological(roots))
    for (const arg of node.args) readers.set(arg, (readers.get(arg) ?? new Set()).add(node));
  for (const [input, found] of inputs) {
    const [sum, ...others] = readers.get(input) ?? [];
    if (sum?.op !== 'add' || others.length > 0 || sum.args.length < 2) continue;
    const isAlike = (arg: Node): boolean =>
      inputs.get(arg)?.test === found.test &&
      readers.get(arg)?.size === 1 &&
      arg.axes.length === sum.axes.length;
    if (!sum.args.every(isAlike)) continue;
    sum.args.forEach((arg) => inputs.delete(arg));
    inputs.set(sum, found);
  }
  return inputs;
}

/** A number at this part of a range, or of a piece of length 1 of an infinite one. */
function amid({ lo, hi }: Range, part: number): number {
  const from = Number.isFinite(lo) ? lo : Number.isFinite(hi) ? hi - 1 : 0;
  const to = Number.isFinite(hi) ? hi : from + 1;
  return from + part * (to - from);
}
