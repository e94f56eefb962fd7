/** Pictures of the first unseen images: made on the device, painted into a canvas. */
import { dispatch, pipeline, shader } from './kernel.js';

const columns = 8;
const rows = 4;
const gap = 2;
const threads = 64;

/** Of images, masks and logits in buffers: `record(pass)` writes the pictures into `colours`. */
export async function createMosaic(memory, images, masks, logits, pixels) {
  const { device } = memory;
  const made = await pipeline(device, await shader(device, 'mosaic.wgsl'), 'mosaic');
  const count = columns * pixels;
  const colours = memory.storage('pictures', rows * count);
  const buffers = { 0: images, 1: masks, 2: logits, 3: colours };
  return { colours, record: dispatch(device, made, buffers, [Math.ceil(count / threads)]) };
}

/** Paints what lay in `colours`, bytes of red, green, blue and opacity. */
export function paint(canvas, bytes, size) {
  const cell = size + gap;
  const [width, height] = [columns * cell - gap, rows * cell - gap];
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext('2d');
  const length = 4 * size * size;
  for (let k = 0; k < rows * columns; k++) {
    const picture = new ImageData(new Uint8ClampedArray(bytes, k * length, length), size, size);
    context.putImageData(picture, (k % columns) * cell, Math.floor(k / columns) * cell);
  }
}
