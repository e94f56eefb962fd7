/** Verdicts and generated code in; points at which an output is not finite out. */
import type { Signature } from '../compile.ts';
import { Random } from '../verify/random.ts';
import { EdgeSampler, holds, type Buffers, type EdgePoint, type Sizes } from './edges.ts';
import type { Verdict, Witness } from './verdict.ts';

/** What generated code gives; the names are those of inputs and hyperparameters. */
export interface Result {
  readonly value: ArrayLike<number>;
  readonly gradients: ReadonlyMap<string, ArrayLike<number>>;
}

/** What arrays are of: float64, float32, or float32 for data and float64 for results. */
export type Arrays = 'double' | 'single' | 'mixed';

/** Generated code with arrays for data of some sizes. */
export interface Frame {
  readonly inputs: Buffers;
  run(params: EdgePoint['params']): Result;
}

export type Open = (sizes: Sizes, arrays: Arrays) => Frame;

export interface Search {
  readonly signature: Signature;
  readonly verdicts: ReadonlyMap<string, Verdict>;
  readonly open: Open;
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

/** So many points in turn have the same sizes and precision, and share their arrays. */
const alike = 8;

/** Draws points on the edges of the domains, in turn of float64 and of float32, and looks at every output. */
export function search({
  signature,
  verdicts,
  open,
  points,
  seed = 1,
}: Search): ReadonlyMap<string, Finding> {
  const random = new Random(seed);
  const samplers = [false, true].map((single) => new EdgeSampler(signature, random, single));
  const outputs = [...verdicts].map(([output, verdict]) => ({ output, verdict, read: readerOf(output) }));
  const found = new Map<string, Finding>([...verdicts].map(([output]) => [output, {}]));
  for (let start = 0; start < points; start += alike) {
    const single = (start / alike) % 2 === 1;
    const sampler = samplers[Number(single)];
    if (sampler === undefined) break;
    const sizes = sampler.sizes();
    const frame = open(sizes, single ? 'single' : 'double');
    for (let k = start; k < Math.min(start + alike, points); k++) {
      const params = sampler.draw(sizes, frame.inputs);
      const result = frame.run(params);
      for (const { output, verdict, read } of outputs) {
        const value = notFinite(read(result));
        if (value === undefined) continue;
        const point: EdgePoint = { inputs: frame.inputs, params, sizes };
        if (single && Math.abs(value) === Infinity && fitsWider(open, point, read)) continue;
        const finding = found.get(output) ?? {};
        const refuted = verdict.status !== 'unproved' && holds(verdict.assumptions, point);
        const key = refuted ? 'refutation' : 'witness';
        const smaller: Witness | undefined = finding[key];
        if (smaller === undefined || size(smaller) > elements(point))
          found.set(output, { ...finding, [key]: witness(point, value) });
      }
    }
  }
  return found;
}

type Read = (result: Result) => ArrayLike<number>;

function readerOf(output: string): Read {
  const name = output.replace(/^∂\/∂/, '');
  return output === 'value' ? ({ value }) => value : ({ gradients }) => gradients.get(name) ?? [];
}

/** The first number that is not finite. */
function notFinite(numbers: ArrayLike<number>): number | undefined {
  for (let k = 0; k < numbers.length; k++) {
    const value = numbers[k];
    if (!Number.isFinite(value)) return value;
  }
  return undefined;
}

/** An infinity in an array of float32 may be a number that float32 does not hold. */
function fitsWider(open: Open, { inputs, sizes, params }: EdgePoint, read: Read): boolean {
  const frame = open(sizes, 'mixed');
  for (const [name, into] of frame.inputs)
    for (let k = 0; k < into.length; k++) into[k] = inputs.get(name)?.[k] ?? NaN;
  return notFinite(read(frame.run(params))) === undefined;
}

const elements = ({ inputs }: EdgePoint): number =>
  [...inputs.values()].reduce((count, values) => count + values.length, 0);
const size = ({ inputs }: Witness): number =>
  Object.values(inputs).reduce((count, values) => count + values.length, 0);

const witness = ({ inputs, params, sizes }: EdgePoint, value: number): Witness => ({
  inputs: Object.fromEntries([...inputs].map(([name, values]) => [name, Array.from(values)])),
  params,
  sizes,
  value,
});
