/**
 * trinet for TensorFlow.js, compiled by lossc. 80 kernels, 128 with the gradient.
 *
 * Tri-Net: cross-entropy and Dice of three heads that share their target.
 * $\sum_{h = 1}^{3} \left(\operatorname{CE}(z_h) + \operatorname{Dice}(z_h)\right)$
 *
 * Ignored pixels leave every sum; an absent class stays in the Dice loss. Range (0, ∞).
 * @param z1 logit of each class, of the first head
 * @param z2 logit of each class, of the second head
 * @param z3 logit of each class, of the third head
 * @param t class of each pixel
 * @param smooth s of the Dice coefficient
 * @origin an assumption: no reference code and no loss in print is known
 * @category recipe
 */
import * as tf from '@tensorflow/tfjs-core';

export const signature = { name: 'trinet', kind: 'loss', call: 'trinet', inputs: [{ name: 'z1', kind: 'logit', axes: ['n', 'i', 'c'] }, { name: 'z2', kind: 'logit', axes: ['n', 'i', 'c'] }, { name: 'z3', kind: 'logit', axes: ['n', 'i', 'c'] }, { name: 't', kind: 'index', axes: ['n', 'i'], of: 'c' }], hyperparameters: [{ name: 'smooth', default: 1 }], axes: ['n', 'c', 'i'], result: [] };

/** Places for the axes, outermost first; axes that never meet share one. */
const slots = [['n'], ['i'], ['c']];
/** The axes of each input; the one at `wide` may be any number of dimensions. */
const layouts = {
  z1: { axes: ['n', 'i', 'c'], wide: 1, transposed: false, type: 'float32', bare: false },
  z2: { axes: ['n', 'i', 'c'], wide: 1, transposed: false, type: 'float32', bare: false },
  z3: { axes: ['n', 'i', 'c'], wide: 1, transposed: false, type: 'float32', bare: false },
  t: { axes: ['n', 'i'], wide: 1, transposed: false, type: 'int32', bare: true },
};
/** Axes that have to be one dimension. */
const flat = ['c'];
const hyperparameters = {
  smooth: { value: 1, domain: '[0, inf)', holds: (x) => Number.isFinite(x) && x >= 0 },
};
const names = ['z1', 'z2', 'z3', 't'];
/** What `options.reduction` may be. */
const reductions = ['example', 'mean'];

/** The value, and where it is recorded the gradients. */
function compute(tensors, params, options, recording) {
  const { smooth } = params;
  const at = layOut(tensors, options.sizes);
  const { n, i, c } = at.sizes;
  const { n: nAxes, i: iAxes, c: cAxes } = at.dimensions;
  const z1 = at.tensor('z1');
  const z2 = at.tensor('z2');
  const z3 = at.tensor('z3');
  const t = at.tensor('t');
  const y = oneHot(t, c); // position(c) == t
  const total = tf.sum(y, iAxes, true); // sum[i](position(c) == t)
  const isValid = tf.sum(y, cAxes, true); // valid[c](t)
  const test = tf.notEqual(isValid, 0);
  const select = chosen(test, z1, 0); // if valid[c](t) then z1 else 0
  const softmax = tf.softmax(select);
  const p = tf.mul(...alike(isValid, softmax)); // valid[c](t) * softmax[c](if valid[c](t) then z1 else 0)
  const sum = tf.add(tf.add(total, smooth), tf.sum(p, iAxes, true));
  const product = ratio(tf.add(tf.sum(tf.mul(y, softmax), iAxes, true), 0.5 * smooth), sum, smooth !== 0);
  const select2 = chosen(test, z2, 0); // if valid[c](t) then z2 else 0
  const softmax2 = tf.softmax(select2);
  const p2 = tf.mul(...alike(isValid, softmax2)); // valid[c](t) * softmax[c](if valid[c](t) then z2 else 0)
  const sum2 = tf.add(tf.add(total, smooth), tf.sum(p2, iAxes, true));
  const product2 = ratio(tf.add(tf.sum(tf.mul(y, softmax2), iAxes, true), 0.5 * smooth), sum2, smooth !== 0);
  const select3 = chosen(test, z3, 0); // if valid[c](t) then z3 else 0
  const softmax3 = tf.softmax(select3);
  const p3 = tf.mul(...alike(isValid, softmax3)); // valid[c](t) * softmax[c](if valid[c](t) then z3 else 0)
  const sum3 = tf.add(tf.add(total, smooth), tf.sum(p3, iAxes, true));
  const product3 = ratio(tf.add(tf.sum(tf.mul(y, softmax3), iAxes, true), 0.5 * smooth), sum3, smooth !== 0);
  const atLeast = tf.maximum(tf.sum(isValid), 1); // max(sum[i, n](valid[c](t)), 1)
  const largest = tf.max(select, cAxes, true);
  const shifted = tf.sub(...alike(select, largest));
  const logOfLargest = tf.log(tf.max(softmax, cAxes, true));
  const total2 = tf.sum(tf.mul(y, tf.add(...alike(shifted, logOfLargest))), [...iAxes, ...cAxes], true); // sum[c, i]((position(c) == t) * log_softmax[c](if valid[c](t) then z1 else 0))
  const largest2 = tf.max(select2, cAxes, true);
  const shifted2 = tf.sub(...alike(select2, largest2));
  const logOfLargest2 = tf.log(tf.max(softmax2, cAxes, true));
  const total3 = tf.sum(tf.mul(y, tf.add(...alike(shifted2, logOfLargest2))), [...iAxes, ...cAxes], true); // sum[c, i]((position(c) == t) * log_softmax[c](if valid[c](t) then z2 else 0))
  const largest3 = tf.max(select3, cAxes, true);
  const shifted3 = tf.sub(...alike(select3, largest3));
  const logOfLargest3 = tf.log(tf.max(softmax3, cAxes, true));
  const total4 = tf.sum(tf.mul(y, tf.add(...alike(shifted3, logOfLargest3))), [...iAxes, ...cAxes], true); // sum[c, i]((position(c) == t) * log_softmax[c](if valid[c](t) then z3 else 0))
  const sum4 = tf.sub(tf.add(tf.add(tf.mean(tf.sub((smooth !== 0 ? 1 : tf.step(sum)), tf.mul(product, 2)), cAxes, true), tf.mean(tf.sub((smooth !== 0 ? 1 : tf.step(sum2)), tf.mul(product2, 2)), cAxes, true)), tf.mean(tf.sub((smooth !== 0 ? 1 : tf.step(sum3)), tf.mul(product3, 2)), cAxes, true)), tf.div(tf.mul(tf.add(tf.add(total2, total3), total4), n), atLeast));
  const value = overExamples(sum4, n, options.reduction);
  if (!recording) return { value, gradients: [] };
  const quotient = tf.mul(y, 1 / c); // (position(c) == t) / size(c)
  const sum5 = tf.sub(...alike(tf.mul(...alike(ratio(2, sum, smooth !== 0), quotient)), tf.mul(ratio(2 * (1 / c), sum, smooth !== 0), product)));
  const quotient2 = tf.mul(tf.div(n, atLeast), y); // size(n) * (position(c) == t) / max(sum[i, n](valid[c](t)), 1)
  const sum6 = tf.add(tf.mul(p, sum5), quotient2);
  const rest = others(softmax, c);
  const sum7 = tf.sub(...alike(tf.mul(...alike(ratio(2, sum2, smooth !== 0), quotient)), tf.mul(ratio(2 * (1 / c), sum2, smooth !== 0), product2)));
  const sum8 = tf.add(tf.mul(p2, sum7), quotient2);
  const rest2 = others(softmax2, c);
  const sum9 = tf.sub(...alike(tf.mul(...alike(ratio(2, sum3, smooth !== 0), quotient)), tf.mul(ratio(2 * (1 / c), sum3, smooth !== 0), product3)));
  const sum10 = tf.add(tf.mul(p3, sum9), quotient2);
  const rest3 = others(softmax3, c);
  return { value, gradients: [at.back('z1', tf.sub(tf.mul(others(sum6, c), softmax), tf.mul(sum6, rest))), at.back('z2', tf.sub(tf.mul(others(sum8, c), softmax2), tf.mul(sum8, rest2))), at.back('z3', tf.sub(tf.mul(others(sum10, c), softmax3), tf.mul(sum10, rest3)))] };
}

/** The value for inputs by name. */
export function trinetFrom(inputs, params, options) {
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
    const gradFunc = (upstream, saved) => [weigh(saved[0], upstream), weigh(saved[1], upstream), weigh(saved[2], upstream), tf.zeros(given[3].shape)];
    return { value, gradFunc };
  });
  return loss(...names.map((name) => inputs[name]));
}

/** The terms of the loss, for inputs by name. */
export function trinetTerms(inputs, params, options = {}) {
  checkCall(inputs, options);
  return tf.tidy(() => computeTerms(inputs, settle(params), options));
}

function computeTerms(tensors, params, options) {
  const { smooth } = params;
  const at = layOut(tensors, options.sizes);
  const { n, i, c } = at.sizes;
  const { n: nAxes, i: iAxes, c: cAxes } = at.dimensions;
  const z1 = at.tensor('z1');
  const z2 = at.tensor('z2');
  const z3 = at.tensor('z3');
  const t = at.tensor('t');
  const y = oneHot(t, c); // position(c) == t
  const isValid = tf.sum(y, cAxes, true); // valid[c](t)
  const atLeast = tf.maximum(tf.sum(isValid), 1); // max(sum[i, n](valid[c](t)), 1)
  const test = tf.notEqual(isValid, 0);
  const select = chosen(test, z1, 0); // if valid[c](t) then z1 else 0
  const largest = tf.max(select, cAxes, true);
  const shifted = tf.sub(...alike(select, largest));
  const softmax = tf.softmax(select);
  const logOfLargest = tf.log(tf.max(softmax, cAxes, true));
  const total = tf.sum(y, iAxes, true); // sum[i](position(c) == t)
  const sum = tf.add(tf.add(total, smooth), tf.sum(tf.mul(...alike(isValid, softmax)), iAxes, true));
  const sum2 = tf.sub((smooth !== 0 ? 1 : tf.step(sum)), tf.mul(ratio(2, sum, smooth !== 0), tf.add(tf.sum(tf.mul(y, softmax), iAxes, true), 0.5 * smooth)));
  const sum3 = tf.sub(tf.mean(sum2), tf.div(tf.sum(tf.mul(y, tf.add(...alike(shifted, logOfLargest)))), atLeast));
  const select2 = chosen(test, z2, 0); // if valid[c](t) then z2 else 0
  const largest2 = tf.max(select2, cAxes, true);
  const shifted2 = tf.sub(...alike(select2, largest2));
  const softmax2 = tf.softmax(select2);
  const logOfLargest2 = tf.log(tf.max(softmax2, cAxes, true));
  const sum4 = tf.add(tf.add(total, smooth), tf.sum(tf.mul(...alike(isValid, softmax2)), iAxes, true));
  const sum5 = tf.sub((smooth !== 0 ? 1 : tf.step(sum4)), tf.mul(ratio(2, sum4, smooth !== 0), tf.add(tf.sum(tf.mul(y, softmax2), iAxes, true), 0.5 * smooth)));
  const sum6 = tf.sub(tf.mean(sum5), tf.div(tf.sum(tf.mul(y, tf.add(...alike(shifted2, logOfLargest2)))), atLeast));
  const select3 = chosen(test, z3, 0); // if valid[c](t) then z3 else 0
  const largest3 = tf.max(select3, cAxes, true);
  const shifted3 = tf.sub(...alike(select3, largest3));
  const softmax3 = tf.softmax(select3);
  const logOfLargest3 = tf.log(tf.max(softmax3, cAxes, true));
  const sum7 = tf.add(tf.add(total, smooth), tf.sum(tf.mul(...alike(isValid, softmax3)), iAxes, true));
  const sum8 = tf.sub((smooth !== 0 ? 1 : tf.step(sum7)), tf.mul(ratio(2, sum7, smooth !== 0), tf.add(tf.sum(tf.mul(y, softmax3), iAxes, true), 0.5 * smooth)));
  const sum9 = tf.sub(tf.mean(sum8), tf.div(tf.sum(tf.mul(y, tf.add(...alike(shifted3, logOfLargest3)))), atLeast));
  return { first: scalar(sum3), second: scalar(sum6), third: scalar(sum9) };
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

/** x / d, and 0 where d is 0; `sure` says that no d is. */
const ratio = (x, d, sure = false) => (sure ? tf.div(x, d) : tf.div(tf.mul(x, tf.step(d)), tf.maximum(d, 1e-37)));

/** The gradient of every example's own value, times what comes back for that value, or for their mean. */
function weigh(gradient, upstream) {
  if (upstream.rank === 0) return tf.mul(gradient, tf.div(upstream, gradient.shape[0]));
  return tf.mul(gradient, tf.reshape(upstream, [-1, ...Array(gradient.rank - 1).fill(1)]));
}

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
