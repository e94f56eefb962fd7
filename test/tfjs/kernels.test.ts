/** Kernels of every call, for the whole library: as many as the compiler says, and only such as all backends have. */
import { describe, expect, test } from 'vitest';
import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgpu';
import { library as all } from '../wgsl/device.ts';
import { kernelsOf, loaded, tf, use } from './backends.ts';
import { sample, tensorsOf } from './webgpu/device.ts';

/** What all backends register, whether they run here or not. */
const everywhere = (['cpu', 'wasm', 'webgl', 'webgpu'] as const)
  .map((backend) => new Set(tf.getKernelsForBackend(backend).map(({ kernelName }) => kernelName)))
  .reduce((common, kernels) => new Set([...common].filter((name) => kernels.has(name))));

describe('as many kernels run as the compiler says', () => {
  test.each(all())('$name', async ({ program, name }) => {
    await use('cpu');
    const { from, compiled: loss } = await loaded(program, name);
    const data = sample(program, name);
    const { inputs } = loss.tfjs.signature;
    const given: Record<string, tf.Tensor> = Object.fromEntries(
      Object.entries(tensorsOf(inputs, data)).map(([input, { data: values, shape, type }]) => [
        input,
        tf.tensor([...values], shape, type),
      ]),
    );
    const wanted = inputs.filter((i) => i.differentiable).map((i) => i.name);
    const call = (leaves: readonly tf.Tensor[]): tf.Tensor =>
      from({ ...given, ...Object.fromEntries(leaves.map((x, k) => [wanted[k], x])) }, data.parameters, {
        sizes: data.axes,
      });
    const value = await kernelsOf(() => call([]));
    expect(value).toHaveLength(loss.tfjs.kernels.value);
    for (const kernel of value) expect(everywhere).toContain(kernel);
    const told = loss.explain({ pass: 'cost' });
    expect(told).toContain(`kernels of TensorFlow.js: value ${value.length}`);
    if (wanted.length === 0) return;
    const leaves = wanted.flatMap((input) => given[input] ?? []);
    const both = await kernelsOf(() => tf.grads((...xs: tf.Tensor[]) => call(xs))(leaves));
    expect(both).toHaveLength(loss.tfjs.kernels.valueAndGrad);
    expect(told).toContain(`value ${value.length}, value and gradient ${both.length}\n`);
    for (const kernel of both) expect(everywhere).toContain(kernel);
  });
});
