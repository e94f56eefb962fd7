/**
 * The source of what evaluates a job, for every host of WebGPU: a process of Node, a page of a browser. It imports nothing, so
 * that it can be handed over as text. The host defines `gpu` and `lost`, which learns of a device that was lost.
 */
export const jobSource = `
let found;

async function open() {
  const adapter = await gpu.requestAdapter();
  if (adapter === null) throw new Error('No WebGPU adapter was found.');
  const requiredFeatures = ['subgroups', 'shader-f16'].filter((feature) => adapter.features.has(feature));
  const device = await adapter.requestDevice({ requiredFeatures });
  device.lost.then(lost);
  const { vendor, architecture, description } = adapter.info;
  return { device, features: requiredFeatures, adapter: [vendor, architecture, description].filter(Boolean).join(' ') };
}

/** The device as the host module sees it: with lower limits where those are given, and told what is bound. */
const watched = (device, limits, bound) =>
  new Proxy(device, {
    get(target, key) {
      const value = target[key];
      if (key === 'limits') return { ...defaultLimits(value), ...limits };
      if (key === 'createBindGroup')
        return (descriptor) => {
          for (const { resource } of descriptor.entries) bound.largest = Math.max(bound.largest, resource.size);
          return target.createBindGroup(descriptor);
        };
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });

/** What a host module looks at: the limits of a device are no plain properties. */
const defaultLimits = ({ maxStorageBuffersPerShaderStage, minStorageBufferOffsetAlignment, maxStorageBufferBindingSize }) => ({
  maxStorageBuffersPerShaderStage,
  minStorageBufferOffsetAlignment,
  maxStorageBufferBindingSize,
});

async function run({ code, what, sizes, params, inputs, outputs, repeat, limits, gradientScale }) {
  found ??= open();
  const { device, adapter, features } = await found;
  device.pushErrorScope('validation');
  device.pushErrorScope('out-of-memory');
  const made = [];
  const bound = { largest: 0 };
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
    const loss = await module.load(watched(device, limits, bound), [what]);
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
      ...(gradientScale === undefined ? {} : { gradientScale }),
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
    const read = async (from, kind) => {
      const staging = buffer(from.size, GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST);
      const encoder = device.createCommandEncoder();
      encoder.copyBufferToBuffer(from, 0, staging, 0, from.size);
      device.queue.submit([encoder.finish()]);
      await staging.mapAsync(GPUMapMode.READ);
      return new (kind ?? Float32Array)(staging.getMappedRange().slice(0));
    };
    const all = async (buffers, kind) =>
      Object.fromEntries(await Promise.all(Object.entries(buffers).map(async ([name, b]) => [name, await read(b, kind)])));
    const scalars = recording.result === undefined ? { terms: {}, gradients: {} } : await recording.read();
    const result = {
      adapter,
      features,
      dispatches: recording.dispatches,
      largestBinding: bound.largest,
      times,
      scalars,
      value: out.value === undefined ? undefined : await read(out.value),
      gradients: await all(out.gradients, gradientScale === undefined ? Float32Array : Uint16Array),
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
