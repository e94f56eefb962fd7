/**
 * A signature and a random source in; points on the edges of the domains out: labels all 0, all 1 or mixed, ends of
 * intervals and what lies next to them, logits at which exponentials underflow or overflow, everything ignored, one
 * pixel, one class, hyperparameters at the ends of their domains.
 */
import type { DomainValues, HyperparameterSignature, InputSignature, Signature } from '../compile.ts';
import type { Random } from '../verify/random.ts';
import { largestInput } from './floats.ts';
import { satisfies, type Assumption } from './verdict.ts';

/** Lengths of axes. */
export type Sizes = Readonly<Record<string, number>>;
/** Arrays to be filled, in memory order. */
export type Buffers = ReadonlyMap<string, Buffer>;
type Buffer = { [k: number]: number } & ArrayLike<number>;

/** Arguments of generated code: flat arrays in memory order. */
export interface EdgePoint {
  readonly inputs: ReadonlyMap<string, ArrayLike<number>>;
  readonly params: Readonly<Record<string, number>>;
  readonly sizes: Sizes;
}

/** Values to draw from, and those of them that are drawn more often. */
interface Deck {
  readonly all: readonly number[];
  readonly ends: readonly number[];
}

type Interval = Extract<DomainValues, { kind: 'interval' }>;

/** Draws points for one loss. */
export class EdgeSampler {
  readonly #signature: Signature;
  readonly #random: Random;
  readonly #round: (value: number) => number;
  readonly #decks = new Map<string, Deck>();
  readonly #free: readonly HyperparameterSignature[];

  /** Single points are numbers of float32 where the code is called with such arrays. */
  constructor(signature: Signature, random: Random, single: boolean) {
    this.#signature = signature;
    this.#random = random;
    // Arrays of float32 also hold what is computed from the data: reciprocals of the smallest numbers are not for them.
    this.#round = single
      ? (value) => (Math.abs(value) < 2 ** -100 ? 0 : Math.fround(value))
      : (value) => value;
    this.#free = signature.hyperparameters.filter(({ pinned }) => !pinned);
  }

  sizes(): Sizes {
    return Object.fromEntries(
      this.#signature.axes.map((axis) => [axis, this.#random.choose([1, 1, 2, 2, 3, 4])]),
    );
  }

  /** Fills arrays of these sizes with another point, and draws hyperparameters. */
  draw(sizes: Sizes, arrays: Buffers): EdgePoint['params'] {
    for (const input of this.#signature.inputs) this.#fill(input, sizes, arrays.get(input.name) ?? []);
    const params: Record<string, number> = {};
    for (const { name, value, domain } of this.#free)
      params[name] = this.#hyperparameter(name, value, domain);
    return params;
  }

  #fill(input: InputSignature, sizes: Sizes, into: Buffer): void {
    const draw = this.#drawing(input, sizes);
    const first = draw();
    const alike = this.#random.chance(0.35);
    for (let k = 0; k < into.length; k++) into[k] = alike ? first : draw();
  }

  #drawing(input: InputSignature, sizes: Sizes): () => number {
    const random = this.#random;
    if (input.kind === 'index') {
      const classes = sizes[input.of ?? ''] ?? 1;
      const ignored = random.choose([0, 0, 0.3, 1]);
      return () => (random.chance(ignored) ? random.choose([-1, 255, classes]) : random.below(classes));
    }
    const { domain } = input;
    if (domain.kind === 'set') return () => random.choose(domain.values);
    const deck = this.#deck(input.name, domain);
    const card = (): number => random.choose(random.chance(0.25) ? deck.ends : deck.all);
    // Few different values make ties, and perfect or perfectly wrong predictions.
    const few = random.chance(0.5) ? undefined : [card(), card()];
    return () =>
      random.chance(0.08) ? this.#inside(domain) : few === undefined ? card() : random.choose(few);
  }

  #hyperparameter(name: string, value: number | undefined, domain: DomainValues): number {
    const random = this.#random;
    if (value !== undefined && random.chance(0.3)) return value;
    if (domain.kind === 'set') return random.choose(domain.values);
    if (random.chance(0.3)) return this.#inside(domain);
    const deck = this.#deck(`; ${name}`, domain);
    return random.choose(random.chance(0.4) ? deck.ends : deck.all);
  }

  /** Values to draw from; the ends of the domain come first. */
  #deck(name: string, domain: Interval): Deck {
    const known = this.#decks.get(name);
    if (known !== undefined) return known;
    const all = deckOf(domain).map(this.#round);
    const inside = [...new Set(all)].filter((value) => lies(value, domain));
    const deck = { all: inside, ends: inside.slice(0, 2) };
    this.#decks.set(name, deck);
    return deck;
  }

  /** An everyday value. */
  #inside({ low, high }: Interval): number {
    const random = this.#random;
    if (Number.isFinite(low) && Number.isFinite(high))
      return this.#round(low + (high - low) * (0.01 + 0.98 * random.uniform()));
    if (Number.isFinite(low)) return this.#round(low + Math.exp(random.normal()));
    if (Number.isFinite(high)) return this.#round(high - Math.exp(random.normal()));
    return this.#round(3 * random.normal());
  }
}

const lies = (value: number, { low, lowOpen, high, highOpen }: Interval): boolean =>
  (lowOpen ? value > low : value >= low) &&
  (highOpen ? value < high : value <= high) &&
  Number.isFinite(value);

const near = [1, 4, 10, 24, 30, 53, 100, 149].map((k) => 2 ** -k);
/** Where exponentials, sigmoids and their squares leave float32 and float64, and what is far beyond. */
const far = [1, 20, 37, 88, 100, 104, 355, 700, 712, 740, 745, 746, 1e4, 1e19, largestInput];

/** The edges of an interval, and values beside them. */
function deckOf({ low, high }: Interval): readonly number[] {
  if (Number.isFinite(low) && Number.isFinite(high)) {
    const width = high - low;
    return [low, high, ...near.flatMap((x) => [low + width * x, high - width * x])];
  }
  if (Number.isFinite(low)) return [low, ...near.map((x) => low + x), ...far.map((x) => low + x)];
  if (Number.isFinite(high)) return [high, ...near.map((x) => high - x), ...far.map((x) => high - x)];
  return [0, ...[2 ** -149, 2 ** -30, 0.5, ...far].flatMap((x) => [x, -x])];
}

/** Whether all assumptions hold at a point. */
export const holds = (assumptions: readonly Assumption[], { inputs, params }: EdgePoint): boolean =>
  assumptions.every((assumption) => {
    const { on, name } = assumption;
    const values = on === 'input' ? (inputs.get(name) ?? []) : [params[name] ?? NaN];
    return Array.prototype.every.call(values, (value: number) => satisfies(value, assumption));
  });
