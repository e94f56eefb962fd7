/** The shapes of tensors in, the size of every axis out. */
import type { FusedInput, FusedTensor } from './types.ts';

/** An input and its tensor. */
export interface Given<T extends FusedTensor> {
  readonly input: FusedInput;
  readonly tensor: T;
}

/** Axes that are one dimension each, the last ones: those that an index is of, and by custom an axis c. */
const classesOf = (inputs: readonly FusedInput[]): ReadonlySet<string> =>
  new Set(['c', ...inputs.flatMap((i) => i.of ?? [])]);

/** Channels come last in TensorFlow.js: with another order, shapes would be read wrongly. */
export function requireChannelsLast(title: string, inputs: readonly FusedInput[]): void {
  const classes = classesOf(inputs);
  const early = inputs.find(({ axes }) =>
    axes.some((axis, k) => k > 0 && classes.has(axes[k - 1] ?? '') && !classes.has(axis)),
  );
  if (early === undefined) return;
  throw new Error(
    `${title} was compiled for ${early.name} [${early.axes.join(', ')}]; TensorFlow.js has classes last: ` +
      'compile it with `--layout last`.',
  );
}

/**
 * The size of every axis. The batch and the classes are one dimension each; the last of the other axes, such as the
 * pixels, may be any number of dimensions.
 */
export function sizesOf(
  given: readonly Given<FusedTensor>[],
  known: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const sizes: Record<string, number> = { ...known };
  const classes = classesOf(given.map(({ input }) => input));
  for (const { input, tensor } of given) {
    const { name, axes } = input;
    const { shape } = tensor;
    const wide = axes.findLastIndex((axis, k) => !classes.has(axis) && (k > 0 || axes.length === 1));
    const extra = shape.length - axes.length;
    if (extra < -1 || (extra !== 0 && wide < 0))
      throw new Error(
        `${name} has the shape [${shape.join()}], which has no place for the axes ${axes.join(', ')}.`,
      );
    axes.forEach((axis, k) => {
      const from = wide >= 0 && k > wide ? k + extra : k;
      const own = productOf(shape.slice(from, k === wide ? from + 1 + extra : from + 1));
      sizes[axis] ??= own;
      if (sizes[axis] !== own)
        throw new Error(
          `${name} has the shape [${shape.join()}]: ${own} along ${axis}, where there are ${sizes[axis]} elsewhere.`,
        );
    });
  }
  return sizes;
}

const productOf = (lengths: readonly number[]): number =>
  lengths.reduce((product, length) => product * length, 1);
