/** Verdicts and generated code in; points at which an output is not finite out. */
import type { Signature } from '../compile.ts';
import { Random } from '../verify/random.ts';
import { EdgeSampler, holds, type EdgePoint } from './edges.ts';
import type { Verdict, Witness } from './verdict.ts';

/** What generated code gives; the names are those of inputs and hyperparameters. */
export interface Result {
  readonly value: ArrayLike<number>;
  readonly gradients: ReadonlyMap<string, ArrayLike<number>>;
}

/** What arrays are of: float64, float32, or float32 for data and float64 for results. */
export type Arrays = 'double' | 'single' | 'mixed';

/** Generated code. */
export type Call = (point: EdgePoint, arrays: Arrays) => Result;

export interface Search {
  readonly signature: Signature;
  readonly verdicts: ReadonlyMap<string, Verdict>;
  readonly call: Call;
  readonly points: number;
  readonly seed?: number;
}

/** What a search found out about one output. */
export interface Finding {
  /** Data at which the verdict says finite, and the output is not: a false proof, or a wrong program. */
  readonly refutation?: Witness;
  /** Data inside the domains, outside the assumptions, at which the output is not finite. */
  readonly witness?: Witness;
}

/** Draws points on the edges of the domains, in turn of float64 and of float32, and looks at every output. */
export function search({
  signature,
  verdicts,
  call,
  points,
  seed = 1,
}: Search): ReadonlyMap<string, Finding> {
  const random = new Random(seed);
  const samplers = [false, true].map((single) => new EdgeSampler(signature, random, single));
  const found = new Map<string, Finding>([...verdicts].map(([output]) => [output, {}]));
  for (let k = 0; k < points; k++) {
    const single = k % 2 === 1;
    const point = samplers[Number(single)]?.draw();
    if (point === undefined) break;
    const result = call(point, single ? 'single' : 'double');
    for (const [output, verdict] of verdicts) {
      const value = notFinite(output, result, () => call(point, single ? 'mixed' : 'double'));
      if (value === undefined) continue;
      const finding = found.get(output) ?? {};
      const refuted = verdict.status !== 'unproved' && holds(verdict.assumptions, point);
      const key = refuted ? 'refutation' : 'witness';
      const smaller: Witness | undefined = finding[key];
      if (smaller === undefined || size(smaller) > elements(point))
        found.set(output, { ...finding, [key]: witness(point, value) });
    }
  }
  return found;
}

/** A number of an output that is not finite, though it could be stored. */
function notFinite(output: string, result: Result, wide: () => Result): number | undefined {
  const numbers = numbersOf(output, result);
  const k = Array.prototype.findIndex.call(numbers, (x: number) => !Number.isFinite(x));
  if (k < 0) return undefined;
  const value = numbers[k] ?? NaN;
  // An infinity in an array of float32 may be a number that float32 does not hold.
  const overflows = Math.abs(value) === Infinity && Number.isFinite(numbersOf(output, wide())[k]);
  return overflows ? undefined : value;
}

const numbersOf = (output: string, { value, gradients }: Result): ArrayLike<number> =>
  output === 'value' ? value : (gradients.get(output.replace(/^∂\/∂/, '')) ?? []);

const elements = ({ inputs }: EdgePoint): number =>
  [...inputs.values()].reduce((count, values) => count + values.length, 0);
const size = ({ inputs }: Witness): number =>
  Object.values(inputs).reduce((count, values) => count + values.length, 0);

const witness = ({ inputs, params, sizes }: EdgePoint, value: number): Witness => ({
  inputs: Object.fromEntries(inputs),
  params,
  sizes,
  value,
});
