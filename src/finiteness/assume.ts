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

/** exp(300) and its square are far inside float64. */
const largestExponent = 300;
/** Powers that are in use: focal exponents and the like. */
const largestPower = 100;
const smallestPower = 0.1;

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
  if (lo === -Infinity && !isInput) made.push(make('>', 0, { lo: above(0) }));
  if (lo === -Infinity && isInput) made.push(make('>=', -largestExponent, { lo: -largestExponent }));
  if (hi === Infinity && isInput) made.push(make('<=', largestExponent, { hi: largestExponent }));
  if (hi === Infinity && !isInput) made.push(make('<=', largestPower, { hi: largestPower }));
  if (!isInput && lo < 1 && hi > 1) made.push(make('>=', 1, { lo: 1 }));
  if (!isInput && lo < smallestPower && hi > smallestPower)
    made.push(make('>=', smallestPower, { lo: smallestPower }));
  return made;
}

/** What defaults fulfil costs least; then what is asked of hyperparameters, of inputs, and what defaults violate. */
function cost({ assumption }: Candidate, defaults: Defaults): number {
  const value = defaults.get(assumption.name);
  const strength = Number(assumption.relation.length) / 10 + (assumption.bound === 1 ? 0.05 : 0);
  if (assumption.on === 'input') return 2 + strength;
  if (value === undefined) return 1 + strength;
  return (satisfies(value, assumption) ? 0 : 3) + strength;
}
