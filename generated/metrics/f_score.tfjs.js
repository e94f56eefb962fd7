/**
 * f_score for TensorFlow.js, compiled by lossc. 16 kernels.
 *
 * F score of the thresholded mask over the batch: precision and recall in one number.
 * $\frac{(1 + \beta^2) tp}{(1 + \beta^2) tp + \beta^2 fn + fp}$
 *
 * β = 1 is Dice. Nothing predicted where nothing is gives 1. Range [0, 1].
 * @param p predicted probability of the foreground
 * @param y target mask
 * @param beta how many times recall counts more than precision
 * @param threshold above it a pixel is foreground
 * @cite van Rijsbergen: Information retrieval, 1979
 * @category metric
 */
import * as tf from '@tensorflow/tfjs-core';

export const signature = { name: 'f_score', kind: 'metric', call: 'fScore', pair: { prediction: 'p', target: 'y' }, inputs: [{ name: 'p', kind: 'prob', axes: ['n', 'i'] }, { name: 'y', kind: 'label', axes: ['n', 'i'] }], hyperparameters: [{ name: 'beta', default: 1 }, { name: 'threshold', default: 0.5 }], axes: ['n', 'i'], result: [] };

/** Places for the axes, outermost first; axes that never meet share one. */
const slots = [['n'], ['i']];
/** The axes of each input; the one at `wide` may be any number of dimensions. */
const layouts = {
  p: { axes: ['n', 'i'], wide: 1, transposed: false, type: 'float32', bare: false },
  y: { axes: ['n', 'i'], wide: 1, transposed: false, type: 'float32', bare: false },
};
/** Axes that have to be one dimension. */
const flat = [];
const hyperparameters = {
  beta: { value: 1, domain: '(0, inf)', holds: (x) => Number.isFinite(x) && x > 0 },
  threshold: { value: 0.5, domain: '[0, 1]', holds: (x) => Number.isFinite(x) && x >= 0 && x <= 1 },
};
const names = ['p', 'y'];
/** What `options.reduction` may be. */
const reductions = ['mean'];

/** The value. */
function compute(tensors, params, options, recording) {
  const { beta, threshold } = params;
  const at = layOut(tensors, options.sizes);
  const { n, i } = at.sizes;
  const { n: nAxes, i: iAxes } = at.dimensions;
  const p = at.tensor('p');
  const y = at.tensor('y');
  const chosen2 = tf.less(threshold, p); // threshold < p
  const float = toFloat(chosen2);
  const sum = tf.add(tf.sum(float), tf.mul(tf.sum(y), beta * beta)); // sum[i, n](threshold < p) + beta^2 * sum[i, n](y)
  const sum2 = tf.sub(tf.add(ratio(tf.mul(tf.sum(tf.mul(y, float)), 1 + beta * beta), sum), 1), tf.step(sum));
  return { value: scalar(sum2), gradients: [] };
}

/** A function of the true and the predicted values, for `model.compile({ metrics })`. */
export function fScore(params, options) {
  if (params instanceof tf.Tensor) throw new Error('fScore() makes the function: fScore()(yTrue, yPred).');
  const settled = settle(params);
  return (yTrue, yPred) => evaluate({ p: yPred, y: yTrue }, settled, options);
}

/** The value for inputs by name. */
export function fScoreFrom(inputs, params, options) {
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

/** A number, or a tensor of one element, as a tensor without dimensions. */
const scalar = (x) => (typeof x === 'number' ? tf.scalar(x) : x.rank === 0 ? x : tf.reshape(x, []));

/** x / d, and 0 where d is 0; `sure` says that no d is. */
const ratio = (x, d, sure = false) => (sure ? tf.div(x, d) : tf.div(tf.mul(x, tf.step(d)), tf.maximum(d, 1e-37)));

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
