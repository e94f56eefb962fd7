/**
 * nnunet for TensorFlow.js, compiled by lossc. 98 kernels, 215 with the gradient.
 *
 * nnU-Net: cross-entropy minus the Dice coefficient, at three resolutions.
 * $\frac{L(z) + f L(z_1) + f^2 L(z_2)}{1 + f + f^2}, \quad L = \operatorname{CE} - D$
 *
 * Each head has its own pixels, and labels resized to them; a head that is coarser still has no weight.
 * Two heads are `fall` = 0 or the same shape again; more are written the same way. Ignored pixels leave
 * every sum. Range [−1, ∞): it falls below 0 as the prediction gets good.
 * @param z logit of each class, the background first
 * @param z1 logit of each class at half the resolution
 * @param z2 logit of each class at a quarter of the resolution
 * @param t class of each pixel
 * @param t1 class of each pixel at half the resolution
 * @param t2 class of each pixel at a quarter of the resolution
 * @param fall f, weight of a head against the next finer one
 * @cite Isensee, Jaeger, Kohl, Petersen, Maier-Hein: nnU-Net, 2021
 * @cite Lee, Xie, Gallagher, Zhang, Tu: Deeply-supervised nets, 2015
 * @category recipe
 */
import * as tf from '@tensorflow/tfjs-core';

export const signature = { name: 'nnunet', kind: 'loss', call: 'nnunet', inputs: [{ name: 'z', kind: 'logit', axes: ['n', 'i', 'c'] }, { name: 'z1', kind: 'logit', axes: ['n', 'j', 'c'] }, { name: 'z2', kind: 'logit', axes: ['n', 'k', 'c'] }, { name: 't', kind: 'index', axes: ['n', 'i'], of: 'c' }, { name: 't1', kind: 'index', axes: ['n', 'j'], of: 'c' }, { name: 't2', kind: 'index', axes: ['n', 'k'], of: 'c' }], hyperparameters: [{ name: 'fall', default: 0.5 }], axes: ['n', 'c', 'i', 'j', 'k'], result: [] };

/** Places for the axes, outermost first; axes that never meet share one. */
const slots = [['n'], ['k', 'j', 'i'], ['c']];
/** The axes of each input; the one at `wide` may be any number of dimensions. */
const layouts = {
  z: { axes: ['n', 'i', 'c'], wide: 1, transposed: false, type: 'float32', bare: false },
  z1: { axes: ['n', 'j', 'c'], wide: 1, transposed: false, type: 'float32', bare: false },
  z2: { axes: ['n', 'k', 'c'], wide: 1, transposed: false, type: 'float32', bare: false },
  t: { axes: ['n', 'i'], wide: 1, transposed: false, type: 'int32', bare: true },
  t1: { axes: ['n', 'j'], wide: 1, transposed: false, type: 'int32', bare: true },
  t2: { axes: ['n', 'k'], wide: 1, transposed: false, type: 'int32', bare: true },
};
/** Axes that have to be one dimension. */
const flat = ['c'];
const hyperparameters = {
  fall: { value: 0.5, domain: '[0, 1]', holds: (x) => Number.isFinite(x) && x >= 0 && x <= 1 },
};
const names = ['z', 'z1', 'z2', 't', 't1', 't2'];
/** What `options.reduction` may be. */
const reductions = ['example', 'mean'];

/** The value, and where it is recorded the gradients. */
function compute(tensors, params, options, recording) {
  const { fall } = params;
  const at = layOut(tensors, options.sizes);
  const { n, k, j, i, c } = at.sizes;
  const { n: nAxes, k: kAxes, j: jAxes, i: iAxes, c: cAxes } = at.dimensions;
  const z = at.tensor('z');
  const z1 = at.tensor('z1');
  const z2 = at.tensor('z2');
  const t = at.tensor('t');
  const t1 = at.tensor('t1');
  const t2 = at.tensor('t2');
  const value_ = coordinates(c, cAxes, at.rank, 'float32'); // position(c)
  const lessEqual = tf.lessEqual(1, value_); // position(c) >= 1
  const float = toFloat(lessEqual);
  const y = oneHot(t, c); // position(c) == t
  const isValid = tf.sum(y, cAxes, true); // valid[c](t)
  const test = tf.notEqual(isValid, 0);
  const select = chosen(test, z, 0); // if valid[c](t) then z else 0
  const softmax = tf.softmax(select);
  const sum = tf.add(tf.sum(tf.add(y, tf.mul(...alike(isValid, softmax))), iAxes, true), 0.00001);
  const quotient = tf.div(tf.add(tf.sum(tf.mul(y, softmax), iAxes, true), 0.000005), sum);
  const factor = -n * (1 - c);
  const select2 = (factor !== 0 ? tf.mul(tf.sum(tf.mul(float, quotient), cAxes, true), -2 * (1 / (1 - c))) : 0);
  const y2 = oneHot(t1, c); // position(c) == t1
  const isValid2 = tf.sum(y2, cAxes, true); // valid[c](t1)
  const test2 = tf.notEqual(isValid2, 0);
  const select3 = chosen(test2, z1, 0); // if valid[c](t1) then z1 else 0
  const softmax2 = tf.softmax(select3);
  const sum2 = tf.add(tf.sum(tf.add(y2, tf.mul(...alike(isValid2, softmax2))), jAxes, true), 0.00001);
  const quotient2 = tf.div(tf.add(tf.sum(tf.mul(y2, softmax2), jAxes, true), 0.000005), sum2);
  const sum3 = tf.mul(tf.sum(tf.mul(float, quotient2), cAxes, true), -2 * (1 / (1 - c)));
  const atLeast = tf.maximum(tf.sum(isValid2), 1); // max(sum[j, n](valid[c](t1)), 1)
  const largest = tf.max(select3, cAxes, true);
  const shifted = tf.sub(...alike(select3, largest));
  const logOfLargest = tf.log(tf.max(softmax2, cAxes, true));
  const total = tf.sum(tf.mul(y2, tf.add(...alike(shifted, logOfLargest))), [...jAxes, ...cAxes], true); // sum[c, j]((position(c) == t1) * log_softmax[c](if valid[c](t1) then z1 else 0))
  const y3 = oneHot(t2, c); // position(c) == t2
  const isValid3 = tf.sum(y3, cAxes, true); // valid[c](t2)
  const test3 = tf.notEqual(isValid3, 0);
  const select4 = chosen(test3, z2, 0); // if valid[c](t2) then z2 else 0
  const softmax3 = tf.softmax(select4);
  const sum4 = tf.add(tf.sum(tf.add(y3, tf.mul(...alike(isValid3, softmax3))), kAxes, true), 0.00001);
  const quotient3 = tf.div(tf.add(tf.sum(tf.mul(y3, softmax3), kAxes, true), 0.000005), sum4);
  const sum5 = tf.mul(tf.sum(tf.mul(float, quotient3), cAxes, true), -2 * (1 / (1 - c)));
  const atLeast2 = tf.maximum(tf.sum(isValid3), 1); // max(sum[k, n](valid[c](t2)), 1)
  const largest2 = tf.max(select4, cAxes, true);
  const shifted2 = tf.sub(...alike(select4, largest2));
  const logOfLargest2 = tf.log(tf.max(softmax3, cAxes, true));
  const total2 = tf.sum(tf.mul(y3, tf.add(...alike(shifted2, logOfLargest2))), [...kAxes, ...cAxes], true); // sum[c, k]((position(c) == t2) * log_softmax[c](if valid[c](t2) then z2 else 0))
  const atLeast3 = tf.maximum(tf.sum(isValid), 1); // max(sum[i, n](valid[c](t)), 1)
  const largest3 = tf.max(select, cAxes, true);
  const shifted3 = tf.sub(...alike(select, largest3));
  const logOfLargest3 = tf.log(tf.max(softmax, cAxes, true));
  const total3 = tf.sum(tf.mul(y, tf.add(...alike(shifted3, logOfLargest3))), [...iAxes, ...cAxes], true); // sum[c, i]((position(c) == t) * log_softmax[c](if valid[c](t) then z else 0))
  const sum6 = tf.add(tf.add(tf.add(select2, tf.mul(tf.add((factor !== 0 ? sum3 : 0), tf.mul(tf.div(n, atLeast), total)), fall)), tf.mul(tf.add((factor !== 0 ? sum5 : 0), tf.mul(tf.div(n, atLeast2), total2)), fall * fall)), tf.mul(tf.div(n, atLeast3), total3));
  const value = overExamples(tf.mul(sum6, -1 / (1 + fall + fall * fall)), n, options.reduction);
  if (!recording) return { value, gradients: [] };
  const quotient4 = tf.div(1 / ((1 - c) * (1 + fall + fall * fall)), sum);
  const scaled = tf.mul(quotient, -2);
  const select5 = choose(test, choose(lessEqual, (factor !== 0 ? tf.mul(scaled, quotient4) : 0), 0), 0);
  const test4 = tf.notEqual(y, 0);
  const select6 = choose(test4, choose(lessEqual, (factor !== 0 ? tf.neg(quotient4) : 0), 0), 0);
  const sum7 = tf.sub(tf.mul(softmax, tf.sub(select5, tf.mul(select6, 2))), tf.mul(tf.div(n / (1 + fall + fall * fall), atLeast3), y));
  const rest = others(softmax, c);
  const quotient5 = tf.div(fall / ((1 - c) * (1 + fall + fall * fall)), sum2);
  const scaled2 = tf.mul(quotient2, -2);
  const select7 = choose(test2, choose(lessEqual, (factor !== 0 ? tf.mul(scaled2, quotient5) : 0), 0), 0);
  const test5 = tf.notEqual(y2, 0);
  const select8 = choose(test5, choose(lessEqual, (factor !== 0 ? tf.neg(quotient5) : 0), 0), 0);
  const sum8 = tf.sub(tf.mul(softmax2, tf.sub(select7, tf.mul(select8, 2))), tf.mul(tf.div(n * fall / (1 + fall + fall * fall), atLeast), y2));
  const rest2 = others(softmax2, c);
  const quotient6 = tf.div(fall * fall / ((1 - c) * (1 + fall + fall * fall)), sum4);
  const scaled3 = tf.mul(quotient3, -2);
  const select9 = choose(test3, choose(lessEqual, (factor !== 0 ? tf.mul(scaled3, quotient6) : 0), 0), 0);
  const test6 = tf.notEqual(y3, 0);
  const select10 = choose(test6, choose(lessEqual, (factor !== 0 ? tf.neg(quotient6) : 0), 0), 0);
  const sum9 = tf.sub(tf.mul(softmax3, tf.sub(select9, tf.mul(select10, 2))), tf.mul(tf.div(n * (fall * fall) / (1 + fall + fall * fall), atLeast2), y3));
  const rest3 = others(softmax3, c);
  return { value, gradients: [at.back('z', tf.sub(tf.mul(sum7, rest), tf.mul(others(sum7, c), softmax))), at.back('z1', tf.sub(tf.mul(sum8, rest2), tf.mul(others(sum8, c), softmax2))), at.back('z2', tf.sub(tf.mul(sum9, rest3), tf.mul(others(sum9, c), softmax3)))] };
}

/** The value for inputs by name. */
export function nnunetFrom(inputs, params, options) {
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
    const gradFunc = (upstream, saved) => [weigh(saved[0], upstream), weigh(saved[1], upstream), weigh(saved[2], upstream), tf.zeros(given[3].shape), tf.zeros(given[4].shape), tf.zeros(given[5].shape)];
    return { value, gradFunc };
  });
  return loss(...names.map((name) => inputs[name]));
}

/** The terms of the loss, for inputs by name. */
export function nnunetTerms(inputs, params, options = {}) {
  checkCall(inputs, options);
  return tf.tidy(() => computeTerms(inputs, settle(params), options));
}

function computeTerms(tensors, params, options) {
  const { fall } = params;
  const at = layOut(tensors, options.sizes);
  const { n, k, j, i, c } = at.sizes;
  const { n: nAxes, k: kAxes, j: jAxes, i: iAxes, c: cAxes } = at.dimensions;
  const z = at.tensor('z');
  const z1 = at.tensor('z1');
  const z2 = at.tensor('z2');
  const t = at.tensor('t');
  const t1 = at.tensor('t1');
  const t2 = at.tensor('t2');
  const value_ = coordinates(c, cAxes, at.rank, 'float32'); // position(c)
  const lessEqual = tf.lessEqual(1, value_); // position(c) >= 1
  const float = toFloat(lessEqual);
  const y = oneHot(t, c); // position(c) == t
  const isValid = tf.sum(y, cAxes, true); // valid[c](t)
  const test = tf.notEqual(isValid, 0);
  const select = chosen(test, z, 0); // if valid[c](t) then z else 0
  const softmax = tf.softmax(select);
  const sum = tf.add(tf.sum(tf.add(y, tf.mul(...alike(isValid, softmax))), iAxes, true), 0.00001);
  const quotient = tf.div(tf.mul(float, tf.add(tf.sum(tf.mul(y, softmax), iAxes, true), 0.000005)), sum);
  const factor = -n * (1 - c);
  const largest = tf.max(select, cAxes, true);
  const shifted = tf.sub(...alike(select, largest));
  const logOfLargest = tf.log(tf.max(softmax, cAxes, true));
  const full = tf.sub(tf.neg((factor !== 0 ? tf.mul(tf.sum(quotient), -2 * (1 / (n * (1 - c)))) : 0)), tf.div(tf.sum(tf.mul(y, tf.add(...alike(shifted, logOfLargest)))), tf.maximum(tf.sum(isValid), 1)));
  const y2 = oneHot(t1, c); // position(c) == t1
  const isValid2 = tf.sum(y2, cAxes, true); // valid[c](t1)
  const test2 = tf.notEqual(isValid2, 0);
  const select2 = chosen(test2, z1, 0); // if valid[c](t1) then z1 else 0
  const softmax2 = tf.softmax(select2);
  const sum2 = tf.add(tf.sum(tf.add(y2, tf.mul(...alike(isValid2, softmax2))), jAxes, true), 0.00001);
  const quotient2 = tf.div(tf.mul(float, tf.add(tf.sum(tf.mul(y2, softmax2), jAxes, true), 0.000005)), sum2);
  const largest2 = tf.max(select2, cAxes, true);
  const shifted2 = tf.sub(...alike(select2, largest2));
  const logOfLargest2 = tf.log(tf.max(softmax2, cAxes, true));
  const half = tf.sub(tf.neg((factor !== 0 ? tf.mul(tf.sum(quotient2), -2 * (1 / (n * (1 - c)))) : 0)), tf.div(tf.sum(tf.mul(y2, tf.add(...alike(shifted2, logOfLargest2)))), tf.maximum(tf.sum(isValid2), 1)));
  const y3 = oneHot(t2, c); // position(c) == t2
  const isValid3 = tf.sum(y3, cAxes, true); // valid[c](t2)
  const test3 = tf.notEqual(isValid3, 0);
  const select3 = chosen(test3, z2, 0); // if valid[c](t2) then z2 else 0
  const softmax3 = tf.softmax(select3);
  const sum3 = tf.add(tf.sum(tf.add(y3, tf.mul(...alike(isValid3, softmax3))), kAxes, true), 0.00001);
  const quotient3 = tf.div(tf.mul(float, tf.add(tf.sum(tf.mul(y3, softmax3), kAxes, true), 0.000005)), sum3);
  const largest3 = tf.max(select3, cAxes, true);
  const shifted3 = tf.sub(...alike(select3, largest3));
  const logOfLargest3 = tf.log(tf.max(softmax3, cAxes, true));
  const quarter = tf.sub(tf.neg((factor !== 0 ? tf.mul(tf.sum(quotient3), -2 * (1 / (n * (1 - c)))) : 0)), tf.div(tf.sum(tf.mul(y3, tf.add(...alike(shifted3, logOfLargest3)))), tf.maximum(tf.sum(isValid3), 1)));
  return { full: scalar(full), half: scalar(half), quarter: scalar(quarter) };
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
 * 1 at the class that an index is, along a new last dimension. Of a single class there is no `tf.oneHot`, and that
 * of the wasm backend writes integers, whatever type is asked for.
 */
function oneHot(t, classes) {
  if (classes === 1) return toFloat(tf.equal(tf.expandDims(t, -1), tf.scalar(0, 'int32')));
  if (tf.getBackend() === 'wasm') return tf.cast(tf.oneHot(t, classes), 'float32');
  return tf.oneHot(t, classes, 1, 0, 'float32');
}

/**
 * The sum over all other classes: a product with a matrix of ones that has zeros on its diagonal, so that nothing
 * cancels. For many classes the difference to the whole sum is cheaper.
 */
function others(x, classes) {
  if (classes > 32) return tf.sub(tf.sum(x, -1, true), x);
  const apart = tf.tensor2d(Array.from({ length: classes ** 2 }, (_, k) => Number(k % (classes + 1) !== 0)), [classes, classes]);
  // One large product of the wasm backend is several times as fast as a batch of small ones; a row alone is no matrix.
  if (tf.getBackend() !== 'wasm' && x.rank > 1) return tf.matMul(x, apart);
  return tf.reshape(tf.matMul(tf.reshape(x, [-1, classes]), apart), x.shape);
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

/** 0, 1, 2, … along an axis. */
function coordinates(size, [dimension], rank, type) {
  const shape = Array(rank).fill(1);
  shape[dimension] = size;
  return tf.tensor(Array.from({ length: size }, (_, k) => k), shape, type);
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
