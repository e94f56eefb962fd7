/** What a loss is evaluated on: arrays with named axes, hyperparameters, and sizes of axes. */
export interface InputData {
  readonly axes: readonly string[];
  readonly sizes: readonly number[];
  /** Row-major in the order of `axes`. */
  readonly data: ArrayLike<number>;
}

export interface Data {
  readonly inputs: Readonly<Record<string, InputData>>;
  /** Values of hyperparameters; those left out have their defaults. */
  readonly parameters: Readonly<Record<string, number>>;
  /** Sizes of axes that no input has, such as the class axis of an index; others may be given too. */
  readonly axes: Readonly<Record<string, number>>;
}

/** The sizes of all axes, from the inputs and from what was given. */
export function axisSizes(data: Data): Readonly<Record<string, number>> {
  const sizes: Record<string, number> = { ...data.axes };
  for (const input of Object.values(data.inputs)) {
    input.axes.forEach((axis, place) => {
      const size = input.sizes[place];
      if (size !== undefined) sizes[axis] = size;
    });
  }
  return sizes;
}
