/** Integer labels in; how often each class occurs, and weights for the rare ones, out. */
import { at, imagesIn, requireCount, requireLength, type Numbers } from './validate.ts';

/** Counts of a data set, class by class. */
export interface ClassCounts {
  /** Pixels of each class. */
  readonly pixels: Float64Array;
  /** Pixels, of any class, in the images that have this one. */
  readonly pixelsWherePresent: Float64Array;
}

/**
 * Counts the pixels of each class. `labels` holds images of `pixels` pixels, one after the other; a label that is no
 * class is not counted. Several calls, for parts of a data set, are put together with `addCounts`.
 */
export function countClasses(labels: Numbers, classes: number, pixels: number): ClassCounts {
  requireCount('classes', classes);
  requireCount('pixels', pixels);
  const images = imagesIn('labels', labels, pixels);
  const total = new Float64Array(classes);
  const wherePresent = new Float64Array(classes);
  for (let n = 0; n < images; n++) {
    const own = new Float64Array(classes);
    for (let k = n * pixels; k < (n + 1) * pixels; k++) {
      const label = at(labels, k);
      if (Number.isInteger(label) && label >= 0 && label < classes) own[label] = at(own, label) + 1;
    }
    const valid = sum(own);
    own.forEach((count, c) => {
      total[c] = at(total, c) + count;
      if (count > 0) wherePresent[c] = at(wherePresent, c) + valid;
    });
  }
  return { pixels: total, pixelsWherePresent: wherePresent };
}

/** The counts of both. */
export function addCounts(a: ClassCounts, b: ClassCounts): ClassCounts {
  requireLength('The second count', b.pixels, a.pixels.length, 'the first');
  return {
    pixels: a.pixels.map((count, c) => count + at(b.pixels, c)),
    pixelsWherePresent: a.pixelsWherePresent.map((count, c) => count + at(b.pixelsWherePresent, c)),
  };
}

/** 1 / (|c| f_c): even classes weigh 1. An absent class weighs 0. */
export function inverseFrequencyWeights({ pixels }: ClassCounts): Float64Array {
  const all = total(pixels);
  return pixels.map((count) => (count > 0 ? all / (pixels.length * count) : 0));
}

/**
 * median(f) / f_c, where f_c is how much of the images that have a class it fills: the weights of SegNet, after
 * Eigen and Fergus 2015. The median is over the classes there are; an absent class weighs 0.
 */
export function medianFrequencyWeights({ pixels, pixelsWherePresent }: ClassCounts): Float64Array {
  total(pixels);
  const frequencies = pixels.map((count, c) => (count > 0 ? count / at(pixelsWherePresent, c) : 0));
  const sorted = frequencies.filter((frequency) => frequency > 0).sort();
  const half = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? at(sorted, half) : (at(sorted, half - 1) + at(sorted, half)) / 2;
  return frequencies.map((frequency) => (frequency > 0 ? median / frequency : 0));
}

/** 1 / log(k + f_c) with k = 1.02: the weights of ENet (Paszke et al. 2016). An absent class weighs most, about 50. */
export function enetWeights({ pixels }: ClassCounts, k = 1.02): Float64Array {
  if (!(k > 1)) throw new RangeError(`k must be above 1, so that no weight is infinite; it is ${k}.`);
  const all = total(pixels);
  return pixels.map((count) => 1 / Math.log(k + count / all));
}

/**
 * (1 − β) / (1 − β^N_c): class-balanced weights by the effective number of samples (Cui et al. 2019). `sum` scales
 * them to add up to it; the authors' code has the number of classes there. An absent class weighs 0.
 */
export function effectiveNumberWeights(
  { pixels }: ClassCounts,
  { beta = 0.9999, sum: wanted }: { readonly beta?: number; readonly sum?: number } = {},
): Float64Array {
  if (!(beta >= 0 && beta < 1)) throw new RangeError(`beta must lie in [0, 1); it is ${beta}.`);
  total(pixels);
  // 1 − β^N without cancellation where β is near 1.
  const weights = pixels.map((count) =>
    count > 0 ? (1 - beta) / (beta === 0 ? 1 : -Math.expm1(count * Math.log(beta))) : 0,
  );
  const scale = wanted === undefined ? 1 : wanted / sum(weights);
  return weights.map((weight) => weight * scale);
}

const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);

function total(pixels: Float64Array): number {
  const all = sum(pixels);
  if (!(all > 0)) throw new RangeError('No pixel has a class: there is nothing to weigh by.');
  return all;
}
