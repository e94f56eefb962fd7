/** One sample of data in; every comparison of the candidate there, entered with the judge. */
import type { Program } from '../syntax/program.ts';
import { attempt, type Candidate, type CandidateResult } from './candidate.ts';
import { comparisons } from './comparisons.ts';
import { differences, type Coordinate } from './finiteDifference.ts';
import { componentwiseFloor, largest, relativeError, type Judge, type Site } from './judge.ts';
import { complexDerivative } from './oracle/complexStep.ts';
import type { Data } from './oracle/data.ts';
import { differentiableInputs, findLoss } from './oracle/evaluate.ts';
import { gradient, type ValueAndGradients } from './oracle/gradient.ts';
import { truth, type Truth } from './oracle/truth.ts';
import type { Random } from './random.ts';
import type { Situation } from './sample.ts';
import type { Source } from './verdict.ts';

export interface PointSettings {
  readonly program: Program;
  readonly name: string;
  readonly situation: Situation;
  readonly data: Data;
  readonly judge: Judge;
  readonly random: Random;
  readonly differencesTolerance: number;
  readonly coordinates: number;
}

/** The comparison of one sample of data. */
export class Point {
  readonly #is: PointSettings;
  /** The formula as written, in f64, with dual numbers. */
  #formula: ValueAndGradients | undefined;
  #truth: Truth | undefined;

  constructor(settings: PointSettings) {
    this.#is = settings;
  }

  async verify(candidate: Candidate): Promise<void> {
    const { program, name, data, situation, judge } = this.#is;
    judge.points++;
    const result = await attempt(judge, situation.name, () => candidate(data));
    if (result === undefined) return;
    const wrt = wanted(program, name, result);
    if (!this.#complete(result, wrt)) return;
    const quick = gradient(program, name, data, { wrt, terms: result.terms !== undefined });
    this.#formula = quick;
    const doubtful = this.#edge || this.#worst(result, quick, wrt) > judge.tolerance;
    const trusted = doubtful ? this.#trust(result, wrt) : quick;
    // What the last digit decides is a tie in f64: which of two equal numbers is larger no rounded one can tell.
    const isTied = quick.ties > trusted.ties && this.#worst(result, quick, wrt) <= judge.tolerance;
    const reference = isTied ? quick : trusted;
    this.#compare(result, reference, wrt, doubtful ? 'truth' : 'duals');
    if (doubtful && !this.#edge && this.#worst(result, reference, wrt) <= judge.tolerance)
      judge.outvote('duals', 1);
    if (reference.ties > 0) judge.kinks++;
    if (this.#edge || reference.ties > 0 || !allFinite(quick)) return;
    const coordinates = this.#coordinates(wrt);
    this.#complexStep(result, reference, coordinates, wrt);
    // Of a gradient that is exactly zero, differences see nothing but the rounding of the value.
    if (wrt.some((input) => largest(reference.gradients[input] ?? []) > 0))
      this.#differences(result, coordinates, wrt);
  }

  get #edge(): boolean {
    return this.#is.situation.regime !== 'typical';
  }

  /** The truth about this sample, computed when first needed. */
  #trust(result: CandidateResult, wrt: readonly string[]): Truth {
    const { program, name, data, judge } = this.#is;
    this.#truth ??= truth(program, name, data, { wrt, terms: result.terms !== undefined });
    judge.digits = Math.max(judge.digits, this.#truth.precision);
    return this.#truth;
  }

  /** Every gradient is there and has the right length. */
  #complete(result: CandidateResult, wrt: readonly string[]): boolean {
    const { data, judge, situation } = this.#is;
    for (const input of wrt) {
      const expected = data.inputs[input]?.data.length ?? 1;
      const actual = result.gradients[input]?.length;
      if (actual === expected) continue;
      judge.complaints.push(
        actual === undefined
          ? `There is no gradient of ${input}.`
          : `The gradient of ${input} has ${actual} elements instead of ${expected}, with ${situation.name}.`,
      );
      return false;
    }
    return true;
  }

  #comparisons(result: CandidateResult, reference: ValueAndGradients, wrt: readonly string[]) {
    const floorOf = (gradient: ArrayLike<number>, input: string) => this.#floor(input, gradient);
    return [...comparisons(result, reference, this.#is.data, wrt, floorOf)];
  }

  #floor(input: string, gradient: ArrayLike<number>): number {
    return this.#is.judge.floor(input, gradient, this.#edge, this.#formula?.gradients[input]);
  }

  #worst(result: CandidateResult, reference: ValueAndGradients, wrt: readonly string[]): number {
    const errors = this.#comparisons(result, reference, wrt).map(({ error }) => error);
    return Math.max(0, ...errors.map((error) => (Number.isNaN(error) ? Infinity : error)));
  }

  #compare(
    result: CandidateResult,
    reference: ValueAndGradients,
    wrt: readonly string[],
    source: Source,
  ): void {
    const { judge, data } = this.#is;
    for (const comparison of this.#comparisons(result, reference, wrt))
      judge.enter(this.#site(source), comparison, this.#edge ? judge.edgeTolerance : judge.tolerance);
    if (!this.#edge) return;
    for (const comparison of comparisons(result, reference, data, wrt, componentwiseFloor))
      judge.enterAtEdge(this.#site(source), comparison);
  }

  #site(source: Source): Site {
    return { source, situation: this.#is.situation.name, data: this.#is.data };
  }

  /** Coordinates of inputs to look at more closely: all, or a random choice of a large sample. */
  #coordinates(wrt: readonly string[]): readonly Coordinate[] {
    const { data, random, coordinates } = this.#is;
    const all = wrt.flatMap((input) =>
      Array.from({ length: data.inputs[input]?.data.length ?? 0 }, (_, element) => ({ input, element })),
    );
    if (all.length <= coordinates) return all;
    return Array.from({ length: coordinates }, () => random.choose(all));
  }

  /** The complex step rounds as the f64 formula does: where that is inaccurate, the truth decides. */
  #complexStep(
    result: CandidateResult,
    reference: ValueAndGradients,
    coordinates: readonly Coordinate[],
    wrt: readonly string[],
  ): void {
    const { program, name, data, judge } = this.#is;
    for (const { input, element } of coordinates) {
      const gradient = result.gradients[input] ?? [];
      const floor = this.#floor(input, reference.gradients[input] ?? []);
      const actual = gradient[element] ?? NaN;
      const expected = complexDerivative(program, name, data, input, element);
      const error = relativeError(actual, expected, floor);
      const place = { input, coordinate: element, expected, actual, error };
      const trusted = error > judge.tolerance ? (this.#trust(result, wrt).gradients[input] ?? []) : [];
      const { [element]: truth = NaN } = trusted;
      if (relativeError(actual, truth, this.#floor(input, trusted)) <= judge.tolerance)
        judge.outvote('complex step', 1);
      else judge.enter(this.#site('complex step'), place);
    }
  }

  /** Differences of equal values say nothing of a gradient that is all rounding: there too the truth decides. */
  #differences(result: CandidateResult, coordinates: readonly Coordinate[], wrt: readonly string[]): void {
    const { program, name, data, judge, differencesTolerance } = this.#is;
    const { found, kinks, skipped } = differences(program, name, data, coordinates);
    judge.kinks += kinks;
    judge.skipped += skipped;
    const pairs = found.map(({ input, element, derivative, uncertainty }) => ({
      derivative,
      uncertainty,
      actual: result.gradients[input]?.[element] ?? NaN,
    }));
    const expected = Math.hypot(...pairs.map((pair) => pair.derivative));
    const size = Math.max(expected, Number.MIN_VALUE);
    const noise = Math.hypot(...pairs.map((pair) => pair.uncertainty));
    const apart = Math.hypot(...pairs.map((pair) => pair.actual - pair.derivative));
    if (pairs.length === 0 || (expected === 0 && apart === 0)) return;
    const place = {
      input: [...new Set(found.map(({ input }) => input))].join(', '),
      coordinate: undefined,
      expected,
      actual: Math.hypot(...pairs.map((pair) => pair.actual)),
      error: Number.isNaN(apart) ? Infinity : apart / size,
    };
    // Where the steps themselves disagree by more, they cannot blame the candidate for less.
    const allowed = Math.max(differencesTolerance, (4 * noise) / size);
    if (expected === 0 && this.#worst(result, this.#trust(result, wrt), wrt) <= judge.tolerance)
      judge.outvote('differences', 1);
    else judge.enter(this.#site('differences'), place, allowed);
  }
}

/** Every input into which a gradient flows, and the hyperparameters for which the candidate has one. */
function wanted(program: Program, name: string, result: CandidateResult): readonly string[] {
  const { declaration } = findLoss(program, name);
  if (declaration.kind === 'metric') return [];
  const extra = declaration.hyperparameters
    .map((hyperparameter) => hyperparameter.name.text)
    .filter((hyperparameter) => hyperparameter in result.gradients);
  return [...differentiableInputs(declaration), ...extra];
}

const allFinite = ({ value, gradients }: ValueAndGradients): boolean =>
  [value.data, ...Object.values(gradients)].every((numbers) => numbers.every(Number.isFinite));
