/**
 * bce_smoothed for TensorFlow.js, compiled by lossc. 11 kernels, 20 with the gradient.
 *
 * Binary cross-entropy with smoothed labels: the target moves from 0 and 1 towards one half.
 * $-\operatorname{mean}_{n,i}\left(y' \log p + (1 - y') \log(1 - p)\right), \quad y' = (1 - \varepsilon) y + \tfrac{\varepsilon}{2}, \quad p = \sigma(z)$
 *
 * An empty mask is a target of $\varepsilon / 2$ everywhere. Range (0, ∞); the minimum is above 0
 * for $\varepsilon > 0$.
 * @param z logit of the foreground
 * @param y target mask
 * @param smoothing how far the target moves; 1 is one half for every pixel
 * @cite Szegedy, Vanhoucke, Ioffe, Shlens, Wojna: Rethinking the Inception architecture, 2016
 * @category distribution
 */
import * as tf from '@tensorflow/tfjs-core';

export const signature = { name: 'bce_smoothed', kind: 'loss', call: 'bceSmoothed', pair: { prediction: 'z', target: 'y' }, inputs: [{ name: 'z', kind: 'logit', axes: ['n', 'i'] }, { name: 'y', kind: 'label', axes: ['n', 'i'] }], hyperparameters: [{ name: 'smoothing', default: 0.1 }], axes: ['n', 'i'], result: [] };

/** Places for the axes, outermost first; axes that never meet share one. */
const slots = [['n'], ['i']];
/** The axes of each input; the one at `wide` may be any number of dimensions. */
const layouts = {
  z: { axes: ['n', 'i'], wide: 1, transposed: false, type: 'float32', bare: false },
  y: { axes: ['n', 'i'], wide: 1, transposed: false, type: 'float32', bare: false },
};
/** Axes that have to be one dimension. */
const flat = [];
const hyperparameters = {
  smoothing: { value: 0.1, domain: '[0, 1]', holds: (x) => Number.isFinite(x) && x >= 0 && x <= 1 },
};
const names = ['z', 'y'];
/** What `options.reduction` may be. */
const reductions = ['example', 'mean'];

/** The value, and where it is recorded the gradients. */
function compute(tensors, params, options, recording) {
  const { smoothing } = params;
  const at = layOut(tensors, options.sizes);
  const { n, i } = at.sizes;
  const { n: nAxes, i: iAxes } = at.dimensions;
  const z = at.tensor('z');
  const y = at.tensor('y');
  const product = tf.mul(y, 1 - smoothing); // y * (1 - smoothing)
  const sum = tf.sub(1 - 0.5 * smoothing, product); // 1 - 0.5 * smoothing - y * (1 - smoothing)
  const sum2 = tf.neg(z); // -z
  const target = tf.add(product, 0.5 * smoothing); // 0.5 * smoothing + y * (1 - smoothing)
  const quotient = tf.mean(tf.add(tf.mul(softplus(z), sum), tf.mul(softplus(sum2), target)), iAxes, true);
  const value = overExamples(quotient, n, options.reduction);
  if (!recording) return { value, gradients: [] };
  const sum3 = tf.mul(tf.sub(tf.mul(tf.sigmoid(z), sum), tf.mul(tf.sigmoid(sum2), target)), 1 / i);
  return { value, gradients: [at.back('z', sum3)] };
}

/** A function of the true and the predicted values, for `model.compile({ loss })`. */
export function bceSmoothed(params, options) {
  if (params instanceof tf.Tensor) throw new Error('bceSmoothed() makes the function: bceSmoothed()(yTrue, yPred).');
  const settled = settle(params);
  return (yTrue, yPred) => evaluate({ z: yPred, y: yTrue }, settled, options);
}

/** The value for inputs by name. */
export function bceSmoothedFrom(inputs, params, options) {
  return evaluate(inputs, settle(params), options);
}

/** The value with the compiled gradient; only the gradient is kept for the way back. */
function evaluate(inputs, params, options = {}) {
  checkCall(inputs, options);
  const loss = tf.customGrad((...given) => {
    const save = given.pop();
    const tensors = Object.fromEntries(names.map((name, k) => [name, given[k]]));
    // Where no tape is recorded there is no need for the gradient.
    const recording = tf.engine().state.gradientDepth !== 0;
    const { value, gradients } = compute(tensors, params, options, recording);
    save(gradients);
    const gradFunc = (upstream, saved) => [weigh(saved[0], upstream), tf.zeros(given[1].shape)];
    return { value, gradFunc };
  });
  return loss(...names.map((name) => inputs[name]));
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

/** One value for each example, or their mean. What does not depend on the tensors may be a number. */
function overExamples(x, examples, reduction) {
  if (typeof x === 'number') return reduction === 'mean' ? tf.scalar(x) : tf.fill([examples], x);
  return reduction === 'mean' ? tf.mean(x) : tf.reshape(x, [examples]);
}

/** The gradient of every example's own value, times what comes back for that value, or for their mean. */
function weigh(gradient, upstream) {
  if (upstream.rank === 0) return tf.mul(gradient, tf.div(upstream, gradient.shape[0]));
  return tf.mul(gradient, tf.reshape(upstream, [-1, ...Array(gradient.rank - 1).fill(1)]));
}

/**
 * log(1 + exp(x)). The wasm backend computes its own one element at a time; these others take half as long, and
 * are as exact: -log1p(-sigmoid(-|x|)) is log(1 + exp(-|x|)).
 */
function softplus(x) {
  if (tf.getBackend() !== 'wasm') return tf.softplus(x);
  return tf.sub(tf.relu(x), tf.log1p(tf.neg(tf.sigmoid(tf.neg(tf.abs(x))))));
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
