/** One layer: a convolution, rectified or not, with its weights. */
import { dispatch, pipeline } from './kernel.js';

/** Threads of a workgroup: along x and along y, and along weights. */
const [block, threads] = [8, 64];

export class Convolution {
  /** `shape` has `inputs`, `outputs`, `reach`, `dilation`, `rectified` and `inputsRectified`; see convolution.wgsl. */
  static async create(memory, module, size, shape, next) {
    const constants = { size, ...shape };
    const [forward, backwardToInput, backwardToWeights] = await Promise.all(
      ['forward', 'backwardToInput', 'backwardToWeights'].map((entryPoint) =>
        pipeline(memory.device, module, entryPoint, constants),
      ),
    );
    return new Convolution(memory, size, shape, { forward, backwardToInput, backwardToWeights }, next);
  }

  constructor(memory, size, shape, pipelines, next) {
    const taps = (2 * shape.reach + 1) ** 2;
    const fan = shape.inputs * taps;
    this.device = memory.device;
    this.blocks = Math.ceil(size / block);
    this.shape = shape;
    this.pipelines = pipelines;
    this.count = shape.outputs * (fan + 1);
    // He et al., 2015: the variance 2 / fan keeps the size of what passes through; biases begin at 0.
    const spread = Math.sqrt(6 / fan);
    const start = Float32Array.from({ length: this.count }, (_, k) =>
      k < shape.outputs * fan ? spread * (2 * next() - 1) : 0,
    );
    this.weights = memory.storage('weights', start);
  }

  /** Ready to be recorded: outputs from inputs, for so many images. */
  forward(input, output, images) {
    const groups = [this.blocks, this.blocks, images * this.shape.outputs];
    return dispatch(this.device, this.pipelines.forward, { 0: this.weights, 1: input, 2: output }, groups);
  }

  /** Ready to be recorded: what each image says of the slopes of the weights. */
  backwardToWeights(input, outputSlope, weightSlope, images) {
    const groups = [Math.ceil(this.count / threads), images];
    const buffers = { 1: input, 3: outputSlope, 5: weightSlope };
    return dispatch(this.device, this.pipelines.backwardToWeights, buffers, groups);
  }

  /** Ready to be recorded: the slopes of the inputs from those of the outputs. */
  backwardToInput(input, outputSlope, inputSlope, images) {
    const groups = [this.blocks, this.blocks, images * this.shape.inputs];
    const buffers = { 0: this.weights, 1: input, 3: outputSlope, 4: inputSlope };
    return dispatch(this.device, this.pipelines.backwardToInput, buffers, groups);
  }
}
