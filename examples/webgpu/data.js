/**
 * Made data: grey images with a few small discs, which are to be found, among boxes and bars of the same brightness, which
 * are not. The discs fill about one pixel of a hundred.
 */

/** Numbers between 0 and 1 that are the same in every run with a seed (mulberry32). */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Images and masks, [count, size, size]; masks are integers, as the generated loss reads them. */
export function shapes(count, size, seed) {
  const next = random(seed);
  const pixels = size * size;
  const images = new Float32Array(count * pixels);
  const masks = new Uint32Array(count * pixels);
  for (let k = 0; k < count; k++) {
    const image = images.subarray(k * pixels, (k + 1) * pixels);
    const mask = masks.subarray(k * pixels, (k + 1) * pixels);
    light(image, size, next);
    const many = Math.max(1, Math.round((size / 32) ** 2));
    for (let n = Math.round(many * next()); n > 0; n--) brighten(image, size, box(size, next));
    for (let n = Math.round(many * next()); n > 0; n--) brighten(image, size, bar(size, next));
    for (let n = Math.ceil(many * next()); n > 0; n--) brighten(image, size, disc(size, next), mask);
    for (let at = 0; at < pixels; at++) image[at] += 0.2 * (next() - 0.5);
  }
  return { images, masks };
}

/** Light that falls from one side, so that no brightness alone tells a disc. */
function light(image, size, next) {
  const [base, across, down] = [0.15 + 0.2 * next(), 0.3 * (next() - 0.5), 0.3 * (next() - 0.5)];
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) image[y * size + x] = base + (across * x + down * y) / size;
}

/** Adds light where `inside` says so, and marks it where it belongs to the foreground. */
function brighten(image, size, inside, mask) {
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      if (!inside(x, y)) continue;
      image[y * size + x] += 0.35;
      if (mask !== undefined) mask[y * size + x] = 1;
    }
}

function disc(size, next) {
  const radius = 1.4 + 1.3 * next();
  const [cx, cy] = [radius + next() * (size - 2 * radius), radius + next() * (size - 2 * radius)];
  return (x, y) => (x - cx) ** 2 + (y - cy) ** 2 <= radius ** 2;
}

function box(size, next) {
  const [cx, cy] = [next() * size, next() * size];
  const [width, height] = [3.5 + 4 * next(), 3.5 + 4 * next()];
  return (x, y) => Math.abs(x - cx) <= width && Math.abs(y - cy) <= height;
}

function bar(size, next) {
  const [cx, cy, length] = [next() * size, next() * size, 6 + 8 * next()];
  const upright = next() < 0.5;
  return (x, y) => Math.abs(x - cx) <= (upright ? 1 : length) && Math.abs(y - cy) <= (upright ? length : 1);
}
