/** Shapes of the inputs in, the dimensions that each axis stands for out. */
import { arrayText, counted, listed, shapeText, type Complain } from './problem.ts';

/** An input with the shape of its data. */
export interface Shaped {
  readonly name: string;
  readonly axes: readonly string[];
  readonly shape: readonly number[];
}

/** The array dimensions of every axis: `i → [4, 5]` where `i` runs over the pixels of 4 × 5 images. */
export type Dimensions = ReadonlyMap<string, readonly number[]>;

/** A size (of the axis as a whole) or its dimensions, as the user states them under "axes". */
export type StatedSize = number | readonly number[];

type Ranks = ReadonlyMap<string, number>;

export interface AxisRequest {
  readonly inputs: readonly Shaped[];
  readonly stated: ReadonlyMap<string, StatedSize>;
  /** Class axes: extra dimensions are never theirs where another axis can have them. */
  readonly classes: ReadonlySet<string>;
}

/**
 * Finds how many dimensions each axis stands for. Equal sizes between the inputs decide; where they leave
 * a choice, as few axes as possible have several dimensions, and those that were declared last.
 */
export function bindAxes(request: AxisRequest, complain: Complain): Dimensions | undefined {
  const candidates = [...splits(request.inputs, new Map())].map((ranks) => attempt(ranks, request));
  const [first] = candidates.sort(byFitness);
  if (first === undefined) complainAboutRanks(request, complain);
  else if (first.conflicts.length > 0) for (const text of first.conflicts) complain(conflict(text));
  else return first.dimensions;
  return undefined;
}

const conflict = (message: string) => ({
  where: 'inputs',
  message,
  remedy: 'An axis has one size; check the data, or state under "axes" what an axis stands for.',
});

/** Every way of dealing the levels of nesting out to the axes, at least one to each. */
function* splits(inputs: readonly Shaped[], known: Ranks): Generator<Ranks> {
  const [first, ...rest] = inputs;
  if (first === undefined) yield known;
  else for (const ranks of deal(first.axes, first.shape.length, known)) yield* splits(rest, ranks);
}

function* deal(axes: readonly string[], levels: number, known: Ranks): Generator<Ranks> {
  const [axis, ...rest] = axes;
  if (axis === undefined) {
    if (levels === 0) yield known;
    return;
  }
  const fixed = known.get(axis);
  const most = levels - rest.length;
  const [from, to] = fixed === undefined ? [1, most] : [fixed, Math.min(fixed, most)];
  for (let rank = from; rank <= to; rank++)
    yield* deal(rest, levels - rank, fixed === undefined ? new Map(known).set(axis, rank) : known);
}

interface Attempt {
  readonly dimensions: Dimensions;
  readonly conflicts: readonly string[];
  /** Axes with several dimensions. */
  readonly several: number;
  /** How early the first of them was declared; the class axes count as earliest. */
  readonly place: number;
}

const byFitness = (a: Attempt, b: Attempt): number =>
  a.conflicts.length - b.conflicts.length || a.several - b.several || b.place - a.place;

function attempt(ranks: Ranks, { inputs, stated, classes }: AxisRequest): Attempt {
  const found = new Map<string, { readonly by: string; readonly dimensions: readonly number[] }[]>();
  for (const input of inputs)
    for (const [axis, dimensions] of cut(input, ranks))
      found.set(axis, [...(found.get(axis) ?? []), { by: `in \`${input.name}\``, dimensions }]);

  const conflicts = [...found].flatMap(([axis, sizes]) => {
    const differing = [...new Map(sizes.map((size) => [shapeText(size.dimensions), size])).values()];
    const claim = stated.get(axis);
    const all =
      claim === undefined || sizes.every(({ dimensions }) => agrees(claim, dimensions))
        ? differing
        : [...differing, { by: 'under "axes"', dimensions: typeof claim === 'number' ? [claim] : claim }];
    if (all.length < 2) return [];
    return [
      `The axis \`${axis}\` has the size ${listed(all.map((s) => `${shapeText(s.dimensions)} ${s.by}`))}.`,
    ];
  });

  const several = [...ranks].filter(([, rank]) => rank > 1).map(([axis]) => axis);
  const order = [...ranks.keys()].filter((axis) => !classes.has(axis));
  const place = Math.min(...several.map((axis) => order.indexOf(axis)));
  const dimensions = new Map([...found].map(([axis, sizes]) => [axis, sizes[0]?.dimensions ?? []]));
  return { dimensions, conflicts, several: several.length, place };
}

/** The part of an input's shape that belongs to each of its axes. */
function cut({ axes, shape }: Shaped, ranks: Ranks): [string, readonly number[]][] {
  let start = 0;
  return axes.map((axis) => {
    const end = start + (ranks.get(axis) ?? 1);
    const part = shape.slice(start, end);
    start = end;
    return [axis, part];
  });
}

const agrees = (stated: StatedSize, dimensions: readonly number[]): boolean =>
  typeof stated === 'number'
    ? stated === product(dimensions)
    : stated.length === dimensions.length && stated.every((size, index) => size === dimensions[index]);

/** The number of elements in an array of these dimensions. */
export const product = (dimensions: readonly number[]): number => dimensions.reduce((a, b) => a * b, 1);

/** Whether an input that has no class axis is nested as deep as one that has: a label for each class instead of a class. */
const isOneHot = (inputs: readonly Shaped[], classes: ReadonlySet<string>): boolean =>
  inputs.some(({ axes, shape }) =>
    inputs.some((other) => {
      const without = other.axes.filter((axis) => !classes.has(axis));
      const isLabel = without.length < other.axes.length && without.join() === axes.join();
      return isLabel && other.shape.length === shape.length;
    }),
  );

/** No way of dealing out the levels exists: some input has too few, or two inputs contradict each other. */
function complainAboutRanks({ inputs, classes }: AxisRequest, complain: Complain): void {
  const declared = ({ name, axes }: Shaped) => `\`${name}[${axes.join(', ')}]\``;
  const wrong = inputs.filter(({ axes, shape }) =>
    axes.length === 0 ? shape.length > 0 : shape.length < axes.length,
  );
  for (const input of wrong) {
    const { name, axes, shape } = input;
    const needs =
      axes.length === 0
        ? `Give the number itself, "${name}": 0.5; for one per element, declare the axes that it has.`
        : `Nest arrays at least ${counted(axes.length, 'level')} deep, in the order ${axes.join(', ')}.`;
    const kind =
      axes.length === 0 ? 'which is a single number' : `which has ${counted(axes.length, 'axis', 'axes')}`;
    const message = `is ${arrayText(shape)}, but declared as ${declared(input)}, ${kind}`;
    complain({ where: `inputs.${input.name}`, message, remedy: needs });
  }
  if (wrong.length > 0) return;
  const levels = inputs.map((input) => `${declared(input)} is ${arrayText(input.shape)}`);
  complain({
    where: 'inputs',
    message: `The levels of nesting contradict each other: ${listed(levels)}.`,
    remedy: isOneHot(inputs, classes)
      ? 'An index has one number for each element, and no dimension for the classes: give 2, not [0, 0, 1].'
      : 'An axis must stand for the same number of array dimensions in every input.',
  });
}
