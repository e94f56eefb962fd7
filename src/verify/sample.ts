/** A loss and a seed in; data for it out: typical values, edges of the domains, and unusual shapes. */
import type { DomainValues } from '../compile.ts';
import type { Program } from '../syntax/program.ts';
import type { Hyperparameter, Input, LossDeclaration, Module } from '../syntax/tree.ts';
import { contains, hyperparameterDomain, inputDomain } from './domain.ts';
import type { Data, InputData } from './oracle/data.ts';
import { findLoss, hyperparameterValues } from './oracle/evaluate.ts';
import type { Random } from './random.ts';

/** How far the values go: everyday ones, edges of the domain, or logits up to ±10⁴ as well. */
export type Regime = 'typical' | 'edges' | 'extremes';

export interface Situation {
  readonly name: string;
  readonly regime: Regime;
  readonly shape: 'small' | 'ones' | 'odd';
  readonly labels: 'mixed' | 'empty' | 'full';
  readonly indices: 'mixed' | 'ignored';
  readonly hyperparameters: 'default' | 'drawn';
}

/** Everyday values in small tensors. */
export const typical: Situation = {
  name: 'typical values',
  regime: 'typical',
  shape: 'small',
  labels: 'mixed',
  indices: 'mixed',
  hyperparameters: 'default',
};

const edges: Situation = { ...typical, name: 'edges of the domains', regime: 'edges' };
const extremes: Situation = { ...typical, name: 'extreme values', regime: 'extremes' };

/** What can go wrong at run time, one situation each. */
export const situations: readonly Situation[] = [
  typical,
  { ...typical, name: 'drawn hyperparameters', hyperparameters: 'drawn' },
  edges,
  extremes,
  { ...typical, name: 'empty masks', labels: 'empty' },
  { ...typical, name: 'full masks', labels: 'full' },
  { ...typical, name: 'every index ignored', indices: 'ignored' },
  { ...typical, name: 'one element along every axis', shape: 'ones' },
  { ...typical, name: 'odd sizes', shape: 'odd' },
  { ...edges, name: 'edges of the domains in odd sizes', shape: 'odd' },
  { ...edges, name: 'edges with drawn hyperparameters', hyperparameters: 'drawn' },
  { ...extremes, name: 'more extreme values' },
];

/** Sizes per axis for a shape: class axes get 3, the first other axis 2, the rest 4 and 5 in turn. */
export function sizesFor(declaration: LossDeclaration, shape: Situation['shape']): Record<string, number> {
  const classes = new Set(declaration.inputs.flatMap((input) => input.of?.text ?? []));
  const all = [
    ...new Set([...declaration.inputs.flatMap((input) => input.axes.map((axis) => axis.text)), ...classes]),
  ];
  const odd = shape === 'odd';
  let others = 0;
  const size = (axis: string): number => {
    if (shape === 'ones') return 1;
    if (classes.has(axis) || axis === 'c') return odd ? 5 : 3;
    const place = others++;
    if (place === 0 && all.length > 1) return odd ? 3 : 2;
    return (place % 2 === 1 ? 4 : 5) + (odd ? 3 : 0);
  };
  return Object.fromEntries(all.map((axis) => [axis, size(axis)]));
}

/** A value, or `inside` for one from the middle of the domain. */
type Card = number | 'inside';

/** Draws data for a loss. Edges come from shuffled decks, so that over a few samples each of them turns up. */
export class Sampler {
  readonly #program: Program;
  readonly #name: string;
  readonly #declaration: LossDeclaration;
  readonly #module: Module;
  readonly #random: Random;
  /** What is left of each deck, by input and regime. */
  readonly #decks = new Map<string, Card[]>();

  constructor(program: Program, name: string, random: Random) {
    const { declaration, module } = findLoss(program, name);
    [this.#program, this.#name, this.#random] = [program, name, random];
    [this.#declaration, this.#module] = [declaration, module];
  }

  /** Data in a situation; sizes may be given instead of those of the situation's shape. */
  data(situation: Situation, given: Readonly<Record<string, number>> = {}): Data {
    const axes = { ...sizesFor(this.#declaration, situation.shape), ...given };
    const inputs = Object.fromEntries(
      this.#declaration.inputs.map((input): [string, InputData] => {
        const names = input.axes.map((axis) => axis.text);
        const sizes = names.map((axis) => axes[axis] ?? 1);
        const count = sizes.reduce((product, size) => product * size, 1);
        const draw = this.#drawing(input, situation, axes);
        return [input.name.text, { axes: names, sizes, data: Array.from({ length: count }, draw) }];
      }),
    );
    return { inputs, parameters: this.#hyperparameters(situation), axes };
  }

  #drawing(input: Input, situation: Situation, axes: Readonly<Record<string, number>>): () => number {
    const random = this.#random;
    const kind = input.kind.text;
    if (kind === 'index') return this.#drawingIndex(axes[input.of?.text ?? ''] ?? 1, situation);
    if (kind === 'label' && situation.labels !== 'mixed') return () => (situation.labels === 'full' ? 1 : 0);
    const domain = inputDomain(this.#program, this.#module, input);
    if (domain.kind === 'set') return () => random.choose(domain.values);
    if (situation.regime === 'typical') return () => inside(domain, random);
    return () => {
      const card = this.#card(`${input.name.text} ${situation.regime}`, () => deck(domain, situation.regime));
      return card === 'inside' ? inside(domain, random) : card;
    };
  }

  /** A class, now and then an ignored one: 255 and -1 are what data sets use. */
  #drawingIndex(classes: number, { indices }: Situation): () => number {
    const random = this.#random;
    const ignored = (): boolean => indices === 'ignored' || random.chance(0.12);
    return () => (ignored() ? random.choose([255, -1, classes]) : random.below(classes));
  }

  #card(name: string, whole: () => readonly Card[]): Card {
    const left = this.#decks.get(name) ?? [];
    if (left.length === 0) left.push(...this.#random.shuffle(whole()));
    this.#decks.set(name, left);
    return left.pop() ?? 'inside';
  }

  /** Those without a default in any case, all of them where the situation asks for it. */
  #hyperparameters({ hyperparameters }: Situation): Readonly<Record<string, number>> {
    const declared = this.#declaration.hyperparameters;
    const required = declared.filter(({ value }) => value === undefined);
    const others = hyperparameters === 'drawn' ? declared.filter(({ value }) => value !== undefined) : [];
    const values: Record<string, number> = {};
    for (const hyperparameter of [...required, ...others])
      values[hyperparameter.name.text] = this.#hyperparameter(hyperparameter, values);
    return values;
  }

  #hyperparameter(hyperparameter: Hyperparameter, known: Readonly<Record<string, number>>): number {
    const random = this.#random;
    const domain = hyperparameterDomain(this.#program, this.#module, hyperparameter);
    if (domain.kind === 'set') return random.choose(domain.values);
    const unbounded = !Number.isFinite(domain.low) && !Number.isFinite(domain.high);
    // Without a domain the default says what is sensible: stay near it.
    if (unbounded && hyperparameter.value !== undefined) {
      const defaults = hyperparameterValues(this.#program, this.#name, known);
      return (defaults[hyperparameter.name.text] ?? 1) * (0.5 + random.uniform());
    }
    const ends = [domain.low, domain.high].filter((end) => contains(domain, end));
    return ends.length > 0 && random.chance(0.15) ? random.choose(ends) : inside(domain, random);
  }
}

type Interval = Extract<DomainValues, { kind: 'interval' }>;

/** A value away from the ends: uniform in a bounded domain, of the order of 1 in others. */
function inside({ low, high }: Interval, random: Random): number {
  if (Number.isFinite(low) && Number.isFinite(high))
    return low + (high - low) * (0.02 + 0.96 * random.uniform());
  const spread = Math.exp(0.7 * random.normal());
  if (Number.isFinite(low)) return low + spread;
  return Number.isFinite(high) ? high - spread : 1.5 * random.normal();
}

/** The edges of a domain, as far out as the regime goes, and a few values from the middle. */
function deck(domain: Interval, regime: Regime): readonly Card[] {
  const { low, high } = domain;
  const near = [1, 4, 10, 30, 52].map((k) => 2 ** -k);
  const far = regime === 'extremes' ? [20, 100, 1e4] : [20, 40, 100];
  const values = (): readonly number[] => {
    const width = high - low;
    if (Number.isFinite(width))
      return [low, high, ...near.flatMap((x) => [low + width * x, high - width * x])];
    if (Number.isFinite(low)) return [low, low + 2 ** -30, ...far.map((x) => low + x)];
    if (Number.isFinite(high)) return [high, high - 2 ** -30, ...far.map((x) => high - x)];
    return [0, 2 ** -30, -(2 ** -30), ...far, ...far.map((x) => -x)];
  };
  return [...values().filter((value) => contains(domain, value)), 'inside', 'inside'];
}
