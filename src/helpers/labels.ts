/** Labels with a number for "ignore" in; what the losses take out: targets, and a mask of the pixels that count. */
import { at, requireCount, type Numbers } from './validate.ts';

export interface SplitLabels {
  /** The target, 0 where it is ignored. */
  readonly labels: Uint8Array;
  /** 1 where a pixel counts, 0 where it is ignored: the `v` and `w` of masked losses. */
  readonly mask: Uint8Array;
}

/** Splits a binary mask of 0, 1 and a number for "ignore", 255 by default, into a target and a mask. */
export function splitIgnored(labels: Numbers, ignore = 255): SplitLabels {
  if (ignore === 0 || ignore === 1)
    throw new RangeError(`ignore is ${ignore}, which is a label; it must be a number that no label has.`);
  const mask = Uint8Array.from({ length: labels.length }, (_, k) => (at(labels, k) === ignore ? 0 : 1));
  const target = Uint8Array.from(mask, (counts, k) => {
    const label = at(labels, k);
    if (counts === 1 && label !== 0 && label !== 1)
      throw new RangeError(`labels[${k}] is ${label}; a binary label is 0 or 1, or ${ignore} to be ignored.`);
    return counts === 0 ? 0 : label;
  });
  return { labels: target, mask };
}

/** Marks classes as ignored that are inside the range of classes: they become −1, which is no class. */
export function ignoreClasses(labels: Numbers, ...ignored: readonly number[]): Int32Array {
  ignored.forEach((label, k) => requireCount(`The ignored class ${k}`, label, 0));
  return Int32Array.from({ length: labels.length }, (_, k) => {
    const label = at(labels, k);
    return ignored.includes(label) ? -1 : label;
  });
}

/** Class 0 becomes ignored and every other class moves down by one: `reduce_zero_label` of ADE20K's users. */
export function dropZeroClass(labels: Numbers, ignore = 255): Int32Array {
  return Int32Array.from({ length: labels.length }, (_, k) => {
    const label = at(labels, k);
    return label === ignore ? -1 : label - 1;
  });
}
