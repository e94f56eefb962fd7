/** A small U-Net that gives a logit for every pixel. */
import * as layers from '@tensorflow/tfjs-layers';

export function unet(size, seed = 1) {
  let seeds = seed;
  const conv = (filters, input) =>
    layers.layers
      .conv2d({
        filters,
        kernelSize: 3,
        padding: 'same',
        activation: 'relu',
        kernelInitializer: layers.initializers.heNormal({ seed: seeds++ }),
      })
      .apply(input);
  const input = layers.input({ shape: [size, size, 1] });
  const fine = conv(4, input);
  const coarse = conv(6, layers.layers.maxPooling2d({ poolSize: 2 }).apply(fine));
  const back = layers.layers.upSampling2d({ size: [2, 2] }).apply(coarse);
  const merged = conv(4, layers.layers.concatenate().apply([fine, back]));
  const kernelInitializer = layers.initializers.glorotUniform({ seed: seeds });
  const logits = layers.layers.conv2d({ filters: 1, kernelSize: 1, kernelInitializer }).apply(merged);
  return layers.model({ inputs: input, outputs: logits });
}
