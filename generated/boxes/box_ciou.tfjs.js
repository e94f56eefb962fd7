/**
 * box_ciou for TensorFlow.js, compiled by lossc. 105 kernels, 313 with the gradient.
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

/** The value, and where it is recorded the gradients. */
function compute(tensors, params, options, recording) {
  const at = layOut(tensors, options.sizes);
  const { r, e, d } = at.sizes;
  const { r: rAxes, e: eAxes, d: dAxes } = at.dimensions;
  const b = at.tensor('b');
  const t = at.tensor('t');
  const value2 = coordinates(e, eAxes, at.rank, 'float32'); // position(e)
  const and = tf.logicalAnd(tf.less(value2, 2), tf.lessEqual(1, value2)); // position(e) < 2 and 1 <= position(e)
  const total = tf.sum(tf.where(and, b, 0), eAxes, true); // sum[e](if position(e) < 2 and 1 <= position(e) then b else 0)
  const less = tf.less(value2, 1); // position(e) < 1
  const total2 = tf.sum(tf.where(less, b, 0), eAxes, true); // sum[e](if position(e) < 1 then b else 0)
  const sum = tf.sub(total, total2);
  const value3 = coordinates(d, dAxes, at.rank, 'float32'); // position(d)
  const and2 = tf.logicalAnd(tf.less(value3, 2), tf.lessEqual(1, value3)); // position(d) < 2 and 1 <= position(d)
  const total3 = tf.sum(tf.where(and2, sum, 0), dAxes, true);
  const less2 = tf.less(value3, 1); // position(d) < 1
  const total4 = tf.sum(tf.where(less2, sum, 0), dAxes, true);
  const total5 = tf.sum(tf.where(and, t, 0), eAxes, true); // sum[e](if position(e) < 2 and 1 <= position(e) then t else 0)
  const total6 = tf.sum(tf.where(less, t, 0), eAxes, true); // sum[e](if position(e) < 1 then t else 0)
  const sum2 = tf.sub(total5, total6);
  const quotient = tf.div(tf.sum(tf.where(less2, sum2, 0), dAxes, true), tf.sum(tf.where(and2, sum2, 0), dAxes, true));
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
  const select = tf.where(test, tf.div(1, sum5), 0);
  const product = tf.mul(select, prod);
  const sum7 = tf.add(tf.add(tf.mul(square, 0.4052847345693511), 1), product);
  const quotient2 = tf.div(tf.mul(square, sum3), sum7);
  const test2 = tf.notEqual(sum7, 0);
  const sum8 = tf.sub(tf.maximum(total, total5), tf.minimum(total2, total6));
  const square2 = tf.square(sum8);
  const reciprocal = ratio(1, tf.sum(square2, dAxes, true));
  const quotient3 = tf.mul(reciprocal, 1 / (e * e));
  const total7 = tf.sum(tf.sub(b, t), eAxes, true); // sum[e](b - t)
  const square3 = tf.square(total7);
  const product2 = tf.mul(quotient3, tf.sum(square3, dAxes, true));
  const sum9 = tf.add(tf.add(tf.add(tf.mul(tf.where(test2, tf.mul(quotient2, sum3), 0), 0.16425571607494938), 1), product), product2);
  const value = overExamples(sum9, r, options.reduction);
  if (!recording) return { value, gradients: [] };
  const square4 = tf.square(sum5);
  const quotient4 = tf.div(1, square4);
  const select2 = tf.where(test, quotient4, 0);
  const equal = tf.equal(0, sum);
  const float = tf.cast(equal, 'float32');
  const total8 = tf.sum(float, dAxes, true);
  const product3 = tf.mul(tf.mul(tf.where(tf.equal(1, total8), select2, 0), prod), tf.prod(tf.add(float, tf.mul(tf.sub(1, float), sum)), dAxes, true));
  const select3 = tf.where(tf.equal(0, total8), tf.where(test, tf.div(quotient4, sum), 0), 0);
  const select4 = tf.where(equal, product3, tf.mul(tf.mul(prod, prod2), select3));
  const sum10 = tf.sub(select, tf.mul(select2, prod));
  const equal2 = tf.equal(0, atLeast);
  const float2 = tf.cast(equal2, 'float32');
  const total9 = tf.sum(float2, dAxes, true);
  const product4 = tf.mul(tf.where(tf.equal(1, total9), sum10, 0), tf.prod(tf.add(float2, tf.mul(atLeast, tf.sub(1, float2))), dAxes, true));
  const select5 = tf.where(equal2, product4, tf.mul(prod, tf.where(tf.equal(0, total9), tf.div(sum10, atLeast), 0)));
  const select6 = tf.where(tf.less(0, sum4), select5, 0);
  const equal3 = tf.equal(total, total5);
  const select7 = tf.where(tf.less(total, total5), select6, tf.mul(tf.where(equal3, select6, 0), 0.5));
  const equal4 = tf.equal(total2, total6); // sum[e](if position(e) < 1 then b else 0) == sum[e](if position(e) < 1 then t else 0)
  const select8 = tf.where(tf.less(total6, total2), tf.neg(select6), tf.mul(tf.where(equal4, select6, 0), -0.5));
  const product5 = tf.mul(reciprocal, tf.mul(product2, sum8));
  const less3 = tf.less(total5, total);
  const float3 = tf.cast(less3, 'float32');
  const select9 = tf.where(equal3, tf.where(and, tf.mul(product5, tf.sub(1, float3)), 0), 0);
  const less4 = tf.less(total2, total6); // sum[e](if position(e) < 1 then b else 0) < sum[e](if position(e) < 1 then t else 0)
  const float4 = tf.cast(less4, 'float32');
  const select10 = tf.where(equal4, tf.where(less, tf.mul(product5, tf.sub(1, float4)), 0), 0);
  const scaled = tf.mul(quotient3, 2);
  const square5 = tf.square(total3);
  const square6 = tf.square(total4);
  const test3 = tf.notEqual(total3, 0);
  const select11 = tf.where(test2, tf.where(test3, tf.div(quotient2, tf.add(square5, square6)), 0), 0);
  const select12 = tf.where(and2, select11, 0);
  const sum11 = tf.mul(tf.sub(tf.where(less, select12, 0), tf.where(and, select12, 0)), 0.32851143214989875);
  const select13 = tf.where(less2, select11, 0);
  const sum12 = tf.mul(tf.sub(tf.where(and, select13, 0), tf.where(less, select13, 0)), 0.32851143214989875);
  const sum13 = tf.sub(tf.sub(tf.sub(tf.add(tf.add(tf.add(tf.add(tf.add(tf.add(tf.add(tf.mul(scaled, total7), tf.where(and, select4, 0)), tf.where(and, select7, 0)), tf.where(less, select8, 0)), select10), tf.mul(tf.where(less4, tf.where(less, product5, 0), 0), 2)), tf.mul(total4, sum11)), tf.mul(total3, sum12)), tf.where(less, select4, 0)), select9), tf.mul(tf.where(less3, tf.where(and, product5, 0), 0), 2));
  return { value, gradients: [at.back('b', sum13)] };
}

/** A function of the true and the predicted values, for `model.compile({ loss })`. */
export function boxCiou(params, options) {
  const settled = {};
  return (yTrue, yPred) => evaluate({ b: yPred, t: yTrue }, settled, options);
}

/** The value for inputs by name. */
export function boxCiouFrom(inputs, params, options) {
  return evaluate(inputs, {}, options);
}

/** The value with the compiled gradient; only the gradient is kept for the way back. */
function evaluate(inputs, params, options = {}) {
  const names = ['b', 't'];
  for (const name of names)
    if (!(inputs[name] instanceof tf.Tensor)) throw new Error(`${name} must be a tensor.`);
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
  for (const [axis, size] of Object.entries(given)) lengths[axis] = [size];
  for (const [name, tensor] of Object.entries(tensors)) readAxes(name, tensor, lengths);
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
    const typed = given.dtype === type ? given : tf.cast(given, type);
    const shape = bare ? shapeOf(axes).slice(0, -1) : shapeOf(axes);
    const ordered = transposed ? reorder(typed, axes, sizes) : typed;
    return sameShape(ordered.shape, shape) ? ordered : tf.reshape(ordered, shape);
  };
  /** A result with all elements along its axes, in their order. */
  const shaped = (x, axes, shape = axes.flatMap((axis) => lengths[axis])) => {
    const placed = shapeOf(axes);
    const full = sameShape(x.shape ?? [], placed) ? x : tf.add(x, tf.zeros(placed));
    const ordered = inOrder(axes).every((axis, k) => axis === axes[k]) ? full : restore(full, axes, sizes);
    return sameShape(ordered.shape, shape) ? ordered : tf.reshape(ordered, shape);
  };
  /** What was computed for an input, in the input's own shape. */
  const back = (name, x) => shaped(x, layouts[name].axes, tensors[name].shape);
  return { sizes, dimensions, rank, tensor, shaped, back };
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
  if (!(tensor instanceof tf.Tensor)) throw new Error(`${name} must be a tensor.`);
  const extra = tensor.rank - axes.length;
  const fits = wide < 0 ? extra === 0 : extra >= -1;
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

/** 0, 1, 2, … along an axis. */
function coordinates(size, [dimension], rank, type) {
  const shape = Array(rank).fill(1);
  shape[dimension] = size;
  return tf.tensor(Array.from({ length: size }, (_, k) => k), shape, type);
}
