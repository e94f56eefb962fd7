/**
 * A loss and any implementation of it in, a verdict out: is its value, and every coordinate of its gradient,
 * what the formula means? The implementation is compared with the oracle, which shares nothing with it.
 */
import type { Program } from '../syntax/program.ts';
import type { Candidate } from './candidate.ts';
import { verifyDirection } from './direction.ts';
import { Judge, type Tolerances } from './judge.ts';
import { Point } from './point.ts';
import { Random } from './random.ts';
import { Sampler, situations, type Situation } from './sample.ts';
import { inSingle } from './single.ts';
import type { Verdict } from './verdict.ts';

export type { Candidate, CandidateResult } from './candidate.ts';
export { describe, type Mismatch, type Source, type Verdict } from './verdict.ts';

export interface VerifyOptions extends Tolerances {
  readonly seed?: number;
  /** Samples of data, which go through the situations in turn. */
  readonly points?: number;
  readonly situations?: readonly Situation[];
  /** Go out to ±10⁴ where the domain allows it, which takes a second or two; true by default. */
  readonly extremes?: boolean;
  /** Relative, of the norm of a gradient by differences. */
  readonly differencesTolerance?: number;
  /** Elements of a large sample that is checked along a random direction; 0 for none. */
  readonly large?: number;
  /** Coordinates per sample that the complex step and the differences look at. */
  readonly coordinates?: number;
}

/** Verifies an implementation of a loss or metric of the program's entry module. */
export async function verify(
  program: Program,
  name: string,
  candidate: Candidate,
  options: VerifyOptions = {},
): Promise<Verdict> {
  const { seed = 1, large = 2000 } = options;
  const all = options.situations ?? situations;
  const chosen = options.extremes === false ? all.filter(({ regime }) => regime !== 'extremes') : all;
  const judge = new Judge(options);
  const random = new Random(seed);
  const sampler = new Sampler(program, name, random);
  const settings = {
    differencesTolerance: options.differencesTolerance ?? 1e-8,
    coordinates: options.coordinates ?? 24,
  };
  const points = options.points ?? chosen.length;
  for (let point = 0; point < points; point++) {
    const situation = chosen[point % chosen.length];
    if (situation === undefined) break;
    const drawn = sampler.data(situation);
    const data = judge.single ? inSingle(program, name, drawn) : drawn;
    await new Point({ program, name, situation, data, judge, random, ...settings }).verify(candidate);
  }
  if (large > 0) await verifyDirection({ program, name, candidate, judge, random, elements: large });
  return judge.verdict(name, seed);
}
