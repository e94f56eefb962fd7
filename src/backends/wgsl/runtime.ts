/** The host code that every generated WebGPU module carries: checks, grids, bind groups, recording. */

import { checkNames, checkObject, told } from '../refusals.ts';
import { pipelineRuntime } from './pipelines.ts';
import { windowRuntime } from './windows.ts';

export const hostRuntime = `${windowRuntime}

const usage = { MAP_READ: 0x1, COPY_SRC: 0x4, COPY_DST: 0x8, UNIFORM: 0x40, STORAGE: 0x80 };

${told}

${checkObject}

${checkNames}

function checkSizes(given) {
  checkNames('axis', given, axes);
  for (const axis of axes) {
    const size = given[axis];
    if (size === undefined) throw new Error(\`The size of \${axis} is missing: pass sizes: { \${axes.join(', ')} }.\`);
    if (!Number.isInteger(size) || size < 1)
      throw new Error(\`The size of \${axis} must be a whole number from 1 on; it is \${told(size)}.\`);
  }
  return given;
}

/** Values of all hyperparameters: as given, as they were, or the default. */
function checkParams(given, before) {
  const free = hyperparameters.filter((h) => !h.pinned);
  checkNames('hyperparameter', given, free.map((h) => h.name));
  const values = {};
  for (const { name, value, pinned, domain, holds } of hyperparameters) {
    const x = pinned ? value : (given[name] ?? before[name] ?? value);
    if (x === undefined) throw new Error(\`\${name} is missing and has no default.\`);
    if (!pinned && !holds(x)) throw new Error(\`\${name} must lie in \${domain}; it is \${told(x)}.\`);
    values[name] = x;
  }
  return values;
}

/** What gradients are multiplied by before they become 16-bit floats, which hold 6e-5 to 65504. */
function checkScale(what, scale) {
  if (what !== 'valueAndGrad' || !features.includes('shader-f16')) {
    if (scale !== undefined) throw new Error('gradientScale is for gradients that are stored as 16-bit floats; these are not.');
    return 1;
  }
  if (typeof scale !== 'number' || !(scale > 0) || !Number.isFinite(scale))
    throw new Error(
      \`gradientScale must be a positive number; it is \${scale}. Gradients are multiplied by it before they are stored: 16 bits \` +
        'hold 6e-5 to 65504, and the gradient of a mean over many pixels is less. The number of pixels is a good choice.',
    );
  return scale;
}

/** A range of a buffer that can be bound as it is wanted; the error says what to change where it cannot. */
function checkRange(device, name, given, bytes, most = Infinity) {
  if (given === undefined || given === null) throw new Error(\`\${name} is missing: pass a GPUBuffer, or { buffer, offset, size }.\`);
  // A typed array has a buffer as well, which lies in the wrong memory.
  const { buffer, offset = 0, size } = Object(given.buffer) === given.buffer ? given : { buffer: given };
  if (typeof buffer.usage !== 'number')
    throw new Error(\`\${name} must be a GPUBuffer, or { buffer, offset, size }: write arrays into one with device.queue.writeBuffer.\`);
  const available = buffer.size - offset;
  const taken = size ?? bytes;
  const { minStorageBufferOffsetAlignment: alignment } = device.limits;
  if ((buffer.usage & usage.STORAGE) === 0)
    throw new Error(\`\${name} is in a buffer without GPUBufferUsage.STORAGE: create it with that usage.\`);
  if (offset % alignment !== 0)
    throw new Error(\`\${name} starts at byte \${offset}: offsets have to be multiples of \${alignment} on this device.\`);
  if (taken < bytes || available < bytes)
    throw new Error(\`\${name} has \${Math.min(taken, available)} bytes; these sizes need \${bytes}.\`);
  if (bytes > most)
    throw new Error(
      \`\${name} needs \${bytes} bytes in one binding, and this device was created with maxStorageBufferBindingSize \${most}: \` +
        'ask for more in requiredLimits, up to adapter.limits.maxStorageBufferBindingSize, or evaluate the batch in parts.',
    );
  return { buffer, offset, size: bytes };
}

${pipelineRuntime}

/** The bytes that an evaluation keeps between its dispatches. */
export function workspaceSize(sizes, what = Object.keys(plans).at(-1)) {
  return Math.max(4, 4 * layoutOf(plans[what], checkSizes(sizes)).length);
}

const optionNames = ['sizes', 'inputs', 'gradients', 'terms', 'params', 'gradientScale', 'workspace', 'result', 'label'];
/** Of arrays that are passed by name under one of these; a result and what it is weighted with are options themselves. */
const roles = ['input', 'gradient', 'term'];

/** Checks everything and makes the bind groups: what is recorded later allocates nothing. */
function prepare(device, pipelines, plan, what, given) {
  checkNames('option', given, [...optionNames, ...arrays.filter(({ role }) => !roles.includes(role)).map(({ name }) => name)]);
  const label = given.label ?? \`\${title} \${what}\`;
  const sizes = checkSizes(given.sizes ?? {});
  const gradientScale = checkScale(what, given.gradientScale);
  let values = { ...checkParams(given.params ?? {}, {}), gradientScale };
  const { grids, places, length } = layoutOf(plan, sizes);
  const own = [];
  const create = (name, size, flags) => {
    const buffer = device.createBuffer({ label: \`\${label} \${name}\`, size, usage: flags });
    own.push(buffer);
    return buffer;
  };
  checkNames('input', given.inputs ?? {}, arrays.filter((a) => a.role === 'input').map((a) => a.name));
  checkNames('gradient', given.gradients ?? {}, arrays.filter((a) => a.role === 'gradient').map((a) => a.name));
  checkNames('term', given.terms ?? {}, arrays.filter((a) => a.role === 'term').map((a) => a.name));
  const wanted = plan.kernels.filter(
    ({ gradients, optional }) => !optional || gradients.some((name) => given.gradients?.[name] !== undefined),
  );
  const needed = new Set(wanted.flatMap((kernel) => kernel.bindings));
  const ranges = new Map();
  bindings.forEach(({ name }, binding) => {
    if (!needed.has(binding)) return;
    if (name === 'params') return;
    if (name === 'workspace') {
      const bytes = Math.max(4, 4 * length);
      const most = device.limits.maxStorageBufferBindingSize;
      ranges.set(binding, checkRange(device, name, given.workspace ?? create(name, bytes, usage.STORAGE), bytes, most));
    } else if (name === 'result')
      ranges.set(binding, checkRange(device, name, given.result ?? create(name, resultSize, usage.STORAGE | usage.COPY_SRC), resultSize));
    else ranges.set(binding, arrayRange(device, arrays.find((a) => a.binding === binding), sizes, given, create));
  });
  checkAliases(wanted, ranges);
  const dispatches = wanted.flatMap((kernel) =>
    windowsOf(device, kernel, grids[kernel.name], sizes, ranges).map((window) => ({ kernel, window })),
  );
  const stride = Math.ceil((4 * fieldCount) / 256) * 256;
  // Whoever starts at the beginning of every array can share one slot of the uniform buffer.
  const slots = [{ firstGroup: 0, firsts: {} }];
  const slotOf = (window) =>
    window.firstGroup === 0 && Object.keys(window.firsts).length === 0 ? 0 : slots.push(window) - 1;
  const placed = dispatches.map((dispatch) => ({ ...dispatch, slot: slotOf(dispatch.window) }));
  const uniform = create('params', Math.max(256, stride * slots.length), usage.UNIFORM | usage.COPY_DST);
  const fields = new ArrayBuffer(Math.max(256, stride * slots.length));
  const writeParams = () => {
    slots.forEach((window, slot) => {
      const [i32, f32] = [Int32Array, Float32Array].map((Type) => new Type(fields, slot * stride, fieldCount));
      writeFields(i32, f32, sizes, values, grids, places, window);
    });
    device.queue.writeBuffer(uniform, 0, fields);
  };
  writeParams();
  const steps = placed.map(({ kernel, window, slot }) => {
    const { name, quads } = kernel;
    // Four neighbours at a time, where the rows of every array begin at a multiple of four.
    const entry = quads !== undefined && productOf(sizes, quads.axes) % 4 === 0 ? quads.entry : name;
    const { pipeline, layout, numbers = kernel.bindings } =
      window.halved.length > 0 ? pipelineWithHalves(device, pipelines.halves, kernel, entry, window.halved) : pipelineOf(device, pipelines, kernel, entry);
    const params = { buffer: uniform, offset: slot * stride, size: Math.max(16, 4 * fieldCount) };
    const entries = numbers.map((binding) => ({ binding, resource: window.ranges.get(binding) ?? params }));
    return {
      label: \`\${label} \${name}\`,
      pipeline,
      group: device.createBindGroup({ label: \`\${label} \${name}\`, layout, entries }),
      count: window.groups,
    };
  });
  const recordInto = (pass) => {
    for (const { pipeline, group, count } of steps) {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(count);
    }
  };
  const result = ranges.get(bindings.findIndex(({ name }) => name === 'result'));
  return {
    dispatches: steps.length,
    result,
    record(target) {
      if (typeof target.dispatchWorkgroups === 'function') return recordInto(target);
      const pass = target.beginComputePass({ label });
      recordInto(pass);
      pass.end();
    },
    setParams(params) {
      values = { ...checkParams(params, values), gradientScale };
      writeParams();
    },
    read: () => readScalars(device, result, label),
    destroy: () => own.forEach((buffer) => buffer.destroy()),
  };
}

function arrayRange(device, { name, role, axes: over, unit }, sizes, given, create) {
  const count = productOf(sizes, over);
  if (count >= 2 ** 31) throw new Error(\`\${name} has \${count} elements, more than 32 bits can count: evaluate the batch in parts.\`);
  const bytes = Math.ceil((count * unit) / 4) * 4;
  if (role === 'input') return checkRange(device, \`inputs.\${name}\`, given.inputs?.[name], bytes);
  if (role === 'gradient') {
    // A kernel may write several gradients: where one of them is wanted, the others need a place as well.
    const others = Object.values(given.gradients ?? {}).some((each) => each !== undefined);
    const buffer = given.gradients?.[name] ?? (others ? create(name, bytes, usage.STORAGE) : undefined);
    return checkRange(device, \`gradients.\${name}\`, buffer, bytes);
  }
  if (role === 'term') return checkRange(device, \`terms.\${name}\`, given.terms?.[name], bytes);
  return checkRange(device, name, given[name], bytes);
}

/** WebGPU does not let a dispatch write a buffer that it reads through another binding. */
function checkAliases(kernels, ranges) {
  for (const kernel of kernels)
    for (const written of kernel.bindings) {
      if (bindings[written].type !== 'storage') continue;
      for (const other of kernel.bindings) {
        const [a, b] = [ranges.get(written), ranges.get(other)];
        if (other === written || a === undefined || b === undefined || a.buffer !== b.buffer) continue;
        const apart = a.offset + a.size <= b.offset || b.offset + b.size <= a.offset;
        if (bindings[other].type === 'storage' ? !apart : true)
          throw new Error(
            \`\${bindings[written].name} is written while \${bindings[other].name} of the same GPUBuffer is in use: give them different buffers.\`,
          );
      }
    }
}

/** Copies the scalar results and waits for them: submits on its own, for logging now and then. */
async function readScalars(device, { buffer, offset }, label) {
  if ((buffer.usage & usage.COPY_SRC) === 0)
    throw new Error('The result is in a buffer without GPUBufferUsage.COPY_SRC: create it with that usage, or leave it out.');
  const staging = device.createBuffer({ label: \`\${label} read\`, size: resultSize, usage: usage.MAP_READ | usage.COPY_DST });
  try {
    const encoder = device.createCommandEncoder({ label: \`\${label} read\` });
    encoder.copyBufferToBuffer(buffer, offset, staging, 0, resultSize);
    device.queue.submit([encoder.finish()]);
    await staging.mapAsync(1);
    const numbers = new Float32Array(staging.getMappedRange());
    return namedScalars(numbers);
  } finally {
    staging.destroy();
  }
}

function namedScalars(numbers) {
  const read = { terms: {}, gradients: {} };
  scalars.forEach(({ role, name }, k) => {
    if (role === 'value') read.value = numbers[k];
    else read[role === 'term' ? 'terms' : 'gradients'][name] = numbers[k];
  });
  return read;
}`;
