/** Expressions that can be infinite in; the fewest and mildest assumptions under which they cannot be, out. */
import { term } from '../graph/builder.ts';
import { topological, type HyperparameterNode, type InputNode, type Node } from '../graph/node.ts';
import type { Names } from '../graph/print.ts';
import { Analyser } from './analyse.ts';
import type { Fact } from './facts.ts';
import { above, type Floats } from './floats.ts';
import { satisfies, type Assumption, type Verdict } from './verdict.ts';

/** Defaults of hyperparameters, by name. */
export type Defaults = ReadonlyMap<string, number>;

/** Arguments of exponentials: exp(300) and its square are far inside float64. */
const largestExponent = 300;
/** Hyperparameters that are in use as powers, shares and weights: what is asked where their domains do not say so. */
const usual: readonly (readonly [Assumption['relation'], number])[] = [
  ['>=', 0.25],
  ['>=', 1],
  ['<=', 0.75],
  ['<=', 5],
  ['<=', 100],
];

/** Judges one output. */
export function verdictOn(root: Node, names: Names, defaults: Defaults): Verdict {
  const analyser = new Analyser(root);
  if (analyser.isFinite([])) return { status: 'proved', assumptions: [], places: [] };
  const all = topological([root]).filter(isLeaf).flatMap(candidates);
  const facts = (assumptions: readonly Candidate[]): readonly Fact[] => assumptions.map((a) => a.fact);
  if (!analyser.isFinite(facts(all)))
    return { status: 'unproved', assumptions: [], places: analyser.places(facts(all), names) };
  const places = analyser.places([], names);
  let kept: readonly Candidate[] = all;
  for (const candidate of [...all].sort((a, b) => cost(b, defaults) - cost(a, defaults))) {
    const fewer = kept.filter((each) => each !== candidate);
    if (analyser.isFinite(facts(fewer))) kept = fewer;
  }
  return { status: 'assuming', assumptions: kept.map((each) => each.assumption), places };
}

type Leaf = HyperparameterNode | InputNode;
const isLeaf = (node: Node): node is Leaf => node.op === 'hyperparameter' || node.op === 'input';

interface Candidate {
  readonly assumption: Assumption;
  readonly fact: Fact;
}

/** What might be assumed of an input or hyperparameter: no end of its domain, no extremes, no power below 1. */
function candidates(node: Leaf): readonly Candidate[] {
  const { lo, hi, loOpen, hiOpen, integer } = node.range;
  if (integer) return [];
  const isInput = node.op === 'input';
  const make = (relation: Assumption['relation'], bound: number, known: Partial<Floats>): Candidate => ({
    assumption: { on: isInput ? 'input' : 'hyperparameter', name: node.name, relation, bound },
    fact: { terms: [term(node)], constant: 0, known, everywhere: true },
  });
  const made: Candidate[] = [];
  if (Number.isFinite(lo) && !loOpen) made.push(make('>', lo, { lo: above(lo) }));
  if (Number.isFinite(hi) && !hiOpen) made.push(make('<', hi, { hi: -above(-hi) }));
  if (isInput && lo === -Infinity) made.push(make('>=', -largestExponent, { lo: -largestExponent }));
  if (isInput && hi === Infinity) made.push(make('<=', largestExponent, { hi: largestExponent }));
  if (isInput) return made;
  if (lo === -Infinity) made.push(make('>', 0, { lo: above(0) }));
  for (const [relation, bound] of usual)
    if (lo < bound && bound < hi)
      made.push(make(relation, bound, { [relation === '>=' ? 'lo' : 'hi']: bound }));
  return made;
}

/** What defaults fulfil costs least; then what is asked of hyperparameters, of inputs, and what defaults violate. */
function cost({ assumption }: Candidate, defaults: Defaults): number {
  const { on, name, relation, bound } = assumption;
  const value = defaults.get(name);
  const isEnd = relation === '<' || relation === '>';
  // Of two bounds on one side the stricter one is given up first.
  const strength = isEnd ? 0 : 0.5 + (relation === '>=' ? bound : 1 / bound) / 1000;
  if (on === 'input') return 2 + strength;
  if (value === undefined) return 1 + strength;
  return (satisfies(value, assumption) ? 0 : 3) + strength;
}
