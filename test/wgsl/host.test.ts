/** The generated host module on a device that only pretends: what it checks, records and allocates. */
import { expect, test } from 'vitest';
import type { CompileOptions } from '../../src/compile.ts';
import { program } from '../verify/program.ts';
import { compiled, library } from './device.ts';

interface Buffer {
  readonly label: string;
  readonly size: number;
  readonly usage: number;
}

interface Recording {
  readonly dispatches: number;
  record(target: unknown): void;
  setParams(params: Readonly<Record<string, number>>): void;
}

interface Host {
  load(
    device: unknown,
    evaluations?: readonly string[],
  ): Promise<Record<string, (given: object) => Recording>>;
  workspaceSize(sizes: Readonly<Record<string, number>>, what?: string): number;
}

const usage = { storage: 0x80, copySource: 0x4 };
const make = (size: number, flags = usage.storage): Buffer => ({ label: '', size, usage: flags });

/** Remembers what was made and dispatched. */
class Device {
  readonly features = new Set<string>();
  readonly limits = {
    maxStorageBuffersPerShaderStage: 8,
    minStorageBufferOffsetAlignment: 256,
    maxStorageBufferBindingSize: 2 ** 27,
  };
  readonly buffers: Buffer[] = [];
  pipelines = 0;
  written = 0;
  readonly dispatched: number[] = [];
  readonly queue = { writeBuffer: () => void this.written++ };
  createShaderModule = () => ({});
  createBindGroupLayout = () => ({});
  createPipelineLayout = () => ({});
  readonly bound: { readonly entries: readonly { readonly resource: { readonly size: number } }[] }[] = [];
  createBindGroup = (made: (typeof this.bound)[number]) => void this.bound.push(made);
  createComputePipelineAsync = async () => this.createComputePipeline();
  createComputePipeline = () => ++this.pipelines;
  createBuffer(made: Buffer): Buffer {
    this.buffers.push(made);
    return made;
  }
  readonly pass = {
    setPipeline: () => undefined,
    setBindGroup: () => undefined,
    dispatchWorkgroups: (count: number) => void this.dispatched.push(count),
    end: () => undefined,
  };
}

async function hostOf(name: string, options: CompileOptions = {}): Promise<Host> {
  const loss = library().find((each) => each.name === name);
  if (loss === undefined) throw new Error(`There is no ${name}.`);
  const { code } = compiled(loss.program, name, options).wgsl;
  return import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`);
}

const host = await hostOf('bce_dice');
const sizes = { n: 2, i: 100 };
const given = (): {
  sizes: object;
  inputs: Record<string, object>;
  gradients: Record<string, object>;
  params?: object;
} => ({
  sizes,
  inputs: { z: make(800), y: make(800) },
  gradients: { z: make(800) },
});

async function prepare(change: object = {}, device = new Device()): Promise<Recording> {
  const loss = await host.load(device);
  const { valueAndGrad } = loss;
  if (valueAndGrad === undefined) throw new Error('A loss has a gradient.');
  return valueAndGrad({ ...given(), ...change });
}

test('pipelines are made once for a device', async () => {
  const device = new Device();
  await prepare({}, device);
  const { pipelines } = device;
  await prepare({}, device);
  expect(device.pipelines).toBe(pipelines);
});

test('only the pipelines that were asked for are made', async () => {
  const device = new Device();
  await host.load(device, ['valueAndGrad']);
  expect(device.pipelines).toBe(2);
});

test('kernels for sizes that are no multiple of four are made when such sizes come', async () => {
  const device = new Device();
  await prepare({}, device);
  const { pipelines } = device;
  await prepare({ sizes: { n: 2, i: 99 } }, device);
  await prepare({ sizes: { n: 2, i: 97 } }, device);
  expect(device.pipelines).toBe(pipelines + 2);
});

test('records into an encoder or an open pass, and allocates nothing for it', async () => {
  const device = new Device();
  const recording = await prepare({}, device);
  const { length } = device.buffers;
  recording.record(device.pass);
  recording.record({ beginComputePass: () => device.pass });
  expect(device.dispatched).toEqual([2, 2, 2, 2]);
  expect(device.buffers.length).toBe(length);
});

test('takes the memory that it is given', async () => {
  const device = new Device();
  const size = host.workspaceSize(sizes);
  await prepare({ workspace: make(size), result: make(64, usage.storage | usage.copySource) }, device);
  expect(device.buffers.map(({ label }) => label.replace(/^.* /, ''))).toEqual(['params']);
  await expect(prepare({ workspace: make(size - 4) })).rejects.toThrow(
    `workspace has ${size - 4} bytes; these sizes need ${size}.`,
  );
});

test('no dispatch is larger than a device allows, however large the data', async () => {
  const device = new Device();
  device.limits.maxStorageBufferBindingSize = 2 ** 31;
  const large = { n: 1, i: 2 ** 28 };
  const bytes = 2 ** 30;
  const recording = await prepare(
    { sizes: large, inputs: { z: make(bytes), y: make(bytes) }, gradients: { z: make(bytes) } },
    device,
  );
  recording.record(device.pass);
  expect(Math.max(...device.dispatched)).toBeLessThanOrEqual(1024);
});

test('hyperparameters can change between submissions', async () => {
  const device = new Device();
  const recording = await prepare({}, device);
  recording.setParams({ w: 0.25 });
  expect(device.written).toBe(2);
  expect(() => recording.setParams({ w: 2 })).toThrow('w must lie in [0, 1]; it is 2.');
  expect(() => recording.setParams({ v: 2 })).toThrow(
    'There is no hyperparameter called v; there is w, smooth.',
  );
});

test.each([
  [{ sizes: { n: 2 } }, 'The size of i is missing: pass sizes: { n, i }.'],
  [{ sizes: { n: 2, i: 0 } }, 'The size of i must be a whole number from 1 on; it is 0.'],
  [{ sizes: { n: 2, i: 1, k: 3 } }, 'There is no axis called k; there is n, i.'],
  [{ inputs: { z: make(800) } }, 'inputs.y is missing: pass a GPUBuffer, or { buffer, offset, size }.'],
  [{ inputs: { z: make(800), y: make(800), t: make(8) } }, 'There is no input called t; there is z, y.'],
  [{ inputs: { z: make(796), y: make(800) } }, 'inputs.z has 796 bytes; these sizes need 800.'],
  [
    { inputs: { z: { buffer: make(2000), offset: 12 }, y: make(800) } },
    'offsets have to be multiples of 256',
  ],
  [{ inputs: { z: make(800, 0x8), y: make(800) } }, 'inputs.z is in a buffer without GPUBufferUsage.STORAGE'],
  [{ gradients: {} }, 'gradients.z is missing'],
  [{ gradients: { y: make(800) } }, 'There is no gradient called y; there is z.'],
  [{ param: { w: 0.7 } }, 'There is no option called param; there is sizes, inputs,'],
  [{ upstream: make(4) }, 'There is no option called upstream;'],
  [{ terms: { bce: make(4) } }, 'There is no term called bce; there is none.'],
  [{ params: { w: '1' } }, 'w must lie in [0, 1]; it is the string "1".'],
  [{ sizes: null }, 'The size of n is missing'],
  [
    { inputs: { z: new Float32Array(200), y: make(800) } },
    'inputs.z must be a GPUBuffer, or { buffer, offset, size }: write arrays into one with device.queue.writeBuffer.',
  ],
  [{ inputs: { z: 3, y: make(800) } }, 'inputs.z must be a GPUBuffer'],
])('says what is wrong with %o', async (change, message) => {
  await expect(prepare(change)).rejects.toThrow(message);
});

test('a gradient cannot be written over its input', async () => {
  const z = make(4096);
  const change = { inputs: { z, y: make(800) }, gradients: { z: { buffer: z, offset: 1024 } } };
  await expect(prepare(change)).rejects.toThrow('d_z is written while z of the same GPUBuffer is in use');
});

test('a gradient that is left out has a place of its own where a kernel writes it beside others', async () => {
  const source = 'loss f(p: logit[n, i], q: logit[n, i]) = mean[n, i](sigmoid(p) * sigmoid(q))';
  const { code } = compiled(program(source), 'f').wgsl;
  const own: Host = await import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`);
  const device = new Device();
  const { valueAndGrad } = await own.load(device);
  const inputs = { p: make(800), q: make(800) };
  valueAndGrad?.({ sizes, inputs, gradients: { q: make(800) } });
  const made = device.buffers.map(({ label, size }) => [label.replace(/^.* /, ''), size]);
  expect(made).toContainEqual(['p', 800]);
  expect(() => valueAndGrad?.({ sizes, inputs, gradients: {} })).toThrow('gradients.p is missing');
});

test('an array that is too large for one binding is swept in windows that fit', async () => {
  const device = new Device();
  const bytes = 2 ** 28;
  const most = device.limits.maxStorageBufferBindingSize;
  const change = {
    sizes: { n: 1, i: 2 ** 26 },
    inputs: { z: make(bytes), y: make(bytes) },
    gradients: { z: make(bytes) },
  };
  const recording = await prepare(change, device);
  recording.record(device.pass);
  expect(device.dispatched).toEqual([512, 512, 512, 512]);
  const sizesBound = device.bound.flatMap(({ entries }) => entries.map(({ resource: { size } }) => size));
  expect(Math.max(...sizesBound)).toBeLessThanOrEqual(most);
});

/** One image of 5 classes, of which the planes alone go into a binding. */
const planes = (pixels: number): object => ({
  sizes: { n: 1, c: 5, i: pixels },
  inputs: { z: make(20 * pixels), t: make(4 * pixels) },
  gradients: { z: make(20 * pixels) },
});

test(
  'class planes beyond a binding take two, and what is beyond two is refused',
  { timeout: 60_000 },
  async () => {
    const device = new Device();
    const { valueAndGrad } = await (await hostOf('ce_dice')).load(device);
    const before = device.pipelines;
    valueAndGrad?.(planes(2 ** 23));
    expect(device.pipelines).toBe(before + 2);
    const bound = device.bound.flatMap(({ entries }) => entries.map(({ resource: { size } }) => size));
    expect(Math.max(...bound)).toBeLessThanOrEqual(device.limits.maxStorageBufferBindingSize);
    expect(() => valueAndGrad?.(planes(2 ** 24))).toThrow(
      'The input z has 335544320 bytes, which do not go into two bindings of 134217728, the maxStorageBufferBindingSize of ' +
        'this device: ask for more in requiredLimits',
    );
  },
);

test('a device without a feature that the build asks for is told so', async () => {
  const { load } = await hostOf('bce_dice', { subgroups: true });
  await expect(load(new Device())).rejects.toThrow(
    'bce_dice was built for the feature subgroups, which the device was created without: ask for it in requiredFeatures',
  );
});

test('gradients of 16 bits need a scale, and others have none', async () => {
  const device = new Device();
  device.features.add('shader-f16');
  const { valueAndGrad } = await (await hostOf('bce_dice', { floats: 'f16' })).load(device);
  expect(() => valueAndGrad?.(given())).toThrow('gradientScale must be a positive number; it is undefined.');
  expect(() => valueAndGrad?.({ ...given(), gradientScale: 0 })).toThrow('it is 0.');
  expect(valueAndGrad?.({ ...given(), gradientScale: 200 }).dispatches).toBe(2);
  await expect(prepare({ gradientScale: 200 })).rejects.toThrow(
    'gradientScale is for gradients that are stored',
  );
});

test('more elements than 32 bits count are refused', async () => {
  const large = { n: 1, i: 2 ** 31 };
  await expect(prepare({ sizes: large })).rejects.toThrow(
    'has 2147483648 elements, more than 32 bits can count',
  );
});
