/**
 * One large sample: the gradient along a random direction, which every coordinate takes part in, and a few
 * coordinates, against dual numbers. Relative to the gradient itself: an all-zero gradient has error 1.
 */
import type { Program } from '../syntax/program.ts';
import { attempt, type Candidate } from './candidate.ts';
import { relativeError, type Judge, largest } from './judge.ts';
import type { Data } from './oracle/data.ts';
import { differentiableInputs, findLoss } from './oracle/evaluate.ts';
import { directional, type Motion } from './oracle/directional.ts';
import { real, sum } from './oracle/real.ts';
import type { Random } from './random.ts';
import { Sampler, sizesFor, typical } from './sample.ts';
import { inSingle } from './single.ts';

interface Large {
  readonly program: Program;
  readonly name: string;
  readonly candidate: Candidate;
  readonly judge: Judge;
  readonly random: Random;
  /** About how many elements the largest input gets. */
  readonly elements: number;
}

const SITUATION = 'a large sample';
/** Coordinates that are looked at one by one. */
const LOOKED_AT = 12;

/** Verifies the gradient of a large sample. */
export async function verifyDirection(large: Large): Promise<void> {
  const { program, name, candidate, judge, random } = large;
  const { declaration } = findLoss(program, name);
  const inputs = declaration.kind === 'metric' ? [] : differentiableInputs(declaration);
  if (inputs.length === 0) return;
  const drawn = new Sampler(program, name, random).data(typical, enlarged(large));
  const data = judge.single ? inSingle(program, name, drawn) : drawn;
  const result = await attempt(judge, SITUATION, () => candidate(data));
  if (result === undefined) return;
  judge.points++;
  const direction = new Map(inputs.map((input) => [input, normals(lengthOf(data, input), random)]));
  const site = { source: 'direction' as const, situation: SITUATION, data };
  // The f64 formula is the judge here, so that its own rounding is allowed for.
  const allowed = Math.max(judge.tolerance, 1e-8);
  const looked = Array.from({ length: LOOKED_AT }, () => {
    const input = random.choose(inputs);
    return { input, element: random.below(lengthOf(data, input)) };
  });
  const motions = (block: string, element: number): Motion | undefined => {
    const moved = direction.get(block)?.[element];
    if (moved === undefined) return undefined;
    const own = looked.flatMap((one, i) => (one.input === block && one.element === element ? [i + 1] : []));
    return { slots: [0, ...own], tangents: [moved, ...own.map(() => 1)] };
  };
  const { along, value } = directional(program, name, data, real, motions);
  // Where there is no value, or the f64 formula has underflowed below a logarithm, there is nothing to derive.
  if (!value.data.every(Number.isFinite)) return;
  // What the last bit of the data changes, no candidate can be held to: boxes that nearly cancel, for instance.
  let nudged: typeof along | undefined;
  const explained = (slot: number, expected: number, actual: number): boolean => {
    nudged ??= directional(program, name, nudge(data, inputs, random), real, motions).along;
    return Math.abs(actual - expected) <= SENSITIVITY * Math.abs((nudged.get(slot) ?? 0) - expected);
  };
  // A slope that is no number in f64 says only that the derivative overflows on its way.
  const judged = (error: number, slot: number, expected: number, actual: number): number =>
    !Number.isFinite(expected) || (error > allowed && explained(slot, expected, actual)) ? NaN : error;
  const products = inputs.flatMap((input) =>
    (direction.get(input) ?? []).map((moved, i) => moved * (result.gradients[input]?.[i] ?? NaN)),
  );
  const [slope, moved] = [along.get(0) ?? 0, sum(products)];
  // The products of a random direction nearly cancel now and then: their root mean square says how small is small.
  const floor = 0.01 * norm(products);
  const whole = { input: inputs.join(', '), coordinate: undefined, actual: moved };
  if (Number.isFinite(slope) || !Number.isFinite(moved))
    judge.enter(
      site,
      { ...whole, expected: slope, error: judged(relativeError(moved, slope, floor), 0, slope, moved) },
      allowed,
    );
  else {
    // The values are numbers, and what they differ by is the judge instead.
    const expected = difference(program, name, data, direction);
    const error = Number.isFinite(expected) ? relativeError(moved, expected, floor) : NaN;
    judge.enter(site, { ...whole, expected, error }, Math.max(allowed, DIFFERENCE_TOLERANCE));
  }
  looked.forEach(({ input, element }, i) => {
    const gradient = result.gradients[input] ?? [];
    const [expected, actual] = [along.get(i + 1) ?? 0, gradient[element] ?? NaN];
    // A smoke test of single components: their digits are checked on small samples, against the truth.
    const error = relativeError(actual, expected, largest(gradient));
    judge.enter(
      site,
      { input, coordinate: element, expected, actual, error: judged(error, i + 1, expected, actual) },
      allowed,
    );
  });
}

/** How many times the effect of one rounding of the data an error may be. */
const SENSITIVITY = 64;

/** How far along a direction values are compared, and to how many digits their difference is a slope. */
const STEP = 2 ** -20;
const DIFFERENCE_TOLERANCE = 1e-4;

/** The slope along a direction by a difference of f64 values. */
function difference(
  program: Program,
  name: string,
  data: Data,
  direction: ReadonlyMap<string, readonly number[]>,
): number {
  const valueAt = (step: number): number => {
    const inputs = Object.entries(data.inputs).map(([input, tensor]) => {
      const motion = direction.get(input);
      if (motion === undefined) return [input, tensor] as const;
      return [
        input,
        { ...tensor, data: Array.from(tensor.data, (x, i) => x + step * (motion[i] ?? 0)) },
      ] as const;
    });
    const moved = { ...data, inputs: Object.fromEntries(inputs) };
    return sum(directional(program, name, moved, real, () => undefined).value.data);
  };
  return (valueAt(STEP) - valueAt(-STEP)) / (2 * STEP);
}

/** The data with every element of some inputs moved by its last bit, up or down. */
function nudge(data: Data, names: readonly string[], random: Random): Data {
  const moved = Object.entries(data.inputs).map(([name, input]) => {
    if (!names.includes(name)) return [name, input] as const;
    const shaken = Array.from(input.data, (x) => x * (1 + (random.below(2) === 0 ? 1 : -1) * Number.EPSILON));
    return [name, { ...input, data: shaken }] as const;
  });
  return { ...data, inputs: Object.fromEntries(moved) };
}

const lengthOf = (data: Data, input: string): number => data.inputs[input]?.data.length ?? 0;

/** The root of the sum of squares, which may themselves be too large or too small for f64. */
function norm(values: readonly number[]): number {
  const unit = largest(values) || 1;
  return unit * Math.sqrt(sum(values.map((value) => (value / unit) ** 2)));
}

const normals = (count: number, random: Random): readonly number[] =>
  Array.from({ length: count }, () => random.normal());

/** Sizes with the last axis that counts no classes lengthened. */
function enlarged({ program, name, elements }: Large): Readonly<Record<string, number>> {
  const { declaration } = findLoss(program, name);
  const sizes = sizesFor(declaration, 'small');
  const classes = new Set(declaration.inputs.flatMap((input) => input.of?.text ?? []));
  const axes = declaration.inputs.map((input) => input.axes.map((axis) => axis.text));
  const widest = axes.reduce((most, own) => (own.length > most.length ? own : most), []);
  const long = widest.filter((axis) => !classes.has(axis) && axis !== 'c').at(-1) ?? widest.at(-1);
  if (long === undefined) return sizes;
  const others = widest
    .filter((axis) => axis !== long)
    .reduce((product, axis) => product * (sizes[axis] ?? 1), 1);
  return { ...sizes, [long]: Math.max(1, Math.round(elements / others)) };
}
