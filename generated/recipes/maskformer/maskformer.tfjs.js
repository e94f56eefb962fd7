/**
 * maskformer for TensorFlow.js, compiled by lossc. 180 kernels, 270 with the gradient.
 *
 * MaskFormer: mask classification with the final queries and those of every earlier decoder layer.
 * $L(q, m) + \sum_l L(q_l, m_l), \quad L = \operatorname{CE}_{0.1} + 20 \operatorname{Focal} + \operatorname{Dice}$
 *
 * Each layer is matched by itself, so each has its own aligned targets. An image without objects has
 * only the class terms. Range [0, ∞).
 * @param q logit of each class, "no object" last
 * @param m logit of each mask
 * @param t class of the target matched to each query
 * @param y target mask matched to each query
 * @param ql logit of each class, of each earlier layer l
 * @param ml logit of each mask, of each earlier layer
 * @param tl class of the target matched to each query of each earlier layer
 * @param yl target mask matched to each query of each earlier layer
 * @cite Cheng, Schwing, Kirillov: MaskFormer, 2021
 * @category recipe
 */
import * as tf from '@tensorflow/tfjs-core';

export const signature = { name: 'maskformer', kind: 'loss', call: 'maskformer', inputs: [{ name: 'q', kind: 'logit', axes: ['n', 'k', 'c'] }, { name: 'm', kind: 'logit', axes: ['n', 'k', 'i'] }, { name: 't', kind: 'index', axes: ['n', 'k'], of: 'c' }, { name: 'y', kind: 'label', axes: ['n', 'k', 'i'] }, { name: 'ql', kind: 'logit', axes: ['l', 'n', 'k', 'c'] }, { name: 'ml', kind: 'logit', axes: ['l', 'n', 'k', 'i'] }, { name: 'tl', kind: 'index', axes: ['l', 'n', 'k'], of: 'c' }, { name: 'yl', kind: 'label', axes: ['l', 'n', 'k', 'i'] }], hyperparameters: [], axes: ['n', 'k', 'c', 'i', 'l'], result: [] };

/** Places for the axes, outermost first; axes that never meet share one. */
const slots = [['l'], ['n'], ['k'], ['i'], ['c']];
/** The axes of each input; the one at `wide` may be any number of dimensions. */
const layouts = {
  q: { axes: ['n', 'k', 'c'], wide: 1, transposed: false, type: 'float32', bare: false },
  m: { axes: ['n', 'k', 'i'], wide: 2, transposed: false, type: 'float32', bare: false },
  t: { axes: ['n', 'k'], wide: 1, transposed: false, type: 'int32', bare: true },
  y: { axes: ['n', 'k', 'i'], wide: 2, transposed: false, type: 'float32', bare: false },
  ql: { axes: ['l', 'n', 'k', 'c'], wide: 2, transposed: false, type: 'float32', bare: false },
  ml: { axes: ['l', 'n', 'k', 'i'], wide: 3, transposed: false, type: 'float32', bare: false },
  tl: { axes: ['l', 'n', 'k'], wide: 2, transposed: false, type: 'int32', bare: true },
  yl: { axes: ['l', 'n', 'k', 'i'], wide: 3, transposed: false, type: 'float32', bare: false },
};
/** Axes that have to be one dimension. */
const flat = ['c'];
const hyperparameters = {};
const names = ['q', 'm', 't', 'y', 'ql', 'ml', 'tl', 'yl'];
/** What `options.reduction` may be. */
const reductions = ['mean'];

/** The value, and where it is recorded the gradients. */
function compute(tensors, params, options, recording) {
  const at = layOut(tensors, options.sizes);
  const { l, n, k, i, c } = at.sizes;
  const { l: lAxes, n: nAxes, k: kAxes, i: iAxes, c: cAxes } = at.dimensions;
  const q = at.tensor('q');
  const m = at.tensor('m');
  const t = at.tensor('t');
  const y = at.tensor('y');
  const ql = at.tensor('ql');
  const ml = at.tensor('ml');
  const tl = at.tensor('tl');
  const yl = at.tensor('yl');
  const isClass = oneHot(tl, c); // position(c) == tl
  const isValid = tf.sum(isClass, cAxes, true); // valid[c](tl)
  const factor = c - 1;
  const aligned = tf.expandDims(tl, -1);
  const equal = tf.equal(aligned, tf.scalar(factor, 'int32')); // tl == size(c) - 1
  const hit = chosen(equal, isValid, 0, false); // if tl == size(c) - 1 then 0 else valid[c](tl)
  const atLeast = tf.maximum(tf.sum(hit, [...nAxes, ...kAxes], true), 1); // max(sum[k, n](if tl == size(c) - 1 then 0 else valid[c](tl)), 1)
  const test = tf.notEqual(hit, 0);
  const select = chosen(test, ml, 0); // if if tl == size(c) - 1 then 0 else valid[c](tl) then ml else 0
  const sigmoid = tf.sigmoid(select); // sigmoid(if if tl == size(c) - 1 then 0 else valid[c](tl) then ml else 0)
  const sum = tf.add(tf.sum(tf.add(yl, sigmoid), iAxes, true), 1);
  const quotient = tf.div(tf.add(tf.sum(tf.mul(yl, sigmoid), iAxes, true), 0.5), sum);
  const total = tf.sum(tf.mul(hit, tf.sub(1, tf.mul(quotient, 2))), [...nAxes, ...kAxes], true);
  const select2 = chosen(test, tf.mul(ml, tf.sub(1, tf.mul(yl, 2))), 0); // if if tl == size(c) - 1 then 0 else valid[c](tl) then ml * (1 - 2 * yl) else 0
  const square = tf.square(tf.sigmoid(select2));
  const total2 = tf.sum(tf.mul(tf.mul(square, softplus(select2)), tf.sub(0.75, tf.mul(yl, 0.5))), iAxes, true);
  const sum2 = tf.add(total, tf.mul(tf.sum(tf.mul(hit, total2), [...nAxes, ...kAxes], true), 20 * (1 / i)));
  const float = toFloat(equal);
  const scaled = tf.mul(float, 0.1);
  const w = tf.add(scaled, tf.mul(isValid, tf.sub(1, float))); // 0.1 * (tl == size(c) - 1) + valid[c](tl) * (1 - (tl == size(c) - 1))
  const reciprocal = ratio(1, tf.sum(w, [...nAxes, ...kAxes], true)); // 1 / sum[k, n](0.1 * (tl == size(c) - 1) + valid[c](tl) * (1 - (tl == size(c) - 1)))
  const test2 = tf.notEqual(isValid, 0);
  const select3 = chosen(test2, ql, 0); // if valid[c](tl) then ql else 0
  const largest = tf.max(select3, cAxes, true);
  const shifted = tf.sub(...alike(select3, largest));
  const softmax = tf.softmax(select3);
  const logOfLargest = tf.log(tf.max(softmax, cAxes, true));
  const total3 = tf.sum(tf.mul(isClass, tf.add(...alike(shifted, logOfLargest))), cAxes, true); // sum[c]((position(c) == tl) * log_softmax[c](if valid[c](tl) then ql else 0))
  const scaled2 = tf.mul(float, 0.9);
  const sum3 = tf.sub(1, scaled2); // 1 - 0.9 * (tl == size(c) - 1)
  const total4 = tf.sum(tf.mul(tf.mul(tf.step(w), total3), sum3), [...nAxes, ...kAxes], true);
  const isClass2 = oneHot(t, c); // position(c) == t
  const isValid2 = tf.sum(isClass2, cAxes, true); // valid[c](t)
  const aligned2 = tf.expandDims(t, -1);
  const equal2 = tf.equal(aligned2, tf.scalar(factor, 'int32')); // t == size(c) - 1
  const hit2 = chosen(equal2, isValid2, 0, false); // if t == size(c) - 1 then 0 else valid[c](t)
  const atLeast2 = tf.maximum(tf.sum(hit2), 1); // max(sum[k, n](if t == size(c) - 1 then 0 else valid[c](t)), 1)
  const test3 = tf.notEqual(hit2, 0);
  const select4 = chosen(test3, m, 0); // if if t == size(c) - 1 then 0 else valid[c](t) then m else 0
  const sigmoid2 = tf.sigmoid(select4); // sigmoid(if if t == size(c) - 1 then 0 else valid[c](t) then m else 0)
  const sum4 = tf.add(tf.sum(tf.add(y, sigmoid2), iAxes, true), 1); // 1 + sum[i](y + sigmoid(if if t == size(c) - 1 then 0 else valid[c](t) then m else 0))
  const quotient2 = tf.div(tf.add(tf.sum(tf.mul(y, sigmoid2), iAxes, true), 0.5), sum4);
  const select5 = chosen(test3, tf.mul(m, tf.sub(1, tf.mul(y, 2))), 0); // if if t == size(c) - 1 then 0 else valid[c](t) then m * (1 - 2 * y) else 0
  const square2 = tf.square(tf.sigmoid(select5));
  const total5 = tf.sum(tf.mul(tf.mul(square2, softplus(select5)), tf.sub(0.75, tf.mul(y, 0.5))), iAxes, true);
  const sum5 = tf.add(tf.sum(tf.mul(hit2, tf.sub(1, tf.mul(quotient2, 2)))), tf.mul(tf.sum(tf.mul(hit2, total5)), 20 * (1 / i)));
  const float2 = toFloat(equal2);
  const scaled3 = tf.mul(float2, 0.1);
  const w2 = tf.add(scaled3, tf.mul(isValid2, tf.sub(1, float2))); // 0.1 * (t == size(c) - 1) + valid[c](t) * (1 - (t == size(c) - 1))
  const reciprocal2 = ratio(1, tf.sum(w2)); // 1 / sum[k, n](0.1 * (t == size(c) - 1) + valid[c](t) * (1 - (t == size(c) - 1)))
  const test4 = tf.notEqual(isValid2, 0);
  const select6 = chosen(test4, q, 0); // if valid[c](t) then q else 0
  const largest2 = tf.max(select6, cAxes, true);
  const shifted2 = tf.sub(...alike(select6, largest2));
  const softmax2 = tf.softmax(select6);
  const logOfLargest2 = tf.log(tf.max(softmax2, cAxes, true));
  const total6 = tf.sum(tf.mul(isClass2, tf.add(...alike(shifted2, logOfLargest2))), cAxes, true); // sum[c]((position(c) == t) * log_softmax[c](if valid[c](t) then q else 0))
  const scaled4 = tf.mul(float2, 0.9);
  const sum6 = tf.sub(1, scaled4); // 1 - 0.9 * (t == size(c) - 1)
  const sum7 = tf.sub(tf.add(tf.sum(tf.sub(tf.div(sum2, atLeast), tf.mul(reciprocal, total4))), tf.div(sum5, atLeast2)), tf.mul(reciprocal2, tf.sum(tf.mul(tf.mul(tf.step(w2), total6), sum6))));
  const value = scalar(sum7);
  if (!recording) return { value, gradients: [] };
  const product = tf.mul(...alike(tf.mul(reciprocal2, sum6), isClass2));
  const rest = others(softmax2, c);
  const sum8 = tf.neg(select4); // -(if if t == size(c) - 1 then 0 else valid[c](t) then m else 0)
  const sigmoid3 = tf.sigmoid(sum8); // sigmoid(-(if if t == size(c) - 1 then 0 else valid[c](t) then m else 0))
  const quotient3 = tf.mul(sigmoid3, 1 / i); // sigmoid(-(if if t == size(c) - 1 then 0 else valid[c](t) then m else 0)) / size(i)
  const product2 = tf.mul(quotient3, sigmoid3);
  const scaled5 = tf.mul(product2, 5);
  const scaled6 = tf.mul(product2, 10);
  const quotient4 = tf.div(...alike(sigmoid3, sum4));
  const sum9 = tf.add(tf.mul(scaled5, sigmoid3), tf.mul(tf.add(tf.mul(scaled6, softplus(sum8)), tf.mul(quotient4, 2)), sigmoid2));
  const square3 = tf.square(sigmoid2);
  const scaled7 = tf.mul(square3, 30);
  const sum10 = tf.add(tf.mul(tf.mul(square3, 15 * (1 / i)), sigmoid2), tf.mul(tf.mul(scaled7, quotient3), softplus(select4)));
  const sum11 = tf.sub(tf.add(tf.mul(sum10, tf.sub(1, y)), tf.mul(tf.mul(...alike(tf.mul(quotient2, 2), quotient4)), sigmoid2)), tf.mul(y, sum9));
  const product3 = tf.mul(...alike(tf.mul(...alike(reciprocal, sum3)), isClass));
  const rest2 = others(softmax, c);
  const sum12 = tf.neg(select); // -(if if tl == size(c) - 1 then 0 else valid[c](tl) then ml else 0)
  const sigmoid4 = tf.sigmoid(sum12); // sigmoid(-(if if tl == size(c) - 1 then 0 else valid[c](tl) then ml else 0))
  const quotient5 = tf.mul(sigmoid4, 1 / i); // sigmoid(-(if if tl == size(c) - 1 then 0 else valid[c](tl) then ml else 0)) / size(i)
  const product4 = tf.mul(quotient5, sigmoid4);
  const scaled8 = tf.mul(product4, 5);
  const scaled9 = tf.mul(product4, 10);
  const quotient6 = tf.div(...alike(sigmoid4, sum));
  const sum13 = tf.add(tf.mul(scaled8, sigmoid4), tf.mul(tf.add(tf.mul(scaled9, softplus(sum12)), tf.mul(quotient6, 2)), sigmoid));
  const square4 = tf.square(sigmoid);
  const scaled10 = tf.mul(square4, 30);
  const sum14 = tf.add(tf.mul(tf.mul(square4, 15 * (1 / i)), sigmoid), tf.mul(tf.mul(scaled10, quotient5), softplus(select)));
  const sum15 = tf.sub(tf.add(tf.mul(sum14, tf.sub(1, yl)), tf.mul(tf.mul(...alike(tf.mul(quotient, 2), quotient6)), sigmoid)), tf.mul(yl, sum13));
  return { value, gradients: [at.back('q', tf.sub(tf.mul(others(product, c), softmax2), tf.mul(product, rest))), at.back('m', tf.mul(...alike(hit2, tf.div(sum11, atLeast2)))), at.back('ql', tf.sub(tf.mul(others(product3, c), softmax), tf.mul(product3, rest2))), at.back('ml', tf.mul(...alike(hit, tf.div(...alike(sum15, atLeast)))))] };
}

/** The value for inputs by name. */
export function maskformerFrom(inputs, params, options) {
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
    const gradFunc = (upstream, saved) => [tf.mul(saved[0], upstream), tf.mul(saved[1], upstream), tf.zeros(given[2].shape), tf.zeros(given[3].shape), tf.mul(saved[2], upstream), tf.mul(saved[3], upstream), tf.zeros(given[6].shape), tf.zeros(given[7].shape)];
    return { value, gradFunc };
  });
  return loss(...names.map((name) => inputs[name]));
}

/** The terms of the loss, for inputs by name. */
export function maskformerTerms(inputs, params, options = {}) {
  checkCall(inputs, options);
  return tf.tidy(() => computeTerms(inputs, settle(params), options));
}

function computeTerms(tensors, params, options) {
  const at = layOut(tensors, options.sizes);
  const { l, n, k, i, c } = at.sizes;
  const { l: lAxes, n: nAxes, k: kAxes, i: iAxes, c: cAxes } = at.dimensions;
  const q = at.tensor('q');
  const m = at.tensor('m');
  const t = at.tensor('t');
  const y = at.tensor('y');
  const ql = at.tensor('ql');
  const ml = at.tensor('ml');
  const tl = at.tensor('tl');
  const yl = at.tensor('yl');
  const isValid = tf.sum(oneHot(t, c), cAxes, true); // valid[c](t)
  const factor = c - 1;
  const aligned = tf.expandDims(t, -1);
  const equal = tf.equal(aligned, tf.scalar(factor, 'int32')); // t == size(c) - 1
  const hit = chosen(equal, isValid, 0, false); // if t == size(c) - 1 then 0 else valid[c](t)
  const test = tf.notEqual(hit, 0);
  const sigmoid = tf.sigmoid(chosen(test, m, 0)); // sigmoid(if if t == size(c) - 1 then 0 else valid[c](t) then m else 0)
  const sum = tf.sub(1, tf.mul(tf.div(2, tf.add(tf.sum(tf.add(y, sigmoid), iAxes, true), 1)), tf.add(tf.sum(tf.mul(y, sigmoid), iAxes, true), 0.5)));
  const select = chosen(test, tf.mul(m, tf.sub(1, tf.mul(y, 2))), 0); // if if t == size(c) - 1 then 0 else valid[c](t) then m * (1 - 2 * y) else 0
  const square = tf.square(tf.sigmoid(select));
  const total = tf.sum(tf.mul(tf.mul(square, softplus(select)), tf.sub(0.75, tf.mul(y, 0.5))), iAxes, true);
  const sum2 = tf.add(tf.sum(tf.mul(hit, sum)), tf.mul(tf.sum(tf.mul(hit, total)), 20 * (1 / i)));
  const float = toFloat(equal);
  const scaled = tf.mul(float, 0.1);
  const w = tf.add(scaled, tf.mul(isValid, tf.sub(1, float))); // 0.1 * (t == size(c) - 1) + valid[c](t) * (1 - (t == size(c) - 1))
  const test2 = tf.notEqual(w, 0);
  const test3 = tf.notEqual(chosen(test2, isValid, 0), 0);
  const largest = tf.max(chosen(test3, q, 0), cAxes, true);
  const shifted = tf.sub(...alike(chosen(test3, q, 0), largest));
  const softmax = tf.softmax(chosen(test3, q, 0));
  const logOfLargest = tf.log(tf.max(softmax, cAxes, true));
  const total2 = tf.sum(tf.mul(oneHot(t, c), tf.add(...alike(shifted, logOfLargest))), cAxes, true);
  const scaled2 = tf.mul(float, 0.9);
  const sum3 = tf.sub(tf.div(sum2, tf.maximum(tf.sum(hit), 1)), ratio(tf.sum(tf.mul(tf.mul(tf.step(w), total2), tf.sub(1, scaled2))), tf.sum(w)));
  const isValid2 = tf.sum(oneHot(tl, c), cAxes, true); // valid[c](tl)
  const aligned2 = tf.expandDims(tl, -1);
  const equal2 = tf.equal(aligned2, tf.scalar(factor, 'int32')); // tl == size(c) - 1
  const hit2 = chosen(equal2, isValid2, 0, false); // if tl == size(c) - 1 then 0 else valid[c](tl)
  const test4 = tf.notEqual(hit2, 0);
  const sigmoid2 = tf.sigmoid(chosen(test4, ml, 0)); // sigmoid(if if tl == size(c) - 1 then 0 else valid[c](tl) then ml else 0)
  const sum4 = tf.sub(1, tf.mul(tf.div(2, tf.add(tf.sum(tf.add(yl, sigmoid2), iAxes, true), 1)), tf.add(tf.sum(tf.mul(yl, sigmoid2), iAxes, true), 0.5)));
  const select2 = chosen(test4, tf.mul(ml, tf.sub(1, tf.mul(yl, 2))), 0); // if if tl == size(c) - 1 then 0 else valid[c](tl) then ml * (1 - 2 * yl) else 0
  const square2 = tf.square(tf.sigmoid(select2));
  const product = tf.mul(tf.mul(square2, softplus(select2)), tf.sub(0.75, tf.mul(yl, 0.5)));
  const total3 = tf.sum(tf.mul(hit2, tf.sum(product, iAxes, true)), [...nAxes, ...kAxes], true);
  const sum5 = tf.add(tf.sum(tf.mul(hit2, sum4), [...nAxes, ...kAxes], true), tf.mul(total3, 20 * (1 / i)));
  const float2 = toFloat(equal2);
  const scaled3 = tf.mul(float2, 0.1);
  const w2 = tf.add(scaled3, tf.mul(isValid2, tf.sub(1, float2))); // 0.1 * (tl == size(c) - 1) + valid[c](tl) * (1 - (tl == size(c) - 1))
  const test5 = tf.notEqual(w2, 0);
  const test6 = tf.notEqual(chosen(test5, isValid2, 0), 0);
  const largest2 = tf.max(chosen(test6, ql, 0), cAxes, true);
  const shifted2 = tf.sub(...alike(chosen(test6, ql, 0), largest2));
  const softmax2 = tf.softmax(chosen(test6, ql, 0));
  const logOfLargest2 = tf.log(tf.max(softmax2, cAxes, true));
  const total4 = tf.sum(tf.mul(oneHot(tl, c), tf.add(...alike(shifted2, logOfLargest2))), cAxes, true);
  const scaled4 = tf.mul(float2, 0.9);
  const total5 = tf.sum(tf.mul(tf.mul(tf.step(w2), total4), tf.sub(1, scaled4)), [...nAxes, ...kAxes], true);
  const sum6 = tf.sub(tf.div(sum5, tf.maximum(tf.sum(hit2, [...nAxes, ...kAxes], true), 1)), ratio(total5, tf.sum(w2, [...nAxes, ...kAxes], true)));
  return { final: scalar(sum3), earlier: scalar(tf.sum(sum6)) };
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
