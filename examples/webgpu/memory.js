/** Buffers of a device that are destroyed together. */
export class Memory {
  #buffers = [];

  constructor(device) {
    this.device = device;
  }

  /** A storage buffer with these numbers, or with room for so many of 32 bits, which are 0. */
  storage(label, content) {
    const size = typeof content === 'number' ? 4 * content : content.byteLength;
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const buffer = this.create({ label, size, usage });
    if (typeof content !== 'number') this.device.queue.writeBuffer(buffer, 0, content);
    return buffer;
  }

  create(descriptor) {
    const buffer = this.device.createBuffer(descriptor);
    this.#buffers.push(buffer);
    return buffer;
  }

  destroy() {
    for (const buffer of this.#buffers) buffer.destroy();
    this.#buffers = [];
  }
}
