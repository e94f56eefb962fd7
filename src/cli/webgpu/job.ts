/**
 * The source of what evaluates a job, for every host of WebGPU: a process of Node, a page of a browser. It imports nothing, so
 * that it can be handed over as text. The host defines `gpu` and `lost`, which learns of a device that was lost.
 */
export const jobSource = `
let found;

async function open() {
  const adapter = await gpu.requestAdapter();
  if (adapter === null) throw new Error('No WebGPU adapter was found.');
  const device = await adapter.requestDevice();
  device.lost.then(lost);
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
    const module = await import('data:text/javascript,' + encodeURIComponent(code));
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
`;
