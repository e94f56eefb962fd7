/**
 * transfuse for TensorFlow.js, compiled by lossc. 74 kernels, 129 with the gradient.
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

/** The axes in their places, outermost first, and those of each input; `wide` may be several dimensions. */
const slots = [['n'], ['i']];
const layouts = { z: { axes: ['n', 'i'], wide: 1, type: 'float32', bare: false, transposed: false }, z3: { axes: ['n', 'i'], wide: 1, type: 'float32', bare: false, transposed: false }, z4: { axes: ['n', 'i'], wide: 1, type: 'float32', bare: false, transposed: false }, y: { axes: ['n', 'i'], wide: 1, type: 'float32', bare: false, transposed: false }, w: { axes: ['n', 'i'], wide: 1, type: 'float32', bare: false, transposed: false } };
const flat = [];

/** The value, and where it is recorded the gradients. */
function compute(tensors, params, options, recording) {
  const at = layOut(tensors, options.sizes);
  const { n, i } = at.sizes;
  const { n: nAxes, i: iAxes } = at.dimensions;
  const z = at.tensor("z");
  const z3 = at.tensor("z3");
  const z4 = at.tensor("z4");
  const y = at.tensor("y");
  const w = at.tensor("w");
  const reciprocal = ratio(1, tf.sum(w, iAxes, true)); // group(1 / sum[i](w))
  const sum = tf.neg(z); // -z
  const sum2 = tf.sub(1, y); // 1 - y
  const product = tf.mul(w, tf.add(tf.mul(y, tf.softplus(sum)), tf.mul(tf.softplus(z), sum2))); // w * (y * softplus(-z) + softplus(z) * (1 - y))
  const sum3 = tf.neg(z3); // -z3
  const product2 = tf.mul(w, tf.add(tf.mul(y, tf.softplus(sum3)), tf.mul(tf.softplus(z3), sum2))); // w * (y * softplus(-z3) + softplus(z3) * (1 - y))
  const sum4 = tf.neg(z4); // -z4
  const product3 = tf.mul(w, tf.add(tf.mul(y, tf.softplus(sum4)), tf.mul(tf.softplus(z4), sum2))); // w * (y * softplus(-z4) + softplus(z4) * (1 - y))
  const sum5 = tf.add(tf.add(tf.mul(tf.sum(product, iAxes, true), 0.5), tf.mul(tf.sum(product2, iAxes, true), 0.3)), tf.mul(tf.sum(product3, iAxes, true), 0.2));
  const sigmoid = tf.sigmoid(z); // sigmoid(z)
  const sum6 = tf.add(tf.sum(tf.mul(w, tf.add(y, tf.mul(sigmoid, sum2))), iAxes, true), 1); // 1 + sum[i](w * (y + sigmoid(z) * (1 - y)))
  const product4 = tf.mul(w, y); // w * y
  const quotient = tf.div(tf.add(tf.sum(tf.mul(product4, sigmoid), iAxes, true), 1), sum6); // (1 + sum[i](w * y * sigmoid(z))) / (1 + sum[i](w * (y + sigmoid(z) * (1 - y))))
  const sigmoid2 = tf.sigmoid(z3); // sigmoid(z3)
  const sum7 = tf.add(tf.sum(tf.mul(w, tf.add(y, tf.mul(sigmoid2, sum2))), iAxes, true), 1); // 1 + sum[i](w * (y + sigmoid(z3) * (1 - y)))
  const quotient2 = tf.div(tf.add(tf.sum(tf.mul(product4, sigmoid2), iAxes, true), 1), sum7); // (1 + sum[i](w * y * sigmoid(z3))) / (1 + sum[i](w * (y + sigmoid(z3) * (1 - y))))
  const sigmoid3 = tf.sigmoid(z4); // sigmoid(z4)
  const sum8 = tf.add(tf.sum(tf.mul(w, tf.add(y, tf.mul(sigmoid3, sum2))), iAxes, true), 1); // 1 + sum[i](w * (y + sigmoid(z4) * (1 - y)))
  const quotient3 = tf.div(tf.add(tf.sum(tf.mul(product4, sigmoid3), iAxes, true), 1), sum8); // (1 + sum[i](w * y * sigmoid(z4))) / (1 + sum[i](w * (y + sigmoid(z4) * (1 - y))))
  const sum9 = tf.sub(tf.sub(tf.sub(tf.add(tf.mul(reciprocal, sum5), 1), tf.mul(quotient, 0.5)), tf.mul(quotient2, 0.3)), tf.mul(quotient3, 0.2));
  const value = overExamples(sum9, n, options.reduction);
  if (!recording) return { value, gradients: [] };
  const product5 = tf.mul(reciprocal, tf.step(w)); // group(group(1 / sum[i](w)) * sign(w))
  const product6 = tf.mul(y, product5); // group(y * group(group(1 / sum[i](w)) * sign(w)))
  const sigmoid4 = tf.sigmoid(sum); // sigmoid(-z)
  const product7 = tf.mul(product5, sum2); // group(group(1 / sum[i](w)) * sign(w)) * (1 - y)
  const sum10 = tf.mul(tf.sub(tf.div(y, sum6), tf.mul(tf.div(quotient, sum6), sum2)), 0.5);
  const sum11 = tf.sub(tf.mul(tf.sub(tf.mul(product7, 0.5), tf.mul(sum10, sigmoid4)), sigmoid), tf.mul(tf.mul(product6, 0.5), sigmoid4));
  const sigmoid5 = tf.sigmoid(sum3); // sigmoid(-z3)
  const sum12 = tf.mul(tf.sub(tf.div(y, sum7), tf.mul(tf.div(quotient2, sum7), sum2)), 0.3);
  const sum13 = tf.sub(tf.mul(tf.sub(tf.mul(product7, 0.3), tf.mul(sum12, sigmoid5)), sigmoid2), tf.mul(tf.mul(product6, 0.3), sigmoid5));
  const sigmoid6 = tf.sigmoid(sum4); // sigmoid(-z4)
  const sum14 = tf.mul(tf.sub(tf.div(y, sum8), tf.mul(tf.div(quotient3, sum8), sum2)), 0.2);
  const sum15 = tf.sub(tf.mul(tf.sub(tf.mul(product7, 0.2), tf.mul(sum14, sigmoid6)), sigmoid3), tf.mul(tf.mul(product6, 0.2), sigmoid6));
  return { value, gradients: [at.back("z", tf.mul(w, sum11)), at.back("z3", tf.mul(w, sum13)), at.back("z4", tf.mul(w, sum15))] };
}

/** The value for inputs by name. */
export function transfuseFrom(inputs, params, options) {
  return evaluate(inputs, {}, options);
}

/** The value with the compiled gradient; only the gradient itself is kept for the way back. */
function evaluate(inputs, params, options = {}) {
  const names = ['z', 'z3', 'z4', 'y', 'w'];
  for (const name of names) if (!(inputs[name] instanceof tf.Tensor)) throw new Error(`${name} must be a tensor.`);
  const loss = tf.customGrad((...given) => {
    const save = given.pop();
    const tensors = Object.fromEntries(names.map((name, k) => [name, given[k]]));
    // Without a tape there is no need for the gradient.
    const { value, gradients } = compute(tensors, params, options, tf.engine().state.gradientDepth !== 0);
    save(gradients);
    const shapes = given.map((tensor) => tensor.shape);
    const gradFunc = (upstream, saved) => {
      return names.map((name, k) => { const at = ['z', 'z3', 'z4'].indexOf(name); return at < 0 ? tf.zeros(shapes[k]) : weigh(saved[at], upstream); });
    };
    return { value, gradFunc };
  });
  return loss(...names.map((name) => inputs[name]));
}

/** The terms of the loss, for inputs by name. */
export function transfuseTerms(inputs, params, options = {}) {
  return tf.tidy(() => computeTerms(inputs, {}, options));
}

function computeTerms(tensors, params, options) {
  const at = layOut(tensors, options.sizes);
  const { n, i } = at.sizes;
  const { n: nAxes, i: iAxes } = at.dimensions;
  const z = at.tensor("z");
  const z3 = at.tensor("z3");
  const z4 = at.tensor("z4");
  const y = at.tensor("y");
  const w = at.tensor("w");
  const reciprocal = ratio(1, tf.sum(w, iAxes, true)); // group(1 / sum[i](w))
  const sum = tf.sub(1, y); // 1 - y
  const product = tf.mul(w, tf.add(tf.mul(y, tf.softplus(tf.neg(z))), tf.mul(tf.softplus(z), sum))); // w * (y * softplus(-z) + softplus(z) * (1 - y))
  const sigmoid = tf.sigmoid(z); // sigmoid(z)
  const sum2 = tf.add(tf.sum(tf.mul(w, tf.add(y, tf.mul(sigmoid, sum))), iAxes, true), 1); // 1 + sum[i](w * (y + sigmoid(z) * (1 - y)))
  const product2 = tf.mul(w, y); // w * y
  const sum3 = tf.sub(1, tf.div(tf.add(tf.sum(tf.mul(product2, sigmoid), iAxes, true), 1), sum2)); // 1 - (1 + sum[i](w * y * sigmoid(z))) / (1 + sum[i](w * (y + sigmoid(z) * (1 - y))))
  const sum4 = tf.mul(tf.add(tf.sum(tf.mul(reciprocal, tf.sum(product, iAxes, true))), tf.sum(sum3)), 1 / n);
  const product3 = tf.mul(w, tf.add(tf.mul(y, tf.softplus(tf.neg(z3))), tf.mul(tf.softplus(z3), sum))); // w * (y * softplus(-z3) + softplus(z3) * (1 - y))
  const sigmoid2 = tf.sigmoid(z3); // sigmoid(z3)
  const sum5 = tf.add(tf.sum(tf.mul(w, tf.add(y, tf.mul(sigmoid2, sum))), iAxes, true), 1); // 1 + sum[i](w * (y + sigmoid(z3) * (1 - y)))
  const sum6 = tf.sub(1, tf.div(tf.add(tf.sum(tf.mul(product2, sigmoid2), iAxes, true), 1), sum5)); // 1 - (1 + sum[i](w * y * sigmoid(z3))) / (1 + sum[i](w * (y + sigmoid(z3) * (1 - y))))
  const sum7 = tf.mul(tf.add(tf.sum(tf.mul(reciprocal, tf.sum(product3, iAxes, true))), tf.sum(sum6)), 1 / n);
  const product4 = tf.mul(w, tf.add(tf.mul(y, tf.softplus(tf.neg(z4))), tf.mul(tf.softplus(z4), sum))); // w * (y * softplus(-z4) + softplus(z4) * (1 - y))
  const sigmoid3 = tf.sigmoid(z4); // sigmoid(z4)
  const sum8 = tf.add(tf.sum(tf.mul(w, tf.add(y, tf.mul(sigmoid3, sum))), iAxes, true), 1); // 1 + sum[i](w * (y + sigmoid(z4) * (1 - y)))
  const sum9 = tf.sub(1, tf.div(tf.add(tf.sum(tf.mul(product2, sigmoid3), iAxes, true), 1), sum8)); // 1 - (1 + sum[i](w * y * sigmoid(z4))) / (1 + sum[i](w * (y + sigmoid(z4) * (1 - y))))
  const sum10 = tf.mul(tf.add(tf.sum(tf.mul(reciprocal, tf.sum(product4, iAxes, true))), tf.sum(sum9)), 1 / n);
  return { fused: scalar(sum4), third: scalar(sum7), fourth: scalar(sum10) };
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
