/**
 * jaccard_smp for TensorFlow.js, compiled by lossc. 21 kernels, 65 with the gradient.
 *
 * The `JaccardLoss(mode="multiclass")` of segmentation_models.pytorch: over the batch, absent classes cost 0.
 * $\operatorname{mean}_c \, [Y_c \neq \emptyset] \left(1 - \frac{\sum_{n,i} p_c y_c + s}{\max\left(\sum_{n,i} p_c + \sum_{n,i} y_c - \sum_{n,i} p_c y_c + s, \varepsilon\right)}\right)$
 *
 * Range [0, 1).
 * @param z logit of each class
 * @param t class of each pixel
 * @param smooth s, added above and below
 * @param epsilon ε, least denominator
 * @origin segmentation_models.pytorch, `losses.JaccardLoss`
 * @category region
 */
import * as tf from '@tensorflow/tfjs-core';

export const signature = { name: 'jaccard_smp', kind: 'loss', call: 'jaccardSmp', pair: { prediction: 'z', target: 't' }, inputs: [{ name: 'z', kind: 'logit', axes: ['n', 'i', 'c'] }, { name: 't', kind: 'index', axes: ['n', 'i'], of: 'c' }], hyperparameters: [{ name: 'smooth', default: 0 }, { name: 'epsilon', default: 1e-7 }], axes: ['n', 'c', 'i'], result: [] };

/** Places for the axes, outermost first; axes that never meet share one. */
const slots = [['n'], ['i'], ['c']];
/** The axes of each input; the one at `wide` may be any number of dimensions. */
const layouts = {
  z: { axes: ['n', 'i', 'c'], wide: 1, transposed: false, type: 'float32', bare: false },
  t: { axes: ['n', 'i'], wide: 1, transposed: false, type: 'int32', bare: true },
};
/** Axes that have to be one dimension. */
const flat = ['c'];
const hyperparameters = {
  smooth: { value: 0, domain: '[0, inf)', holds: (x) => Number.isFinite(x) && x >= 0 },
  epsilon: { value: 1e-7, domain: '(0, inf)', holds: (x) => Number.isFinite(x) && x > 0 },
};
const names = ['z', 't'];
/** What `options.reduction` may be. */
const reductions = ['mean'];

/** The value, and where it is recorded the gradients. */
function compute(tensors, params, options, recording) {
  const { smooth, epsilon } = params;
  const at = layOut(tensors, options.sizes);
  const { n, i, c } = at.sizes;
  const { n: nAxes, i: iAxes, c: cAxes } = at.dimensions;
  const z = at.tensor('z');
  const t = at.tensor('t');
  const y = oneHot(t, c); // position(c) == t
  const present = tf.max(y, [...nAxes, ...iAxes], true); // max[i, n](position(c) == t)
  const isValid = tf.sum(y, cAxes, true); // valid[c](t)
  const test = tf.notEqual(isValid, 0);
  const select = chosen(test, z, 0); // if valid[c](t) then z else 0
  const softmax = tf.softmax(select);
  const total = tf.sum(tf.add(y, tf.mul(...alike(isValid, softmax))), [...nAxes, ...iAxes], true); // sum[i, n]((position(c) == t) + valid[c](t) * softmax[c](if valid[c](t) then z else 0))
  const overlap = tf.sum(tf.mul(y, softmax), [...nAxes, ...iAxes], true); // sum[i, n]((position(c) == t) * softmax[c](if valid[c](t) then z else 0))
  const sum = tf.sub(tf.add(total, smooth), overlap);
  const max = tf.maximum(sum, epsilon);
  const sum2 = tf.add(overlap, smooth); // smooth + sum[i, n]((position(c) == t) * softmax[c](if valid[c](t) then z else 0))
  const quotient = tf.div(sum2, max);
  const value = scalar(tf.mean(tf.mul(present, tf.sub(1, quotient))));
  if (!recording) return { value, gradients: [] };
  const quotient2 = tf.mul(present, 1 / c); // max[i, n](position(c) == t) / size(c)
  const square = tf.square(max);
  const scaled = tf.mul(quotient2, 0.5);
  const sum3 = tf.mul(tf.mul(scaled, chosen(tf.equal(epsilon, sum), tf.div(1, square), 0)), sum2);
  const select2 = choose(tf.less(epsilon, sum), tf.div(tf.mul(quotient2, quotient), max), sum3);
  const test2 = tf.notEqual(y, 0);
  const sum4 = tf.sub(tf.sub(choose(test, select2, 0), choose(test2, select2, 0)), tf.mul(...alike(quotient2, choose(test2, tf.div(1, max), 0))));
  const product = tf.mul(softmax, sum4);
  const rest = others(softmax, c);
  return { value, gradients: [at.back('z', tf.sub(tf.mul(product, rest), tf.mul(others(product, c), softmax)))] };
}

/** A function of the true and the predicted values, for `model.compile({ loss })`. */
export function jaccardSmp(params, options) {
  if (params instanceof tf.Tensor) throw new Error('jaccardSmp() makes the function: jaccardSmp()(yTrue, yPred).');
  const settled = settle(params);
  return (yTrue, yPred) => evaluate({ z: yPred, t: yTrue }, settled, options);
}

/** The value for inputs by name. */
export function jaccardSmpFrom(inputs, params, options) {
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
    const gradFunc = (upstream, saved) => [tf.mul(saved[0], upstream), tf.zeros(given[1].shape)];
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

/** A number, or a tensor of one element, as a tensor without dimensions. */
const scalar = (x) => (typeof x === 'number' ? tf.scalar(x) : x.rank === 0 ? x : tf.reshape(x, []));

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
