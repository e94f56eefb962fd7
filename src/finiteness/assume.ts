/** Expressions that can be infinite in; the fewest and mildest assumptions under which they cannot be, out. */
import { term } from '../graph/parts.ts';
import { topological, type HyperparameterNode, type InputNode, type Node } from '../graph/node.ts';
import type { Names } from '../graph/print.ts';
import { Analyser, type Subject } from './analyse.ts';
import type { Fact } from './facts.ts';
import { above, type Floats } from './floats.ts';
import { placesOf } from './places.ts';
import { satisfies, type Assumption, type Verdict } from './verdict.ts';

/** Defaults of hyperparameters, by name. */
export type Defaults = ReadonlyMap<string, number>;

/** Arguments of exponentials: exp(300) and its square are far inside float64. */
const largestExponent = 300;
/** Powers, shares and weights as they are in use: what is asked where a domain says less, and the default fulfils it. */
const leastUsual = [0.25, 1];
const mostUsual = [0.75, 5, 100];

/** Judges each of some outputs, which share most of what they are made of. */
export function verdictsOn(subject: Subject, names: Names, defaults: Defaults): readonly Verdict[] {
  const analyser = new Analyser(subject);
  const allFinite = analyser.isFinite(subject.roots, []);
  return subject.roots.map((root) => (allFinite ? proved : verdictOn(analyser, root, names, defaults)));
}

const proved: Verdict = { status: 'proved', assumptions: [], places: [] };

function verdictOn(analyser: Analyser, root: Node, names: Names, defaults: Defaults): Verdict {
  const isFinite = (assumptions: readonly Candidate[]): boolean =>
    analyser.isFinite([root], factsOf(assumptions));
  const failures = analyser.failures(root, []);
  if (failures.size === 0) return proved;
  const all = topological([root])
    .filter(isLeaf)
    .flatMap((node) => candidates(node, defaults));
  const cheapestFirst = [...all].sort((a, b) => cost(a, defaults) - cost(b, defaults));
  const found = needed(cheapestFirst, isFinite);
  if (found === undefined) {
    const places = placesOf(analyser.failures(root, factsOf(all)), names);
    return { status: 'unproved', assumptions: [], places };
  }
  const assumptions = all.filter((each) => found.includes(each)).map((each) => each.assumption);
  return { status: 'assuming', assumptions, places: placesOf(failures, names) };
}

/**
 * What is left of candidates when each in turn, the dearest first, is given up that can be; undefined where even all of
 * them are not enough. More is never worse: the dearest that is needed ends the shortest row of the cheapest ones that
 * is enough, beside what is needed already. Such rows are short.
 */
function needed(
  cheapestFirst: readonly Candidate[],
  isFinite: (assumptions: readonly Candidate[]) => boolean,
): readonly Candidate[] | undefined {
  const kept: Candidate[] = [];
  let row = shortest(1, cheapestFirst.length, (length) => isFinite(cheapestFirst.slice(0, length)));
  while (row !== undefined && row > 0) {
    kept.push(...cheapestFirst.slice(row - 1, row));
    // One shorter, with what was last beside it, is the row that has been found to be enough.
    const most = row - 1;
    row =
      most === 0
        ? 0
        : shortest(
            0,
            most,
            (length) => length === most || isFinite([...cheapestFirst.slice(0, length), ...kept]),
          );
  }
  return row === undefined ? undefined : kept;
}

/** The smallest number from the first to the last for which something holds, as it then does for all larger ones. */
function shortest(first: number, last: number, holds: (length: number) => boolean): number | undefined {
  let [low, high] = [first, first];
  while (high < last && !holds(high)) [low, high] = [high + 1, Math.min(2 * high + 1, last)];
  if (high >= last && !holds(last)) return undefined;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return high;
}

type Leaf = HyperparameterNode | InputNode;
const isLeaf = (node: Node): node is Leaf => node.op === 'hyperparameter' || node.op === 'input';

interface Candidate {
  readonly assumption: Assumption;
  readonly fact: Fact;
}

const factsOf = (assumptions: readonly Candidate[]): readonly Fact[] => assumptions.map((a) => a.fact);

/** What might be assumed of an input or hyperparameter: no end of its domain, no extremes, powers that are usual. */
function candidates(node: Leaf, defaults: Defaults): readonly Candidate[] {
  const { lo, hi, loOpen, hiOpen, integer } = node.range;
  const isInput = node.op === 'input';
  const make = (relation: Assumption['relation'], bound: number, known: Partial<Floats>): Candidate => ({
    assumption: { on: isInput ? 'input' : 'hyperparameter', name: node.name, relation, bound },
    fact: { terms: [term(node)], constant: 0, known, everywhere: true, said: new Map() },
  });
  const lower = (bound: number): Candidate => make('>=', bound, { lo: bound });
  const upper = (bound: number): Candidate => make('<=', bound, { hi: bound });
  if (integer) return [];
  const ends = [
    ...(Number.isFinite(lo) && !loOpen ? [make('>', lo, { lo: above(lo) })] : []),
    ...(Number.isFinite(hi) && !hiOpen ? [make('<', hi, { hi: -above(-hi) })] : []),
  ];
  if (isInput)
    return [
      ...ends,
      ...(lo === -Infinity ? [lower(-largestExponent)] : []),
      ...(hi === Infinity ? [upper(largestExponent)] : []),
    ];
  const value = defaults.get(node.name) ?? 1;
  const inside = (bound: number): boolean => lo < bound && bound < hi;
  const usual = [
    ...(lo === -Infinity ? [make('>', 0, { lo: above(0) })] : []),
    ...leastUsual.filter(inside).map(lower),
    ...mostUsual.filter(inside).map(upper),
  ];
  return [...ends, ...usual.filter(({ assumption }) => satisfies(value, assumption))];
}

/** What defaults fulfil costs least; then what is asked of hyperparameters, of inputs, and what defaults violate. */
function cost({ assumption }: Candidate, defaults: Defaults): number {
  const { on, name, relation, bound } = assumption;
  const value = defaults.get(name);
  const isEnd = relation === '<' || relation === '>';
  // Of two bounds on one side the stricter one is given up first.
  const strength = isEnd ? 0 : 0.1 + (relation === '>=' ? bound : 1 / bound) / 1000;
  if (on === 'input') return 2 + strength;
  if (value === undefined) return 1 + strength;
  return (satisfies(value, assumption) ? 0 : 3) + strength;
}
