/** The outcome of a test in; what it says about linear combinations of nodes, and so about nodes, out. */
import { elementwise } from '../operators/elementwise.ts';
import { factorsOf, term, termsOf, type Term } from '../graph/builder.ts';
import { isConst, type Apply, type Node } from '../graph/node.ts';
import { meet, type Floats } from './floats.ts';

/** Something known of constant + Σ coefficient · node. */
export interface Fact {
  readonly terms: readonly Term[];
  readonly constant: number;
  readonly known: Partial<Floats>;
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

/** A node that is not 0; neither is any factor of a product, unless it divides. */
function nonZero(node: Node): readonly Fact[] {
  const factors = node.op === 'multiply' ? factorsOf(node).filter((f) => f.exponent > 0) : [];
  const magnitude = node.op === 'apply' && node.name === 'abs' ? node.args : [];
  return [
    linear([[node, 1]], { nonZero: true }),
    ...factors.flatMap((f) => nonZero(f.node)),
    ...magnitude.flatMap(nonZero),
  ];
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

/** What is known of a sum of nodes, as something about its terms without their constant. */
function linear(parts: readonly (readonly [Node, number])[], known: Partial<Floats>): Fact {
  const collected = new Map<Node, number>();
  let constant = 0;
  for (const [node, sign] of parts) {
    if (isConst(node)) {
      constant += sign * node.value;
      continue;
    }
    constant += node.op === 'add' ? sign * node.constant : 0;
    for (const { node: n, coefficient } of termsOf(node))
      collected.set(n, (collected.get(n) ?? 0) + sign * coefficient);
  }
  const terms = [...collected].filter(([, k]) => k !== 0).map(([node, k]) => term(node, k));
  return { terms, constant, known };
}

/** What facts say of a node, on top of what is known of it anyway; undefined where they contradict it. */
export function informed(node: Node, own: Floats, facts: readonly Fact[]): Floats | undefined {
  return facts.reduce<Floats | undefined>((known, fact) => {
    const found = known && about(node, fact);
    return known && found ? meet(known, found) : known;
  }, own);
}

/** What a fact says of a node that is a multiple of its combination, but for a constant. */
function about(node: Node, { terms, constant, known }: Fact): Partial<Floats> | undefined {
  const own = termsOf(node);
  const [first] = terms;
  if (first === undefined || own.length !== terms.length) return undefined;
  const ratio = (own.find((t) => t.node === first.node)?.coefficient ?? 0) / first.coefficient;
  const proportional = terms.every((t) =>
    own.some((o) => o.node === t.node && o.coefficient === ratio * t.coefficient),
  );
  if (ratio === 0 || !proportional) return undefined;
  const shift = (node.op === 'add' ? node.constant : 0) - ratio * constant;
  const [low, high] = ratio > 0 ? [known.lo, known.hi] : [known.hi, known.lo];
  // Strictly on one side of a whole number is the next one, where only whole numbers come out.
  const step = known.nonZero === true && shift !== 0 && node.range.integer ? Math.abs(ratio) : 0;
  return {
    ...(low === undefined ? {} : { lo: ratio * low + shift + step }),
    ...(high === undefined ? {} : { hi: ratio * high + shift - step }),
    ...(shift === 0 && known.nonZero !== undefined ? { nonZero: known.nonZero } : {}),
  };
}
