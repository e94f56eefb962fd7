/** The few checking functions that every generated module carries. */

import { checkNames, checkObject, told } from '../refusals.ts';

export const moduleRuntime = `/** A working array of at least this length. */
function room(name, length) {
  if (memory[name].length < length) memory[name] = new Float64Array(length);
  return memory[name];
}

${checkNames}

${checkObject}

${told}

function checkArray(name, array) {
  if (array === undefined) throw new Error(\`\${name} is missing: pass a typed array.\`);
  if (!ArrayBuffer.isView(array) || array instanceof DataView || typeof array[0] === 'bigint')
    throw new Error(\`\${name} must be a typed array of numbers, such as Float32Array or Uint8Array.\`);
}

function checkLength(name, array, length, shape) {
  if (array.length !== length) throw new Error(\`\${name} has \${array.length} elements; \${shape} needs \${length}.\`);
}

function checkOutput(name, array, length, shape) {
  if (array === null) return;
  if (!(array instanceof Float32Array || array instanceof Float64Array))
    throw new Error(\`\${name} must be a Float32Array or a Float64Array to write into.\`);
  checkLength(name, array, length, shape === '' ? 'one number' : shape);
}

/** Results go to arrays of their own: an input is still read while they are written. */
function checkApart(outputs, inputs) {
  for (const [name, array] of outputs)
    for (const [other, its] of [...inputs, ...outputs])
      if (array !== null && its !== null && name !== other && array.buffer === its.buffer)
        if (array.byteOffset < its.byteOffset + its.byteLength && its.byteOffset < array.byteOffset + array.byteLength)
          throw new Error(\`\${name} is written while \${other} in the same memory is in use: give them different arrays.\`);
}

/** The caller's array for a term, if it can hold it. */
function isOutput(array, length) {
  return (array instanceof Float32Array || array instanceof Float64Array) && array.length === length;
}

function outside(name, value, domain) {
  return new Error(value === undefined ? \`\${name} is missing and has no default.\` : \`\${name} must lie in \${domain}; it is \${told(value)}.\`);
}

/** Sizes by axis: as given, and else from the lengths of the arrays. Fused axes may stay undivided. */
function resolveSizes(given, axes, arrays, fused) {
  const sizes = {};
  checkObject('size', given);
  for (const [axis, size] of Object.entries(given)) {
    if (!axes.includes(axis)) throw new Error(\`There is no axis \${axis}; the axes are \${axes.join(', ')}.\`);
    if (size === undefined) continue;
    if (!Number.isInteger(size) || size < 1) throw new Error(\`The size of \${axis} must be a whole number from 1 on; it is \${told(size)}.\`);
    sizes[axis] = size;
  }
  for (const [name, length] of arrays) if (length === 0) throw new Error(\`\${name} is empty: a loss needs at least one element.\`);
  const infer = () => {
    let progress = false;
    for (const [, length, over] of arrays) {
      const open = over.filter((axis) => sizes[axis] === undefined);
      if (open.length !== 1) continue;
      const known = over.reduce((product, axis) => product * (sizes[axis] ?? 1), 1);
      if (length % known === 0) {
        sizes[open[0]] = length / known;
        progress = true;
      } else return false;
    }
    return progress;
  };
  while (infer());
  for (const group of fused) {
    const open = group.filter((axis) => sizes[axis] === undefined);
    open.slice(0, -1).forEach((axis) => (sizes[axis] = 1));
    while (infer());
  }
  for (const [name, length, over] of arrays) {
    const open = over.filter((axis) => sizes[axis] === undefined);
    if (open.length > 1) continue;
    const known = over.reduce((product, axis) => product * (sizes[axis] ?? 1), 1);
    if (open.length === 1 || known !== length)
      throw new Error(
        \`\${name} has \${length} elements; \${over.map((axis) => \`\${axis} = \${sizes[axis] ?? '?'}\`).join(' × ')} \${open.length === 1 ? 'does not divide it' : \`needs \${known}\`}.\`,
      );
  }
  const open = axes.filter((axis) => sizes[axis] === undefined);
  if (open.length > 0) throw new Error(\`The size\${open.length > 1 ? 's' : ''} of \${open.join(' and ')} cannot be told from the lengths: pass { \${open.join(', ')} }.\`);
  return sizes;
}`;

const dataChecks = `/** What a number of a domain is in an array: 0.1 is a little more in one of float32. */
const heldIn = (array) => (array instanceof Float32Array ? Math.fround : (x) => x);

function checkRange(name, array, low, lowOpen, high, highOpen, domain) {
  const held = heldIn(array);
  const [least, most] = [Math.min(low, held(low)), Math.max(high, held(high))];
  for (let k = 0; k < array.length; k++) {
    const x = array[k];
    if (!(lowOpen ? x > low : x >= least) || !(highOpen ? x < high : x <= most))
      throw new Error(\`\${name}[\${k}] is \${x}; \${name} is \${domain}.\`);
  }
}

function checkSet(name, array, values) {
  const held = values.map(heldIn(array));
  for (let k = 0; k < array.length; k++)
    if (!held.includes(array[k])) throw new Error(\`\${name}[\${k}] is \${array[k]}; it must be one of \${values.join(', ')}.\`);
}

function checkIndex(name, array) {
  for (let k = 0; k < array.length; k++)
    if (!Number.isInteger(array[k])) throw new Error(\`\${name}[\${k}] is \${array[k]}; a class is a whole number.\`);
}`;

const onesSource = `let oneArray = new Float64Array(0);
function ones(length) {
  if (oneArray.length !== length) oneArray = new Float64Array(length).fill(1);
  return oneArray;
}`;

export const domainChecks = (checked: boolean): readonly string[] => [
  onesSource,
  ...(checked ? [dataChecks] : []),
];
