/**
 * mask2former for TensorFlow.js, compiled by lossc. 81 kernels, 128 with the gradient.
 *
 * Mask2Former: classes of all queries, cross-entropy and Dice of the matched masks on sampled points.
 * $2 \operatorname{CE}_{0.1} + 5 \operatorname{BCE} + 5 \operatorname{Dice}$
 *
 * The points, 12 544 for each mask, are drawn on the host, three quarters of them where the model is
 * least sure. The same loss is added for each of the nine earlier layers. An image without objects
 * has only the class term. Range [0, ∞).
 * @param q logit of each class, "no object" last
 * @param m logit of each mask at its points
 * @param t class of the target matched to each query
 * @param y target mask matched to each query, at the same points
 * @param no_object weight of "no object" in the class term
 * @param w_class weight of the class term
 * @param w_mask weight of the cross-entropy of the masks
 * @param w_dice weight of their Dice loss
 * @cite Cheng, Misra, Schwing, Kirillov, Girdhar: Mask2Former, 2022
 * @category recipe
 */
import * as tf from '@tensorflow/tfjs-core';

export const signature = { name: 'mask2former', kind: 'loss', call: 'mask2former', inputs: [{ name: 'q', kind: 'logit', axes: ['n', 'k', 'c'] }, { name: 'm', kind: 'logit', axes: ['n', 'k', 'i'] }, { name: 't', kind: 'index', axes: ['n', 'k'], of: 'c' }, { name: 'y', kind: 'label', axes: ['n', 'k', 'i'] }], hyperparameters: [{ name: 'no_object', default: 0.1 }, { name: 'w_class', default: 2 }, { name: 'w_mask', default: 5 }, { name: 'w_dice', default: 5 }], axes: ['n', 'k', 'c', 'i'], result: [] };

/** Places for the axes, outermost first; axes that never meet share one. */
const slots = [['n'], ['k'], ['i'], ['c']];
/** The axes of each input; the one at `wide` may be any number of dimensions. */
const layouts = {
  q: { axes: ['n', 'k', 'c'], wide: 1, transposed: false, type: 'float32', bare: false },
  m: { axes: ['n', 'k', 'i'], wide: 2, transposed: false, type: 'float32', bare: false },
  t: { axes: ['n', 'k'], wide: 1, transposed: false, type: 'int32', bare: true },
  y: { axes: ['n', 'k', 'i'], wide: 2, transposed: false, type: 'float32', bare: false },
};
/** Axes that have to be one dimension. */
const flat = ['c'];
const hyperparameters = {
  no_object: { value: 0.1, domain: '[0, inf)', holds: (x) => x >= 0 },
  w_class: { value: 2, domain: '[0, inf)', holds: (x) => x >= 0 },
  w_mask: { value: 5, domain: '[0, inf)', holds: (x) => x >= 0 },
  w_dice: { value: 5, domain: '[0, inf)', holds: (x) => x >= 0 },
};

/** The value, and where it is recorded the gradients. */
function compute(tensors, params, options, recording) {
  const { no_object, w_class, w_mask, w_dice } = params;
  const at = layOut(tensors, options.sizes);
  const { n, k, i, c } = at.sizes;
  const { n: nAxes, k: kAxes, i: iAxes, c: cAxes } = at.dimensions;
  const q = at.tensor('q');
  const m = at.tensor('m');
  const t = at.tensor('t');
  const y = at.tensor('y');
  const isClass = oneHot(t, c); // (position(c) == t)
  const isValid = tf.sum(isClass, cAxes, true); // (0 <= t and t < size(c))
  const aligned = tf.expandDims(t, -1);
  const equal = tf.equal(aligned, tf.scalar(c - 1, 'int32')); // t == size(c) - 1
  const reciprocal = ratio(1, tf.sum(tf.where(equal, 0, isValid))); // (1 / sum[k, n](if t == size(c) - 1 then 0 else (0 <= t and t < size(c))))
  const p = tf.sigmoid(m); // sigmoid(m)
  const sum = tf.add(tf.sum(tf.add(y, p), iAxes, true), 1); // 1 + sum[i]((y + sigmoid(m)))
  const quotient = tf.div(tf.add(tf.sum(tf.mul(y, p), iAxes, true), 0.5), sum); // (0.5 + sum[i](y * sigmoid(m))) / (1 + sum[i]((y + sigmoid(m))))
  const total = tf.sum(tf.where(equal, 0, tf.mul(isValid, tf.sub(1, tf.mul(quotient, 2)))), kAxes, true);
  const sum2 = tf.neg(m); // -m
  const sum3 = tf.sub(1, y); // 1 - y
  const total2 = tf.sum(tf.add(tf.mul(y, tf.softplus(sum2)), tf.mul(tf.softplus(m), sum3)), iAxes, true); // sum[i](y * softplus(-m) + softplus(m) * (1 - y))
  const total3 = tf.sum(tf.where(equal, 0, tf.mul(tf.mul(isValid, 1 / i), total2)), kAxes, true);
  const float = tf.cast(equal, 'float32');
  const w = tf.add(tf.where(equal, no_object, 0), tf.mul(isValid, tf.sub(1, float)));
  const product = ratio(n * w_class, tf.sum(w));
  const largest = tf.max(q, cAxes, true);
  const shifted = tf.sub(q, largest);
  const softmax = tf.softmax(q);
  const logOfLargest = tf.log(tf.max(softmax, cAxes, true));
  const sum4 = tf.sub(1, tf.where(equal, 1 - no_object, 0)); // 1 - (if t == size(c) - 1 then 1 - no_object else 0)
  const product2 = tf.mul(tf.mul(tf.step(w), tf.sum(tf.mul(isClass, tf.add(shifted, logOfLargest)), cAxes, true)), sum4);
  const sum5 = tf.sub(tf.mul(reciprocal, tf.add(tf.mul(total, n * w_dice), tf.mul(total3, n * w_mask))), tf.mul(product, tf.sum(product2, kAxes, true)));
  const value = overExamples(sum5, n, options.reduction);
  if (!recording) return { value, gradients: [] };
  const product3 = tf.mul(tf.mul(product, sum4), isClass);
  const rest = others(softmax, c);
  const product4 = tf.mul(reciprocal, isValid);
  const product5 = tf.mul(product4, p);
  const sigmoid = tf.sigmoid(sum2); // sigmoid(-m)
  const product6 = tf.mul(tf.div(tf.mul(product5, sigmoid), sum), n * w_dice);
  const select = tf.where(equal, 0, tf.mul(tf.mul(tf.mul(product4, n * w_mask / i), y), sigmoid));
  const sum6 = tf.sub(tf.sub(tf.add(tf.where(equal, 0, tf.mul(tf.mul(product5, n * w_mask / i), sum3)), tf.where(equal, 0, tf.mul(tf.mul(quotient, 2), product6))), tf.mul(tf.where(equal, 0, tf.mul(y, product6)), 2)), select);
  return { value, gradients: [at.back('q', tf.sub(tf.mul(others(product3, c), softmax), tf.mul(product3, rest))), at.back('m', sum6)] };
}

/** The value for inputs by name. */
export function mask2formerFrom(inputs, params, options) {
  return evaluate(inputs, settle(params), options);
}

/** The value with the compiled gradient; only the gradient is kept for the way back. */
function evaluate(inputs, params, options = {}) {
  const names = ['q', 'm', 't', 'y'];
  for (const name of names)
    if (!(inputs[name] instanceof tf.Tensor)) throw new Error(`${name} must be a tensor.`);
  const loss = tf.customGrad((...given) => {
    const save = given.pop();
    const tensors = Object.fromEntries(names.map((name, k) => [name, given[k]]));
    // Where no tape is recorded there is no need for the gradient.
    const recording = tf.engine().state.gradientDepth !== 0;
    const { value, gradients } = compute(tensors, params, options, recording);
    save(gradients);
    const gradFunc = (upstream, saved) => [weigh(saved[0], upstream), weigh(saved[1], upstream), tf.zeros(given[2].shape), tf.zeros(given[3].shape)];
    return { value, gradFunc };
  });
  return loss(...names.map((name) => inputs[name]));
}

/** The terms of the loss, for inputs by name. */
export function mask2formerTerms(inputs, params, options = {}) {
  return tf.tidy(() => computeTerms(inputs, settle(params), options));
}

function computeTerms(tensors, params, options) {
  const { no_object, w_class, w_mask, w_dice } = params;
  const at = layOut(tensors, options.sizes);
  const { n, k, i, c } = at.sizes;
  const { n: nAxes, k: kAxes, i: iAxes, c: cAxes } = at.dimensions;
  const q = at.tensor('q');
  const m = at.tensor('m');
  const t = at.tensor('t');
  const y = at.tensor('y');
  const aligned = tf.expandDims(t, -1);
  const equal = tf.equal(aligned, tf.scalar(c - 1, 'int32')); // t == size(c) - 1
  const isValid = tf.sum(oneHot(t, c), cAxes, true); // (0 <= t and t < size(c))
  const float = tf.cast(equal, 'float32');
  const w = tf.add(tf.where(equal, no_object, 0), tf.mul(isValid, tf.sub(1, float)));
  const largest = tf.max(q, cAxes, true);
  const shifted = tf.sub(q, largest);
  const softmax = tf.softmax(q);
  const logOfLargest = tf.log(tf.max(softmax, cAxes, true));
  const product = tf.mul(tf.mul(tf.step(w), tf.sum(tf.mul(oneHot(t, c), tf.add(shifted, logOfLargest)), cAxes, true)), tf.sub(1, tf.where(equal, 1 - no_object, 0)));
  const reciprocal = ratio(1, tf.sum(tf.where(equal, 0, isValid))); // (1 / sum[k, n](if t == size(c) - 1 then 0 else (0 <= t and t < size(c))))
  const sum = tf.add(tf.mul(y, tf.softplus(tf.neg(m))), tf.mul(tf.softplus(m), tf.sub(1, y))); // y * softplus(-m) + softplus(m) * (1 - y)
  const select = tf.where(equal, 0, tf.mul(tf.mul(isValid, 1 / i), tf.sum(sum, iAxes, true)));
  const p = tf.sigmoid(m); // sigmoid(m)
  const sum2 = tf.sub(1, tf.mul(tf.div(2, tf.add(tf.sum(tf.add(y, p), iAxes, true), 1)), tf.add(tf.sum(tf.mul(y, p), iAxes, true), 0.5))); // 1 - 2 * (0.5 + sum[i](y * sigmoid(m))) / (1 + sum[i]((y + sigmoid(m))))
  return { mask_class: scalar(ratio(tf.neg(tf.sum(product)), tf.sum(w))), mask_bce: scalar(tf.mul(reciprocal, tf.sum(select))), mask_dice: scalar(tf.mul(reciprocal, tf.sum(tf.where(equal, 0, tf.mul(isValid, sum2))))) };
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

/** A tensor as it is, and a number as a tensor. */
const scalar = (x) => (typeof x === 'number' ? tf.scalar(x) : x);

/** x / d, and 0 where d is 0; `sure` says that no d is. */
const ratio = (x, d, sure = false) => (sure ? tf.div(x, d) : tf.div(tf.mul(x, tf.step(d)), tf.maximum(d, 1e-37)));

/** The gradient of every example's own value, times what comes back for that value, or for their mean. */
function weigh(gradient, upstream) {
  if (upstream.rank === 0) return tf.mul(gradient, tf.div(upstream, gradient.shape[0]));
  return tf.mul(gradient, tf.reshape(upstream, [-1, ...Array(gradient.rank - 1).fill(1)]));
}

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

/** Hyperparameters with their defaults filled in. */
function settle(given = {}) {
  for (const name of Object.keys(given))
    if (!(name in hyperparameters)) throw new Error(`There is no hyperparameter ${name}.`);
  return Object.fromEntries(
    Object.entries(hyperparameters).map(([name, { value, domain, holds }]) => {
      const found = given[name] ?? value;
      if (found === undefined) throw new Error(`${name} is missing and has no default.`);
      if (typeof found !== 'number' || !holds(found)) throw new Error(`${name} must lie in ${domain}; it is ${found}.`);
      return [name, found];
    }),
  );
}
