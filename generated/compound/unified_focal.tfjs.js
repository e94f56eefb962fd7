/**
 * unified_focal for TensorFlow.js, compiled by lossc. 48 kernels, 111 with the gradient.
 *
 * Symmetric unified focal loss: focal cross-entropy and focal Tversky share their three parameters.
 * $\lambda \operatorname{mean}_{n,i}\left(\delta_t (1 - p_t)^\gamma (-\log p_t)\right) + (1 - \lambda) \operatorname{mean}_n \tfrac12 \sum_{k \in \{0, 1\}} (1 - T_k)^{1 - \gamma}$
 *
 * $T_1$ is the Tversky index of the foreground, $T_0$ of the background, with α = 1 − δ and β = δ;
 * $\delta_t$ is δ on the foreground and 1 − δ elsewhere. The exponents are those of the authors' code,
 * where λ goes to the region term (as in MONAI): pass 1 − λ. An empty mask predicted empty gives 0. Range [0, ∞).
 * @param z logit of the foreground
 * @param y target mask
 * @param balance λ, share of the cross-entropy
 * @param delta δ: above ½ makes fewer false negatives
 * @param gamma γ: the larger, the less easy pixels count and the steeper the end of the region term
 * @param smooth s of the Tversky index; the paper has 1e-6
 * @cite Yeung, Sala, Schönlieb, Rundo: Unified focal loss, 2022
 * @category compound
 */
import * as tf from '@tensorflow/tfjs-core';

export const signature = { name: 'unified_focal', kind: 'loss', call: 'unifiedFocal', pair: { prediction: 'z', target: 'y' }, inputs: [{ name: 'z', kind: 'logit', axes: ['n', 'i'] }, { name: 'y', kind: 'label', axes: ['n', 'i'] }], hyperparameters: [{ name: 'balance', default: 0.5 }, { name: 'delta', default: 0.6 }, { name: 'gamma', default: 0.5 }, { name: 'smooth', default: 1 }], axes: ['n', 'i'], result: [] };

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
  balance: { value: 0.5, domain: '[0, 1]', holds: (x) => Number.isFinite(x) && x >= 0 && x <= 1 },
  delta: { value: 0.6, domain: '[0, 1]', holds: (x) => Number.isFinite(x) && x >= 0 && x <= 1 },
  gamma: { value: 0.5, domain: '[0, 1)', holds: (x) => Number.isFinite(x) && x >= 0 && x < 1 },
  smooth: { value: 1, domain: '[0, inf)', holds: (x) => Number.isFinite(x) && x >= 0 },
};
const names = ['z', 'y'];
/** What `options.reduction` may be. */
const reductions = ['example', 'mean'];

/** The value, and where it is recorded the gradients. */
function compute(tensors, params, options, recording) {
  const { balance, delta, gamma, smooth } = params;
  const at = layOut(tensors, options.sizes);
  const { n, i } = at.sizes;
  const { n: nAxes, i: iAxes } = at.dimensions;
  const z = at.tensor('z');
  const y = at.tensor('y');
  const p = tf.sigmoid(z); // sigmoid(z)
  const overlap = tf.sum(tf.mul(y, p), iAxes, true); // sum[i](y * sigmoid(z))
  const sum = tf.neg(z); // -z
  const sigmoid = tf.sigmoid(sum); // sigmoid(-z)
  const missed = tf.sum(tf.mul(y, sigmoid), iAxes, true); // sum[i](y * sigmoid(-z))
  const product = tf.mul(missed, delta); // delta * sum[i](y * sigmoid(-z))
  const sum2 = tf.sub(1, y); // 1 - y
  const extra = tf.sum(tf.mul(p, sum2), iAxes, true); // sum[i](sigmoid(z) * (1 - y))
  const factor = 1 - delta;
  const product2 = tf.mul(extra, factor); // sum[i](sigmoid(z) * (1 - y)) * (1 - delta)
  const sum3 = tf.add(tf.add(tf.add(overlap, smooth), product), product2);
  const sum4 = tf.add(product, product2); // delta * sum[i](y * sigmoid(-z)) + sum[i](sigmoid(z) * (1 - y)) * (1 - delta)
  const product3 = ratio(sum4, sum3, smooth !== 0);
  const factor2 = 1 - gamma;
  const overlap2 = tf.sum(tf.mul(sigmoid, sum2), iAxes, true); // sum[i](sigmoid(-z) * (1 - y))
  const product4 = tf.mul(extra, delta); // delta * sum[i](sigmoid(z) * (1 - y))
  const product5 = tf.mul(missed, factor); // sum[i](y * sigmoid(-z)) * (1 - delta)
  const sum5 = tf.add(tf.add(tf.add(overlap2, smooth), product4), product5);
  const sum6 = tf.add(product4, product5); // delta * sum[i](sigmoid(z) * (1 - y)) + sum[i](y * sigmoid(-z)) * (1 - delta)
  const product6 = ratio(sum6, sum5, smooth !== 0);
  const sum7 = tf.mul(tf.add(tf.pow(product3, factor2), tf.pow(product6, factor2)), 0.5);
  const softplus2 = softplus(z); // softplus(z)
  const factor3 = -gamma;
  const exp = tf.exp(tf.mul(softplus2, factor3)); // exp(-gamma * softplus(z))
  const softplus3 = softplus(sum); // softplus(-z)
  const product7 = tf.mul(exp, softplus3); // exp(-gamma * softplus(z)) * softplus(-z)
  const exp2 = tf.exp(tf.mul(softplus3, factor3)); // exp(-gamma * softplus(-z))
  const product8 = tf.mul(exp2, softplus2); // exp(-gamma * softplus(-z)) * softplus(z)
  const sum8 = tf.add(tf.mul(tf.mul(y, delta), product7), tf.mul(tf.mul(product8, factor), sum2));
  const sum9 = tf.add(tf.mul(sum7, 1 - balance), tf.mul(tf.sum(sum8, iAxes, true), balance / i));
  const value = overExamples(sum9, n, options.reduction);
  if (!recording) return { value, gradients: [] };
  const square = tf.square(sum3);
  const less = Number(1 - gamma < 1);
  const equal = Number(0 === 1 - gamma);
  const select = chosen((equal !== 0 ? true : (less !== 0 ? tf.equal(0, product3) : false)), tf.div(tf.pow(product3, factor3), square), 0, false);
  const test = tf.notEqual(sum3, 0);
  const select2 = choose(test, select, 0);
  const sum10 = tf.add(overlap, smooth); // smooth + sum[i](y * sigmoid(z))
  const sum11 = tf.add(tf.mul(sum4, (0.5 - 0.5 * balance) * (1 - gamma)), tf.mul(sum10, delta * (0.5 - 0.5 * balance) * (1 - gamma)));
  const square2 = tf.square(sum5);
  const select3 = chosen((equal !== 0 ? true : (less !== 0 ? tf.equal(0, product6) : false)), tf.div(tf.pow(product6, factor3), square2), 0, false);
  const test2 = tf.notEqual(sum5, 0);
  const select4 = choose(test2, select3, 0);
  const sum12 = tf.add(overlap2, smooth); // smooth + sum[i](sigmoid(-z) * (1 - y))
  const sum13 = tf.add(tf.mul(select2, sum11), tf.mul(tf.mul(select4, (0.5 - 0.5 * balance) * (1 - delta) * (1 - gamma)), sum12));
  const sum14 = tf.sub(tf.neg(tf.mul(tf.add(tf.mul(...alike(sum13, p)), tf.mul(exp, balance * delta / i)), sigmoid)), tf.mul(tf.mul(product7, balance * delta * gamma / i), p));
  const sum15 = tf.add(tf.mul(sum6, (0.5 - 0.5 * balance) * (1 - gamma)), tf.mul(sum12, delta * (0.5 - 0.5 * balance) * (1 - gamma)));
  const sum16 = tf.add(tf.mul(select4, sum15), tf.mul(tf.mul(select2, (0.5 - 0.5 * balance) * (1 - delta) * (1 - gamma)), sum10));
  const sum17 = tf.add(tf.mul(...alike(sum16, sigmoid)), tf.mul(exp2, balance * (1 - delta) / i));
  const sum18 = tf.add(tf.mul(sum17, p), tf.mul(tf.mul(product8, balance * gamma * (1 - delta) / i), sigmoid));
  const test3 = tf.notEqual(y, 0);
  return { value, gradients: [at.back('z', choose(test3, sum14, sum18))] };
}

/** A function of the true and the predicted values, for `model.compile({ loss })`. */
export function unifiedFocal(params, options) {
  if (params instanceof tf.Tensor) throw new Error('unifiedFocal() makes the function: unifiedFocal()(yTrue, yPred).');
  const settled = settle(params);
  return (yTrue, yPred) => evaluate({ z: yPred, y: yTrue }, settled, options);
}

/** The value for inputs by name. */
export function unifiedFocalFrom(inputs, params, options) {
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

/** The terms of the loss, for inputs by name. */
export function unifiedFocalTerms(inputs, params, options = {}) {
  checkCall(inputs, options);
  return tf.tidy(() => computeTerms(inputs, settle(params), options));
}

/** The terms as metrics, for `model.compile({ metrics })`: a metric is called what its function is. */
export function unifiedFocalMetrics(params, options) {
  const terms = (yTrue, yPred) => unifiedFocalTerms({ z: yPred, y: yTrue }, params, options);
  return {
    cross: (yTrue, yPred) => tf.tidy(() => terms(yTrue, yPred)['cross']),
    region: (yTrue, yPred) => tf.tidy(() => terms(yTrue, yPred)['region']),
  };
}

function computeTerms(tensors, params, options) {
  const { balance, delta, gamma, smooth } = params;
  const at = layOut(tensors, options.sizes);
  const { n, i } = at.sizes;
  const { n: nAxes, i: iAxes } = at.dimensions;
  const z = at.tensor('z');
  const y = at.tensor('y');
  const softplus2 = softplus(z); // softplus(z)
  const sum = tf.neg(z); // -z
  const softplus3 = softplus(sum); // softplus(-z)
  const sum2 = tf.sub(1, y); // 1 - y
  const factor = 1 - delta;
  const sum3 = tf.add(tf.mul(tf.mul(tf.mul(y, delta), tf.exp(tf.mul(softplus2, -gamma))), softplus3), tf.mul(tf.mul(tf.mul(tf.exp(tf.mul(softplus3, -gamma)), factor), softplus2), sum2));
  const p = tf.sigmoid(z); // sigmoid(z)
  const overlap = tf.sum(tf.mul(y, p), iAxes, true); // sum[i](y * sigmoid(z))
  const sigmoid = tf.sigmoid(sum); // sigmoid(-z)
  const missed = tf.sum(tf.mul(y, sigmoid), iAxes, true); // sum[i](y * sigmoid(-z))
  const extra = tf.sum(tf.mul(p, sum2), iAxes, true); // sum[i](sigmoid(z) * (1 - y))
  const sum4 = tf.add(tf.add(tf.add(overlap, smooth), tf.mul(missed, delta)), tf.mul(extra, factor));
  const sum5 = tf.sub((smooth !== 0 ? 1 : tf.step(sum4)), ratio(tf.add(overlap, smooth), sum4, smooth !== 0));
  const factor2 = 1 - gamma;
  const overlap2 = tf.sum(tf.mul(sigmoid, sum2), iAxes, true); // sum[i](sigmoid(-z) * (1 - y))
  const sum6 = tf.add(tf.add(tf.add(overlap2, smooth), tf.mul(extra, delta)), tf.mul(missed, factor));
  const sum7 = tf.sub((smooth !== 0 ? 1 : tf.step(sum6)), ratio(tf.add(overlap2, smooth), sum6, smooth !== 0));
  const quotient = tf.mean(tf.mul(tf.add(tf.pow(sum5, factor2), tf.pow(sum7, factor2)), 0.5));
  return { cross: scalar(tf.mean(sum3)), region: scalar(quotient) };
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

/** A number, or a tensor of one element, as a tensor without dimensions. */
const scalar = (x) => (typeof x === 'number' ? tf.scalar(x) : x.rank === 0 ? x : tf.reshape(x, []));

/** x / d, and 0 where d is 0; `sure` says that no d is. */
const ratio = (x, d, sure = false) => (sure ? tf.div(x, d) : tf.div(tf.mul(x, tf.step(d)), tf.maximum(d, 1e-37)));

/** The gradient of every example's own value, times what comes back for that value, or for their mean. */
function weigh(gradient, upstream) {
  if (upstream.rank === 0) return tf.mul(gradient, tf.div(upstream, gradient.shape[0]));
  return tf.mul(gradient, tf.reshape(upstream, [-1, ...Array(gradient.rank - 1).fill(1)]));
}

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
 * log(1 + exp(x)). The wasm backend computes its own one element at a time; these others take half as long, and
 * are as exact: -log1p(-sigmoid(-|x|)) is log(1 + exp(-|x|)).
 */
function softplus(x) {
  if (tf.getBackend() !== 'wasm') return tf.softplus(x);
  return tf.sub(tf.relu(x), tf.log1p(tf.neg(tf.sigmoid(tf.neg(tf.abs(x))))));
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
