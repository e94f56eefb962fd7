/** Numbers of a candidate and numbers to be trusted in; relative errors out, gathered into a verdict. */
import type { Data } from './oracle/data.ts';
import { fitsSingle } from './single.ts';
import type { Mismatch, Source, SourceSummary, Verdict } from './verdict.ts';

/** Numbers below this are held to no relative error: they are differences of what has underflowed, or nearly so. */
const SMALLEST = 1e-70;
/** The part of the largest component down to which a component is held to a relative error at all. */
const TAU = 1e-9;
/** What rounding may do to the largest component, and therefore to any that it is added to. */
const ROUNDING = 16;
/** Far out, components count down to this part of the largest. */
const EDGE_TAU = 0.1;

/**
 * The relative error; NaN where the expected number is undefined and nothing can be said. An infinite
 * truth wants the same infinity.
 */
export function relativeError(actual: number, expected: number, floor: number): number {
  if (Number.isNaN(expected)) return NaN;
  if (actual === expected) return 0;
  if (!Number.isFinite(expected) || !Number.isFinite(actual)) return Infinity;
  return Math.abs(actual - expected) / Math.max(Math.abs(expected), floor, SMALLEST);
}

export const largest = (values: ArrayLike<number>): number => {
  let most = 0;
  for (const value of Array.from(values)) {
    const size = Math.abs(value);
    if (Number.isFinite(size) && size > most) most = size;
  }
  return most;
};

/** The floor of a gradient when every component counts, down to a tiny part of the largest. */
export const componentwiseFloor = (gradient: ArrayLike<number>): number => TAU * largest(gradient);

export interface Tolerances {
  /** Relative, of the value and of every component of the gradient. */
  readonly tolerance?: number;
  /**
   * The same at edges of the domains and at extreme values, where whole gradients are differences of sums that
   * are larger by far.
   */
  readonly edgeTolerance?: number;
  /**
   * Hold every component of a gradient to the tolerance, at the edges too, down to 10⁻⁹ of the largest.
   * Otherwise a component may be off by what rounding does to the largest.
   */
  readonly strict?: boolean;
  /** The candidate computes in f32: it is given data that f32 can hold, and judged by what f32 can say. */
  readonly single?: boolean;
}

/** Where a comparison takes place. */
export interface Site {
  readonly source: Source;
  readonly situation: string;
  readonly data: Data;
}

type Counts = { -readonly [Key in keyof SourceSummary]: SourceSummary[Key] };

/** At most so many failures are kept of one sample: they tend to have one cause. */
const KEPT = 3;

/** Gathers comparisons into a verdict. */
export class Judge {
  readonly tolerance: number;
  readonly #perSource: Record<Source, Counts> = {
    duals: { compared: 0, worst: 0, outvoted: 0 },
    truth: { compared: 0, worst: 0, outvoted: 0 },
    'complex step': { compared: 0, worst: 0, outvoted: 0 },
    differences: { compared: 0, worst: 0, outvoted: 0 },
    direction: { compared: 0, worst: 0, outvoted: 0 },
  };
  readonly #failures: Mismatch[] = [];
  readonly #keptBySample = new Map<Data, number>();
  readonly complaints: string[] = [];
  #failed = false;
  #worst: Mismatch | undefined;
  #worstAtEdges: Mismatch | undefined;
  points = 0;
  kinks = 0;
  skipped = 0;
  digits = 0;

  /** The tolerance at edges of the domains and extreme values. */
  readonly edgeTolerance: number;
  readonly #strict: boolean;
  readonly single: boolean;
  /** The largest gradient of each input so far: what stands in for one that is exactly zero. */
  readonly #seen = new Map<string, number>();

  constructor({ tolerance = 1e-10, edgeTolerance = 1e-6, strict = false, single = false }: Tolerances) {
    this.tolerance = tolerance;
    this.edgeTolerance = strict ? tolerance : edgeTolerance;
    this.#strict = strict;
    this.single = single;
  }

  /**
   * The size below which a component of a gradient counts as a part of the largest one. It is relative to the
   * gradient itself, so that an all-zero gradient has error 1 however small the true one is. Of one that is exactly
   * zero, it is what rounding makes of it in the formula as written, in f64.
   */
  floor(
    input: string,
    gradient: ArrayLike<number>,
    edge: boolean,
    formula: ArrayLike<number> | undefined,
  ): number {
    if (this.#strict) return componentwiseFloor(gradient);
    const epsilon = this.single ? 2 ** -23 : Number.EPSILON;
    const own = largest(gradient);
    const seen = this.#seen.get(input) ?? 0;
    this.#seen.set(input, Math.max(own, seen));
    const usual = (edge ? EDGE_TAU : Math.max(TAU, (ROUNDING * epsilon) / this.tolerance)) * (own || seen);
    if (own > 0) return usual;
    return Math.max(usual, (ROUNDING * epsilon * largest(formula ?? [])) / Number.EPSILON / this.tolerance);
  }

  /** Enters one comparison with its relative error, which may be NaN: nothing can be said. */
  enter(
    site: Site,
    place: Pick<Mismatch, 'input' | 'coordinate' | 'expected' | 'actual' | 'error'>,
    allowed = this.tolerance,
  ): void {
    const silent = this.single && !fitsSingle(place.expected, place.actual);
    if (Number.isNaN(place.error) || silent) {
      this.skipped++;
      return;
    }
    const mismatch: Mismatch = { ...place, ...site };
    const counts = this.#perSource[site.source];
    counts.compared++;
    counts.worst = Math.max(counts.worst, place.error);
    // Differences are coarse: their error is theirs, not the candidate's.
    if (site.source !== 'differences' && place.error > (this.#worst?.error ?? -1)) this.#worst = mismatch;
    if (place.error > allowed) this.#fail(mismatch);
  }

  /** Enters the error of a single component at an edge: how accurate it is, whether or not that is asked for. */
  enterAtEdge(
    site: Site,
    place: Pick<Mismatch, 'input' | 'coordinate' | 'expected' | 'actual' | 'error'>,
  ): void {
    if (place.error > (this.#worstAtEdges?.error ?? -1)) this.#worstAtEdges = { ...place, ...site };
  }

  /** A source was wrong about this many numbers. */
  outvote(source: Source, count: number): void {
    this.#perSource[source].outvoted += count;
  }

  #fail(mismatch: Mismatch): void {
    this.#failed = true;
    const kept = this.#keptBySample.get(mismatch.data) ?? 0;
    if (kept < KEPT) this.#failures.push(mismatch);
    this.#keptBySample.set(mismatch.data, kept + 1);
  }

  verdict(name: string, seed: number): Verdict {
    return {
      ok: !this.#failed && this.complaints.length === 0,
      name,
      seed,
      tolerance: this.tolerance,
      points: this.points,
      worst: this.#worst,
      kinks: this.kinks,
      skipped: this.skipped,
      perSource: this.#perSource,
      worstAtEdges: this.#worstAtEdges,
      digits: this.digits,
      failures: this.#failures,
      complaints: this.complaints,
    };
  }
}
