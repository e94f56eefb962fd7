/** A loss and data in; value and gradient out as the formula means them, with as many digits as it takes. */
import type { Program } from '../../syntax/program.ts';
import { isCertain, signOf, type Ball } from './ball.ts';
import { balls, Undecided } from './balls.ts';
import { fromNumber } from './bigfloat.ts';
import type { Data } from './data.ts';
import { coordinates, directional, type Coordinates, type Directional } from './directional.ts';
import { collect, wanted, type GradientOptions, type ValueAndGradients } from './gradient.ts';
import * as bound from './magnitude.ts';
import type { NamedTensor } from './tensor.ts';

/**
 * Binary digits tried in turn: 18432 are enough for 1 - sigmoid(10⁴), which is 2^-14427. A comparison that
 * even these leave open is one of equals: z/3 with itself, computed twice.
 */
const LADDER = [
  { precision: 128, undecided: 'throw' },
  { precision: 640, undecided: 'throw' },
  { precision: 2560, undecided: 'throw' },
  { precision: 18432, undecided: 'equal' },
  { precision: 40960, undecided: 'equal' },
] as const;

export interface Truth extends ValueAndGradients {
  /** False where even the longest numbers leave a result open; that result is NaN. */
  readonly resolved: boolean;
  /** Binary digits that were needed. */
  readonly precision: number;
}

/** Value and gradient as the formula means them: evaluated with as many digits as it takes, then rounded. */
export function truth(program: Program, name: string, data: Data, options: GradientOptions = {}): Truth {
  const all = coordinates(program, name, data);
  const wrt = wanted(program, name, options);
  for (const { precision, undecided } of LADDER) {
    const last = precision === LADDER.at(-1)?.precision;
    const found = attempt(() =>
      directional(program, name, data, balls(precision, undecided), all.seeds, options.terms),
    );
    if (found === undefined) continue;
    const { number } = balls(precision);
    // A result that cannot be told from 0 is 0: its middle is what rounding leaves of terms that cancel.
    const read = (x: Ball): number => (x.kind === 'finite' && signOf(x) === undefined ? 0 : number(x));
    const terms = Object.entries(found.terms);
    const results = [found.value.data, wantedBalls(found, all, wrt), ...terms.map(([, term]) => term.data)];
    const resolved = results.every(certain);
    if (!resolved && !last) continue;
    const rounded = (tensor: NamedTensor<Ball>) => ({ ...tensor, data: tensor.data.map(read) });
    return {
      value: rounded(found.value),
      terms: Object.fromEntries(terms.map(([term, x]) => [term, rounded(x)])),
      gradients: collect(found, all, wrt, read),
      ties: found.evaluation.trace.ties,
      resolved,
      precision,
    };
  }
  throw new Error(`The value of ${name} hangs on a comparison that no precision decides.`);
}

function attempt<T>(compute: () => T): T | undefined {
  try {
    return compute();
  } catch (error) {
    if (error instanceof Undecided) return undefined;
    throw error;
  }
}

function wantedBalls(
  found: Directional<Ball>,
  { blocks }: Coordinates,
  wrt: readonly string[],
): readonly Ball[] {
  return wrt.flatMap((block) => {
    const { first, count } = blocks.get(block) ?? { first: 0, count: 0 };
    return Array.from({ length: count }, (_, i) => found.along.get(first + i) ?? []).flat();
  });
}

/** Every ball is tight, each on its own scale down to 10⁻¹² of the largest. */
function certain(xs: readonly Ball[]): boolean {
  let largest = bound.none;
  for (const x of xs) {
    if (x.kind !== 'finite') continue;
    const size = bound.above(x.middle);
    if (bound.exceeds(size, largest)) largest = size;
  }
  const smallest = bound.times(largest, bound.above(fromNumber(1e-12)));
  return xs.every((x) => isCertain(x, smallest));
}
