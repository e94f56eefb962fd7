/**
 * box_ciou for TensorFlow.js, compiled by lossc. 80 kernels, 259 with the gradient.
 *
 * Complete IoU loss of boxes in the plane: the difference of their shapes is added too.
 * $\operatorname{mean}_r \left(1 - \operatorname{IoU} + \frac{\|b^{centre} - t^{centre}\|^2}{\|\text{hull}\|^2} + \alpha v\right), \quad \alpha = \frac{v}{1 - \operatorname{IoU} + v}$
 *
 * $v = \frac{4}{\pi^2} \left(\arctan \frac{w_t}{h_t} - \arctan \frac{w}{h}\right)^2$; no gradient flows through α.
 * Boxes have a height. Range [0, 3) for boxes whose corners are in order, 0 where the boxes are equal.
 * @param b predicted boxes
 * @param t target boxes
 * @cite Zheng, Wang, Liu, Li, Ye, Ren: Distance-IoU loss, 2020
 * @category regression
 */
import * as tf from '@tensorflow/tfjs-core';

export const signature = { name: 'box_ciou', kind: 'loss', call: 'boxCiou', pair: { prediction: 'b', target: 't' }, inputs: [{ name: 'b', kind: 'real', axes: ['r', 'e', 'd'] }, { name: 't', kind: 'map', axes: ['r', 'e', 'd'] }], hyperparameters: [], axes: ['r', 'e', 'd'], result: [] };

/** Places for the axes, outermost first; axes that never meet share one. */
const slots = [['r'], ['e'], ['d']];
/** The axes of each input; the one at `wide` may be any number of dimensions. */
const layouts = {
  b: { axes: ['r', 'e', 'd'], wide: 2, transposed: false, type: 'float32', bare: false },
  t: { axes: ['r', 'e', 'd'], wide: 2, transposed: false, type: 'float32', bare: false },
};
/** Axes that have to be one dimension. */
const flat = ['d', 'e'];
const hyperparameters = {};
const names = ['b', 't'];
/** What `options.reduction` may be. */
const reductions = ['example', 'mean'];

/** The value, and where it is recorded the gradients. */
function compute(tensors, params, options, recording) {
  const at = layOut(tensors, options.sizes);
  const { r, e, d } = at.sizes;
  const { r: rAxes, e: eAxes, d: dAxes } = at.dimensions;
  const b = at.tensor('b');
  const t = at.tensor('t');
  const value_ = coordinates(d, dAxes, at.rank, 'float32'); // position(d)
  const and = tf.logicalAnd(tf.less(value_, 2), tf.lessEqual(1, value_)); // position(d) < 2 and position(d) >= 1
  const float = toFloat(and);
  const value2 = coordinates(e, eAxes, at.rank, 'float32'); // position(e)
  const and2 = tf.logicalAnd(tf.less(value2, 2), tf.lessEqual(1, value2)); // position(e) < 2 and position(e) >= 1
  const float2 = toFloat(and2);
  const total = tf.sum(tf.mul(...alike(float2, b)), eAxes, true); // sum[e](b * (position(e) < 2 and position(e) >= 1))
  const less = tf.less(value2, 1); // position(e) < 1
  const float3 = toFloat(less);
  const total2 = tf.sum(tf.mul(...alike(float3, b)), eAxes, true); // sum[e](b * (position(e) < 1))
  const sum = tf.sub(total, total2); // sum[e](b * (position(e) < 2 and position(e) >= 1)) - sum[e](b * (position(e) < 1))
  const total3 = tf.sum(tf.mul(...alike(float, sum)), dAxes, true);
  const less2 = tf.less(value_, 1); // position(d) < 1
  const float4 = toFloat(less2);
  const total4 = tf.sum(tf.mul(...alike(float4, sum)), dAxes, true);
  const total5 = tf.sum(tf.mul(...alike(float2, t)), eAxes, true); // sum[e](t * (position(e) < 2 and position(e) >= 1))
  const total6 = tf.sum(tf.mul(...alike(float3, t)), eAxes, true); // sum[e](t * (position(e) < 1))
  const sum2 = tf.sub(total5, total6); // sum[e](t * (position(e) < 2 and position(e) >= 1)) - sum[e](t * (position(e) < 1))
  const quotient = tf.div(tf.sum(tf.mul(...alike(float4, sum2)), dAxes, true), tf.sum(tf.mul(...alike(float, sum2)), dAxes, true));
  const sum3 = tf.sub(tf.atan(tf.div(total4, total3)), tf.atan(quotient));
  const square = tf.square(sum3);
  const sum4 = tf.sub(tf.minimum(total, total5), tf.maximum(total2, total6));
  const atLeast = tf.maximum(sum4, 0);
  const prod = tf.prod(atLeast, dAxes, true);
  const prod2 = tf.prod(sum, dAxes, true);
  const prod3 = tf.prod(sum2, dAxes, true);
  const sum5 = tf.sub(tf.sub(prod, prod2), prod3);
  const sum6 = tf.sub(tf.add(prod2, prod3), prod);
  const test = tf.notEqual(sum6, 0);
  const select = chosen(test, tf.div(1, sum5), 0);
  const product = tf.mul(select, prod);
  const sum7 = tf.add(tf.add(tf.mul(square, 0.4052847345693511), 1), product);
  const quotient2 = tf.div(square, sum7);
  const test2 = tf.notEqual(sum7, 0);
  const max = tf.maximum(total, total5);
  const min = tf.minimum(total2, total6); // min(sum[e](b * (position(e) < 1)), sum[e](t * (position(e) < 1)))
  const square2 = tf.square(tf.sub(max, min));
  const reciprocal = ratio(1, tf.sum(square2, dAxes, true));
  const quotient3 = tf.mul(reciprocal, 1 / (e * e));
  const total7 = tf.sum(tf.sub(b, t), eAxes, true); // sum[e](b - t)
  const square3 = tf.square(total7);
  const total8 = tf.sum(square3, dAxes, true); // sum[d](sum[e](b - t)^2)
  const sum8 = tf.add(tf.add(tf.add(tf.mul(chosen(test2, tf.mul(square, quotient2), 0), 0.16425571607494938), 1), product), tf.mul(quotient3, total8));
  const value = overExamples(sum8, r, options.reduction);
  if (!recording) return { value, gradients: [] };
  const square4 = tf.square(sum5);
  const quotient4 = tf.div(1, square4);
  const select2 = chosen(test, quotient4, 0);
  const equal = tf.equal(0, sum); // sum[e](b * (position(e) < 2 and position(e) >= 1)) - sum[e](b * (position(e) < 1)) == 0
  const float5 = toFloat(equal);
  const total9 = tf.sum(float5, dAxes, true);
  const product2 = tf.mul(tf.mul(chosen(tf.equal(1, total9), select2, 0), prod), tf.prod(tf.add(float5, tf.mul(tf.sub(1, float5), sum)), dAxes, true));
  const select3 = chosen(tf.equal(0, total9), chosen(test, tf.div(...alike(quotient4, sum)), 0), 0);
  const select4 = choose(equal, product2, tf.mul(...alike(tf.mul(prod, prod2), select3)));
  const sum9 = tf.sub(select, tf.mul(select2, prod));
  const equal2 = tf.equal(0, atLeast);
  const float6 = toFloat(equal2);
  const total10 = tf.sum(float6, dAxes, true);
  const product3 = tf.mul(chosen(tf.equal(1, total10), sum9, 0), tf.prod(tf.add(float6, tf.mul(atLeast, tf.sub(1, float6))), dAxes, true));
  const product4 = tf.mul(...alike(prod, chosen(tf.equal(0, total10), tf.div(...alike(sum9, atLeast)), 0)));
  const select5 = chosen(tf.less(0, sum4), choose(equal2, product3, product4), 0);
  const equal3 = tf.equal(total, total5);
  const select6 = choose(tf.less(total, total5), select5, tf.mul(chosen(equal3, select5, 0), 0.5));
  const equal4 = tf.equal(total2, total6); // sum[e](b * (position(e) < 1)) == sum[e](t * (position(e) < 1))
  const select7 = choose(tf.less(total6, total2), tf.neg(select5), tf.mul(chosen(equal4, select5, 0), -0.5));
  const square5 = tf.square(reciprocal);
  const less3 = tf.less(total5, total);
  const float7 = toFloat(less3);
  const scaled = tf.mul(float7, 2);
  const float8 = toFloat(equal3);
  const quotient5 = tf.mul(tf.mul(float2, 1 / (e * e)), tf.add(scaled, tf.mul(float8, tf.sub(1, float7))));
  const less4 = tf.less(total2, total6); // sum[e](b * (position(e) < 1)) < sum[e](t * (position(e) < 1))
  const float9 = toFloat(less4);
  const scaled2 = tf.mul(float9, 2);
  const float10 = toFloat(equal4);
  const quotient6 = tf.mul(tf.mul(float3, 1 / (e * e)), tf.add(scaled2, tf.mul(float10, tf.sub(1, float9))));
  const sum10 = tf.add(tf.mul(...alike(max, tf.sub(quotient6, quotient5))), tf.mul(...alike(min, tf.sub(quotient5, quotient6))));
  const scaled3 = tf.mul(quotient3, 2);
  const square6 = tf.square(total3);
  const square7 = tf.square(total4);
  const test3 = tf.notEqual(total3, 0);
  const select8 = chosen(test3, tf.div(tf.mul(quotient2, sum3), tf.add(square6, square7)), 0);
  const select9 = chosen(test2, select8, 0);
  const select10 = choose(and, select9, 0);
  const sum11 = tf.mul(tf.sub(choose(less, select10, 0), choose(and2, select10, 0)), 0.32851143214989875);
  const select11 = choose(less2, select9, 0);
  const sum12 = tf.mul(tf.sub(choose(and2, select11, 0), choose(less, select11, 0)), 0.32851143214989875);
  const sum13 = tf.sub(tf.add(tf.add(tf.add(tf.add(tf.add(tf.add(...alike(tf.mul(...alike(scaled3, total7)), choose(and2, select4, 0))), choose(and2, select6, 0)), choose(less, select7, 0)), tf.mul(...alike(square5, tf.mul(...alike(total8, sum10))))), tf.mul(...alike(total4, sum11))), tf.mul(...alike(total3, sum12))), choose(less, select4, 0));
  return { value, gradients: [at.back('b', sum13)] };
}

/** A function of the true and the predicted values, for `model.compile({ loss })`. */
export function boxCiou(params, options) {
  if (params instanceof tf.Tensor) throw new Error('boxCiou() makes the function: boxCiou()(yTrue, yPred).');
  const settled = settle(params);
  return (yTrue, yPred) => evaluate({ b: yPred, t: yTrue }, settled, options);
}

/** The value for inputs by name. */
export function boxCiouFrom(inputs, params, options) {
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
