/**
 * segment_misses for TensorFlow.js, compiled by lossc. 87 kernels.
 *
 * Number of segments of each class, predicted and true, that match nothing.
 * $|FP_c| + |FN_c|$
 *
 * An unmatched predicted segment of which more than half is void does not count. Range {0, 1, 2, …}.
 * @param m predicted segments
 * @param s class of each predicted segment
 * @param g true segments
 * @param t class of each true segment
 * @param v 1 where a pixel counts, 0 where it is void
 * @cite Kirillov, He, Girshick, Rother, Dollár: Panoptic segmentation, 2019
 * @category metric
 */
import * as tf from '@tensorflow/tfjs-core';

export const signature = { name: 'segment_misses', kind: 'metric', call: 'segmentMisses', inputs: [{ name: 'm', kind: 'label', axes: ['n', 'a', 'i'] }, { name: 's', kind: 'index', axes: ['n', 'a'], of: 'c' }, { name: 'g', kind: 'label', axes: ['n', 'b', 'i'] }, { name: 't', kind: 'index', axes: ['n', 'b'], of: 'c' }, { name: 'v', kind: 'label', axes: ['n', 'i'] }], hyperparameters: [], axes: ['n', 'a', 'i', 'c', 'b'], result: ['c'] };

/** Places for the axes, outermost first; axes that never meet share one. */
const slots = [['n'], ['b'], ['a'], ['i'], ['c']];
/** The axes of each input; the one at `wide` may be any number of dimensions. */
const layouts = {
  m: { axes: ['n', 'a', 'i'], wide: 2, transposed: false, type: 'float32', bare: false },
  s: { axes: ['n', 'a'], wide: 1, transposed: false, type: 'int32', bare: true },
  g: { axes: ['n', 'b', 'i'], wide: 2, transposed: false, type: 'float32', bare: false },
  t: { axes: ['n', 'b'], wide: 1, transposed: false, type: 'int32', bare: true },
  v: { axes: ['n', 'i'], wide: 1, transposed: false, type: 'float32', bare: false },
  upstream: { axes: ['c'], wide: -1, transposed: false, type: 'float32', bare: false },
};
/** Axes that have to be one dimension. */
const flat = ['c'];
const hyperparameters = {};
const names = ['m', 's', 'g', 't', 'v'];
/** What `options.reduction` may be. */
const reductions = [];

/** The value. */
function compute(tensors, params, options, recording) {
  const at = layOut(tensors, options.sizes);
  const { n, b, a, i, c } = at.sizes;
  const { n: nAxes, b: bAxes, a: aAxes, i: iAxes, c: cAxes } = at.dimensions;
  const m = at.tensor('m');
  const s = at.tensor('s');
  const g = at.tensor('g');
  const t = at.tensor('t');
  const v = at.tensor('v');
  const total = tf.sum(tf.mul(...alike(v, g)), iAxes, true); // sum[i](g * v)
  const product = tf.mul(...alike(v, m)); // m * v
  const overlap = tf.sum(tf.mul(g, product), iAxes, true); // sum[i](g * (m * v))
  const inside = tf.sum(product, iAxes, true); // sum[i](m * v)
  const sum = tf.sub(tf.add(total, inside), overlap); // sum[i](g * v) + sum[i](m * v) - sum[i](g * (m * v))
  const test = tf.notEqual(sum, 0);
  const select = chosen(test, tf.div(1, sum), 0);
  const isClass = oneHot(s, c); // position(c) == s
  const isClass2 = oneHot(t, c); // position(c) == t
  const product2 = tf.mul(tf.mul(chosen(tf.less(0.5, tf.mul(select, overlap)), select, 0), tf.sum(tf.mul(isClass, isClass2), cAxes, true)), overlap);
  const hit = tf.less(0, product2);
  const float = toFloat(hit);
  const solid = tf.logicalAnd(tf.less(0, inside), tf.lessEqual(tf.sum(m, iAxes, true), tf.mul(inside, 2))); // sum[i](m * v) > 0 and sum[i](m) <= 2 * sum[i](m * v)
  const test2 = tf.notEqual(isClass, 0);
  const float2 = toFloat(solid);
  const sum2 = tf.sub(tf.mul(...alike(float2, isClass)), choose(test2, chosen(solid, tf.sum(float, bAxes, true), 0), 0));
  const less = tf.less(0, total); // sum[i](g * v) > 0
  const test3 = tf.notEqual(isClass2, 0);
  const float3 = toFloat(less);
  const sum3 = tf.sub(tf.mul(...alike(float3, isClass2)), choose(test3, chosen(less, tf.sum(float, aAxes, true), 0), 0));
  const sum4 = tf.add(tf.sum(sum2, [...nAxes, ...aAxes], true), tf.sum(sum3, [...nAxes, ...bAxes], true));
  return { value: at.shaped(sum4, ['c']), gradients: [] };
}

/** The value for inputs by name. */
export function segmentMissesFrom(inputs, params, options) {
  return evaluate(inputs, settle(params), options);
}

function evaluate(inputs, params, options = {}) {
  checkCall(inputs, options);
  return tf.tidy(() => compute(inputs, params, options, false).value);
}

/**
 * Lays tensors out alike: every axis in its place, with a 1 where a tensor lacks it. An axis such as the pixels may
 * stand for several dimensions, height and width; nothing is copied where the shape is right already.
 */
function layOut(tensors, given = {}) {
  const lengths = {};
  for (const [axis, size] of Object.entries(given)) if (size !== undefined) lengths[axis] = [size];
  for (const name of names) readAxes(name, tensors[name], lengths);
  for (const axis of slots.flat())
    if (lengths[axis] === undefined) throw new Error(`The size of ${axis} cannot be told from the tensors: pass { sizes: { ${axis}: … } }.`);
  const widths = slots.map((slot) => Math.max(1, ...slot.map((axis) => lengths[axis].length)));
  const starts = widths.map((_, k) => widths.slice(0, k).reduce((sum, width) => sum + width, 0));
  const rank = widths.reduce((sum, width) => sum + width, 0);
  const sizes = {};
  const dimensions = {};
  slots.forEach((slot, k) =>
    slot.forEach((axis) => {
      sizes[axis] = count(lengths[axis]);
      dimensions[axis] = Array.from({ length: widths[k] }, (_, d) => starts[k] + d);
    }),
  );
  /** The shape of a tensor with these axes. */
  const shapeOf = (axes) =>
    slots.flatMap((slot, k) => {
      const axis = slot.find((each) => axes.includes(each));
      const own = axis === undefined ? [] : lengths[axis];
      return [...own, ...Array(widths[k] - own.length).fill(1)];
    });
  /** An input in its place. */
  const tensor = (name) => {
    const { axes, type, bare, transposed } = layouts[name];
    const given = tensors[name];
    const typed = type === 'float32' ? toFloat(given) : given.dtype === type ? given : tf.cast(given, type);
    const shape = bare ? shapeOf(axes).slice(0, -1) : shapeOf(axes);
    const ordered = transposed ? reorder(typed, axes, sizes) : typed;
    return sameShape(ordered.shape, shape) ? ordered : tf.reshape(ordered, shape);
  };
  /** A result with all elements along its axes, in their order. */
  const shaped = (x, axes, shape = axes.flatMap((axis) => lengths[axis])) => {
    const placed = shapeOf(axes);
    const full = spread(x, placed);
    const ordered = inOrder(axes).every((axis, k) => axis === axes[k]) ? full : restore(full, axes, sizes);
    return sameShape(ordered.shape, shape) ? ordered : tf.reshape(ordered, shape);
  };
  /** What was computed for an input, in the input's own shape. */
  const back = (name, x) => shaped(x, layouts[name].axes, tensors[name].shape);
  return { sizes, dimensions, rank, shapeOf, tensor, shaped, back };
}

/**
 * As floats. A cast of the webgpu backend leaves the integers in their buffer, whose bits it takes for floats where it
 * transposes them, as for a sum: adding 0 makes floats of them.
 */
function toFloat(x) {
  const floats = x.dtype === 'float32' ? x : tf.cast(x, 'float32');
  if (tf.getBackend() !== 'webgpu' || tf.backend().tensorMap.get(floats.dataId).dtype === 'float32') return floats;
  return tf.add(floats, 0);
}

const inOrder = (axes) => slots.flat().filter((axis) => axes.includes(axis));

/** The axes of a tensor from the common order into its own. */
function restore(x, axes, sizes) {
  const ordered = inOrder(axes);
  const single = tf.reshape(x, ordered.map((axis) => sizes[axis]));
  return tf.transpose(single, axes.map((axis) => ordered.indexOf(axis)));
}

function readAxes(name, tensor, lengths) {
  const { axes, wide } = layouts[name];
  if (tensor.dtype === 'string' || tensor.dtype === 'complex64') throw new Error(`${name} is of type ${tensor.dtype}: pass a tensor of numbers.`);
  if (tensor.size === 0) throw new Error(`${name} is empty: a loss needs at least one element.`);
  const extra = tensor.rank - axes.length;
  const fits = wide < 0 ? extra === 0 : extra >= -1;
  if (!fits && axes.length === 0) throw new Error(`${name} has the shape [${tensor.shape}]: it is a single number, a tensor without dimensions.`);
  if (!fits) throw new Error(`${name} has the shape [${tensor.shape}], which has no place for the axes ${axes.join(', ')}.`);
  axes.forEach((axis, k) => {
    const from = wide >= 0 && k > wide ? k + extra : k;
    const read = tensor.shape.slice(from, k === wide ? from + 1 + extra : from + 1);
    const own = flat.includes(axis) ? [count(read)] : read;
    lengths[axis] ??= own;
    if (count(lengths[axis]) !== count(own))
      throw new Error(`${name} has the shape [${tensor.shape}]: ${count(own)} along ${axis}, where there are ${count(lengths[axis])} elsewhere.`);
  });
}

const count = (lengths) => lengths.reduce((product, length) => product * length, 1);
const sameShape = (a, b) => a.length === b.length && a.every((size, k) => size === b[k]);

/** A number, or a tensor of fewer elements, as a tensor of this shape. */
const spread = (x, shape) => (typeof x !== 'number' && sameShape(x.shape, shape) ? x : tf.add(x, tf.zeros(shape)));

/**
 * Where the test holds the one, elsewhere the other. WebGL and WebGPU choose in four dimensions at most: more become
 * one, spread out by operations on two tensors, since `tf.broadcastTo` would read them back.
 */
function choose(test, yes, no) {
  if (typeof test === 'boolean') return filled(test ? yes : no, test ? no : yes);
  if ([test, yes, no].every((x) => (x.rank ?? 0) <= 4)) return tf.where(test, yes, no);
  const shape = [test, yes, no].reduce((common, x) => tf.backend_util.assertAndGetBroadcastShape(common, x.shape ?? []), []);
  const inLine = (x) => tf.reshape(spread(x, shape), [-1]);
  const holds = tf.reshape(tf.logicalAnd(test, tf.ones(shape, 'bool')), [-1]);
  return tf.reshape(tf.where(holds, inLine(yes), inLine(no)), shape);
}

/** A tensor as it is, and a number in the shape of another tensor. */
const filled = (x, other) => (typeof x === 'number' ? tf.fill(other.shape ?? [], x) : x);

/**
 * A tensor where the test comes out so, and a number elsewhere: the kernel that `tf.where` runs, for which it would
 * spread out the number and clone the rest. WebGL and WebGPU choose in four dimensions at most.
 */
function chosen(test, x, number, outcome = true) {
  if (typeof x === 'number') return outcome ? tf.where(test, x, number) : tf.where(test, number, x);
  if (typeof test === 'boolean') return test === outcome ? x : tf.fill(x.shape, number);
  const all = test.size === x.size ? test : spreadTest(test, x.shape);
  const shape = x.rank > 4 ? [x.size] : x.shape;
  const placed = (tensor) => (sameShape(tensor.shape, shape) ? tensor : tf.reshape(tensor, shape));
  const [one, other] = [placed(x), tf.fill(shape, number)];
  const [t, e] = outcome ? [one, other] : [other, one];
  const made = tf.engine().runKernel('Select', { condition: placed(all), t, e });
  return sameShape(shape, x.shape) ? made : tf.reshape(made, x.shape);
}

/** A test for every element; the cpu and wasm backends spread numbers faster. */
function spreadTest(test, shape) {
  const large = ['cpu', 'wasm'].includes(tf.getBackend()) && count(shape) >= 2 ** 14;
  const numbers = large ? wide(tf.cast(test, 'float32'), shape) : test;
  return numbers.size === count(shape) ? tf.notEqual(numbers, 0) : tf.logicalAnd(test, tf.ones(shape, 'bool'));
}

/**
 * 1 at the class that an index is, along a new last dimension. Of a single class there is no `tf.oneHot`, and that
 * of the wasm backend writes integers, whatever type is asked for.
 */
function oneHot(t, classes) {
  if (classes === 1) return toFloat(tf.equal(tf.expandDims(t, -1), tf.scalar(0, 'int32')));
  if (tf.getBackend() === 'wasm') return tf.cast(tf.oneHot(t, classes), 'float32');
  return tf.oneHot(t, classes, 1, 0, 'float32');
}

/**
 * Two operands as they are, or in one shape: the cpu backend spreads a small tensor over a large one by computing the place
 * of every element, and is ten times as fast at a product with ones. The wasm backend is so over the classes only.
 */
function alike(x, y) {
  if (!['cpu', 'wasm'].includes(tf.getBackend()) || !(Math.max(x.size, y.size) >= 2 ** 14)) return [x, y];
  return x.size < y.size ? [wide(x, y.shape), y] : [x, wide(y, x.shape)];
}

/** A tensor spread over a shape by a product with ones, where that is faster than any other way; or as it is. */
function wide(x, shape) {
  const differs = shape.map((size, k) => size !== x.shape[k]);
  const [from, to] = [differs.indexOf(true), differs.lastIndexOf(true) + 1];
  if (x.rank !== shape.length || from < 0 || x.shape.slice(from, to).some((size) => size !== 1)) return x;
  const [before, over, after] = [shape.slice(0, from), shape.slice(from, to), shape.slice(to)].map(count);
  if (tf.getBackend() === 'wasm' && (after > 1 || over > 64)) return x;
  if (after === 1) return tf.reshape(tf.matMul(tf.reshape(x, [before, 1]), tf.ones([1, over])), shape);
  return tf.reshape(tf.matMul(tf.ones([1, over, 1]), tf.reshape(x, [before, 1, after])), shape);
}

/** Hyperparameters with their defaults filled in. */
function settle(given = {}) {
  checkNames('hyperparameter', given, Object.keys(hyperparameters));
  return Object.fromEntries(
    Object.entries(hyperparameters).map(([name, { value, domain, holds }]) => {
      const found = given[name] ?? value;
      if (found === undefined) throw new Error(`${name} is missing and has no default.`);
      if (typeof found !== 'number' || !holds(found)) throw new Error(`${name} must lie in ${domain}; it is ${told(found)}.`);
      return [name, found];
    }),
  );
}

/** Refuses what is missing or misspelt, which would pass for something left out. */
function checkCall(inputs, options) {
  checkNames('input', inputs, names);
  for (const name of names) {
    if (inputs[name] === undefined) throw new Error(`${name} is missing: pass a tensor.`);
    if (!(inputs[name] instanceof tf.Tensor)) throw new Error(`${name} must be a tensor.`);
  }
  checkNames('option', options, ['sizes', ...(reductions.length > 0 ? ['reduction'] : [])]);
  const { reduction, sizes } = options;
  if (reduction !== undefined && !reductions.includes(reduction))
    throw new Error(`reduction must be one of ${reductions.join(', ')}; it is ${told(reduction)}.`);
  if (sizes !== undefined) checkSizes(sizes);
}

function checkSizes(sizes) {
  checkNames('axis', sizes, signature.axes);
  for (const [axis, size] of Object.entries(sizes))
    if (size !== undefined && (!Number.isInteger(size) || size < 1))
      throw new Error(`The size of ${axis} must be a whole number from 1 on; it is ${told(size)}.`);
}

function checkNames(what, given, known) {
  checkObject(what, given);
  for (const name of Object.keys(given))
    if (!known.includes(name))
      throw new Error(`There is no ${what} called ${name}; ${known.length > 0 ? `there is ${known.join(', ')}` : 'there is none'}.`);
}

function checkObject(what, given) {
  if (Object(given) !== given) throw new Error(`Pass an object with each ${what} by name; this is ${told(given)}.`);
}

/** As a message tells it: a string might pass for the number that it spells. */
function told(given) {
  return typeof given === 'string' ? `the string "${given}"` : String(given);
}
