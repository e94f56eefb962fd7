/** Predicted masks with classes, and the true ones, in; targets aligned with the predictions out. */
import { assign } from './assignment.ts';
import { at, requireCount, requireLength, type Numbers } from './validate.ts';

/** The true masks of one image. */
export interface TrueMasks {
  /** Class of each mask; "no object" is not among them. */
  readonly classes: Numbers;
  /** 0 and 1 over [masks, pixels]. */
  readonly masks: Numbers;
}

export interface MatchOptions {
  /** How much each cost weighs: 1, 20, 1 as MaskFormer has them; Mask2Former has 2, 5, 5. */
  readonly weights?: { readonly class?: number; readonly mask?: number; readonly dice?: number };
  /** The mask cost: `focal` (α ¼, γ 2) for MaskFormer, `bce` for Mask2Former. */
  readonly mask?: 'focal' | 'bce';
}

export interface Predictions {
  /** Logits of the classes over [images, queries, classes], "no object" last. */
  readonly q: Numbers;
  /** Logits of the masks over [images, queries, pixels]. */
  readonly m: Numbers;
  readonly queries: number;
  /** "No object" included. */
  readonly classes: number;
}

/** The targets that mask classification takes, and who was matched. */
export interface Matched {
  /** Class of the target of each query, over [images, queries]; "no object" where it has none. */
  readonly t: Int32Array;
  /** Its mask, over [images, queries, pixels]; 0 where there is none. */
  readonly y: Uint8Array;
  /** The true mask that each query got, by its number in its image; −1 for none. */
  readonly mask: Int32Array;
}

/**
 * Matches the predictions of every image to its true masks by the Hungarian method (Cheng, Schwing, Kirillov,
 * MaskFormer, 2021): `matchMasks({ q, m, queries, classes }, images)` gives the `t` and `y` that the losses
 * `mask_classification`, `maskformer` and `mask2former` take.
 */
export function matchMasks(
  predictions: Predictions,
  images: readonly TrueMasks[],
  options: MatchOptions = {},
): Matched {
  const { q, m, queries, classes } = predictions;
  requireCount('queries', queries);
  requireCount('classes', classes, 2);
  requireCount('The number of images', images.length);
  requireLength('q', q, images.length * queries * classes, 'images × queries × classes');
  const pixels = m.length / (images.length * queries);
  requireCount('The number of pixels, which follows from m,', pixels);
  const t = new Int32Array(images.length * queries).fill(classes - 1);
  const y = new Uint8Array(m.length);
  const mask = new Int32Array(t.length).fill(-1);
  images.forEach((truth, n) => {
    const costs = costsOf(predictions, n, pixels, truth, options);
    assign(costs, queries, truth.classes.length).forEach((chosen, k) => {
      if (chosen < 0) return;
      const query = n * queries + k;
      t[query] = at(truth.classes, chosen);
      mask[query] = chosen;
      for (let i = 0; i < pixels; i++) y[query * pixels + i] = at(truth.masks, chosen * pixels + i);
    });
  });
  return { t, y, mask };
}

/**
 * The costs of one image, over [queries, masks]: minus the probability of the class, the focal or cross-entropy loss
 * of the mask, and its Dice loss with smooth 1. They are finite for all finite logits.
 */
export function matchingCosts(
  predictions: Predictions,
  image: number,
  truth: TrueMasks,
  options: MatchOptions = {},
): Float64Array {
  const { q, m, queries, classes } = predictions;
  const pixels = m.length / ((q.length / (queries * classes)) * queries);
  return costsOf(predictions, image, pixels, truth, options);
}

function costsOf(
  { q, m, queries, classes }: Predictions,
  n: number,
  pixels: number,
  truth: TrueMasks,
  { weights = {}, mask = 'focal' }: MatchOptions,
): Float64Array {
  const { class: wClass = 1, mask: wMask = 20, dice: wDice = 1 } = weights;
  const masks = truth.classes.length;
  requireTruth(truth, masks, pixels, classes, n);
  const result = new Float64Array(queries * masks);
  for (let k = 0; k < queries; k++) {
    const query = n * queries + k;
    const probabilities = softmax(Array.from({ length: classes }, (_, c) => at(q, query * classes + c)));
    const each = Array.from({ length: pixels }, (_, i) => pixelCosts(at(m, query * pixels + i), mask));
    if (!each.every(({ p, inside }) => Number.isFinite(p + inside)) || !probabilities.every(Number.isFinite))
      throw new RangeError(`The logits of query ${k} of image ${n} are not finite: the model has diverged.`);
    for (let g = 0; g < masks; g++) {
      let [cost, overlap, total] = [0, 0, 0];
      each.forEach(({ p, inside, outside }, i) => {
        const target = at(truth.masks, g * pixels + i);
        cost += target === 1 ? inside : outside;
        overlap += target * p;
        total += p + target;
      });
      const dice = 1 - (2 * overlap + 1) / (total + 1);
      const right = probabilities[at(truth.classes, g)] ?? NaN;
      result[k * masks + g] = -wClass * right + (wMask * cost) / pixels + wDice * dice;
    }
  }
  return result;
}

/** What a pixel costs where the true mask has it, and where not. */
function pixelCosts(z: number, mask: 'focal' | 'bce'): { p: number; inside: number; outside: number } {
  const p = 1 / (1 + Math.exp(-z));
  const inside = softplus(-z);
  const outside = softplus(z);
  if (mask === 'bce') return { p, inside, outside };
  return { p, inside: 0.25 * (1 - p) ** 2 * inside, outside: 0.75 * p ** 2 * outside };
}

const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

function softmax(logits: readonly number[]): readonly number[] {
  const highest = Math.max(...logits);
  const powers = logits.map((z) => Math.exp(z - highest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

function requireTruth(
  { classes, masks }: TrueMasks,
  count: number,
  pixels: number,
  all: number,
  n: number,
): void {
  requireLength(`The masks of image ${n}`, masks, count * pixels, `${count} masks of ${pixels} pixels`);
  for (let g = 0; g < count; g++)
    if (!(Number.isInteger(at(classes, g)) && at(classes, g) >= 0 && at(classes, g) < all - 1))
      throw new RangeError(
        `The class of mask ${g} of image ${n} is ${at(classes, g)}; classes go from 0 to ${all - 2}, and ${all - 1} is "no object".`,
      );
  for (let k = 0; k < masks.length; k++)
    if (at(masks, k) !== 0 && at(masks, k) !== 1)
      throw new RangeError(`The masks of image ${n} hold ${at(masks, k)} at ${k}; a mask is 0 or 1.`);
}
