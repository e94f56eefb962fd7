/**
 * How long compiling takes: the whole library to all backends in a new process, its gradients unchecked; one loss in a
 * process that is warm; and `lossc explain` from its start, beside Node alone. Medians of rounds that take turns.
 * Run with `npm run bundle && node bench/compile.mjs [--rounds N]`.
 */
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { compile, load, nodeHost } from '../dist/index.js';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });
const rounds = Number(values.rounds);
const median = (times) => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)];
const timed = (run) => {
  const start = performance.now();
  run();
  return performance.now() - start;
};
const node = (words) => {
  const { status, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
};
const lossc = (...words) => node(['dist/lossc.js', ...words]);

const processes = {
  'Node alone': () => node(['-e', '0']),
  'lossc explain, one loss': () => lossc('explain', 'losses/region.loss', 'dice'),
  [`the library to all backends, ${availableParallelism()} processors`]: () =>
    lossc('build', 'losses', '--out', 'generated', '--check'),
};
const times = Object.fromEntries(Object.keys(processes).map((name) => [name, []]));
for (let round = 0; round < rounds; round++)
  for (const [name, run] of Object.entries(processes)) times[name].push(timed(run));
for (const [name, each] of Object.entries(times)) console.log(`${name}: ${median(each).toFixed(0)} ms`);

const program = load('losses/compound.loss', nodeHost(), () => {});
for (const name of ['bce_dice', 'ce_dice']) {
  const whole = () => {
    const { js, wgsl, tfjs } = compile(program, name, {}, () => {});
    return js.code.length + wgsl.code.length + tfjs.code.length;
  };
  for (let round = 0; round < 50; round++) whole();
  const each = Array.from({ length: 50 }, () => timed(whole));
  console.log(`${name} to all backends, warm: ${median(each).toFixed(1)} ms`);
}
