/** A small network for each pixel: two convolutions of 3 × 3 taps with max(0, …), and one of a single tap for the logit. */
import { Convolution } from './convolution.js';
import { random } from './data.js';
import { shader } from './kernel.js';

const channels = 8;
const layers = [
  { inputs: 1, outputs: channels, reach: 1, dilation: 1, rectified: true, inputsRectified: false },
  { inputs: channels, outputs: channels, reach: 1, dilation: 2, rectified: true, inputsRectified: true },
  { inputs: channels, outputs: 1, reach: 0, dilation: 1, rectified: false, inputsRectified: true },
];

export class Network {
  /** For images of size × size; the seed decides the weights that it begins with. */
  static async create(memory, size, seed) {
    const module = await shader(memory.device, 'convolution.wgsl');
    const next = random(seed);
    const made = [];
    for (const layer of layers) made.push(await Convolution.create(memory, module, size, layer, next));
    return new Network(memory, size, made);
  }

  constructor(memory, size, layers) {
    this.memory = memory;
    this.pixels = size * size;
    this.layers = layers;
  }

  /** The network at work on so many images, which lie in a buffer: `record(pass)` writes the logits. */
  forward(images, count) {
    const values = [images];
    const steps = this.layers.map((layer, k) => {
      const output = this.memory.storage(`outputs ${k}`, count * layer.shape.outputs * this.pixels);
      values.push(output);
      return layer.forward(values[k], output, count);
    });
    const record = (pass) => steps.forEach((step) => step(pass));
    return { count, values, logits: values.at(-1), record };
  }

  /** The way back: whoever has written the slopes of the logits lets `record(pass)` write those of all weights. */
  backward({ count, values }) {
    const slopes = this.layers.map(({ shape }, k) =>
      this.memory.storage(`slopes ${k}`, count * shape.outputs * this.pixels),
    );
    const weightSlopes = this.layers.map((layer) =>
      this.memory.storage('slopes of weights', count * layer.count),
    );
    const steps = this.layers.flatMap((layer, k) => {
      const weights = layer.backwardToWeights(values[k], slopes[k], weightSlopes[k], count);
      // Nobody asks for the slopes of the images.
      return k === 0
        ? [weights]
        : [weights, layer.backwardToInput(values[k], slopes[k], slopes[k - 1], count)];
    });
    const record = (pass) => [...steps].reverse().forEach((step) => step(pass));
    return { logits: slopes.at(-1), weights: weightSlopes, record };
  }
}
