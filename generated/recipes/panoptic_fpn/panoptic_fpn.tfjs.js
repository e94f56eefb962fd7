/**
 * panoptic_fpn for TensorFlow.js, compiled by lossc. 87 kernels, 125 with the gradient.
 *
 * Panoptic FPN: the heads of Mask R-CNN for things, half a cross-entropy for stuff.
 * $\lambda_i \left(L_{class} + L_{box} + L_{mask}\right) + \lambda_s \operatorname{CE}$
 *
 * Ignored pixels (255) leave both sums of the cross-entropy; no foreground region leaves only the
 * class term of the heads. Range [0, ∞).
 * @param s logit of each class of each region, the background last
 * @param t class of each region
 * @param b box refinement of each region for each class
 * @param g class of each region, without the background
 * @param bt true box refinement of each region
 * @param m logit of the mask of each foreground region for each class
 * @param gf class of each foreground region
 * @param y true mask of each foreground region
 * @param z logit of each stuff class
 * @param u stuff class of each pixel
 * @param w_instance λᵢ
 * @param w_semantic λₛ
 * @cite Kirillov, Girshick, He, Dollár: Panoptic feature pyramid networks, 2019
 * @category recipe
 */
import * as tf from '@tensorflow/tfjs-core';

export const signature = { name: 'panoptic_fpn', kind: 'loss', call: 'panopticFpn', inputs: [{ name: 's', kind: 'logit', axes: ['r', 'c'] }, { name: 't', kind: 'index', axes: ['r'], of: 'c' }, { name: 'b', kind: 'real', axes: ['r', 'k', 'o'] }, { name: 'g', kind: 'index', axes: ['r'], of: 'o' }, { name: 'bt', kind: 'map', axes: ['r', 'k'] }, { name: 'm', kind: 'logit', axes: ['f', 'i', 'o'] }, { name: 'gf', kind: 'index', axes: ['f'], of: 'o' }, { name: 'y', kind: 'label', axes: ['f', 'i'] }, { name: 'z', kind: 'logit', axes: ['n', 'j', 'q'] }, { name: 'u', kind: 'index', axes: ['n', 'j'], of: 'q' }], hyperparameters: [{ name: 'w_instance', default: 1 }, { name: 'w_semantic', default: 0.5 }], axes: ['r', 'c', 'o', 'k', 'f', 'i', 'n', 'q', 'j'], result: [] };

/** Places for the axes, outermost first; axes that never meet share one. */
const slots = [['n', 'f', 'r'], ['j', 'i', 'k'], ['q', 'c', 'o']];
/** The axes of each input; the one at `wide` may be any number of dimensions. */
const layouts = {
  s: { axes: ['r', 'c'], wide: -1, transposed: false, type: 'float32', bare: false },
  t: { axes: ['r'], wide: 0, transposed: false, type: 'int32', bare: true },
  b: { axes: ['r', 'k', 'o'], wide: 1, transposed: false, type: 'float32', bare: false },
  g: { axes: ['r'], wide: 0, transposed: false, type: 'int32', bare: true },
  bt: { axes: ['r', 'k'], wide: 1, transposed: false, type: 'float32', bare: false },
  m: { axes: ['f', 'i', 'o'], wide: 1, transposed: false, type: 'float32', bare: false },
  gf: { axes: ['f'], wide: 0, transposed: false, type: 'int32', bare: true },
  y: { axes: ['f', 'i'], wide: 1, transposed: false, type: 'float32', bare: false },
  z: { axes: ['n', 'j', 'q'], wide: 1, transposed: false, type: 'float32', bare: false },
  u: { axes: ['n', 'j'], wide: 1, transposed: false, type: 'int32', bare: true },
};
/** Axes that have to be one dimension. */
const flat = ['c', 'o', 'q'];
const hyperparameters = {
  w_instance: { value: 1, domain: '[0, inf)', holds: (x) => Number.isFinite(x) && x >= 0 },
  w_semantic: { value: 0.5, domain: '[0, inf)', holds: (x) => Number.isFinite(x) && x >= 0 },
};
const names = ['s', 't', 'b', 'g', 'bt', 'm', 'gf', 'y', 'z', 'u'];
/** What `options.reduction` may be. */
const reductions = ['mean'];

/** The value, and where it is recorded the gradients. */
function compute(tensors, params, options, recording) {
  const { w_instance, w_semantic } = params;
  const at = layOut(tensors, options.sizes);
  const { n, f, r, j, i, k, q, c, o } = at.sizes;
  const { n: nAxes, f: fAxes, r: rAxes, j: jAxes, i: iAxes, k: kAxes, q: qAxes, c: cAxes, o: oAxes } = at.dimensions;
  const s = at.tensor('s');
  const t = at.tensor('t');
  const b = at.tensor('b');
  const g = at.tensor('g');
  const bt = at.tensor('bt');
  const m = at.tensor('m');
  const gf = at.tensor('gf');
  const y = at.tensor('y');
  const z = at.tensor('z');
  const u = at.tensor('u');
  const isClass = oneHot(g, o); // position(o) == g
  const isValid = tf.sum(isClass, oAxes, true); // valid[o](g)
  const test = tf.notEqual(isValid, 0);
  const test2 = tf.notEqual(isClass, 0);
  const sum = tf.sub(chosen(test, bt, 0), tf.sum(chosen(test2, tf.mul(...alike(isClass, b)), 0), oAxes, true));
  const isClass2 = oneHot(t, c); // position(c) == t
  const isValid2 = tf.sum(isClass2, cAxes, true); // valid[c](t)
  const atLeast = tf.maximum(tf.sum(isValid2), 1); // max(sum[r](valid[c](t)), 1)
  const test3 = tf.notEqual(isValid2, 0);
  const select = chosen(test3, s, 0); // if valid[c](t) then s else 0
  const largest = tf.max(select, cAxes, true);
  const shifted = tf.sub(select, largest);
  const softmax = tf.softmax(select);
  const logOfLargest = tf.log(tf.max(softmax, cAxes, true));
  const isClass3 = oneHot(gf, o); // position(o) == gf
  const isValid3 = tf.sum(isClass3, oAxes, true); // valid[o](gf)
  const total = tf.sum(isValid3); // sum[f](valid[o](gf))
  const test4 = tf.notEqual(tf.mul(total, i), 0);
  const select2 = chosen(test4, tf.div(1, total), 0); // if size(i) * sum[f](valid[o](gf)) then 1 / sum[f](valid[o](gf)) else 0
  const test5 = tf.notEqual(isClass3, 0);
  const total2 = tf.sum(chosen(test5, tf.mul(...alike(isClass3, m)), 0), oAxes, true); // sum[o](if position(o) == gf then m * (position(o) == gf) else 0)
  const sum2 = tf.neg(total2); // -sum[o](if position(o) == gf then m * (position(o) == gf) else 0)
  const sum3 = tf.sub(1, y); // 1 - y
  const product = tf.mul(...alike(isValid3, tf.add(tf.mul(y, softplus(sum2)), tf.mul(softplus(total2), sum3))));
  const sum4 = tf.sub(tf.add(tf.mul(tf.sum(tf.mul(...alike(isValid, tf.abs(sum)))), 1 / r), tf.mul(tf.mul(select2, 1 / i), tf.sum(product))), tf.div(tf.sum(tf.mul(isClass2, tf.add(shifted, logOfLargest))), atLeast));
  const isClass4 = oneHot(u, q); // position(q) == u
  const isValid4 = tf.sum(isClass4, qAxes, true); // valid[q](u)
  const quotient = tf.div(w_semantic, tf.maximum(tf.sum(isValid4), 1)); // w_semantic / max(sum[j, n](valid[q](u)), 1)
  const test6 = tf.notEqual(isValid4, 0);
  const select3 = chosen(test6, z, 0); // if valid[q](u) then z else 0
  const largest2 = tf.max(select3, qAxes, true);
  const shifted2 = tf.sub(...alike(select3, largest2));
  const softmax2 = tf.softmax(select3);
  const logOfLargest2 = tf.log(tf.max(softmax2, qAxes, true));
  const sum5 = tf.sub(tf.mul(sum4, w_instance), tf.mul(quotient, tf.sum(tf.mul(isClass4, tf.add(...alike(shifted2, logOfLargest2))))));
  const value = scalar(sum5);
  if (!recording) return { value, gradients: [] };
  const quotient2 = tf.mul(tf.div(w_instance, atLeast), isClass2); // w_instance * (position(c) == t) / max(sum[r](valid[c](t)), 1)
  const rest = others(softmax, c);
  const sum6 = tf.mul(tf.sub(tf.mul(tf.sigmoid(total2), sum3), tf.mul(y, tf.sigmoid(sum2))), w_instance / i);
  const product2 = tf.mul(quotient, isClass4); // (position(q) == u) * (w_semantic / max(sum[j, n](valid[q](u)), 1))
  const rest2 = others(softmax2, q);
  return { value, gradients: [at.back('s', tf.sub(tf.mul(others(quotient2, c), softmax), tf.mul(quotient2, rest))), at.back('b', tf.mul(tf.mul(isClass, -w_instance / r), tf.sign(sum))), at.back('m', tf.mul(choose(test5, select2, 0), sum6)), at.back('z', tf.sub(tf.mul(others(product2, q), softmax2), tf.mul(product2, rest2)))] };
}

/** The value for inputs by name. */
export function panopticFpnFrom(inputs, params, options) {
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
    const gradFunc = (upstream, saved) => [tf.mul(saved[0], upstream), tf.zeros(given[1].shape), tf.mul(saved[1], upstream), tf.zeros(given[3].shape), tf.zeros(given[4].shape), tf.mul(saved[2], upstream), tf.zeros(given[6].shape), tf.zeros(given[7].shape), tf.mul(saved[3], upstream), tf.zeros(given[9].shape)];
    return { value, gradFunc };
  });
  return loss(...names.map((name) => inputs[name]));
}

/** The terms of the loss, for inputs by name. */
export function panopticFpnTerms(inputs, params, options = {}) {
  checkCall(inputs, options);
  return tf.tidy(() => computeTerms(inputs, settle(params), options));
}

function computeTerms(tensors, params, options) {
  const { w_instance, w_semantic } = params;
  const at = layOut(tensors, options.sizes);
  const { n, f, r, j, i, k, q, c, o } = at.sizes;
  const { n: nAxes, f: fAxes, r: rAxes, j: jAxes, i: iAxes, k: kAxes, q: qAxes, c: cAxes, o: oAxes } = at.dimensions;
  const s = at.tensor('s');
  const t = at.tensor('t');
  const b = at.tensor('b');
  const g = at.tensor('g');
  const bt = at.tensor('bt');
  const m = at.tensor('m');
  const gf = at.tensor('gf');
  const y = at.tensor('y');
  const z = at.tensor('z');
  const u = at.tensor('u');
  const isClass = oneHot(g, o); // position(o) == g
  const isValid = tf.sum(isClass, oAxes, true); // valid[o](g)
  const test = tf.notEqual(isValid, 0);
  const test2 = tf.notEqual(isClass, 0);
  const sum = tf.sub(chosen(test, bt, 0), tf.sum(chosen(test2, tf.mul(...alike(isClass, b)), 0), oAxes, true));
  const isValid2 = tf.sum(oneHot(t, c), cAxes, true); // valid[c](t)
  const test3 = tf.notEqual(isValid2, 0);
  const largest = tf.max(chosen(test3, s, 0), cAxes, true);
  const shifted = tf.sub(chosen(test3, s, 0), largest);
  const softmax = tf.softmax(chosen(test3, s, 0));
  const logOfLargest = tf.log(tf.max(softmax, cAxes, true));
  const isClass2 = oneHot(gf, o); // position(o) == gf
  const isValid3 = tf.sum(isClass2, oAxes, true); // valid[o](gf)
  const total = tf.sum(isValid3); // sum[f](valid[o](gf))
  const test4 = tf.notEqual(tf.mul(total, i), 0);
  const test5 = tf.notEqual(isClass2, 0);
  const total2 = tf.sum(chosen(test5, tf.mul(...alike(isClass2, m)), 0), oAxes, true); // sum[o](if position(o) == gf then m * (position(o) == gf) else 0)
  const sum2 = tf.add(tf.mul(y, softplus(tf.neg(total2))), tf.mul(softplus(total2), tf.sub(1, y)));
  const sum3 = tf.sub(tf.add(tf.mul(tf.sum(tf.mul(...alike(isValid, tf.abs(sum)))), 1 / r), tf.mul(tf.mul(chosen(test4, tf.div(1, total), 0), 1 / i), tf.sum(tf.mul(...alike(isValid3, sum2))))), tf.div(tf.sum(tf.mul(oneHot(t, c), tf.add(shifted, logOfLargest))), tf.maximum(tf.sum(isValid2), 1)));
  const isValid4 = tf.sum(oneHot(u, q), qAxes, true); // valid[q](u)
  const test6 = tf.notEqual(isValid4, 0);
  const largest2 = tf.max(chosen(test6, z, 0), qAxes, true);
  const shifted2 = tf.sub(...alike(chosen(test6, z, 0), largest2));
  const softmax2 = tf.softmax(chosen(test6, z, 0));
  const logOfLargest2 = tf.log(tf.max(softmax2, qAxes, true));
  const sum4 = tf.mul(tf.div(-1, tf.maximum(tf.sum(isValid4), 1)), tf.sum(tf.mul(oneHot(u, q), tf.add(...alike(shifted2, logOfLargest2)))));
  return { mask_rcnn: scalar(sum3), ce: scalar(sum4) };
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
