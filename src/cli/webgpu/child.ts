/**
 * The source of the process that runs WebGPU code: jobs come in as messages, results go out. It is a process of its
 * own, since where the graphics driver is has to be known before a process starts. It imports nothing of lossc, so
 * that it can be handed to Node as text.
 */

/** `package` is the URL of the module that brings WebGPU to Node. */
export const childSource = (webgpu: string): string => `
import { create, globals } from ${JSON.stringify(webgpu)};
Object.assign(globalThis, globals);
const gpu = create([]);
let found;

async function open() {
  const adapter = await gpu.requestAdapter();
  if (adapter === null) throw new Error('No WebGPU adapter was found.');
  const device = await adapter.requestDevice();
  device.lost.then(({ message }) => process.exit(message === '' ? 0 : 1));
  const { vendor, architecture, description } = adapter.info;
  return { device, adapter: [vendor, architecture, description].filter(Boolean).join(' ') };
}

async function run({ code, what, sizes, params, inputs, outputs, repeat }) {
  found ??= open();
  const { device, adapter } = await found;
  device.pushErrorScope('validation');
  device.pushErrorScope('out-of-memory');
  const made = [];
  const buffer = (size, usage, bytes) => {
    const length = Math.max(4, Math.ceil(size / 4) * 4);
    const one = device.createBuffer({ size: length, usage, mappedAtCreation: bytes !== undefined });
    if (bytes !== undefined) {
      new Uint8Array(one.getMappedRange()).set(bytes);
      one.unmap();
    }
    made.push(one);
    return one;
  };
  const named = (entries, make) => Object.fromEntries(Object.entries(entries ?? {}).map(([name, x]) => [name, make(x)]));
  const output = (size) => buffer(size, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC);
  try {
    const module = await import('data:text/javascript;base64,' + Buffer.from(code).toString('base64'));
    const loss = await module.load(device, [what]);
    const ones = outputs.upstream === undefined ? {} : { upstream: buffer(outputs.upstream.byteLength, GPUBufferUsage.STORAGE, outputs.upstream) };
    const out = {
      gradients: named(outputs.gradients, output),
      terms: named(outputs.terms, output),
      ...(outputs.value === undefined ? {} : { value: output(outputs.value) }),
    };
    const recording = loss[what]({
      sizes,
      params,
      inputs: named(inputs, (bytes) => buffer(bytes.byteLength, GPUBufferUsage.STORAGE, bytes)),
      ...out,
      ...ones,
    });
    const times = [];
    for (let k = 0; k < repeat; k++) {
      const start = performance.now();
      const encoder = device.createCommandEncoder();
      recording.record(encoder);
      device.queue.submit([encoder.finish()]);
      await device.queue.onSubmittedWorkDone();
      times.push(performance.now() - start);
    }
    const read = async (from) => {
      const staging = buffer(from.size, GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST);
      const encoder = device.createCommandEncoder();
      encoder.copyBufferToBuffer(from, 0, staging, 0, from.size);
      device.queue.submit([encoder.finish()]);
      await staging.mapAsync(GPUMapMode.READ);
      return new Float32Array(staging.getMappedRange().slice(0));
    };
    const all = async (buffers) => Object.fromEntries(await Promise.all(Object.entries(buffers).map(async ([name, b]) => [name, await read(b)])));
    const scalars = recording.result === undefined ? { terms: {}, gradients: {} } : await recording.read();
    const result = {
      adapter,
      dispatches: recording.dispatches,
      times,
      scalars,
      value: out.value === undefined ? undefined : await read(out.value),
      gradients: await all(out.gradients),
      terms: await all(out.terms),
    };
    recording.destroy();
    return result;
  } finally {
    for (const one of made) one.destroy();
    const errors = [await device.popErrorScope(), await device.popErrorScope()].filter(Boolean);
    if (errors.length > 0) throw new Error(errors.map((e) => e.message).join(' '));
  }
}

process.on('message', async ({ id, job }) => {
  try {
    process.send({ id, result: await run(job) });
  } catch (error) {
    process.send({ id, error: error instanceof Error ? error.message : String(error) });
  }
});
process.on('disconnect', () => process.exit(0));
process.send({ ready: true });
`;
