/** The host code that divides work among workgroups, and arrays that are larger than a binding into windows. */

export const windowRuntime = `/** Workgroups of a sweep at most: enough to fill a device, few enough that each can add up what all have left. */
const mostGroups = 1024;
const tile = 2048;
const threads = 256;

const productOf = (sizes, axes) => axes.reduce((product, axis) => product * sizes[axis], 1);

/**
 * How a sweep is divided among workgroups: by sizes alone, so that sums are the same from run to run. A workgroup has
 * a part of a row, or some whole rows, or \`share\` positions; its positions are neighbours in memory.
 */
function gridOf({ rows, inner }, sizes) {
  if (rows === undefined) return { groups: 1, parts: 1, share: 0, rows: 1, rowCount: 1, count: 1 };
  const rowCount = productOf(sizes, rows);
  if (inner.length === 0) {
    const share = Math.ceil(rowCount / Math.min(mostGroups, Math.ceil(rowCount / threads)) / threads) * threads;
    return { groups: Math.ceil(rowCount / share), parts: 1, share, rows: 0, rowCount, count: 1 };
  }
  const count = productOf(sizes, inner);
  const wanted = Math.max(1, Math.min(Math.ceil(count / tile), Math.floor(mostGroups / rowCount)));
  const share = Math.ceil(count / wanted / tile) * tile;
  const parts = Math.ceil(count / share);
  const each = Math.ceil(rowCount / mostGroups);
  return { groups: Math.ceil(rowCount / each) * parts, parts, share, rows: each, rowCount, count };
}

/** Where in the workspace everything is, in numbers, and how many there are. */
function layoutOf(plan, sizes) {
  const grids = {};
  for (const kernel of plan.kernels) grids[kernel.name] = gridOf(kernel, sizes);
  const places = {};
  let length = 0;
  for (const { name, kernel, classes, per } of plan.kept) {
    const grid = grids[kernel];
    places[name] = length;
    length += productOf(sizes, classes) * (per === 'group' ? grid.groups : grid.rowCount * grid.parts);
  }
  return { grids, places, length };
}

/** The first and the last position of a workgroup, counted through rows and what is inside them. */
function positionsOf(group, { parts, share, rows, rowCount, count }) {
  if (rows === 0) return [group * share, Math.min((group + 1) * share, rowCount) - 1];
  const [row, part] = [Math.floor(group / parts) * rows, group % parts];
  const lastRow = Math.min(row + rows, rowCount) - 1;
  return [row * count + part * share, lastRow * count + Math.min((part + 1) * share, count) - 1];
}

function coordinatesOf(position, swept, sizes) {
  const at = {};
  for (const axis of [...swept].reverse()) {
    at[axis] = position % sizes[axis];
    position = Math.floor(position / sizes[axis]);
  }
  return at;
}

/** The first and the last element of an array that a run of positions can touch. */
function elementsOf({ axes: over }, swept, sizes, [first, last]) {
  const [from, to] = [coordinatesOf(first, swept, sizes), coordinatesOf(last, swept, sizes)];
  const differing = swept.findIndex((axis) => from[axis] !== to[axis]);
  // Positions are neighbours along the axes from the first that differs on, as long as the array has them in that order.
  let next = differing === -1 ? swept.length : differing;
  const fixed = swept.slice(0, next);
  let [low, high] = [0, 0];
  for (const axis of over) {
    const size = sizes[axis];
    const follows = axis === swept[next];
    if (follows) next++;
    const known = follows || fixed.includes(axis);
    low = low * size + (known ? from[axis] : 0);
    high = high * size + (known ? to[axis] : size - 1);
  }
  return [low, high];
}

/**
 * The dispatches of a kernel: one, or as many as it takes so that each touches no more of any array than a binding
 * can hold. What the workgroups compute is the same, so the results are, bit for bit.
 */
function windowsOf(device, kernel, grid, sizes, ranges) {
  const { minStorageBufferOffsetAlignment: alignment, maxStorageBufferBindingSize: most } = device.limits;
  const touched = arrays.filter(({ binding }) => kernel.bindings.includes(binding) && ranges.has(binding));
  const large = touched.filter(({ binding }) => ranges.get(binding).size > most);
  if (large.length === 0) return [{ firstGroup: 0, groups: grid.groups, firsts: {}, halved: [], ranges }];
  const swept = [...(kernel.rows ?? []), ...(kernel.inner ?? [])];
  /** What the workgroups from \`first\` to \`last\` touch of an array, in bytes. */
  const touchedBy = (array, first, last) => {
    if (kernel.whole.includes(array.binding)) return { start: 0, size: ranges.get(array.binding).size };
    const positions = [positionsOf(first, grid)[0], positionsOf(last, grid)[1]];
    const [low, high] = elementsOf(array, swept, sizes, positions);
    const start = Math.floor((low * array.unit) / alignment) * alignment;
    return { start, size: Math.ceil(((high + 1) * array.unit) / 4) * 4 - start };
  };
  const fits = (array, first, last) => touchedBy(array, first, last).size <= most;
  const groups = Array.from({ length: grid.groups }, (_, group) => group);
  const halved = large.filter((array) => !groups.every((group) => fits(array, group, group)));
  const windowed = large.filter((array) => !halved.includes(array));
  const [common, firsts] = [new Map(ranges), {}];
  for (const array of halved) {
    const [lower, upper] = halvesOf(device, kernel, array, ranges.get(array.binding), halved.length);
    common.set(array.binding, lower).set(bindings.length + array.binding, upper);
    firsts[bindings[array.binding].name] = lower.size / array.unit;
  }
  const windows = [];
  for (let first = 0; first < grid.groups; ) {
    let last = first;
    while (last + 1 < grid.groups && windowed.every((array) => fits(array, first, last + 1))) last++;
    const window = { firstGroup: first, groups: last + 1 - first, firsts: { ...firsts }, ranges: new Map(common) };
    for (const array of windowed) {
      const { start, size } = touchedBy(array, first, last);
      const { buffer, offset } = ranges.get(array.binding);
      window.firsts[bindings[array.binding].name] = start / array.unit;
      window.ranges.set(array.binding, { buffer, offset: offset + start, size });
    }
    windows.push({ ...window, halved: halved.map(({ binding }) => binding) });
    first = last + 1;
  }
  return windows;
}

/**
 * Two bindings for an array of which one position needs elements that are far apart, as of class planes. Buffers of a
 * device with default limits are at most two bindings large.
 */
function halvesOf(device, kernel, { role, name, binding }, { buffer, offset, size }, count) {
  const {
    minStorageBufferOffsetAlignment: alignment,
    maxStorageBufferBindingSize: most,
    maxStorageBuffersPerShaderStage: mostBindings,
  } = device.limits;
  const cut = Math.floor(most / alignment) * alignment;
  const storage = kernel.bindings.filter((each) => bindings[each].type !== 'uniform').length + count;
  if (inHalves[bindings[binding].name] === undefined || size - cut > most || storage > mostBindings)
    throw new Error(
      \`The \${role} \${name} has \${size} bytes, which do not go into \${storage > mostBindings ? 'the bindings that are left' : 'two bindings'} \` +
        \`of \${most}, the maxStorageBufferBindingSize of this device: ask for more in requiredLimits, up to \` +
        'adapter.limits.maxStorageBufferBindingSize, build with --layout last, or evaluate the batch in parts.',
    );
  return [
    { buffer, offset, size: cut },
    { buffer, offset: offset + cut, size: size - cut },
  ];
}`;
