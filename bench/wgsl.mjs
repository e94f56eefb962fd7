/**
 * Value and gradient of BCE-Dice and of cross-entropy with Dice on a GPU: the bytes that the passes have to move, per
 * second, against a buffer copy on the same device; in one run, in turns, medians.
 *
 *     npm run bundle && node bench/wgsl.mjs [--software] [--default-limits] [--pixels N] [--rounds N]
 *         [--loss bce_dice|ce_dice] [--plain] [--against dist/index.js of another version]
 *
 * It takes the graphics driver of the machine; `--software` takes the driver that the tests use, at a small size.
 * `--plain` leaves out the variants: bytes as labels, subgroups, 16-bit floats.
 * `--against` measures another version of the compiler too, in turns, and prints how many times its time ours is.
 * `--default-limits` asks the device for nothing: arrays beyond 128 MiB are swept in windows then.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { buildSync } from 'esbuild';
import * as compiler from '../dist/index.js';

const { values: given } = parseArgs({
  options: {
    software: { type: 'boolean', default: false },
    'default-limits': { type: 'boolean', default: false },
    pixels: { type: 'string' },
    rounds: { type: 'string', default: '15' },
    loss: { type: 'string', multiple: true, default: ['bce_dice', 'ce_dice'] },
    plain: { type: 'boolean', default: false },
    against: { type: 'string' },
  },
});
const pixels = Number(given.pixels ?? (given.software ? 2 ** 20 : 2 ** 26));
const rounds = Number(given.rounds);
const classes = 21;
const classPixels = Math.max(4, Math.floor(pixels / 16));

/** Where the driver is has to be known before a process starts. */
if (given.software && process.env.LOSSC_BENCH === undefined) {
  const options = { bundle: true, write: false, platform: 'node', format: 'esm' };
  const [{ text }] = buildSync({ entryPoints: ['src/cli/webgpu/driver.ts'], ...options }).outputFiles;
  const { findWebGpu } = await import(`data:text/javascript;base64,${Buffer.from(text).toString('base64')}`);
  const { environment } = findWebGpu();
  const env = { ...process.env, ...environment, LOSSC_BENCH: '1' };
  const again = spawnSync(process.execPath, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    env,
    stdio: 'inherit',
  });
  process.exit(again.status ?? 1);
}

const other = given.against === undefined ? undefined : await import(pathToFileURL(given.against));
const { create, globals } = await import('webgpu');
Object.assign(globalThis, globals);
const gpu = create([]);
const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
if (adapter === null)
  throw new Error('No WebGPU adapter was found; --software takes the driver of the tests.');
const has = (feature) => adapter.features.has(feature);
const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
const device = await adapter.requestDevice({
  requiredFeatures: ['subgroups', 'shader-f16'].filter(has),
  requiredLimits: given['default-limits'] ? {} : { maxBufferSize, maxStorageBufferBindingSize },
});
device.addEventListener('uncapturederror', ({ error }) => {
  console.error(error.message);
  process.exit(1);
});

const median = (times) => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)];
const buffer = (size) =>
  device.createBuffer({
    size: Math.ceil(size / 4) * 4,
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
  });

/** Pseudo-random words, a mebibyte again and again: uploads are no part of what is measured. */
function filled(size, Type, element) {
  const made = buffer(size);
  const block = new Type(2 ** 20 / Type.BYTES_PER_ELEMENT);
  let state = 1;
  for (let k = 0; k < block.length; k++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    block[k] = element(state / 2 ** 32);
  }
  for (let at = 0; at < made.size; at += block.byteLength)
    device.queue.writeBuffer(made, at, block.buffer, 0, Math.min(block.byteLength, made.size - at));
  return made;
}

/** Bits of a float of 16 bits from 0.5 to 1 and its negative: enough for logits. */
const halfBits = (x) => (x < 0.5 ? 0xb800 : 0x3800) + Math.floor(2048 * (x % 0.5));

/** Value and gradient, ready to be recorded, and the bytes that its passes move at least. */
async function evaluation(by, name, sizes, { labels = 'u32', floats = 'f32', subgroups = false }) {
  const { compile, load, nodeHost } = by;
  const program = load('losses/compound.loss', nodeHost(), (mistake) => {
    throw new Error(mistake.message);
  });
  const { wgsl, signature } = compile(program, name, { labels, floats, subgroups }, () => undefined);
  const url = `data:text/javascript;base64,${Buffer.from(wgsl.code).toString('base64')}`;
  const loss = await (await import(url)).load(device, ['valueAndGrad']);
  const count = (axes) => axes.reduce((product, axis) => product * sizes[axis], 1);
  const inputs = {};
  let bytes = 0;
  const floatSize = floats === 'f16' ? 2 : 4;
  for (const { name: input, axes, kind } of signature.inputs) {
    const isLabel = kind === 'label' || kind === 'index';
    const size = count(axes) * (!isLabel ? floatSize : labels === 'u8' ? 1 : 4);
    const most = kind === 'index' ? classes : 2;
    const class_ = (x) => Math.floor(most * x);
    if (!isLabel)
      inputs[input] =
        floats === 'f16' ? filled(size, Uint16Array, halfBits) : filled(size, Float32Array, (x) => 8 * x - 4);
    else inputs[input] = filled(size, labels === 'u8' ? Uint8Array : Uint32Array, class_);
    bytes += 2 * size; // both passes read it
  }
  const gradient = buffer(count(signature.inputs[0].axes) * floatSize);
  const scale = floats === 'f16' ? { gradientScale: sizes.i } : {};
  const recording = loss.valueAndGrad({ sizes, inputs, gradients: { z: gradient }, ...scale });
  const destroy = () => {
    [...Object.values(inputs), gradient].forEach((each) => each.destroy());
    recording.destroy();
  };
  return { recording, bytes: bytes + gradient.size, destroy, record: (encoder) => recording.record(encoder) };
}

/** Seconds of one submission. */
async function time(record, repeat) {
  const encoder = device.createCommandEncoder();
  for (let k = 0; k < repeat; k++) record(encoder);
  const commands = encoder.finish();
  const start = performance.now();
  device.queue.submit([commands]);
  await device.queue.onSubmittedWorkDone();
  return (performance.now() - start) / repeat / 1000;
}

async function compare(title, name, sizes, options) {
  const ours = await evaluation(compiler, name, sizes, options);
  const theirs = other === undefined ? undefined : await evaluation(other, name, sizes, options);
  const half = Math.ceil(ours.bytes / 8 / 4) * 4; // a copy reads and writes, and buffers must not be too large
  const [from, to] = [
    buffer(Math.min(half, device.limits.maxBufferSize)),
    buffer(Math.min(half, device.limits.maxBufferSize)),
  ];
  const copy = (encoder) => encoder.copyBufferToBuffer(from, 0, to, 0, from.size);
  const repeat = given.software ? 1 : 10;
  const times = [[], [], []];
  const records = [(encoder) => ours.record(encoder), copy, theirs?.record].filter(
    (each) => each !== undefined,
  );
  for (let round = given.software ? -1 : -3; round < rounds; round++)
    for (const [k, record] of records.entries()) {
      const taken = await time(record, repeat);
      if (round >= 0) times[k].push(taken);
    }
  const [own, copied, another] = times.map(median);
  const rates = [ours.bytes / own, (2 * from.size) / copied];
  const { value } = await ours.recording.read();
  if (!Number.isFinite(value)) throw new Error(`${title} is ${value}.`);
  console.log(
    `${title.padEnd(44)} ${(own * 1000).toFixed(3).padStart(9)} ms  ${(rates[0] / 1e9).toFixed(1).padStart(7)} GB/s  ` +
      `copy ${(rates[1] / 1e9).toFixed(1).padStart(7)} GB/s  ratio ${(rates[0] / rates[1]).toFixed(2)}  ` +
      `${ours.recording.dispatches} dispatches  value ${value.toPrecision(6)}`,
  );
  if (theirs !== undefined) {
    console.log(`${''.padEnd(44)} ${(own / another).toFixed(2)} of the time of the other version`);
    theirs.destroy();
  }
  ours.destroy();
  from.destroy();
  to.destroy();
}

const { vendor, architecture, description } = adapter.info;
console.log([vendor, architecture, description].filter(Boolean).join(' '));
const { maxStorageBufferBindingSize: most } = device.limits;
console.log(
  `bindings of ${most / 2 ** 20} MiB at most; ${pixels} pixels; ${classPixels} pixels of ${classes} classes`,
);

const everyVariant = [
  ['', {}],
  [', labels in bytes', { labels: 'u8' }],
  ...(has('subgroups') ? [[', labels in bytes, subgroups', { labels: 'u8', subgroups: true }]] : []),
  ...(has('shader-f16') ? [[', labels in bytes, 16-bit floats', { labels: 'u8', floats: 'f16' }]] : []),
];
const variants = given.plain ? everyVariant.slice(0, 1) : everyVariant;
for (const [suffix, options] of given.loss.includes('bce_dice') ? variants : [])
  await compare(`BCE-Dice${suffix}`, 'bce_dice', { n: 1, i: pixels }, options);
for (const [suffix, options] of given.loss.includes('ce_dice') ? variants : [])
  await compare(`CE-Dice${suffix}`, 'ce_dice', { n: 1, c: classes, i: classPixels }, options);
process.exit(0);
