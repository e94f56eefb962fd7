/**
 * mask_rcnn for TensorFlow.js, compiled by lossc. 45 kernels, 80 with the gradient.
 *
 * The heads of Mask R-CNN: class of every region, box and mask of the regions that have a true class.
 * $\operatorname{CE} + \frac{1}{R} \sum_{r, k} |b_{t} - b^*| + \operatorname{mean}_{f,i} \operatorname{BCE}(m_{t}, y)$
 *
 * Background regions have the last class; `g` is `t` again as an index of the classes without it, so
 * that there it is no class. Box and mask are those of the true class only. The box term, L1, is
 * summed over the four numbers and divided by all regions, background too. No foreground leaves only
 * the class term. Range [0, ∞).
 * @param s logit of each class of each region, the background last
 * @param t class of each region
 * @param b box refinement of each region for each class
 * @param g class of each region, without the background
 * @param bt true box refinement of each region
 * @param m logit of the mask of each foreground region for each class
 * @param gf class of each foreground region
 * @param y true mask of each foreground region
 * @cite He, Gkioxari, Dollár, Girshick: Mask R-CNN, 2017
 * @category recipe
 */
import * as tf from '@tensorflow/tfjs-core';

export const signature = { name: 'mask_rcnn', kind: 'loss', call: 'maskRcnn', inputs: [{ name: 's', kind: 'logit', axes: ['r', 'c'] }, { name: 't', kind: 'index', axes: ['r'], of: 'c' }, { name: 'b', kind: 'real', axes: ['r', 'k', 'o'] }, { name: 'g', kind: 'index', axes: ['r'], of: 'o' }, { name: 'bt', kind: 'map', axes: ['r', 'k'] }, { name: 'm', kind: 'logit', axes: ['f', 'i', 'o'] }, { name: 'gf', kind: 'index', axes: ['f'], of: 'o' }, { name: 'y', kind: 'label', axes: ['f', 'i'] }], hyperparameters: [], axes: ['r', 'c', 'o', 'k', 'f', 'i'], result: [] };

/** The axes in their places, outermost first, and those of each input; `wide` may be several dimensions. */
const slots = [['f', 'r'], ['i', 'k'], ['c', 'o']];
const layouts = { s: { axes: ['r', 'c'], wide: -1, type: 'float32', bare: false, transposed: false }, t: { axes: ['r'], wide: 0, type: 'int32', bare: true, transposed: false }, b: { axes: ['r', 'k', 'o'], wide: 1, type: 'float32', bare: false, transposed: false }, g: { axes: ['r'], wide: 0, type: 'int32', bare: true, transposed: false }, bt: { axes: ['r', 'k'], wide: 1, type: 'float32', bare: false, transposed: false }, m: { axes: ['f', 'i', 'o'], wide: 1, type: 'float32', bare: false, transposed: false }, gf: { axes: ['f'], wide: 0, type: 'int32', bare: true, transposed: false }, y: { axes: ['f', 'i'], wide: 1, type: 'float32', bare: false, transposed: false } };
const flat = ['c', 'o'];

/** The value, and where it is recorded the gradients. */
function compute(tensors, params, options, recording) {
  const at = layOut(tensors, options.sizes);
  const { f, r, i, k, c, o } = at.sizes;
  const { f: fAxes, r: rAxes, i: iAxes, k: kAxes, c: cAxes, o: oAxes } = at.dimensions;
  const s = at.tensor("s");
  const t = at.tensor("t");
  const b = at.tensor("b");
  const g = at.tensor("g");
  const bt = at.tensor("bt");
  const m = at.tensor("m");
  const gf = at.tensor("gf");
  const y = at.tensor("y");
  const isClass = oneHot(gf, o); // position(o) == gf
  const isValid = tf.sum(isClass, oAxes, true); // 0 <= gf and gf < size(o)
  const total = tf.sum(isValid); // sum[f](0 <= gf and gf < size(o))
  const quotient = tf.div(1 / i, total); // group(1 / (size(i) * sum[f](0 <= gf and gf < size(o))))
  const total2 = tf.sum(tf.mul(isClass, m), oAxes, true); // sum[o](m * position(o) == gf)
  const sum = tf.neg(total2); // -sum[o](m * position(o) == gf)
  const sum2 = tf.sub(1, y); // 1 - y
  const product = tf.mul(isValid, tf.add(tf.mul(y, tf.softplus(sum)), tf.mul(tf.softplus(total2), sum2)));
  const product2 = tf.mul(total, i); // size(i) * sum[f](0 <= gf and gf < size(o))
  const test = tf.notEqual(product2, 0);
  const isClass2 = oneHot(g, o); // position(o) == g
  const sum3 = tf.sub(bt, tf.sum(tf.mul(isClass2, b), oAxes, true)); // bt - sum[o](b * position(o) == g)
  const isClass3 = oneHot(t, c); // position(c) == t
  const atLeast = tf.maximum(tf.sum(isClass3), 1); // max(sum[r](0 <= t and t < size(c)), 1)
  const largest = tf.max(s, cAxes, true);
  const shifted = tf.sub(s, largest);
  const softmax = tf.softmax(s);
  const logOfLargest = tf.log(tf.max(softmax, cAxes, true));
  const sum4 = tf.sub(tf.add(tf.where(test, tf.mul(quotient, tf.sum(product)), 0), tf.mul(tf.sum(tf.mul(tf.sum(isClass2, oAxes, true), tf.abs(sum3))), 1 / r)), tf.div(tf.sum(tf.mul(isClass3, tf.add(shifted, logOfLargest))), atLeast));
  const value = scalar(sum4);
  if (!recording) return { value, gradients: [] };
  const quotient2 = tf.div(isClass3, atLeast); // group(position(c) == t / max(sum[r](0 <= t and t < size(c)), 1))
  const rest = others(softmax, c);
  const sum5 = tf.sub(tf.where(test, tf.mul(tf.mul(quotient, tf.sigmoid(total2)), sum2), 0), tf.where(test, tf.mul(tf.mul(quotient, y), tf.sigmoid(sum)), 0));
  const test2 = tf.notEqual(isClass, 0);
  return { value, gradients: [at.back("s", tf.sub(tf.mul(others(quotient2, c), softmax), tf.mul(quotient2, rest))), at.back("b", tf.mul(tf.mul(isClass2, -1 / r), tf.sign(sum3))), at.back("m", tf.where(test2, sum5, 0))] };
}

/** The value for inputs by name. */
export function maskRcnnFrom(inputs, params, options) {
  return evaluate(inputs, {}, options);
}

/** The value with the compiled gradient; only the gradient itself is kept for the way back. */
function evaluate(inputs, params, options = {}) {
  const names = ['s', 't', 'b', 'g', 'bt', 'm', 'gf', 'y'];
  for (const name of names) if (!(inputs[name] instanceof tf.Tensor)) throw new Error(`${name} must be a tensor.`);
  const loss = tf.customGrad((...given) => {
    const save = given.pop();
    const tensors = Object.fromEntries(names.map((name, k) => [name, given[k]]));
    // Without a tape there is no need for the gradient.
    const { value, gradients } = compute(tensors, params, options, tf.engine().state.gradientDepth !== 0);
    save(gradients);
    const shapes = given.map((tensor) => tensor.shape);
    const gradFunc = (upstream, saved) => {
      return names.map((name, k) => { const at = ['s', 'b', 'm'].indexOf(name); return at < 0 ? tf.zeros(shapes[k]) : tf.mul(saved[at], upstream); });
    };
    return { value, gradFunc };
  });
  return loss(...names.map((name) => inputs[name]));
}

/** The terms of the loss, for inputs by name. */
export function maskRcnnTerms(inputs, params, options = {}) {
  return tf.tidy(() => computeTerms(inputs, {}, options));
}

function computeTerms(tensors, params, options) {
  const at = layOut(tensors, options.sizes);
  const { f, r, i, k, c, o } = at.sizes;
  const { f: fAxes, r: rAxes, i: iAxes, k: kAxes, c: cAxes, o: oAxes } = at.dimensions;
  const s = at.tensor("s");
  const t = at.tensor("t");
  const b = at.tensor("b");
  const g = at.tensor("g");
  const bt = at.tensor("bt");
  const m = at.tensor("m");
  const gf = at.tensor("gf");
  const y = at.tensor("y");
  const largest = tf.max(s, cAxes, true);
  const shifted = tf.sub(s, largest);
  const softmax = tf.softmax(s);
  const logOfLargest = tf.log(tf.max(softmax, cAxes, true));
  const sum = tf.mul(tf.div(-1, tf.maximum(tf.sum(oneHot(t, c)), 1)), tf.sum(tf.mul(oneHot(t, c), tf.add(shifted, logOfLargest)))); // -sum[c, r](position(c) == t * log_softmax[c](s)) / max(sum[r](0 <= t and t < size(c)), 1)
  const product = tf.mul(tf.sum(oneHot(g, o), oAxes, true), tf.abs(tf.sub(bt, tf.sum(tf.mul(oneHot(g, o), b), oAxes, true)))); // abs(bt - sum[o](b * position(o) == g)) * 0 <= g and g < size(o)
  const isValid = tf.sum(oneHot(gf, o), oAxes, true); // 0 <= gf and gf < size(o)
  const total = tf.sum(tf.mul(oneHot(gf, o), m), oAxes, true); // sum[o](m * position(o) == gf)
  const sum2 = tf.add(tf.mul(y, tf.softplus(tf.neg(total))), tf.mul(tf.softplus(total), tf.sub(1, y)));
  const total2 = tf.sum(isValid); // sum[f](0 <= gf and gf < size(o))
  const test = tf.notEqual(tf.mul(total2, i), 0);
  const select = tf.where(test, tf.mul(tf.div(1 / i, total2), tf.sum(tf.mul(isValid, sum2))), 0);
  return { class_term: scalar(sum), box_term: scalar(tf.mul(tf.sum(product), 1 / r)), mask_term: scalar(select) };
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
