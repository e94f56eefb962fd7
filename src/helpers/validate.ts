/** Arguments of a helper in; an error that names what is wrong and what to do, or the numbers needed, out. */

export type Numbers = ArrayLike<number>;

/** A whole number from `least` on. */
export function requireCount(name: string, value: number, least = 1): void {
  if (!Number.isInteger(value) || value < least)
    throw new RangeError(`${name} must be a whole number from ${least} on; it is ${value}.`);
}

/** A finite number above 0. */
export function requirePositive(name: string, value: number): void {
  if (!(value > 0 && Number.isFinite(value)))
    throw new RangeError(`${name} must be a finite number above 0; it is ${value}.`);
}

/** The number of pixels of an image: `shape` is its size along every axis, such as [height, width]. */
export function pixelsOf(shape: readonly number[]): number {
  if (shape.length === 0)
    throw new RangeError('shape is empty; give the size of the image, such as [height, width].');
  shape.forEach((size, axis) => requireCount(`shape[${axis}]`, size));
  return shape.reduce((product, size) => product * size, 1);
}

/** How many images of this many pixels lie in the array, one after the other. */
export function imagesIn(name: string, values: Numbers, pixels: number): number {
  const images = values.length / pixels;
  if (values.length === 0 || !Number.isInteger(images))
    throw new RangeError(
      `${name} has ${values.length} elements, which are not whole images of ${pixels} pixels: check the shape.`,
    );
  return images;
}

export function requireLength(name: string, values: Numbers, length: number, meaning: string): void {
  if (values.length !== length)
    throw new RangeError(`${name} has ${values.length} elements; ${meaning} needs ${length}.`);
}

/** The element at an index that is known to be inside. */
export const at = (values: Numbers, index: number): number => values[index] ?? NaN;
