/** Cells by their numbers in; the weight map of U-Net, which draws the borders between them, out. */
import { distances } from './distance.ts';
import { at, imagesIn, pixelsOf, requireCount, requirePositive, type Numbers } from './validate.ts';

export interface UnetWeightOptions {
  /** w_c of background and cells: class weights; [1, 1] by default. */
  readonly classWeights?: readonly [background: number, cell: number];
  /** How much a border between two cells weighs at most; 10 in the paper. */
  readonly border?: number;
  /** σ in pixels: how far a border reaches; 5 in the paper. */
  readonly sigma?: number;
}

/**
 * The weights w = w_c + w₀ exp(−(d₁ + d₂)² / 2σ²) of Ronneberger, Fischer, Brox, U-Net, 2015, equation 2: d₁ and d₂
 * are the distances to the nearest and second nearest cell. `cells` holds one or more images of this shape: 0 is
 * background, other whole numbers are cells, each with its own. The second term is for background pixels, and for
 * images with two cells or more.
 */
export function unetWeights(
  cells: Numbers,
  shape: readonly number[],
  { classWeights = [1, 1], border = 10, sigma = 5 }: UnetWeightOptions = {},
): Float64Array {
  const pixels = pixelsOf(shape);
  const images = imagesIn('cells', cells, pixels);
  requirePositive('sigma', sigma);
  for (let k = 0; k < cells.length; k++) requireCount(`cells[${k}]`, at(cells, k), 0);
  const result = new Float64Array(cells.length);
  for (let n = 0; n < images; n++) {
    const image = Int32Array.from({ length: pixels }, (_, k) => at(cells, n * pixels + k));
    const apart = separation(image, shape);
    for (let k = 0; k < pixels; k++)
      result[n * pixels + k] =
        image[k] === 0
          ? classWeights[0] + border * Math.exp(-(at(apart, k) ** 2) / (2 * sigma ** 2))
          : classWeights[1];
  }
  return result;
}

/** d₁ + d₂ of every pixel of an image; infinite where there are fewer than two cells. */
function separation(image: Int32Array, shape: readonly number[]): Float64Array {
  const grid = { shape, spacing: shape.map(() => 1), pixels: image.length };
  const nearest = new Float64Array(image.length).fill(Infinity);
  const second = new Float64Array(image.length).fill(Infinity);
  const ids = new Set(image);
  ids.delete(0);
  for (const id of ids) {
    const far = distances(
      Uint8Array.from(image, (other) => (other === id ? 1 : 0)),
      grid,
    );
    far.forEach((distance, k) => {
      second[k] = Math.min(at(second, k), Math.max(distance, at(nearest, k)));
      nearest[k] = Math.min(at(nearest, k), distance);
    });
  }
  return nearest.map((distance, k) => distance + at(second, k));
}
