/** What WebGPU cannot do with a loss, however it is printed: to be mended in the loss, or by leaving out this backend. */

export class TooManyBuffers extends Error {
  readonly arrays: readonly string[];
  readonly most: number;

  constructor(loss: string, arrays: readonly string[], most: number) {
    super(
      `A shader of ${loss} needs ${arrays.length} storage buffers (${arrays.join(', ')}), and WebGPU grants ${most}.`,
    );
    this.name = 'TooManyBuffers';
    [this.arrays, this.most] = [arrays, most];
  }
}
