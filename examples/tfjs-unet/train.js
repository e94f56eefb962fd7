/**
 * Trains the same small U-Net twice on the same images, with cross-entropy alone and with the loss of shapes.loss, and
 * writes a picture of what the second one says. The shapes fill a few pixels of a hundred: cross-entropy alone
 * long finds nothing, for saying "background" everywhere is nearly right.
 */
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { shapes } from './data.js';
import { iou } from './iou.js';
import { unet } from './model.js';
import { writePicture } from './picture.js';
import { shapeLoss, shapeLossMetrics } from './generated/shapes/shape_loss.tfjs.js';

const size = 16;
const epochs = 30;

await tf.setBackend('cpu');
const training = shapes(64, size, 1);
const unseen = shapes(32, size, 2);

/** Trains with a loss, and says after every few epochs how it goes. */
async function train(title, loss, metrics) {
  const model = unet(size);
  model.compile({ optimizer: tf.train.adam(0.02), loss, metrics });
  console.log(`\n${title}`);
  await model.fit(training.images, training.masks, {
    epochs,
    batchSize: 16,
    verbose: 0,
    callbacks: {
      onEpochEnd: (epoch, { loss: value, ...terms }) => {
        if ((epoch + 1) % 5 !== 0) return;
        const parts = [`epoch ${String(epoch + 1).padStart(2)}`, `loss ${value.toFixed(4)}`];
        for (const [name, term] of Object.entries(terms)) parts.push(`${name} ${term.toFixed(4)}`);
        console.log([...parts, `IoU of unseen images ${iou(model, unseen).toFixed(3)}`].join('   '));
      },
    },
  });
  return model;
}

const share = tf.tidy(() => tf.mean(training.masks).dataSync()[0]);
console.log(
  `${training.images.shape[0]} images of ${size} × ${size}, ${(100 * share).toFixed(1)} % foreground`,
);

await train('Cross-entropy alone (w = 1)', shapeLoss({ w: 1 }));
const { bce, dice_logits } = shapeLossMetrics();
const model = await train('The loss of shapes.loss', shapeLoss(), [bce, dice_logits]);

const picture = fileURLToPath(new URL('./shapes.png', import.meta.url));
await writePicture(picture, model, unseen, 8);
console.log('\nshapes.png: images, masks, and what the second model says.');
