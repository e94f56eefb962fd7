/** Adam: moves weights against their slopes, further where the slopes agree from step to step. */
import { dispatch, pipeline, shader } from './kernel.js';

const constants = { beta1: 0.9, beta2: 0.99 };
const threads = 64;

export class Adam {
  /** For the weights of these layers; `slopes` has a buffer for each, [image][weight]. */
  static async create(memory, layers, slopes) {
    const { device } = memory;
    const made = await pipeline(device, await shader(device, 'adam.wgsl'), 'adam', constants);
    return new Adam(memory, layers, slopes, made);
  }

  constructor(memory, layers, slopes, pipeline) {
    this.device = memory.device;
    this.count = 0;
    const usage = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
    this.step = memory.create({ label: 'Adam step', size: 16, usage });
    this.steps = layers.map(({ weights, count }, k) => {
      const moments = memory.storage('moments', 2 * count);
      const buffers = { 0: this.step, 1: weights, 2: slopes[k], 3: moments };
      return dispatch(this.device, pipeline, buffers, [Math.ceil(count / threads)]);
    });
  }

  /** Makes ready for the next step; what was submitted before keeps its own. */
  advance(rate) {
    this.count++;
    const correction = (beta) => 1 / (1 - beta ** this.count);
    const numbers = [rate, correction(constants.beta1), correction(constants.beta2)];
    this.device.queue.writeBuffer(this.step, 0, Float32Array.from(numbers));
  }

  record(pass) {
    this.steps.forEach((step) => step(pass));
  }
}
