/**
 * Generated JavaScript against hand-written JavaScript: value and gradient, f32 data, medians of interleaved rounds
 * in one process, as ratios. Run with `npm run bench`.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile, load, nodeHost } from '../dist/index.js';
import * as baseline from './baseline.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const file = join(here, 'losses.loss');
const fail = (d) => {
  if (d.severity === 'error') throw new Error(d.message);
};

async function generated(name, options = {}) {
  const program = load(file, nodeHost(), fail);
  const { js } = compile(program, name, options, fail);
  return import(`data:text/javascript;base64,${Buffer.from(js.code).toString('base64')}`);
}

/** A fixed sequence of pseudo-random numbers in [0, 1). */
function random(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

const median = (times) => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)];

/** Times the contenders in turns, so that a busy machine is unfair to none. */
function race(contenders, rounds) {
  const times = contenders.map(() => []);
  for (let round = -2; round < rounds; round++)
    contenders.forEach((run, k) => {
      const start = process.hrtime.bigint();
      run();
      if (round >= 0) times[k].push(Number(process.hrtime.bigint() - start));
    });
  return times.map(median);
}

function report(title, elements, [ours, theirs]) {
  const per = (t) => `${(t / elements).toFixed(2)} ns`;
  console.log(
    `${title}: generated ${per(ours)} per logit, hand-written ${per(theirs)}: ${(theirs / ours).toFixed(1)} times as fast`,
  );
}

function closeTo(a, b, what) {
  if (!(Math.abs(a - b) <= 1e-4 * Math.max(Math.abs(a), Math.abs(b))))
    throw new Error(`${what}: ${a} and ${b} differ.`);
}

async function binary() {
  const count = 2 ** 20;
  const next = random(1);
  const z = Float32Array.from({ length: count }, () => 8 * next() - 4);
  const y = Uint8Array.from({ length: count }, () => (next() < 0.3 ? 1 : 0));
  const [ours, theirs] = [new Float32Array(count), new Float32Array(count)];
  const { valueAndGrad } = await generated('bce_dice');
  closeTo(valueAndGrad({ z, y }, { z: ours }, { n: 1 }), baseline.bceDice(z, y, theirs), 'BCE-Dice');
  const times = race(
    [() => valueAndGrad({ z, y }, { z: ours }, { n: 1 }), () => baseline.bceDice(z, y, theirs)],
    15,
  );
  report('BCE-Dice, 2^20 pixels', count, times);
}

async function classes(c, i) {
  const next = random(2);
  const z = Float32Array.from({ length: c * i }, () => 8 * next() - 4);
  const t = Uint8Array.from({ length: i }, () => Math.floor(c * next()));
  const [ours, theirs] = [new Float32Array(c * i), new Float32Array(c * i)];
  const { valueAndGrad } = await generated('ce_dice');
  closeTo(valueAndGrad({ z, t }, { z: ours }, { n: 1, c }), baseline.ceDice(z, t, theirs, c), 'CE + Dice');
  const times = race(
    [() => valueAndGrad({ z, t }, { z: ours }, { n: 1, c }), () => baseline.ceDice(z, t, theirs, c)],
    7,
  );
  report(`CE + Dice, ${c} classes, ${c * i} logits`, c * i, times);
}

console.log(`Node ${process.version}, ${process.arch}`);
await binary();
await classes(21, 2 ** 17);
await classes(4, 2 ** 18);
