/** Tensors with named axes: broadcasting, slicing and grouping by name, over any kind of number. */

export interface Shape {
  readonly axes: readonly string[];
  readonly sizes: readonly number[];
}

/** Values in row-major order of the axes, the last axis fastest. */
export interface NamedTensor<T> extends Shape {
  readonly data: readonly T[];
  /** A number of the source text, or made of such: no input or hyperparameter has a part in it. */
  readonly written?: boolean;
}

export const elements = (shape: Shape): number => shape.sizes.reduce((product, size) => product * size, 1);

export const scalar = <T>(value: T): NamedTensor<T> => ({ axes: [], sizes: [], data: [value] });

/** A number as it stands in the source text. */
export const literal = <T>(value: T): NamedTensor<T> => ({ ...scalar(value), written: true });

/** The length of an axis of a shape, or undefined where the shape lacks it. */
export const sizeOf = (shape: Shape, axis: string): number | undefined =>
  shape.sizes[shape.axes.indexOf(axis)];

/** The element at a place that is known to exist: a missing one is a mistake of the oracle itself. */
export function at<T>(values: ArrayLike<T>, place: number): T {
  const value = values[place];
  if (value === undefined) throw new Error(`The oracle looked for element ${place} of ${values.length}.`);
  return value;
}

/** All axes of the shapes, in order of first appearance. */
export function union(shapes: readonly Shape[]): Shape {
  const sizes = new Map<string, number>();
  for (const shape of shapes) {
    shape.axes.forEach((axis, place) => {
      const size = at(shape.sizes, place);
      const known = sizes.get(axis);
      if (known !== undefined && known !== size)
        throw new Error(`The axis ${axis} has the size ${known} in one tensor and ${size} in another.`);
      sizes.set(axis, size);
    });
  }
  return { axes: [...sizes.keys()], sizes: [...sizes.values()] };
}

export const without = (shape: Shape, axes: readonly string[]): Shape => {
  const kept = shape.axes.filter((axis) => !axes.includes(axis));
  return { axes: kept, sizes: kept.map((axis) => at(shape.sizes, shape.axes.indexOf(axis))) };
};

/** How far apart neighbours along each axis lie in memory, by axis. */
function strides(shape: Shape): ReadonlyMap<string, number> {
  const result = new Map<string, number>();
  let stride = 1;
  for (let place = shape.axes.length - 1; place >= 0; place--) {
    result.set(at(shape.axes, place), stride);
    stride *= at(shape.sizes, place);
  }
  return result;
}

/** For every element of the target, row-major, where the tensor holds its value; absent axes repeat it. */
function offsets(shape: Shape, target: Shape): Int32Array {
  const own = strides(shape);
  const steps = target.axes.map((axis) => own.get(axis) ?? 0);
  const count = elements(target);
  const result = new Int32Array(count);
  const position = new Array<number>(steps.length).fill(0);
  let offset = 0;
  for (let element = 0; element < count; element++) {
    result[element] = offset;
    for (let place = steps.length - 1; place >= 0; place--) {
      const next = at(position, place) + 1;
      offset += at(steps, place);
      position[place] = next;
      if (next < at(target.sizes, place)) break;
      offset -= next * at(steps, place);
      position[place] = 0;
    }
  }
  return result;
}

/** The tensor with exactly the target's axes in the target's order; axes that it lacks repeat its values. */
export function arrange<T>(tensor: NamedTensor<T>, target: Shape): NamedTensor<T> {
  const same =
    tensor.axes.length === target.axes.length && tensor.axes.every((axis, i) => axis === target.axes[i]);
  if (same) return tensor;
  const missing = tensor.axes.find((axis) => !target.axes.includes(axis));
  if (missing !== undefined) throw new Error(`A tensor has the axis ${missing}, which has no place here.`);
  const data = Array.from(offsets(tensor, target), (offset) => at(tensor.data, offset));
  return { axes: target.axes, sizes: target.sizes, data };
}

/** Applies a function to corresponding elements; the result has the union of the axes. */
export function elementwise<T, U>(
  tensors: readonly NamedTensor<T>[],
  apply: (values: readonly T[]) => U,
): NamedTensor<U> {
  const shape = union(tensors);
  const operands = tensors.map((tensor) => arrange(tensor, shape).data);
  const data: U[] = [];
  const count = elements(shape);
  for (let element = 0; element < count; element++) data.push(apply(operands.map((o) => at(o, element))));
  return { ...shape, data, written: tensors.every((tensor) => tensor.written === true) };
}

/** The part of a tensor with `from <= position < to` along an axis; a tensor without the axis stays as it is. */
export function slice<T>(tensor: NamedTensor<T>, axis: string, from: number, to: number): NamedTensor<T> {
  const size = sizeOf(tensor, axis);
  if (size === undefined) return tensor;
  const front = { axes: [axis], sizes: [size] };
  const rest = without(tensor, [axis]);
  const target = { axes: [...front.axes, ...rest.axes], sizes: [...front.sizes, ...rest.sizes] };
  const block = elements(rest);
  const [start, end] = [Math.max(from, 0), Math.max(Math.min(to, size), Math.max(from, 0))];
  const data = arrange(tensor, target).data.slice(start * block, end * block);
  return { axes: target.axes, sizes: [Math.max(0, Math.min(end, size) - start), ...rest.sizes], data };
}

/** What a reduction sees: the axes that stay, and for every place along them the elements to be combined. */
export interface Groups<T> {
  readonly rest: Shape;
  readonly groups: readonly (readonly T[])[];
}

/** Splits a tensor into groups along the axes, members in row-major order of the axes as listed. */
export function group<T>(tensor: NamedTensor<T>, axes: readonly string[]): Groups<T> {
  const rest = without(tensor, axes);
  const sizes = axes.map((axis) => {
    const size = sizeOf(tensor, axis);
    if (size === undefined) throw new Error(`A tensor over [${tensor.axes.join(', ')}] has no axis ${axis}.`);
    return size;
  });
  const data = arrange(tensor, { axes: [...rest.axes, ...axes], sizes: [...rest.sizes, ...sizes] }).data;
  const length = sizes.reduce((product, size) => product * size, 1);
  const count = elements(rest);
  const groups = Array.from({ length: count }, (_, i) => data.slice(i * length, (i + 1) * length));
  return { rest, groups };
}
