/**
 * matthews for TensorFlow.js, compiled by lossc. 36 kernels, 95 with the gradient.
 *
 * Matthews correlation loss: true negatives count too, so a mostly empty image is not easy.
 * $1 - \frac{tp \cdot tn - fp \cdot fn}{\sqrt{(tp + fp)(tp + fn)(tn + fp)(tn + fn)}}$
 *
 * An image that is all foreground or all background, in target or prediction, gives 1.
 * Range [0, 2], 0 at p = y.
 * @param p predicted probability of the foreground
 * @param y target mask
 * @cite Abhishek, Hamarneh: Matthews correlation coefficient loss, 2021
 * @category region
 */
import * as tf from '@tensorflow/tfjs-core';

export const signature = { name: 'matthews', kind: 'loss', call: 'matthews', pair: { prediction: 'p', target: 'y' }, inputs: [{ name: 'p', kind: 'prob', axes: ['n', 'i'] }, { name: 'y', kind: 'label', axes: ['n', 'i'] }], hyperparameters: [], axes: ['n', 'i'], result: [] };

/** The axes in their places, outermost first, and those of each input; `wide` may be several dimensions. */
const slots = [['n'], ['i']];
const layouts = { p: { axes: ['n', 'i'], wide: 1, type: 'float32', bare: false, transposed: false }, y: { axes: ['n', 'i'], wide: 1, type: 'float32', bare: false, transposed: false } };
const flat = [];

/** The value, and where it is recorded the gradients. */
function compute(tensors, params, options, recording) {
  const at = layOut(tensors, options.sizes);
  const { n, i } = at.sizes;
  const { n: nAxes, i: iAxes } = at.dimensions;
  const p = at.tensor("p");
  const y = at.tensor("y");
  const total = tf.sum(tf.mul(p, y), iAxes, true); // sum[i](p * y)
  const sum = tf.sub(1, p); // 1 - p
  const total2 = tf.sum(tf.mul(y, sum), iAxes, true); // sum[i](y * (1 - p))
  const sum2 = tf.add(total, total2); // sum[i](p * y) + sum[i](y * (1 - p))
  const power0_5 = tf.sqrt(sum2);
  const sum3 = tf.sub(1, y); // 1 - y
  const total3 = tf.sum(tf.mul(p, sum3), iAxes, true); // sum[i](p * (1 - y))
  const total4 = tf.sum(tf.mul(sum, sum3), iAxes, true); // sum[i]((1 - p) * (1 - y))
  const sum4 = tf.add(total3, total4); // sum[i](p * (1 - y)) + sum[i]((1 - p) * (1 - y))
  const power0_52 = tf.sqrt(sum4);
  const quotient = tf.div(tf.div(1, power0_5), power0_52);
  const sum5 = tf.add(total, total3); // sum[i](p * y) + sum[i](p * (1 - y))
  const power0_53 = tf.sqrt(sum5);
  const quotient2 = tf.div(quotient, power0_53);
  const sum6 = tf.add(total2, total4); // sum[i](y * (1 - p)) + sum[i]((1 - p) * (1 - y))
  const power0_54 = tf.sqrt(sum6);
  const quotient3 = tf.div(quotient2, power0_54);
  const sum7 = tf.sub(tf.mul(total, total4), tf.mul(total3, total2)); // sum[i](p * y) * sum[i]((1 - p) * (1 - y)) - sum[i](p * (1 - y)) * sum[i](y * (1 - p))
  const product = tf.mul(tf.mul(tf.mul(power0_53, power0_5), power0_52), power0_54);
  const test = tf.notEqual(product, 0);
  const result = tf.sub(1, tf.where(test, tf.mul(quotient3, sum7), 0));
  const value = overExamples(result, n, options.reduction);
  if (!recording) return { value, gradients: [] };
  const power1_5 = tf.pow(sum6, 1.5);
  const select = tf.where(test, tf.mul(tf.mul(tf.div(-1, power1_5), quotient2), sum7), 0);
  const power1_52 = tf.pow(sum5, 1.5);
  const select2 = tf.where(test, tf.div(tf.mul(tf.mul(tf.div(-1, power1_52), quotient), sum7), power0_54), 0);
  const sum8 = tf.sub(tf.add(tf.add(tf.where(test, tf.mul(tf.mul(quotient3, -1), total3), 0), tf.where(test, tf.mul(tf.mul(quotient3, -1), total4), 0)), tf.mul(select, 0.5)), tf.mul(select2, 0.5));
  const sum9 = tf.sub(tf.sub(tf.sub(tf.mul(select, 0.5), tf.where(test, tf.mul(tf.mul(quotient3, -1), total), 0)), tf.where(test, tf.mul(tf.mul(quotient3, -1), total2), 0)), tf.mul(select2, 0.5));
  const test2 = tf.notEqual(y, 0);
  return { value, gradients: [at.back("p", tf.where(test2, sum8, sum9))] };
}

/** A function of the true and the predicted values, for `model.compile`. */
export function matthews(params, options) {
  const settled = {};
  return (yTrue, yPred) => evaluate({ p: yPred, y: yTrue }, settled, options);
}

/** The value for inputs by name. */
export function matthewsFrom(inputs, params, options) {
  return evaluate(inputs, {}, options);
}

/** The value with the compiled gradient; only the gradient itself is kept for the way back. */
function evaluate(inputs, params, options = {}) {
  const names = ['p', 'y'];
  for (const name of names) if (!(inputs[name] instanceof tf.Tensor)) throw new Error(`${name} must be a tensor.`);
  const loss = tf.customGrad((...given) => {
    const save = given.pop();
    const tensors = Object.fromEntries(names.map((name, k) => [name, given[k]]));
    // Without a tape there is no need for the gradient.
    const { value, gradients } = compute(tensors, params, options, tf.engine().state.gradientDepth !== 0);
    save(gradients);
    const shapes = given.map((tensor) => tensor.shape);
    const gradFunc = (upstream, saved) => {
      return names.map((name, k) => { const at = ['p'].indexOf(name); return at < 0 ? tf.zeros(shapes[k]) : weigh(saved[at], upstream); });
    };
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

/** The gradient of every example's own value, times what comes back for that value, or for their mean. */
function weigh(gradient, upstream) {
  if (upstream.rank === 0) return tf.mul(gradient, tf.div(upstream, gradient.shape[0]));
  return tf.mul(gradient, tf.reshape(upstream, [-1, ...Array(gradient.rank - 1).fill(1)]));
}
