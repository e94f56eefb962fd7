/** What the page shows of a training: the one thing that is read back from the device. */
import { createMosaic } from './mosaic.js';
import { remembered } from './training.js';

export class Display {
  /** `metric` is a generated module; `images` and `masks` are ones that the network does not learn from. */
  static async create(memory, network, training, { metric, images, masks }) {
    const made = new Display(memory, network, training, await metric.load(memory.device, ['value']), {
      images,
      masks,
    });
    made.mosaic = await createMosaic(memory, made.images, made.masks, made.look.logits, network.pixels);
    const size = 4 * (remembered + 1) + made.mosaic.colours.size;
    const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
    made.staging = memory.create({ label: 'what is displayed', size, usage });
    return made;
  }

  constructor(memory, network, training, metric, { images, masks }) {
    const { pixels } = network;
    const count = images.length / pixels;
    this.device = memory.device;
    this.training = training;
    this.known = 0;
    this.images = memory.storage('unseen images', images);
    this.masks = memory.storage('unseen masks', masks);
    this.look = network.forward(this.images, count);
    const inputs = { z: this.look.logits, y: this.masks };
    this.metric = metric.value({ sizes: { n: count, i: pixels }, inputs });
  }

  /**
   * The losses of the steps since the last time, 64 at most; intersection over union of the unseen images; their pictures.
   */
  async read() {
    const { device, training, staging, mosaic } = this;
    const encoder = device.createCommandEncoder({ label: 'display' });
    const pass = encoder.beginComputePass({ label: 'a look at unseen images' });
    this.look.record(pass);
    this.metric.record(pass);
    mosaic.record(pass);
    pass.end();
    const { buffer, offset } = this.metric.result;
    const after = 4 * remembered;
    encoder.copyBufferToBuffer(training.history, 0, staging, 0, after);
    encoder.copyBufferToBuffer(buffer, offset, staging, after, 4);
    encoder.copyBufferToBuffer(mosaic.colours, 0, staging, after + 4, mosaic.colours.size);
    device.queue.submit([encoder.finish()]);
    const { count } = training;
    await staging.mapAsync(GPUMapMode.READ);
    const bytes = staging.getMappedRange().slice(0);
    staging.unmap();
    const numbers = new Float32Array(bytes, 0, remembered + 1);
    const losses = [];
    for (; this.known < count; this.known++) losses.push(numbers[this.known % remembered]);
    return { losses, iou: numbers[remembered], pictures: bytes.slice(after + 4) };
  }

  destroy() {
    this.metric.destroy();
  }
}
