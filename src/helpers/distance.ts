/**
 * Masks in, exact Euclidean distances out, in any number of dimensions. The transform is that of Felzenszwalb and
 * Huttenlocher, Distance transforms of sampled functions, 2012: along one axis after the other, the lower envelope
 * of parabolas, in time linear in the pixels.
 */
import {
  at,
  imagesIn,
  pixelsOf,
  requireCount,
  requireLength,
  requirePositive,
  type Numbers,
} from './validate.ts';

export interface DistanceOptions {
  /** The distance between neighbours along each axis; 1 by default. */
  readonly spacing?: readonly number[];
  /** Above it a pixel is foreground; ½ by default, so that probabilities work as well as 0 and 1. */
  readonly threshold?: number;
}

/**
 * The distance of every pixel to the nearest foreground pixel: 0 on the foreground itself. `mask` holds one or more
 * images of this shape. An image without foreground has 0 everywhere, as the losses expect of an empty mask.
 */
export function distanceToMask(
  mask: Numbers,
  shape: readonly number[],
  options: DistanceOptions = {},
): Float64Array {
  return perImage(mask, shape, options, (image, grid) => distances(image, grid));
}

/**
 * The distance of every pixel to the other side of the mask's border: inside to the nearest background pixel, outside
 * to the nearest foreground pixel. It is the map of Hausdorff distance losses (Karimi, Salcudean 2019). An image that
 * is all foreground or all background has 0 everywhere.
 */
export function borderDistance(
  mask: Numbers,
  shape: readonly number[],
  options: DistanceOptions = {},
): Float64Array {
  return perImage(mask, shape, options, (image, grid) => {
    const outside = distances(image, grid);
    const inside = distances(inverse(image), grid);
    return outside.map((far, k) => far + at(inside, k));
  });
}

/**
 * The signed distance to the mask's border, for boundary losses (Kervadec et al. 2019): positive outside; inside
 * minus the distance to the background, plus one pixel, so that pixels at the border have 0. An image that is all
 * foreground or all background has 0 everywhere.
 */
export function signedDistance(
  mask: Numbers,
  shape: readonly number[],
  options: DistanceOptions = {},
): Float64Array {
  return perImage(mask, shape, options, signed);
}

/**
 * The signed distance to the border of every class, over [images, classes, pixels]. A label that is no class belongs
 * to none, and all its distances are 0, which is how an ignored pixel leaves the loss.
 */
export function signedDistanceOfClasses(
  labels: Numbers,
  classes: number,
  shape: readonly number[],
  options: Omit<DistanceOptions, 'threshold'> = {},
): Float64Array {
  requireCount('classes', classes);
  const grid = gridOf(shape, options);
  const images = imagesIn('labels', labels, grid.pixels);
  const result = new Float64Array(images * classes * grid.pixels);
  for (let n = 0; n < images; n++) {
    const own = Array.from({ length: grid.pixels }, (_, k) => at(labels, n * grid.pixels + k));
    const ignored = own.map((label) => !(Number.isInteger(label) && label >= 0 && label < classes));
    for (let c = 0; c < classes; c++) {
      const far = signed(
        Uint8Array.from(own, (label) => (label === c ? 1 : 0)),
        grid,
      );
      result.set(
        far.map((value, k) => (ignored[k] ? 0 : value)),
        (n * classes + c) * grid.pixels,
      );
    }
  }
  return result;
}

/** An image's size, the spacing of its pixels, and how many they are. */
interface Grid {
  readonly shape: readonly number[];
  readonly spacing: readonly number[];
  readonly pixels: number;
}

function gridOf(shape: readonly number[], { spacing = shape.map(() => 1) }: DistanceOptions): Grid {
  requireLength('spacing', spacing, shape.length, 'one number for each axis of the shape');
  spacing.forEach((step, axis) => requirePositive(`spacing[${axis}]`, step));
  return { shape, spacing, pixels: pixelsOf(shape) };
}

function perImage(
  mask: Numbers,
  shape: readonly number[],
  options: DistanceOptions,
  transform: (image: Uint8Array, grid: Grid) => Float64Array,
): Float64Array {
  const { threshold = 0.5 } = options;
  const grid = gridOf(shape, options);
  const images = imagesIn('mask', mask, grid.pixels);
  const result = new Float64Array(mask.length);
  for (let n = 0; n < images; n++) {
    const start = n * grid.pixels;
    const image = new Uint8Array(grid.pixels);
    for (let k = 0; k < grid.pixels; k++) {
      const value = at(mask, start + k);
      if (Number.isNaN(value))
        throw new RangeError(`mask[${start + k}] is NaN; a mask is 0 or 1, or a probability.`);
      image[k] = value > threshold ? 1 : 0;
    }
    result.set(transform(image, grid), start);
  }
  return result;
}

const inverse = (image: Uint8Array): Uint8Array => image.map((inside) => 1 - inside);

function signed(image: Uint8Array, grid: Grid): Float64Array {
  const outside = distances(image, grid);
  const inside = distances(inverse(image), grid);
  if (!image.includes(0)) return inside;
  const pixel = Math.min(...grid.spacing);
  return outside.map((far, k) => (image[k] === 1 ? pixel - at(inside, k) : far));
}

/** Distances to the foreground of one image; 0 where there is none. */
export function distances(image: Uint8Array, { shape, spacing, pixels }: Grid): Float64Array {
  const squared = Float64Array.from(image, (inside) => (inside === 1 ? 0 : Infinity));
  if (!image.includes(1)) return squared.fill(0);
  let stride = pixels;
  shape.forEach((size, axis) => {
    stride /= size;
    const line = new Line(size, at(spacing, axis));
    for (let start = 0; start < pixels; start++)
      if (Math.floor(start / stride) % size === 0) line.transform(squared, start, stride);
  });
  return squared.map(Math.sqrt);
}

/** Distances along lines of one length, with the memory that they share. */
class Line {
  readonly #size: number;
  readonly #step: number;
  readonly #heights: Float64Array;
  /** The parabolas of the lower envelope by their vertices, and where each begins to be the lowest. */
  readonly #vertices: Int32Array;
  readonly #begins: Float64Array;

  constructor(size: number, step: number) {
    this.#size = size;
    this.#step = step;
    this.#heights = new Float64Array(size);
    this.#vertices = new Int32Array(size);
    this.#begins = new Float64Array(size);
  }

  /** Replaces f by min over q of f(q) + (step · (p − q))², at p = 0, 1, …, along one line of the array. */
  transform(values: Float64Array, start: number, stride: number): void {
    for (let k = 0; k < this.#size; k++) this.#heights[k] = at(values, start + k * stride);
    const count = this.#envelope();
    if (count === 0) return;
    for (let k = 0, lowest = 0; k < this.#size; k++) {
      while (lowest + 1 < count && at(this.#begins, lowest + 1) <= k) lowest++;
      const vertex = at(this.#vertices, lowest);
      values[start + k * stride] = at(this.#heights, vertex) + (this.#step * (k - vertex)) ** 2;
    }
  }

  /** Finds the lower envelope; returns how many parabolas it has. An infinite height has no parabola. */
  #envelope(): number {
    let count = 0;
    for (let k = 0; k < this.#size; k++) {
      if (at(this.#heights, k) === Infinity) continue;
      let begin = -Infinity;
      while (count > 0) {
        begin = this.#crossing(at(this.#vertices, count - 1), k);
        if (begin > at(this.#begins, count - 1)) break;
        count--;
      }
      this.#vertices[count] = k;
      this.#begins[count] = count === 0 ? -Infinity : begin;
      count++;
    }
    return count;
  }

  /** Where the parabola over q gets lower than that over p < q. */
  #crossing(p: number, q: number): number {
    const rise = at(this.#heights, q) - at(this.#heights, p);
    return (rise / this.#step ** 2 / (q - p) + p + q) / 2;
  }
}
