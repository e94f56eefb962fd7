/** The functions that generated modules carry: each is copied into a module that calls it. */
import { checks } from './checks.ts';

const layOut = `/**
 * Lays tensors out alike: every axis in its place, with a 1 where a tensor lacks it. An axis such as the pixels may
 * stand for several dimensions, height and width; nothing is copied where the shape is right already.
 */
function layOut(tensors, given = {}) {
  const lengths = {};
  for (const [axis, size] of Object.entries(given)) if (size !== undefined) lengths[axis] = [size];
  for (const name of names) readAxes(name, tensors[name], lengths);
  for (const axis of slots.flat())
    if (lengths[axis] === undefined) throw new Error(\`The size of \${axis} cannot be told from the tensors: pass { sizes: { \${axis}: … } }.\`);
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
  if (tensor.dtype === 'string' || tensor.dtype === 'complex64') throw new Error(\`\${name} is of type \${tensor.dtype}: pass a tensor of numbers.\`);
  if (tensor.size === 0) throw new Error(\`\${name} is empty: a loss needs at least one element.\`);
  const extra = tensor.rank - axes.length;
  const fits = wide < 0 ? extra === 0 : extra >= -1;
  if (!fits && axes.length === 0) throw new Error(\`\${name} has the shape [\${tensor.shape}]: it is a single number, a tensor without dimensions.\`);
  if (!fits) throw new Error(\`\${name} has the shape [\${tensor.shape}], which has no place for the axes \${axes.join(', ')}.\`);
  axes.forEach((axis, k) => {
    const from = wide >= 0 && k > wide ? k + extra : k;
    const read = tensor.shape.slice(from, k === wide ? from + 1 + extra : from + 1);
    const own = flat.includes(axis) ? [count(read)] : read;
    lengths[axis] ??= own;
    if (count(lengths[axis]) !== count(own))
      throw new Error(\`\${name} has the shape [\${tensor.shape}]: \${count(own)} along \${axis}, where there are \${count(lengths[axis])} elsewhere.\`);
  });
}

const count = (lengths) => lengths.reduce((product, length) => product * length, 1);
const sameShape = (a, b) => a.length === b.length && a.every((size, k) => size === b[k]);

/** A number, or a tensor of fewer elements, as a tensor of this shape. */
const spread = (x, shape) => (typeof x !== 'number' && sameShape(x.shape, shape) ? x : tf.add(x, tf.zeros(shape)));`;

const reorder = `/** The axes of a tensor from its own order into the common one. */
function reorder(x, axes, sizes) {
  const single = tf.reshape(x, axes.map((axis) => sizes[axis]));
  return tf.transpose(single, inOrder(axes).map((axis) => axes.indexOf(axis)));
}`;

const ratio = `/** x / d, and 0 where d is 0; \`sure\` says that no d is. */
const ratio = (x, d, sure = false) => (sure ? tf.div(x, d) : tf.div(tf.mul(x, tf.step(d)), tf.maximum(d, 1e-37)));`;

const overExamples = `/** One value for each example, or their mean. What does not depend on the tensors may be a number. */
function overExamples(x, examples, reduction) {
  if (typeof x === 'number') return reduction === 'mean' ? tf.scalar(x) : tf.fill([examples], x);
  return reduction === 'mean' ? tf.mean(x) : tf.reshape(x, [examples]);
}`;

const scalar = `/** A number, or a tensor of one element, as a tensor without dimensions. */
const scalar = (x) => (typeof x === 'number' ? tf.scalar(x) : x.rank === 0 ? x : tf.reshape(x, []));`;

const weigh = `/** The gradient of every example's own value, times what comes back for that value, or for their mean. */
function weigh(gradient, upstream) {
  if (upstream.rank === 0) return tf.mul(gradient, tf.div(upstream, gradient.shape[0]));
  return tf.mul(gradient, tf.reshape(upstream, [-1, ...Array(gradient.rank - 1).fill(1)]));
}`;

const choose = `/**
 * Where the test holds the one, elsewhere the other. WebGL and WebGPU choose in four dimensions at most: more become
 * one, spread out by operations on two tensors, since \`tf.broadcastTo\` would read them back.
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
const filled = (x, other) => (typeof x === 'number' ? tf.fill(other.shape ?? [], x) : x);`;

const chosen = `/**
 * A tensor where the test comes out so, and a number elsewhere: the kernel that \`tf.where\` runs, for which it would
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
}`;

const oneHot = `/**
 * 1 at the class that an index is, along a new last dimension. Of a single class there is no \`tf.oneHot\`, and that
 * of the wasm backend writes integers, whatever type is asked for.
 */
function oneHot(t, classes) {
  if (classes === 1) return toFloat(tf.equal(tf.expandDims(t, -1), tf.scalar(0, 'int32')));
  if (tf.getBackend() === 'wasm') return tf.cast(tf.oneHot(t, classes), 'float32');
  return tf.oneHot(t, classes, 1, 0, 'float32');
}`;

const others = `/**
 * The sum over all other classes: a product with a matrix of ones that has zeros on its diagonal, so that nothing
 * cancels. For many classes the difference to the whole sum is cheaper.
 */
function others(x, classes) {
  if (classes > 32) return tf.sub(tf.sum(x, -1, true), x);
  const apart = tf.tensor2d(Array.from({ length: classes ** 2 }, (_, k) => Number(k % (classes + 1) !== 0)), [classes, classes]);
  // One large product of the wasm backend is several times as fast as a batch of small ones; a row alone is no matrix.
  if (tf.getBackend() !== 'wasm' && x.rank > 1) return tf.matMul(x, apart);
  return tf.reshape(tf.matMul(tf.reshape(x, [-1, classes]), apart), x.shape);
}`;

const alike = `/**
 * Two operands as they are, or in one shape: the cpu backend spreads a small tensor over a large one by computing the place
 * of every element, and is ten times as fast at a product with ones. The wasm backend is so over the classes only.
 */
function alike(x, y) {
  if (!['cpu', 'wasm'].includes(tf.getBackend()) || !(Math.max(x.size, y.size) >= 2 ** 14)) return [x, y];
  return x.size < y.size ? [wide(x, y.shape), y] : [x, wide(y, x.shape)];
}`;

const wide = `/** A tensor spread over a shape by a product with ones, where that is faster than any other way; or as it is. */
function wide(x, shape) {
  const differs = shape.map((size, k) => size !== x.shape[k]);
  const [from, to] = [differs.indexOf(true), differs.lastIndexOf(true) + 1];
  if (x.rank !== shape.length || from < 0 || x.shape.slice(from, to).some((size) => size !== 1)) return x;
  const [before, over, after] = [shape.slice(0, from), shape.slice(from, to), shape.slice(to)].map(count);
  if (tf.getBackend() === 'wasm' && (after > 1 || over > 64)) return x;
  if (after === 1) return tf.reshape(tf.matMul(tf.reshape(x, [before, 1]), tf.ones([1, over])), shape);
  return tf.reshape(tf.matMul(tf.ones([1, over, 1]), tf.reshape(x, [before, 1, after])), shape);
}`;

const softplus = `/**
 * log(1 + exp(x)). The wasm backend computes its own one element at a time; these others take half as long, and
 * are as exact: -log1p(-sigmoid(-|x|)) is log(1 + exp(-|x|)).
 */
function softplus(x) {
  if (tf.getBackend() !== 'wasm') return tf.softplus(x);
  return tf.sub(tf.relu(x), tf.log1p(tf.neg(tf.sigmoid(tf.neg(tf.abs(x))))));
}`;

const coordinates = `/** 0, 1, 2, … along an axis. */
function coordinates(size, [dimension], rank, type) {
  const shape = Array(rank).fill(1);
  shape[dimension] = size;
  return tf.tensor(Array.from({ length: size }, (_, k) => k), shape, type);
}`;

const helpers: Readonly<Record<string, string>> = {
  layOut,
  reorder,
  overExamples,
  scalar,
  ratio,
  weigh,
  choose,
  chosen,
  oneHot,
  others,
  softplus,
  alike,
  wide,
  coordinates,
  ...checks,
};

/** The helpers that a piece of code calls, its comments apart, with those that they call; `reorder` only where an input is transposed. */
export function runtimeFor(code: string, transposed: boolean): readonly string[] {
  const wanted = new Set<string>();
  const want = (text: string): void => {
    for (const [name, source] of Object.entries(helpers))
      if (name !== 'reorder' && !wanted.has(name) && new RegExp(`(?<![\\w]|[^.]\\.)${name}\\(`).test(text)) {
        wanted.add(name);
        want(source);
      }
  };
  want(code.replaceAll(/ \/\/ .*$/gm, ''));
  return Object.entries(helpers).flatMap(([name, source]) =>
    wanted.has(name) || (name === 'reorder' && transposed) ? [source] : [],
  );
}

/** What generated functions call. */
export const calledHelpers: readonly string[] = Object.keys(helpers);

/** Names that a module has at its top, whichever of the helpers it carries. */
export const helperNames: readonly string[] = Object.values(helpers).flatMap((source) =>
  [...source.matchAll(/^(?:function|const) (\w+)/gm)].map(([, name = '']) => name),
);
