/**
 * Value and gradient of BCE-Dice, and of cross-entropy with Dice, at 2^20 pixels on one backend of TensorFlow.js: the
 * compiled loss against the composition that its formula would be by hand, differentiated by TensorFlow.js. In one
 * run, in turns for twenty seconds; the best of each counts. `node bench/tfjs.mjs [cpu] [wasm]`, after `npm run bundle`.
 */
import '@tensorflow/tfjs-layers'; // it registers the gradients of all kernels
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { compile, load, nodeHost } from '../dist/index.js';

const wanted = process.argv.slice(2);
const backends = wanted.length > 0 ? wanted : ['cpu', 'wasm'];
const [batch, side, classes] = [4, 512, 4];
/** Rounds go on for so many milliseconds: other work on the machine leaves few of them alone. */
const patience = 20_000;

const core = import.meta.resolve('@tensorflow/tfjs-core');
setWasmPaths(new URL('.', import.meta.resolve('@tensorflow/tfjs-backend-wasm')).pathname);

/** A compiled loss as its users import it. */
async function compiled(name) {
  const program = load('losses/compound.loss', nodeHost(), (mistake) => {
    throw new Error(mistake.message);
  });
  const { tfjs } = compile(program, name, {}, () => undefined);
  const code = tfjs.code.replace(`'@tensorflow/tfjs-core'`, JSON.stringify(core));
  const module = await import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`);
  return module[`${tfjs.call}From`];
}

/** 1 - (2 Σ p y + 1) / (Σ p + Σ y + 1) over the pixels, averaged. */
function dice(p, y) {
  const overlap = tf.sum(tf.mul(p, y), [1, 2]);
  const total = tf.add(tf.sum(p, [1, 2]), tf.sum(y, [1, 2]));
  return tf.mean(tf.sub(1, tf.div(tf.add(tf.mul(2, overlap), 1), tf.add(total, 1))));
}

/** As a textbook has it; the small number keeps the logarithm finite. */
function bceDiceByHand(z, y) {
  const p = tf.sigmoid(z);
  const ofForeground = tf.mul(y, tf.log(tf.add(p, 1e-7)));
  const ofBackground = tf.mul(tf.sub(1, y), tf.log(tf.add(tf.sub(1, p), 1e-7)));
  const bce = tf.neg(tf.mean(tf.add(ofForeground, ofBackground)));
  return tf.add(tf.mul(0.5, bce), tf.mul(0.5, dice(p, y)));
}

function ceDiceByHand(z, t) {
  const hot = tf.oneHot(t, classes, 1, 0, 'int32');
  const y = tf.cast(hot, 'float32');
  const ce = tf.neg(tf.mean(tf.sum(tf.mul(y, tf.logSoftmax(z)), -1)));
  return tf.add(tf.mul(0.5, ce), tf.mul(0.5, dice(tf.softmax(z), y)));
}

/** Milliseconds of one value and gradient, read back so that it is done. */
async function time(valueAndGrad, z) {
  const start = performance.now();
  const { value, grad } = valueAndGrad(z);
  await Promise.all([value.data(), grad.data()]);
  const duration = performance.now() - start;
  tf.dispose([value, grad]);
  return duration;
}

async function kernels(valueAndGrad, z) {
  const registered = new Set(tf.getKernelsForBackend(tf.getBackend()).map(({ kernelName }) => kernelName));
  const profile = await tf.profile(() => {
    tf.dispose(valueAndGrad(z));
    return tf.scalar(0);
  });
  return profile.kernels.filter(({ name }) => registered.has(name)).length;
}

async function compare(title, ours, byHand, z) {
  const functions = [ours, byHand].map((loss) => tf.valueAndGrad(loss));
  const counts = [];
  for (const f of functions) counts.push(await kernels(f, z));
  const best = [Infinity, Infinity];
  for (const start = performance.now(); performance.now() - start < patience;)
    for (const [k, f] of functions.entries()) best[k] = Math.min(best[k], await time(f, z));
  const [mine, theirs] = functions.map((f) => f(z));
  const apart = tf.max(tf.abs(tf.sub(mine.grad, theirs.grad))).dataSync()[0];
  const largest = tf.max(tf.abs(theirs.grad)).dataSync()[0];
  tf.dispose([mine, theirs]);
  const [a, b] = best;
  console.log(
    `${tf.getBackend().padEnd(5)} ${title.padEnd(9)} compiled ${a.toFixed(1).padStart(7)} ms ${String(counts[0]).padStart(4)} kernels   ` +
      `by hand ${b.toFixed(1).padStart(7)} ms ${String(counts[1]).padStart(4)} kernels   ${(b / a).toFixed(2)} times as fast   ` +
      `gradients apart ${(apart / largest).toExponential(1)}`,
  );
}

const [bceDice, ceDice] = [await compiled('bce_dice'), await compiled('ce_dice')];
for (const backend of backends) {
  await tf.setBackend(backend);
  const mean = { reduction: 'mean' };
  const z = tf.randomNormal([batch, side, side, 1], 0, 2, 'float32', 1);
  const y = tf.cast(tf.less(tf.randomUniform(z.shape, 0, 1, 'float32', 2), 0.2), 'float32');
  await compare(
    'BCE-Dice',
    (x) => bceDice({ z: x, y }, {}, mean),
    (x) => bceDiceByHand(x, y),
    z,
  );
  const shape = [batch, side, side / classes];
  const logits = tf.randomNormal([...shape, classes], 0, 2, 'float32', 3);
  const t = tf.cast(tf.floor(tf.randomUniform(shape, 0, classes, 'float32', 4)), 'int32');
  await compare(
    'CE + Dice',
    (x) => ceDice({ z: x, t }, {}, mean),
    (x) => ceDiceByHand(x, t),
    logits,
  );
  tf.dispose([z, y, logits, t]);
}
