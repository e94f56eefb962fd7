/**
 * maskformer for TensorFlow.js, compiled by lossc. 154 kernels, 296 with the gradient.
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
  const isClass = oneHot(tl, c); // (position(c) == tl)
  const isValid = tf.sum(isClass, cAxes, true); // (0 <= tl and tl < size(c))
  const factor = c - 1;
  const aligned = tf.expandDims(tl, -1);
  const equal = tf.equal(aligned, tf.scalar(factor, 'int32')); // tl == size(c) - 1
  const reciprocal = ratio(1, tf.sum(tf.where(equal, 0, isValid), [...nAxes, ...kAxes], true)); // (1 / sum[k, n](if tl == size(c) - 1 then 0 else (0 <= tl and tl < size(c))))
  const sigmoid = tf.sigmoid(ml); // sigmoid(ml)
  const sum = tf.add(tf.sum(tf.add(yl, sigmoid), iAxes, true), 1); // 1 + sum[i]((yl + sigmoid(ml)))
  const quotient = tf.div(tf.add(tf.sum(tf.mul(yl, sigmoid), iAxes, true), 0.5), sum); // (0.5 + sum[i](yl * sigmoid(ml))) / (1 + sum[i]((yl + sigmoid(ml))))
  const total = tf.sum(tf.where(equal, 0, tf.mul(isValid, tf.sub(1, tf.mul(quotient, 2)))), [...nAxes, ...kAxes], true);
  const product = tf.mul(ml, tf.sub(1, tf.mul(yl, 2))); // ml * (1 - 2 * yl)
  const square = tf.square(tf.sigmoid(product));
  const product2 = tf.mul(tf.mul(square, tf.softplus(product)), tf.sub(0.75, tf.mul(yl, 0.5))); // sigmoid(ml * (1 - 2 * yl))^2 * softplus(ml * (1 - 2 * yl)) * (0.75 - 0.5 * yl)
  const select = tf.where(equal, 0, tf.mul(tf.mul(isValid, 1 / i), tf.sum(product2, iAxes, true)));
  const float = tf.cast(equal, 'float32');
  const w = tf.add(tf.mul(float, 0.1), tf.mul(isValid, tf.sub(1, float))); // 0.1 * (tl == size(c) - 1) + (0 <= tl and tl < size(c)) * (1 - (tl == size(c) - 1))
  const reciprocal2 = ratio(1, tf.sum(w, [...nAxes, ...kAxes], true));
  const largest = tf.max(ql, cAxes, true);
  const shifted = tf.sub(ql, largest);
  const softmax = tf.softmax(ql);
  const logOfLargest = tf.log(tf.max(softmax, cAxes, true));
  const sum2 = tf.sub(1, tf.mul(float, 0.9)); // 1 - 0.9 * (tl == size(c) - 1)
  const product3 = tf.mul(tf.mul(tf.step(w), tf.sum(tf.mul(isClass, tf.add(shifted, logOfLargest)), cAxes, true)), sum2);
  const sum3 = tf.sub(tf.mul(reciprocal, tf.add(total, tf.mul(tf.sum(select, [...nAxes, ...kAxes], true), 20))), tf.mul(reciprocal2, tf.sum(product3, [...nAxes, ...kAxes], true)));
  const isClass2 = oneHot(t, c); // (position(c) == t)
  const isValid2 = tf.sum(isClass2, cAxes, true); // (0 <= t and t < size(c))
  const aligned2 = tf.expandDims(t, -1);
  const equal2 = tf.equal(aligned2, tf.scalar(factor, 'int32')); // t == size(c) - 1
  const reciprocal3 = ratio(1, tf.sum(tf.where(equal2, 0, isValid2))); // (1 / sum[k, n](if t == size(c) - 1 then 0 else (0 <= t and t < size(c))))
  const sigmoid2 = tf.sigmoid(m); // sigmoid(m)
  const sum4 = tf.add(tf.sum(tf.add(y, sigmoid2), iAxes, true), 1); // 1 + sum[i]((y + sigmoid(m)))
  const quotient2 = tf.div(tf.add(tf.sum(tf.mul(y, sigmoid2), iAxes, true), 0.5), sum4); // (0.5 + sum[i](y * sigmoid(m))) / (1 + sum[i]((y + sigmoid(m))))
  const total2 = tf.sum(tf.where(equal2, 0, tf.mul(isValid2, tf.sub(1, tf.mul(quotient2, 2)))));
  const product4 = tf.mul(m, tf.sub(1, tf.mul(y, 2))); // m * (1 - 2 * y)
  const square2 = tf.square(tf.sigmoid(product4));
  const product5 = tf.mul(tf.mul(square2, tf.softplus(product4)), tf.sub(0.75, tf.mul(y, 0.5))); // sigmoid(m * (1 - 2 * y))^2 * softplus(m * (1 - 2 * y)) * (0.75 - 0.5 * y)
  const select2 = tf.where(equal2, 0, tf.mul(tf.mul(isValid2, 1 / i), tf.sum(product5, iAxes, true)));
  const float2 = tf.cast(equal2, 'float32');
  const w2 = tf.add(tf.mul(float2, 0.1), tf.mul(isValid2, tf.sub(1, float2))); // 0.1 * (t == size(c) - 1) + (0 <= t and t < size(c)) * (1 - (t == size(c) - 1))
  const reciprocal4 = ratio(1, tf.sum(w2));
  const largest2 = tf.max(q, cAxes, true);
  const shifted2 = tf.sub(q, largest2);
  const softmax2 = tf.softmax(q);
  const logOfLargest2 = tf.log(tf.max(softmax2, cAxes, true));
  const sum5 = tf.sub(1, tf.mul(float2, 0.9)); // 1 - 0.9 * (t == size(c) - 1)
  const product6 = tf.mul(tf.mul(tf.step(w2), tf.sum(tf.mul(isClass2, tf.add(shifted2, logOfLargest2)), cAxes, true)), sum5);
  const sum6 = tf.sub(tf.add(tf.sum(sum3), tf.mul(reciprocal3, tf.add(total2, tf.mul(tf.sum(select2), 20)))), tf.mul(reciprocal4, tf.sum(product6)));
  const value = scalar(sum6);
  if (!recording) return { value, gradients: [] };
  const product7 = tf.mul(tf.mul(reciprocal4, sum5), isClass2);
  const rest = others(softmax2, c);
  const product8 = tf.mul(reciprocal3, isValid2);
  const sum7 = tf.neg(m); // -m
  const sigmoid3 = tf.sigmoid(sum7); // sigmoid(-m)
  const product9 = tf.mul(product8, sigmoid3);
  const product10 = tf.mul(product9, sigmoid2);
  const quotient3 = tf.div(product10, sum4);
  const quotient4 = tf.mul(product10, 1 / i);
  const product11 = tf.mul(y, sigmoid3); // (y * sigmoid(-m))
  const select3 = tf.where(equal2, 0, tf.mul(tf.mul(quotient4, product11), tf.softplus(sum7)));
  const product12 = tf.mul(sigmoid2, tf.sub(1, y)); // sigmoid(m) * (1 - y)
  const select4 = tf.where(equal2, 0, tf.mul(tf.mul(quotient4, product12), tf.softplus(m)));
  const select5 = tf.where(equal2, 0, tf.mul(tf.mul(tf.mul(product11, 1 / i), product9), sigmoid3));
  const square3 = tf.square(sigmoid2);
  const select6 = tf.where(equal2, 0, tf.mul(tf.mul(tf.mul(product8, 1 / i), product12), square3));
  const sum8 = tf.sub(tf.sub(tf.sub(tf.add(tf.add(tf.mul(select4, 30), tf.mul(select6, 15)), tf.where(equal2, 0, tf.mul(tf.mul(quotient2, 2), quotient3))), tf.mul(tf.where(equal2, 0, tf.mul(y, quotient3)), 2)), tf.mul(select3, 10)), tf.mul(select5, 5));
  const product13 = tf.mul(tf.mul(reciprocal2, sum2), isClass);
  const rest2 = others(softmax, c);
  const product14 = tf.mul(reciprocal, isValid);
  const product15 = tf.mul(product14, sigmoid);
  const sum9 = tf.neg(ml); // -ml
  const sigmoid4 = tf.sigmoid(sum9); // sigmoid(-ml)
  const product16 = tf.mul(product15, sigmoid4);
  const quotient5 = tf.div(product16, sum);
  const quotient6 = tf.mul(product16, 1 / i);
  const product17 = tf.mul(yl, sigmoid4); // (yl * sigmoid(-ml))
  const select7 = tf.where(equal, 0, tf.mul(tf.mul(quotient6, product17), tf.softplus(sum9)));
  const product18 = tf.mul(sigmoid, tf.sub(1, yl)); // sigmoid(ml) * (1 - yl)
  const select8 = tf.where(equal, 0, tf.mul(tf.mul(quotient6, product18), tf.softplus(ml)));
  const square4 = tf.square(sigmoid4);
  const select9 = tf.where(equal, 0, tf.mul(tf.mul(tf.mul(product14, 1 / i), product17), square4));
  const select10 = tf.where(equal, 0, tf.mul(tf.mul(tf.mul(product15, 1 / i), product18), sigmoid));
  const sum10 = tf.sub(tf.sub(tf.sub(tf.add(tf.add(tf.mul(select8, 30), tf.mul(select10, 15)), tf.where(equal, 0, tf.mul(tf.mul(quotient, 2), quotient5))), tf.mul(tf.where(equal, 0, tf.mul(yl, quotient5)), 2)), tf.mul(select7, 10)), tf.mul(select9, 5));
  return { value, gradients: [at.back('q', tf.sub(tf.mul(others(product7, c), softmax2), tf.mul(product7, rest))), at.back('m', sum8), at.back('ql', tf.sub(tf.mul(others(product13, c), softmax), tf.mul(product13, rest2))), at.back('ml', sum10)] };
}

/** The value for inputs by name. */
export function maskformerFrom(inputs, params, options) {
  return evaluate(inputs, {}, options);
}

/** The value with the compiled gradient; only the gradient is kept for the way back. */
function evaluate(inputs, params, options = {}) {
  const names = ['q', 'm', 't', 'y', 'ql', 'ml', 'tl', 'yl'];
  for (const name of names)
    if (!(inputs[name] instanceof tf.Tensor)) throw new Error(`${name} must be a tensor.`);
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
  return tf.tidy(() => computeTerms(inputs, {}, options));
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
  const isValid = tf.sum(oneHot(t, c), cAxes, true); // (0 <= t and t < size(c))
  const factor = c - 1;
  const aligned = tf.expandDims(t, -1);
  const equal = tf.equal(aligned, tf.scalar(factor, 'int32')); // t == size(c) - 1
  const sigmoid = tf.sigmoid(m); // sigmoid(m)
  const sum = tf.sub(1, tf.mul(tf.div(2, tf.add(tf.sum(tf.add(y, sigmoid), iAxes, true), 1)), tf.add(tf.sum(tf.mul(y, sigmoid), iAxes, true), 0.5))); // 1 - 2 * (0.5 + sum[i](y * sigmoid(m))) / (1 + sum[i]((y + sigmoid(m))))
  const product = tf.mul(m, tf.sub(1, tf.mul(y, 2))); // m * (1 - 2 * y)
  const square = tf.square(tf.sigmoid(product));
  const product2 = tf.mul(tf.mul(square, tf.softplus(product)), tf.sub(0.75, tf.mul(y, 0.5))); // sigmoid(m * (1 - 2 * y))^2 * softplus(m * (1 - 2 * y)) * (0.75 - 0.5 * y)
  const select = tf.where(equal, 0, tf.mul(tf.mul(isValid, 1 / i), tf.sum(product2, iAxes, true)));
  const sum2 = tf.add(tf.sum(tf.where(equal, 0, tf.mul(isValid, sum))), tf.mul(tf.sum(select), 20));
  const float = tf.cast(equal, 'float32');
  const w = tf.add(tf.mul(float, 0.1), tf.mul(isValid, tf.sub(1, float))); // 0.1 * (t == size(c) - 1) + (0 <= t and t < size(c)) * (1 - (t == size(c) - 1))
  const largest = tf.max(q, cAxes, true);
  const shifted = tf.sub(q, largest);
  const softmax = tf.softmax(q);
  const logOfLargest = tf.log(tf.max(softmax, cAxes, true));
  const product3 = tf.mul(tf.mul(tf.step(w), tf.sum(tf.mul(oneHot(t, c), tf.add(shifted, logOfLargest)), cAxes, true)), tf.sub(1, tf.mul(float, 0.9)));
  const sum3 = tf.sub(ratio(sum2, tf.sum(tf.where(equal, 0, isValid))), ratio(tf.sum(product3), tf.sum(w)));
  const isValid2 = tf.sum(oneHot(tl, c), cAxes, true); // (0 <= tl and tl < size(c))
  const aligned2 = tf.expandDims(tl, -1);
  const equal2 = tf.equal(aligned2, tf.scalar(factor, 'int32')); // tl == size(c) - 1
  const sigmoid2 = tf.sigmoid(ml); // sigmoid(ml)
  const sum4 = tf.sub(1, tf.mul(tf.div(2, tf.add(tf.sum(tf.add(yl, sigmoid2), iAxes, true), 1)), tf.add(tf.sum(tf.mul(yl, sigmoid2), iAxes, true), 0.5))); // 1 - 2 * (0.5 + sum[i](yl * sigmoid(ml))) / (1 + sum[i]((yl + sigmoid(ml))))
  const total = tf.sum(tf.where(equal2, 0, tf.mul(isValid2, sum4)), [...nAxes, ...kAxes], true);
  const product4 = tf.mul(ml, tf.sub(1, tf.mul(yl, 2))); // ml * (1 - 2 * yl)
  const square2 = tf.square(tf.sigmoid(product4));
  const product5 = tf.mul(tf.mul(square2, tf.softplus(product4)), tf.sub(0.75, tf.mul(yl, 0.5))); // sigmoid(ml * (1 - 2 * yl))^2 * softplus(ml * (1 - 2 * yl)) * (0.75 - 0.5 * yl)
  const select2 = tf.where(equal2, 0, tf.mul(tf.mul(isValid2, 1 / i), tf.sum(product5, iAxes, true)));
  const float2 = tf.cast(equal2, 'float32');
  const w2 = tf.add(tf.mul(float2, 0.1), tf.mul(isValid2, tf.sub(1, float2))); // 0.1 * (tl == size(c) - 1) + (0 <= tl and tl < size(c)) * (1 - (tl == size(c) - 1))
  const largest2 = tf.max(ql, cAxes, true);
  const shifted2 = tf.sub(ql, largest2);
  const softmax2 = tf.softmax(ql);
  const logOfLargest2 = tf.log(tf.max(softmax2, cAxes, true));
  const total2 = tf.sum(tf.mul(oneHot(tl, c), tf.add(shifted2, logOfLargest2)), cAxes, true); // sum[c]((position(c) == tl) * log_softmax[c](ql))
  const total3 = tf.sum(tf.mul(tf.mul(tf.step(w2), total2), tf.sub(1, tf.mul(float2, 0.9))), [...nAxes, ...kAxes], true);
  const sum5 = tf.sub(ratio(tf.add(total, tf.mul(tf.sum(select2, [...nAxes, ...kAxes], true), 20)), tf.sum(tf.where(equal2, 0, isValid2), [...nAxes, ...kAxes], true)), ratio(total3, tf.sum(w2, [...nAxes, ...kAxes], true)));
  return { final: scalar(sum3), earlier: scalar(tf.sum(sum5)) };
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

/** A tensor as it is, and a number as a tensor. */
const scalar = (x) => (typeof x === 'number' ? tf.scalar(x) : x);

/** x / d, and 0 where d is 0; `sure` says that no d is. */
const ratio = (x, d, sure = false) => (sure ? tf.div(x, d) : tf.div(tf.mul(x, tf.step(d)), tf.maximum(d, 1e-37)));

/**
 * 1 at the class that an index is, along a new last dimension. Of a single class there is no `tf.oneHot`, and that
 * of the wasm backend writes integers, whatever type is asked for.
 */
function oneHot(t, classes) {
  if (classes === 1) return tf.cast(tf.equal(tf.expandDims(t, -1), tf.scalar(0, 'int32')), 'float32');
  if (tf.getBackend() === 'wasm') return tf.cast(tf.oneHot(t, classes), 'float32');
  return tf.oneHot(t, classes, 1, 0, 'float32');
}

/**
 * The sum over all other classes: a product with a matrix of ones that has zeros on its diagonal, so that nothing
 * cancels. For many classes the difference to the whole sum is cheaper.
 */
function others(x, classes) {
  if (classes > 32) return tf.sub(tf.sum(x, -1, true), x);
  const apart = Array.from({ length: classes ** 2 }, (_, k) => Number(k % (classes + 1) !== 0));
  return tf.matMul(x, tf.tensor2d(apart, [classes, classes]));
}
