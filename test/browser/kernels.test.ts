/** The hand-written kernels of examples/webgpu: what they call slopes are the slopes of the generated loss. */
import { afterAll, describe, expect, test } from 'vitest';
import { openBrowser } from './chromium.ts';
import { readBuffer, serveExample } from './examplePage.ts';

const opened = await openBrowser();
const example = typeof opened === 'string' ? undefined : await serveExample(opened.browser);
afterAll(() => example?.close());

interface Slopes {
  readonly layer: number;
  /** What the way back says of a direction in which all weights of the layer move. */
  readonly told: number;
  /** What the loss does when they move there. */
  readonly seen: number;
}

/** In the page: several directions for the weights of each layer, some images. */
const compare = `(async () => {
  ${readBuffer}
  const [{ random, shapes }, { openDevice }, { Memory }, { Network }, { Training }, loss] = await Promise.all(
    ['data', 'device', 'memory', 'network', 'training', 'generated/shapes/bce_dice.webgpu'].map((name) =>
      import('/' + name + '.js'),
    ),
  );
  const [size, batch] = [19, 3];
  const device = await openDevice();
  const memory = new Memory(device);
  const network = await Network.create(memory, size, 3);
  const { images, masks } = shapes(batch, size, 4);
  const training = await Training.create(memory, network, { loss, images, masks, batch });
  // Biases begin at 0, where max(0, …) has no slope; after some steps they are elsewhere.
  for (let k = 0; k < 3; k++) training.step(0.02);
  const evaluate = async () => {
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    training.forward.record(pass);
    training.loss.record(pass);
    training.backward.record(pass);
    pass.end();
    device.queue.submit([encoder.finish()]);
    return (await training.loss.read()).value;
  };
  await evaluate();
  const next = random(5);
  const found = [];
  for (const [layer, { weights, count }] of network.layers.entries()) {
    const before = new Float32Array(await readBuffer(device, weights));
    const parts = new Float32Array(await readBuffer(device, training.backward.weights[layer]));
    const slopes = Array.from(before, (_, k) =>
      Array.from({ length: batch }, (_, image) => parts[image * count + k]).reduce((sum, x) => sum + x, 0),
    );
    for (let n = 0; n < 4; n++) {
      const direction = Array.from(before, () => 2 * next() - 1);
      const at = async (step) => {
        device.queue.writeBuffer(weights, 0, before.map((w, k) => w + step * direction[k]));
        return evaluate();
      };
      const h = 3e-4;
      const seen = ((await at(h)) - (await at(-h))) / (2 * h);
      found.push({ layer, told: slopes.reduce((sum, slope, k) => sum + slope * direction[k], 0), seen });
      device.queue.writeBuffer(weights, 0, before);
    }
  }
  return found;
})()`;

/** The loss is known to 1e-7, so that a difference over 6e-4 is known to 2e-4; and some sums cross 0 on the way. */
const tolerance = 5e-4;

describe.skipIf(example === undefined)('the kernels of the example', () => {
  test('slopes of weights are how the loss changes', { timeout: 60_000 }, async () => {
    if (example === undefined) throw new Error('There is no browser.');
    const { page, complaints } = await example.visit('style.css');
    const found = await page.evaluate<readonly Slopes[]>(compare);
    expect(complaints).toEqual([]);
    expect(found).toHaveLength(12);
    expect(Math.max(...found.map(({ seen }) => Math.abs(seen)))).toBeGreaterThan(20 * tolerance);
    for (const { layer, told, seen } of found)
      expect(Math.abs(told - seen), `layer ${layer}: ${told} and ${seen}`).toBeLessThan(
        tolerance + 0.01 * Math.abs(told),
      );
  });
});
