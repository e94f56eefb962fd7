/** The outcome of a test in; what it says about linear combinations of nodes, and so about nodes, out. */
import { elementwise } from '../operators/elementwise.ts';
import { factorsOf, first, term, termsOf } from '../graph/parts.ts';
import { isConst, type Apply, type Node, type Term } from '../graph/node.ts';
import { meet, type Floats } from './floats.ts';

/** Something known of constant + Σ coefficient · node. */
export interface Fact {
  readonly terms: readonly Term[];
  readonly constant: number;
  readonly known: Partial<Floats>;
  /** Known of this very sum, with its constant. */
  readonly signOnly?: boolean;
  /** Known of every element, and not only of the one that was tested. */
  readonly everywhere?: boolean;
  /** What it says of nodes that it was asked about: the same whenever it is asked. */
  readonly said: Map<Node, Partial<Floats> | undefined>;
}

/** Alternatives, of which one holds; each is a list of facts that hold together. */
export type Cases = readonly (readonly Fact[])[];

/** A disjunction of more cases says nothing here. */
const mostCases = 4;

/** What a test says by having come out as it has. */
export function casesOf(test: Node, holds: boolean): Cases {
  const itself = holds ? nonZero(test) : [linear([[test, 1]], { lo: 0, hi: 0 })];
  const more = test.op === 'apply' && !elementwise[test.name].language ? inside(test, holds) : [[]];
  return more.map((facts) => [...itself, ...facts]);
}

/** A node that is not 0; neither is any factor of a product, unless it divides, nor the test of what is 0 without it. */
function nonZero(node: Node): readonly Fact[] {
  const factors = node.op === 'multiply' ? factorsOf(node).filter((f) => f.exponent > 0) : [];
  const isScaled = node.op === 'add' && node.args.length === 1 && node.constant === 0;
  const guard = node.op === 'apply' && node.name === 'select' && node.args[2];
  if (guard && isConst(guard, 0)) return [linear([[node, 1]], { nonZero: true }), ...nonZero(first(node))];
  const inner =
    isScaled || (node.op === 'apply' && node.name === 'abs') ? node.args : factors.map((f) => f.node);
  return [linear([[node, 1]], { nonZero: true }), ...inner.flatMap(nonZero)];
}

function inside(test: Apply, holds: boolean): Cases {
  const [x, y] = test.args;
  if (x === undefined) return [[]];
  if (test.name === 'not') return casesOf(x, !holds);
  if (y === undefined) return [[]];
  switch (test.name) {
    case 'and':
    case 'or':
      return (test.name === 'and') === holds
        ? both(casesOf(x, holds), casesOf(y, holds))
        : limited([...casesOf(x, holds), ...casesOf(y, holds)]);
    case 'less':
      return [[holds ? compare(y, x, { nonZero: true, lo: 0 }) : compare(x, y, { lo: 0 })]];
    case 'less_equal':
      return [[holds ? compare(y, x, { lo: 0 }) : compare(x, y, { nonZero: true, lo: 0 })]];
    case 'equal':
      return [[compare(x, y, holds ? { lo: 0, hi: 0 } : { nonZero: true })]];
    case 'not_equal':
      return [[compare(x, y, holds ? { nonZero: true } : { lo: 0, hi: 0 })]];
    default:
      return [[]];
  }
}

const both = (a: Cases, b: Cases): Cases => limited(a.flatMap((x) => b.map((y) => [...x, ...y])));
const limited = (cases: Cases): Cases => (cases.length <= mostCases ? cases : [[]]);

/** What is known of x - y. */
const compare = (x: Node, y: Node, known: Partial<Floats>): Fact =>
  linear(
    [
      [x, 1],
      [y, -1],
    ],
    known,
  );

/**
 * What is known of a sum of nodes, as something about terms. A sum among them has been rounded: it is one term, unless
 * whole numbers are added, or its sign alone is known, which no rounding changes.
 */
function linear(parts: readonly (readonly [Node, number])[], known: Partial<Floats>): Fact {
  const collected = new Map<Node, number>();
  let constant = parts.reduce((sum, [node, sign]) => sum + (isConst(node) ? sign * node.value : 0), 0);
  const nodes = parts.filter(([node]) => !isConst(node));
  const signOnly = nodes.length === 1 && constant === 0;
  for (const [node, sign] of nodes) {
    const expands = signOnly || node.range.integer || isMultiple(node);
    constant += expands && node.op === 'add' ? sign * node.constant : 0;
    for (const { node: n, coefficient } of expands ? termsOf(node) : [term(node)])
      collected.set(n, (collected.get(n) ?? 0) + sign * coefficient);
  }
  const terms = [...collected].filter(([, k]) => k !== 0).map(([node, k]) => term(node, k));
  return {
    terms,
    constant,
    known,
    signOnly: signOnly && !nodes.every(([node]) => isMultiple(node)),
    said: new Map(),
  };
}

const isMultiple = (node: Node): boolean =>
  node.op !== 'add' || (node.args.length === 1 && node.constant === 0);

/** What facts say of a node, on top of what is known of it anyway; undefined where they contradict it. */
export function informed(node: Node, own: Floats, facts: readonly Fact[]): Floats | undefined {
  let known: Floats | undefined = own;
  for (const fact of facts) {
    const found = known && remembered(node, fact);
    if (known !== undefined && found !== undefined) known = meet(known, found);
  }
  return known;
}

function remembered(node: Node, fact: Fact): Partial<Floats> | undefined {
  const known = fact.said.get(node);
  if (known !== undefined || fact.said.has(node)) return known;
  const found = about(node, fact);
  fact.said.set(node, found);
  return found;
}

/** What a fact says of a node that is a multiple of its combination, but for a constant. */
function about(node: Node, { terms, constant, known, signOnly }: Fact): Partial<Floats> | undefined {
  const [first] = terms;
  const isTerm = first?.node === node && terms.length === 1;
  const own = isTerm ? [term(node)] : termsOf(node);
  if (first === undefined || own.length !== terms.length) return undefined;
  const ratio = ratioOf(own, terms, first);
  if (ratio === 0) return undefined;
  const shift = (node.op === 'add' && !isTerm ? node.constant : 0) - ratio * constant;
  if (shift !== 0 && signOnly === true && !node.range.integer) return undefined;
  const [low, high] = ratio > 0 ? [known.lo, known.hi] : [known.hi, known.lo];
  // Strictly on one side of a whole number is the next one, where only whole numbers come out.
  const step = known.nonZero === true && shift !== 0 && node.range.integer ? Math.abs(ratio) : 0;
  return {
    ...(low === undefined ? {} : { lo: ratio * low + shift + step }),
    ...(high === undefined ? {} : { hi: ratio * high + shift - step }),
    ...(shift === 0 && known.nonZero !== undefined ? { nonZero: known.nonZero } : {}),
  };
}

/** By which factor one combination is the other; 0 if by none. */
function ratioOf(own: readonly Term[], terms: readonly Term[], first: Term): number {
  const same = own.find((t) => t.node === first.node);
  if (same === undefined) {
    const [only] = own;
    return only !== undefined && own.length === 1 && isOpposite(only.node, first.node)
      ? -only.coefficient / first.coefficient
      : 0;
  }
  const ratio = same.coefficient / first.coefficient;
  const proportional = terms.every((t) =>
    own.some((o) => o.node === t.node && o.coefficient === ratio * t.coefficient),
  );
  return proportional ? ratio : 0;
}

/** Whether a is -b by its form: sums and choices of opposite parts. */
function isOpposite(a: Node, b: Node): boolean {
  if (isConst(a) || isConst(b)) return isConst(a) && isConst(b) && a.value === -b.value;
  const [mine, others] = [termsOf(a), termsOf(b)];
  if (mine.length === others.length && (a.op === 'add' || b.op === 'add')) {
    const constants = [a, b].map((n) => (n.op === 'add' ? n.constant : 0));
    const opposite = mine.every(({ node, coefficient }) =>
      others.some((o) => o.node === node && o.coefficient === -coefficient),
    );
    return opposite && constants[0] === -(constants[1] ?? 0);
  }
  const [x, ...branches] = a.args;
  const [y, ...opposites] = b.args;
  if (x === undefined || y === undefined) return false;
  if (a.op === 'along' && b.op === 'along' && a.name === 'sum' && b.name === 'sum')
    return a.over.join() === b.over.join() && isOpposite(x, y);
  if (a.op !== 'apply' || b.op !== 'apply' || a.name !== 'select' || b.name !== 'select') return false;
  return x === y && branches.every((branch, k) => isOpposite(branch, opposites[k] ?? branch));
}
