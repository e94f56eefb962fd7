/**
 * Training on the device. A step is one command encoder: the next images are copied, then one compute pass holds the
 * network, the generated loss, the way back and Adam. Nothing is read back.
 */
import { Adam } from './adam.js';

/** How many values of the loss wait on the device for whoever wants to read them. */
export const remembered = 64;

export class Training {
  /** `loss` is a generated module (`*.webgpu.js`); images and masks are arrays of data.js. */
  static async create(memory, network, { loss, images, masks, batch }) {
    const training = new Training(memory, network, await loss.load(memory.device, ['valueAndGrad']), {
      images,
      masks,
      batch,
    });
    training.adam = await Adam.create(memory, network.layers, training.backward.weights);
    return training;
  }

  constructor(memory, network, loss, { images, masks, batch }) {
    const { pixels } = network;
    this.device = memory.device;
    this.count = 0;
    this.batches = Math.floor(images.length / pixels / batch);
    this.bytes = 4 * batch * pixels;
    this.allImages = memory.storage('all images', images);
    this.allMasks = memory.storage('all masks', masks);
    this.images = memory.storage('images of the step', batch * pixels);
    this.masks = memory.storage('masks of the step', batch * pixels);
    this.forward = network.forward(this.images, batch);
    this.backward = network.backward(this.forward);
    // The loss reads the logits where the network leaves them, and writes their slopes where the way back begins.
    this.loss = loss.valueAndGrad({
      sizes: { n: batch, i: pixels },
      inputs: { z: this.forward.logits, y: this.masks },
      gradients: { z: this.backward.logits },
    });
    this.history = memory.storage('values of the loss', remembered);
  }

  step(rate) {
    const { device, bytes } = this;
    this.adam.advance(rate);
    const encoder = device.createCommandEncoder({ label: `step ${this.count}` });
    const from = (this.count % this.batches) * bytes;
    encoder.copyBufferToBuffer(this.allImages, from, this.images, 0, bytes);
    encoder.copyBufferToBuffer(this.allMasks, from, this.masks, 0, bytes);
    const pass = encoder.beginComputePass({ label: 'forward, loss, backward, Adam' });
    this.forward.record(pass);
    this.loss.record(pass);
    this.backward.record(pass);
    this.adam.record(pass);
    pass.end();
    const { buffer, offset } = this.loss.result;
    encoder.copyBufferToBuffer(buffer, offset, this.history, 4 * (this.count % remembered), 4);
    device.queue.submit([encoder.finish()]);
    this.count++;
  }

  /** Other hyperparameters of the loss, from the next step on: no shader is compiled for it. */
  setParams(params) {
    this.loss.setParams(params);
  }

  destroy() {
    this.loss.destroy();
  }
}
