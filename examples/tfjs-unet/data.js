/** Made data: grey images of noise with a small bright shape in each, and the masks of the shapes. */
import * as tf from '@tensorflow/tfjs-core';

/** Numbers between 0 and 1 that are the same in every run. */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Images and masks, [count, size, size, 1]. Only some pixels of a hundred are foreground: a model that says
 * "background" everywhere is right almost always, and useless.
 */
export function shapes(count, size, seed) {
  const next = random(seed);
  const images = new Float32Array(count * size * size);
  const masks = new Float32Array(count * size * size);
  for (let image = 0; image < count; image++) {
    const inside = drawShape(size, next);
    for (let y = 0; y < size; y++)
      for (let x = 0; x < size; x++) {
        const at = (image * size + y) * size + x;
        const foreground = inside(x, y);
        masks[at] = Number(foreground);
        images[at] = (foreground ? 0.8 : 0.2) + 0.9 * (next() - 0.5);
      }
  }
  const shape = [count, size, size, 1];
  return { images: tf.tensor4d(images, shape), masks: tf.tensor4d(masks, shape) };
}

/** A disc or a box somewhere: whether a pixel lies in it. */
function drawShape(size, next) {
  const radius = 1 + 1.2 * next();
  const [cx, cy] = [radius + next() * (size - 2 * radius), radius + next() * (size - 2 * radius)];
  if (next() < 0.5) return (x, y) => (x - cx) ** 2 + (y - cy) ** 2 <= radius ** 2;
  return (x, y) => Math.abs(x - cx) <= radius * 0.8 && Math.abs(y - cy) <= radius * 0.8;
}
