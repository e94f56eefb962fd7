/**
 * A compiled loss in; its value and slope along a line through its inputs out: one prediction of one pixel goes
 * through its range, for each of two targets, and everything else stands still.
 */
import { loadJs } from '../../src/cli/jsModule.ts';
import type { CompiledLoss, InputSignature } from '../../src/compile.ts';
import { product } from '../../src/data/axes.ts';

export interface Curve {
  /** Which target: `y = 1`. */
  readonly label: string;
  readonly points: readonly { readonly at: number; readonly value: number; readonly slope: number }[];
}

export interface Sweep {
  /** What goes along the horizontal axis: `z`. */
  readonly along: string;
  readonly curves: readonly Curve[];
}

const steps = 120;

/** The sweep of a loss; undefined where it has no input with a gradient. */
export async function sweep(compiled: CompiledLoss): Promise<Sweep | undefined> {
  const predicted = compiled.signature.inputs.find(({ differentiable }) => differentiable);
  if (predicted === undefined) return undefined;
  const alone = await sweepPixel(compiled, predicted, 1);
  return alone.curves.every(isFlat) ? sweepPixel(compiled, predicted, 2) : alone;
}

/** Losses that compare the classes of an image are flat where it has one pixel: a second one has the other label. */
const isFlat = ({ points }: Curve): boolean => points.every(({ slope }) => !(Math.abs(slope) > 1e-9));

async function sweepPixel(compiled: CompiledLoss, predicted: InputSignature, pixels: 1 | 2): Promise<Sweep> {
  const { signature } = compiled;
  const probe = isBox(predicted) ? boxProbe(predicted) : pixelProbe(compiled, predicted);
  const call = await loadJs(compiled);
  const sizes = sizesOf(signature.inputs, signature.axes, pixels);
  const at = (target: 0 | 1, position: number) => {
    const inputs = new Map(
      signature.inputs.map((input) => {
        const values = neutral(input, sizes, target, probe.targets);
        return [input.name, input === predicted ? probe.place(values, position, target) : values] as const;
      }),
    );
    const { value, gradients } = call({ inputs, sizes, params: {}, f64: true, gradient: true });
    const gradient = gradients.get(predicted.name) ?? [];
    const slope = probe.direction(target).reduce((sum, weight, k) => sum + weight * (gradient[k] ?? NaN), 0);
    return { at: position, value: value[0] ?? NaN, slope };
  };
  const [low, high] = probe.span;
  const positions = Array.from({ length: steps + 1 }, (_, k) => low + ((high - low) * k) / steps);
  const curves = ([0, 1] as const).map((target): Curve => ({
    label: probe.labels[target],
    points: positions.map((position) => at(target, position)),
  }));
  const along = pixels === 1 ? probe.along : `${probe.along} of one of two pixels`;
  return { along, curves: probe.labels[0] === probe.labels[1] ? curves.slice(0, 1) : curves };
}

interface Probe {
  readonly along: string;
  readonly labels: readonly [string, string];
  readonly span: readonly [number, number];
  /** The targets' real values, for inputs of the kind `map`. */
  readonly targets: readonly [number, number];
  place(values: readonly number[], position: number, target: 0 | 1): readonly number[];
  /** How much each element of the prediction moves. */
  direction(target: 0 | 1): readonly number[];
}

/** One element of the prediction moves: that of class 1 where there are classes. */
function pixelProbe({ signature }: CompiledLoss, predicted: InputSignature): Probe {
  const classAxes = classAxesOf(signature.inputs);
  const classes = predicted.axes.filter((axis) => classAxes.has(axis)).length;
  const element = classes > 0 ? 1 : 0;
  const index = signature.inputs.find(({ kind }) => kind === 'index');
  const target = signature.inputs.find(({ name, kind }) => isTarget(name, kind));
  const signed = signature.inputs.find(({ kind, name }) => kind === 'map' && name === 'd');
  const teacher = signature.inputs.find(({ kind, differentiable }) => kind === 'logit' && !differentiable);
  const labels: readonly [string, string] =
    target !== undefined
      ? positive(target)
        ? [`${target.name} = 1`, `${target.name} = 2`]
        : [`${target.name} = 0`, `${target.name} = 1`]
      : index !== undefined
        ? [`${index.name} is another class`, `${index.name} is this class`]
        : signed !== undefined
          ? ['d = 1, outside', 'd = −1, inside']
          : teacher !== undefined
            ? ['the teacher is undecided', 'the teacher is sure of it']
            : ['', ''];
  return {
    along: classes > 0 ? `${predicted.name} of one class, the others 0` : predicted.name,
    labels,
    span: spanOf(predicted),
    targets: target !== undefined && positive(target) ? [1, 2] : [0, 1],
    place: (values, position) => values.map((value, k) => (k === element ? position : value)),
    direction: () => Array.from({ length: element + 1 }, (_, k) => (k === element ? 1 : 0)),
  };
}

/** A box moves away from its target, a unit square, along a side or along the diagonal. */
function boxProbe(predicted: InputSignature): Probe {
  const square = [0, 0, 1, 1];
  const direction = (target: 0 | 1) => (target === 0 ? [1, 0, 1, 0] : [1, 1, 1, 1]);
  return {
    along: `how far ${predicted.name} is from its target, a unit square`,
    labels: ['along a side', 'along the diagonal'],
    span: [-2, 2],
    targets: [0, 1],
    place: (_, position, target) =>
      square.map((corner, k) => corner + position * (direction(target)[k] ?? 0)),
    direction,
  };
}

const isBox = ({ axes }: InputSignature): boolean => axes.includes('e') && axes.includes('d');
const isTarget = (name: string, kind: string): boolean =>
  ['label', 'soft', 'map'].includes(kind) && (name === 'y' || name === 'yl');
const positive = ({ domain }: InputSignature): boolean =>
  domain.kind === 'interval' && domain.low >= 0 && domain.lowOpen;
const classAxesOf = (inputs: readonly InputSignature[]): ReadonlySet<string> =>
  new Set(inputs.flatMap(({ of, axes }) => (of === undefined ? axes.filter((axis) => axis === 'c') : [of])));

function spanOf({ kind, domain }: InputSignature): readonly [number, number] {
  if (kind === 'prob') return [0, 1];
  if (kind === 'logit') return [-6, 6];
  return domain.kind === 'interval' && domain.low >= 0 ? [0.05, 4] : [-3, 3];
}

/** Three classes, boxes in the plane, and one of everything else. */
function sizesOf(
  inputs: readonly InputSignature[],
  axes: readonly string[],
  pixels: 1 | 2,
): Readonly<Record<string, number>> {
  const classAxes = classAxesOf(inputs);
  const boxes = inputs.some(isBox);
  const size = (axis: string): number => {
    if (classAxes.has(axis)) return 3;
    return boxes && ['e', 'd'].includes(axis) ? 2 : axis === 'i' ? pixels : 1;
  };
  return Object.fromEntries(axes.map((axis) => [axis, size(axis)]));
}

/** The values of an input that stands still. */
function neutral(
  input: InputSignature,
  sizes: Readonly<Record<string, number>>,
  target: 0 | 1,
  targets: readonly [number, number],
): readonly number[] {
  const { name, kind, axes, domain } = input;
  const length = product(axes.map((axis) => sizes[axis] ?? 1));
  const other = target === 0 ? 1 : 0;
  const all = (value: number): readonly number[] => Array.from({ length }, () => value);
  if (isBox(input)) return [0, 0, 1, 1];
  if (isTarget(name, kind))
    return Array.from({ length }, (_, k) => targets[k === 0 || length > 2 ? target : other]);
  if (kind === 'index') return all(target);
  if (kind === 'label') return all(1);
  if (kind === 'soft') return Array.from({ length }, (_, k) => (k === target ? 1 : 0));
  if (kind === 'prob') return all(0.5);
  if (kind === 'map' && name === 'd') return all(target === 1 ? -1 : 1);
  if (kind === 'map') return all(domain.kind === 'interval' && domain.low >= 0 ? 1 : 0);
  if (kind === 'logit' && !input.differentiable && target === 1)
    return all(0).map((_, k) => (k === 1 ? 3 : 0));
  if (kind !== 'weight') return all(0);
  if (axes.length === 2 && length === 9) return all(1).map((one, k) => (k % 4 === 0 ? 0 : one));
  return all(domain.kind === 'interval' && domain.high === 1 ? 0.5 : 1);
}
