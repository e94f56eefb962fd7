/** Compiled losses in real training: they learn what cross-entropy does not, and nothing is left behind. */
import * as layers from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { shapes } from '../../examples/tfjs-unet/data.js';
import { iou } from '../../examples/tfjs-unet/iou.js';
import { unet } from '../../examples/tfjs-unet/model.js';
import { library, tf, use } from './backends.ts';

beforeAll(() => use('cpu'));

const size = 12;

type Loss = (yTrue: tf.Tensor, yPred: tf.Tensor) => tf.Tensor;

async function trained(loss: Loss, epochs: number): Promise<layers.LayersModel> {
  const { images, masks } = shapes(32, size, 1);
  const model = unet(size);
  model.compile({ optimizer: tf.train.adam(0.02), loss });
  await model.fit(images, masks, { epochs, batchSize: 16, verbose: 0, shuffle: false });
  tf.dispose([images, masks]);
  return model;
}

describe('a small U-Net on small shapes', () => {
  test('finds them with BCE-Dice and with Dice, and not with cross-entropy alone', async () => {
    const unseen = shapes(24, size, 2);
    const chance = tf.tidy(() => Number(tf.mean(unseen.masks).dataSync()[0]));
    const [bce, dice, both] = await Promise.all([
      library('distribution', 'bce'),
      library('region', 'dice_logits'),
      library('compound', 'bce_dice'),
    ]);
    const reached: number[] = [];
    for (const loss of [bce.forModel(), dice.forModel(), both.forModel({ w: 0.3 })])
      reached.push(iou(await trained(loss, 28), unseen));
    const [ofBce = 1, ofDice = 0, ofBoth = 0] = reached;
    expect(ofDice).toBeGreaterThan(2 * chance);
    expect(ofDice).toBeGreaterThan(ofBce);
    expect(ofBoth).toBeGreaterThan(4 * chance);
    expect(ofBoth).toBeGreaterThan(ofBce);
    tf.dispose(unseen);
  }, 120_000);

  test('is the same after saving and loading', async () => {
    const { forModel } = await library('compound', 'bce_dice');
    const { images, masks } = shapes(8, size, 3);
    const model = await trained(forModel(), 2);
    let saved: tf.io.ModelArtifacts | undefined;
    await model.save(
      tf.io.withSaveHandler((artifacts) => {
        saved = artifacts;
        return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } });
      }),
    );
    if (saved === undefined) throw new Error('Nothing was saved.');
    const again = await layers.loadLayersModel(tf.io.fromMemory(saved));
    again.compile({ optimizer: 'sgd', loss: forModel() });
    const score = (m: layers.LayersModel): number =>
      tf.tidy(() => {
        const found = m.evaluate(images, masks);
        return Number((Array.isArray(found) ? found[0] : found)?.dataSync()[0]);
      });
    expect(score(again)).toBeCloseTo(score(model), 6);
    const before = score(again);
    await again.fit(images, masks, { epochs: 2, verbose: 0 });
    expect(score(again)).toBeLessThan(before);
    tf.dispose([images, masks]);
  }, 60_000);
});

test('memory is flat over 1000 steps', async () => {
  const { forModel, from } = await library('compound', 'bce_dice');
  const loss = forModel();
  const weights = tf.variable(tf.randomNormal([5, 1], 0, 1, 'float32', 3));
  const features = tf.randomNormal([4, 6, 5], 0, 1, 'float32', 4);
  const masks = tf.tensor2d(
    Array.from({ length: 24 }, (_, k) => (k % 3) % 2),
    [4, 6],
  );
  const optimizer = tf.train.sgd(0.1);
  const predicted = (): tf.Tensor => tf.reshape(tf.matMul(tf.reshape(features, [24, 5]), weights), [4, 6]);
  const step = (): number =>
    tf.tidy(() => {
      const cost = optimizer.minimize(
        () => tf.reshape<tf.Rank.R0>(from({ z: predicted(), y: masks }, {}, { reduction: 'mean' }), []),
        true,
      );
      loss(masks, predicted());
      return Number(cost?.dataSync()[0]);
    });
  const first = step();
  const before = tf.memory();
  let last = first;
  for (let k = 0; k < 1000; k++) last = step();
  const after = tf.memory();
  expect(after.numTensors).toBe(before.numTensors);
  expect(after.numBytes).toBe(before.numBytes);
  expect(last).toBeLessThan(first);
  tf.dispose([features, masks, weights]);
  optimizer.dispose();
});
