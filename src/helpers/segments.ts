/** Images of segment numbers in; masks and classes, as the panoptic metrics take them, out. */
import { at, imagesIn, requireCount, requireLength, type Numbers } from './validate.ts';

export interface Segments {
  /** 0 and 1 over [images, slots, pixels]. */
  readonly masks: Uint8Array;
  /** Class of each segment over [images, slots]; −1 for a slot that an image does not need. */
  readonly classes: Int32Array;
  /** The number of its segment in each slot, over [images, slots]; NaN for an empty one. */
  readonly ids: Float64Array;
  /** Segments of the image that has most, and at least 1. */
  readonly slots: number;
}

export interface SegmentOptions {
  /** Pixels with this number belong to no segment; 0 by default. */
  readonly none?: number;
}

/**
 * The segments of images of `pixels` pixels: pixels with the same number are one segment, whose class is that of its
 * pixels in `classes`, over [images, pixels], or that of its number in a map. Use it for both sides of
 * `panoptic_quality`: `m`, `s` from the prediction, `g`, `t` from the truth.
 */
export function segmentsOf(
  ids: Numbers,
  classes: Numbers | ReadonlyMap<number, number>,
  pixels: number,
  { none = 0 }: SegmentOptions = {},
): Segments {
  requireCount('pixels', pixels);
  const images = imagesIn('ids', ids, pixels);
  if ('length' in classes) requireLength('classes', classes, ids.length, 'a class for each element of ids');
  const found = Array.from({ length: images }, (_, n) => segmentsIn(ids, classes, n * pixels, pixels, none));
  const slots = Math.max(1, ...found.map((segments) => segments.size));
  const masks = new Uint8Array(images * slots * pixels);
  const classOf = new Int32Array(images * slots).fill(-1);
  const idOf = new Float64Array(images * slots).fill(NaN);
  found.forEach((segments, n) => {
    const slotOf = new Map([...segments.keys()].map((id, slot) => [id, n * slots + slot]));
    for (const [id, slot] of slotOf) {
      classOf[slot] = segments.get(id) ?? -1;
      idOf[slot] = id;
    }
    for (let k = 0; k < pixels; k++) {
      const slot = slotOf.get(at(ids, n * pixels + k));
      if (slot !== undefined) masks[slot * pixels + k] = 1;
    }
  });
  return { masks, classes: classOf, ids: idOf, slots };
}

/** The class of every segment of one image, in the order in which they first appear. */
function segmentsIn(
  ids: Numbers,
  classes: Numbers | ReadonlyMap<number, number>,
  start: number,
  pixels: number,
  none: number,
): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (let k = start; k < start + pixels; k++) {
    const id = at(ids, k);
    if (id === none) continue;
    const own = 'length' in classes ? at(classes, k) : classes.get(id);
    if (own === undefined || !Number.isInteger(own))
      throw new RangeError(
        `Segment ${id}, at ids[${k}], has ${own === undefined ? 'no class' : `the class ${own}`}.`,
      );
    const before = found.get(id);
    if (before !== undefined && before !== own)
      throw new RangeError(
        `Segment ${id} has the classes ${before} and ${own} (at ids[${k}]): number segments of different classes differently.`,
      );
    found.set(id, own);
  }
  return found;
}
