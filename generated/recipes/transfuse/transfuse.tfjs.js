/**
 * transfuse for TensorFlow.js, compiled by lossc. 71 kernels, 129 with the gradient.
 *
 * TransFuse: the structure loss of the final prediction and of two earlier maps.
 * $0.5 \, L(z) + 0.3 \, L(z_3) + 0.2 \, L(z_4)$
 *
 * The weight map is $w = 1 + 5 |\operatorname{avg}_{31 \times 31}(y) - y|$, made once from the mask. Range (0, ∞).
 * @param z logit of the foreground, of the final prediction, map 2
 * @param z3 logit of the foreground, of map 3
 * @param z4 logit of the foreground, of map 4
 * @param y target mask
 * @param w weight of each pixel
 * @cite Zhang, Liu, Hu: TransFuse, 2021
 * @category recipe
 */
import * as tf from '@tensorflow/tfjs-core';

export const signature = { name: 'transfuse', kind: 'loss', call: 'transfuse', inputs: [{ name: 'z', kind: 'logit', axes: ['n', 'i'] }, { name: 'z3', kind: 'logit', axes: ['n', 'i'] }, { name: 'z4', kind: 'logit', axes: ['n', 'i'] }, { name: 'y', kind: 'label', axes: ['n', 'i'] }, { name: 'w', kind: 'weight', axes: ['n', 'i'] }], hyperparameters: [], axes: ['n', 'i'], result: [] };

/** Places for the axes, outermost first; axes that never meet share one. */
const slots = [['n'], ['i']];
/** The axes of each input; the one at `wide` may be any number of dimensions. */
const layouts = {
  z: { axes: ['n', 'i'], wide: 1, transposed: false, type: 'float32', bare: false },
  z3: { axes: ['n', 'i'], wide: 1, transposed: false, type: 'float32', bare: false },
  z4: { axes: ['n', 'i'], wide: 1, transposed: false, type: 'float32', bare: false },
  y: { axes: ['n', 'i'], wide: 1, transposed: false, type: 'float32', bare: false },
  w: { axes: ['n', 'i'], wide: 1, transposed: false, type: 'float32', bare: false },
};
/** Axes that have to be one dimension. */
const flat = [];
const hyperparameters = {};
const names = ['z', 'z3', 'z4', 'y', 'w'];
/** What `options.reduction` may be. */
const reductions = ['example', 'mean'];

/** The value, and where it is recorded the gradients. */
function compute(tensors, params, options, recording) {
  const at = layOut(tensors, options.sizes);
  const { n, i } = at.sizes;
  const { n: nAxes, i: iAxes } = at.dimensions;
  const z = at.tensor('z');
  const z3 = at.tensor('z3');
  const z4 = at.tensor('z4');
  const y = at.tensor('y');
  const w = at.tensor('w');
  const reciprocal = ratio(1, tf.sum(w, iAxes, true)); // 1 / sum[i](w)
  const sum = tf.sub(1, tf.mul(y, 2)); // 1 - 2 * y
  const product = tf.mul(z3, sum); // z3 * (1 - 2 * y)
  const product2 = tf.mul(z4, sum); // z4 * (1 - 2 * y)
  const sum2 = tf.add(tf.add(tf.mul(tf.sum(tf.mul(w, softplus(tf.mul(z, sum))), iAxes, true), 0.5), tf.mul(tf.sum(tf.mul(w, softplus(product)), iAxes, true), 0.3)), tf.mul(tf.sum(tf.mul(w, softplus(product2)), iAxes, true), 0.2));
  const p = tf.sigmoid(z); // sigmoid(z)
  const total = tf.sum(tf.mul(w, tf.add(y, tf.mul(p, tf.sub(1, tf.mul(y, 1.5))))), iAxes, true); // sum[i](w * (y + sigmoid(z) * (1 - 1.5 * y)))
  const product3 = tf.mul(w, y); // w * y
  const total2 = tf.sum(tf.mul(product3, p), iAxes, true); // sum[i]((w * y) * sigmoid(z))
  const sum3 = tf.add(tf.add(total, 1), tf.mul(total2, 0.5)); // 1 + sum[i](w * (y + sigmoid(z) * (1 - 1.5 * y))) + 0.5 * sum[i]((w * y) * sigmoid(z))
  const sigmoid = tf.sigmoid(product); // sigmoid(z3 * (1 - 2 * y))
  const sum4 = tf.sub(1, y); // 1 - y
  const sum5 = tf.add(tf.sum(tf.mul(w, tf.add(y, tf.mul(sigmoid, sum4))), iAxes, true), 1); // 1 + sum[i](w * (y + sigmoid(z3 * (1 - 2 * y)) * (1 - y)))
  const sigmoid2 = tf.sigmoid(tf.neg(product)); // sigmoid(-z3 * (1 - 2 * y))
  const quotient = tf.div(tf.add(tf.sum(tf.mul(product3, sigmoid2), iAxes, true), 1), sum5);
  const sigmoid3 = tf.sigmoid(product2); // sigmoid(z4 * (1 - 2 * y))
  const sum6 = tf.add(tf.sum(tf.mul(w, tf.add(y, tf.mul(sigmoid3, sum4))), iAxes, true), 1); // 1 + sum[i](w * (y + sigmoid(z4 * (1 - 2 * y)) * (1 - y)))
  const sigmoid4 = tf.sigmoid(tf.neg(product2)); // sigmoid(-z4 * (1 - 2 * y))
  const quotient2 = tf.div(tf.add(tf.sum(tf.mul(product3, sigmoid4), iAxes, true), 1), sum6);
  const sum7 = tf.sub(tf.sub(tf.add(tf.mul(reciprocal, sum2), tf.div(tf.add(total, 0.5), sum3)), tf.mul(quotient, 0.3)), tf.mul(quotient2, 0.2));
  const value = overExamples(sum7, n, options.reduction);
  if (!recording) return { value, gradients: [] };
  const product4 = tf.mul(...alike(reciprocal, tf.step(w))); // (1 / sum[i](w)) * sign(w)
  const sigmoid5 = tf.sigmoid(tf.neg(z)); // sigmoid(-z)
  const product5 = tf.mul(tf.mul(tf.add(product4, tf.div(...alike(p, sum3))), 0.5), sigmoid5);
  const square = tf.square(sum3);
  const sum8 = tf.mul(tf.add(product4, tf.mul(...alike(tf.div(tf.add(total2, 1), square), sigmoid5))), 0.5);
  const test = tf.notEqual(y, 0);
  const sum9 = tf.sub(tf.mul(...alike(tf.div(0.3, sum5), y)), tf.mul(...alike(tf.mul(tf.div(0.3, sum5), quotient), sum4)));
  const sum10 = tf.sub(tf.mul(product4, tf.sub(0.3, tf.mul(y, 0.6))), tf.mul(sigmoid2, sum9));
  const sum11 = tf.sub(tf.mul(...alike(tf.div(0.2, sum6), y)), tf.mul(...alike(tf.mul(tf.div(0.2, sum6), quotient2), sum4)));
  const sum12 = tf.sub(tf.mul(product4, tf.sub(0.2, tf.mul(y, 0.4))), tf.mul(sigmoid4, sum11));
  return { value, gradients: [at.back('z', choose(test, tf.mul(tf.neg(w), product5), tf.mul(w, tf.mul(sum8, p)))), at.back('z3', tf.mul(w, tf.mul(sum10, sigmoid))), at.back('z4', tf.mul(w, tf.mul(sum12, sigmoid3)))] };
}

/** The value for inputs by name. */
export function transfuseFrom(inputs, params, options) {
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
    const gradFunc = (upstream, saved) => [weigh(saved[0], upstream), weigh(saved[1], upstream), weigh(saved[2], upstream), tf.zeros(given[3].shape), tf.zeros(given[4].shape)];
    return { value, gradFunc };
  });
  return loss(...names.map((name) => inputs[name]));
}

/** The terms of the loss, for inputs by name. */
export function transfuseTerms(inputs, params, options = {}) {
  checkCall(inputs, options);
  return tf.tidy(() => computeTerms(inputs, settle(params), options));
}

function computeTerms(tensors, params, options) {
  const at = layOut(tensors, options.sizes);
  const { n, i } = at.sizes;
  const { n: nAxes, i: iAxes } = at.dimensions;
  const z = at.tensor('z');
  const z3 = at.tensor('z3');
  const z4 = at.tensor('z4');
  const y = at.tensor('y');
  const w = at.tensor('w');
  const reciprocal = ratio(1, tf.sum(w, iAxes, true)); // 1 / sum[i](w)
  const sum = tf.sub(1, y); // 1 - y
  const product = tf.mul(w, tf.add(tf.mul(y, softplus(tf.neg(z))), tf.mul(softplus(z), sum))); // w * (y * softplus(-z) + softplus(z) * (1 - y))
  const p = tf.sigmoid(z); // sigmoid(z)
  const product2 = tf.mul(w, y); // w * y
  const sum2 = tf.sub(1, tf.div(tf.add(tf.sum(tf.mul(product2, p), iAxes, true), 1), tf.add(tf.sum(tf.mul(w, tf.add(y, tf.mul(p, sum))), iAxes, true), 1))); // 1 - (1 + sum[i]((w * y) * sigmoid(z))) / (1 + sum[i](w * (y + sigmoid(z) * (1 - y))))
  const sum3 = tf.mul(tf.add(tf.sum(tf.mul(reciprocal, tf.sum(product, iAxes, true))), tf.sum(sum2)), 1 / n);
  const product3 = tf.mul(w, tf.add(tf.mul(y, softplus(tf.neg(z3))), tf.mul(softplus(z3), sum))); // w * (y * softplus(-z3) + softplus(z3) * (1 - y))
  const p2 = tf.sigmoid(z3); // sigmoid(z3)
  const sum4 = tf.sub(1, tf.div(tf.add(tf.sum(tf.mul(product2, p2), iAxes, true), 1), tf.add(tf.sum(tf.mul(w, tf.add(y, tf.mul(p2, sum))), iAxes, true), 1))); // 1 - (1 + sum[i]((w * y) * sigmoid(z3))) / (1 + sum[i](w * (y + sigmoid(z3) * (1 - y))))
  const sum5 = tf.mul(tf.add(tf.sum(tf.mul(reciprocal, tf.sum(product3, iAxes, true))), tf.sum(sum4)), 1 / n);
  const product4 = tf.mul(w, tf.add(tf.mul(y, softplus(tf.neg(z4))), tf.mul(softplus(z4), sum))); // w * (y * softplus(-z4) + softplus(z4) * (1 - y))
  const p3 = tf.sigmoid(z4); // sigmoid(z4)
  const sum6 = tf.sub(1, tf.div(tf.add(tf.sum(tf.mul(product2, p3), iAxes, true), 1), tf.add(tf.sum(tf.mul(w, tf.add(y, tf.mul(p3, sum))), iAxes, true), 1))); // 1 - (1 + sum[i]((w * y) * sigmoid(z4))) / (1 + sum[i](w * (y + sigmoid(z4) * (1 - y))))
  const sum7 = tf.mul(tf.add(tf.sum(tf.mul(reciprocal, tf.sum(product4, iAxes, true))), tf.sum(sum6)), 1 / n);
  return { fused: scalar(sum3), third: scalar(sum5), fourth: scalar(sum7) };
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
