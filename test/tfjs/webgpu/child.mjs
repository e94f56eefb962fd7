/**
 * A process that has WebGPU, and with it the webgpu backend of TensorFlow.js: jobs come in as messages, numbers go out.
 * It is a process of its own because a graphics driver has to be known before a process starts.
 */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const { create, globals } = await import(process.env.WEBGPU_MODULE);
Object.assign(globalThis, globals);
Object.defineProperty(globalThis, 'navigator', {
  value: { gpu: create([]), userAgent: 'node' },
  configurable: true,
});

const require = createRequire(process.env.WEBGPU_FROM);
const tf = require('@tensorflow/tfjs-core');
const layers = require('@tensorflow/tfjs-layers');
require('@tensorflow/tfjs-backend-cpu');
require('@tensorflow/tfjs-backend-webgpu');
const started = tf.setBackend('webgpu');

const core = pathToFileURL(require.resolve('@tensorflow/tfjs-core')).href;
const load = (code) =>
  import(
    `data:text/javascript;base64,${Buffer.from(code.replace(`'@tensorflow/tfjs-core'`, JSON.stringify(core))).toString('base64')}`
  );
const tensors = (inputs) =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, { data, shape, type }]) => [name, tf.tensor(data, shape, type)]),
  );
const numbers = async (x) => Array.from(await x.data());

/** Value and gradients of a function of inputs by name, left on the GPU. */
function valueAndGradients(from, given, wanted) {
  const compute = (...leaves) =>
    from({ ...given, ...Object.fromEntries(wanted.map((name, k) => [name, leaves[k]])) });
  if (wanted.length === 0) return { value: tf.tidy(() => compute()), grads: [] };
  return tf.valueAndGrads(compute)(wanted.map((name) => given[name]));
}

async function evaluated(from, inputs, wanted) {
  const given = tensors(inputs);
  const before = tf.memory().numTensors;
  const { value, grads } = valueAndGradients(from, given, wanted);
  const result = { value: await numbers(value), gradients: await Promise.all(grads.map(numbers)) };
  tf.dispose([value, grads]);
  const leaked = tf.memory().numTensors - before;
  tf.dispose(given);
  return { ...result, leaked };
}

async function fused({ code, fuse, params, options }) {
  const helpers = await load(fuse);
  return helpers.fuse(tf, await load(code), { params, sizes: options.sizes });
}

/** Counts the buffers that live on the device, and the times that one is mapped to be read. */
function watch() {
  const { device } = tf.backend();
  const counted = { live: 0, read: 0 };
  const createBuffer = device.createBuffer.bind(device);
  device.createBuffer = (descriptor) => {
    const buffer = createBuffer(descriptor);
    const [destroy, mapAsync] = [buffer.destroy.bind(buffer), buffer.mapAsync.bind(buffer)];
    counted.live++;
    buffer.destroy = () => {
      counted.live--;
      destroy();
    };
    buffer.mapAsync = (mode, ...range) => {
      if (mode === GPUMapMode.READ) counted.read++;
      return mapAsync(mode, ...range);
    };
    return buffer;
  };
  return { counted, end: () => (device.createBuffer = createBuffer) };
}

const jobs = {
  /** A module for TensorFlow.js on its webgpu backend. */
  async module({ code, call, params, options, inputs, wanted }) {
    const module = await load(code);
    return evaluated((given) => module[`${call}From`](given, params, options), inputs, wanted);
  },

  /** A module for WebGPU on the tensors of that backend. */
  async fused({ inputs, wanted, ...job }) {
    const loss = await fused(job);
    // Twice, the second time on tensors whose kernels TensorFlow.js has recorded and not submitted.
    const recorded = (given) =>
      loss.from(Object.fromEntries(Object.entries(given).map(([name, x]) => [name, copied(x)])));
    const first = await evaluated(loss.from, inputs, wanted);
    const second = await evaluated(recorded, inputs, wanted);
    loss.dispose();
    return { ...second, leaked: first.leaked + second.leaked };
  },

  /** Buffers and tensors after some calls and after many more, and what was read meanwhile. */
  async memory({ inputs, wanted, ...job }) {
    const { counted, end } = watch();
    const loss = await fused(job);
    const given = tensors(inputs);
    const calls = async (count) => {
      for (let k = 0; k < count; k++) tf.dispose(valueAndGradients(loss.from, given, wanted));
      await tf.backend().queue.onSubmittedWorkDone();
      return { buffers: counted.live, tensors: tf.memory().numTensors, read: counted.read };
    };
    const result = [await calls(10), await calls(200)];
    loss.dispose();
    result.push({ buffers: counted.live, tensors: tf.memory().numTensors, read: counted.read });
    end();
    tf.dispose(given);
    return result;
  },

  /** Losses of the epochs of a training with the fused kernels, and with the module for TensorFlow.js. */
  async fit({ code, call, images, masks, ...job }) {
    const loss = await fused({ ...job, code: job.shaders });
    const module = await load(code);
    const [x, y] = [tf.tensor(images.data, images.shape), tf.tensor(masks.data, masks.shape)];
    const histories = [];
    for (const candidate of [loss, module[call](job.params)]) {
      const start = (seed) => layers.initializers.glorotUniform({ seed });
      const model = layers.sequential({
        layers: [
          layers.layers.conv2d({
            inputShape: images.shape.slice(1),
            filters: 4,
            kernelSize: 3,
            padding: 'same',
            activation: 'relu',
            kernelInitializer: start(1),
          }),
          layers.layers.conv2d({ filters: 1, kernelSize: 1, kernelInitializer: start(2) }),
        ],
      });
      model.compile({ optimizer: tf.train.sgd(0.5), loss: candidate, metrics: [candidate] });
      const { history } = await model.fit(x, y, { epochs: 12, batchSize: 4, shuffle: false, verbose: 0 });
      histories.push(
        await Promise.all(history.loss.map(async (v) => (typeof v === 'number' ? v : v.dataSync()[0]))),
      );
      model.dispose();
    }
    tf.dispose([x, y]);
    return histories;
  },

  /** What is said of inputs that do not fit, one after the other. */
  async mistakes({ attempts, ...job }) {
    const loss = await fused(job);
    return attempts.map((inputs) => {
      const given = { ...tensors(inputs.tensors), ...inputs.others };
      try {
        loss.from(given).dispose();
        return 'none';
      } catch (error) {
        return error.message;
      } finally {
        tf.dispose(Object.values(given).filter((x) => x instanceof tf.Tensor));
      }
    });
  },

  /** What is said where another backend is the current one, before and after a loss is fused. */
  async otherBackend({ inputs, ...job }) {
    const loss = await fused(job);
    await tf.setBackend('cpu');
    const said = [await fused(job).catch((error) => error.message)];
    const given = tensors(inputs);
    try {
      loss.from(given);
    } catch (error) {
      said.push(error.message);
    }
    tf.dispose(given);
    await tf.setBackend('webgpu');
    return said;
  },
};

const copied = (x) => (x.dtype === 'float32' ? tf.mul(tf.add(x, 0), 1) : tf.reshape(x, x.shape));

process.on('message', async ({ id, kind, job }) => {
  try {
    if (!(await started)) throw new Error('The webgpu backend does not start.');
    process.send({ id, result: await jobs[kind](job) });
  } catch (error) {
    // The address of a module is its code.
    process.send({ id, error: String(error?.stack ?? error).replaceAll(/data:[^:)]*:?[^:)]*/g, 'module') });
  }
});
