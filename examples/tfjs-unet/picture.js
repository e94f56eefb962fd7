/** Images, masks and predictions in, a PNG with a row for each out: no package needed. */
import { writeFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';
import * as tf from '@tensorflow/tfjs-core';

const gap = 2;
const zoom = 6;

/** Writes the first `count` images, what is true of them, and what the model says, below each other. */
export async function writePicture(path, model, { images, masks }, count) {
  const rows = tf.tidy(() =>
    [images, masks, tf.sigmoid(model.predict(images))].map((x) => tf.slice(x, 0, count)),
  );
  const data = await Promise.all(rows.map((row) => row.data()));
  const size = images.shape[1];
  rows.forEach((row) => row.dispose());
  const cell = size * zoom + gap;
  const [width, height] = [count * cell + gap, rows.length * cell + gap];
  const pixels = new Uint8Array(width * height).fill(90);
  data.forEach((values, row) => {
    for (let k = 0; k < count; k++)
      for (let y = 0; y < size * zoom; y++)
        for (let x = 0; x < size * zoom; x++) {
          const value = values[(k * size + Math.floor(y / zoom)) * size + Math.floor(x / zoom)];
          const at = (gap + row * cell + y) * width + gap + k * cell + x;
          pixels[at] = Math.max(0, Math.min(255, Math.round(255 * value)));
        }
  });
  writeFileSync(path, png(pixels, width, height));
}

/** A grey PNG: its header, the compressed rows, each led by a 0 for "no filter", and its end. */
function png(pixels, width, height) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const lines = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y++)
    lines.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(lines)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
