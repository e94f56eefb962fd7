/**
 * Proofs of finiteness put to the test: points on the edges of the domains for every loss and metric of the library,
 * through its generated JavaScript, in float64 and float32 in turn. Any counterexample to a verdict is a bug.
 *
 *     npm run bundle && node bench/counterexamples.mjs [--points 1000000] [--seed 1] [--only dice] [--workers 2]
 */
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { compile, finitenessOf, load, nodeHost, witnessText } from '../dist/index.js';

const folder = fileURLToPath(new URL('../losses', import.meta.url));

if (isMainThread) await main();
else {
  const { points, seed } = workerData;
  const library = new Map(losses().map((loss) => [loss.name, loss]));
  parentPort.on('message', async (name) =>
    parentPort.postMessage(await searched(library.get(name), points, seed)),
  );
}

async function main() {
  const { values } = parseArgs({
    options: {
      points: { type: 'string', default: '100000' },
      seed: { type: 'string', default: '1' },
      only: { type: 'string', default: '' },
      workers: { type: 'string', default: String(availableParallelism()) },
    },
  });
  const whole = (option, least) => {
    const number = Number(values[option]);
    if (!(Number.isInteger(number) && number >= least))
      throw new Error(`\`--${option}\` takes a whole number from ${least}; this is ${values[option]}.`);
    return number;
  };
  const [points, seed, workers] = [whole('points', 1), whole('seed', 0), whole('workers', 1)];
  const names = losses()
    .map(({ name }) => name)
    .filter((name) => name.includes(values.only));
  if (names.length === 0) throw new Error(`No loss of the library has ${values.only} in its name.`);
  const found = [];
  const next = names.values();
  const work = async () => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { points, seed } });
    for (const name of next) {
      worker.postMessage(name);
      const [outputs] = await once(worker, 'message');
      for (const line of outputs.flatMap((output) => linesOn(name, output))) console.log(line);
      found.push(...outputs.map((output) => ({ name, ...output })));
    }
    await worker.terminate();
  };
  await Promise.all(Array.from({ length: Math.min(workers, names.length) }, work));
  const count = (status) => found.filter((output) => output.status === status).length;
  const open = new Set(found.filter(({ status }) => status === 'unproved').map(({ name }) => name)).size;
  const refuted = found.filter(({ refutation }) => refutation !== undefined).length;
  console.log(
    `${names.length} losses and metrics, ${names.length - open} proved finite or finite under named assumptions; ` +
      `outputs: ${count('proved')} proved, ${count('assuming')} assuming, ${count('unproved')} open; ` +
      `${points} points each, seed ${seed}; ${refuted} refuted`,
  );
  if (refuted > 0) process.exitCode = 1;
}

/** Every loss and metric of the library, with the file that it is in. */
function losses() {
  const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.loss'));
  return files.sort().flatMap((file) => {
    const program = load(join(folder, file), nodeHost(), fail);
    return program.entry.declarations
      .filter(({ kind }) => kind === 'loss' || kind === 'metric')
      .map(({ name }) => ({ program, name: name.text }));
  });
}

/** The outputs of a loss, each with its status and what was found, as text. */
async function searched({ program, name }, points, seed) {
  const { outputs } = await finitenessOf(compile(program, name, {}, fail), seed, points);
  const text = (point) => point && witnessText(point);
  return [...outputs].map(([output, { status, refutation, witness }]) => ({
    output,
    status,
    refutation: text(refutation),
    witness: text(witness),
  }));
}

function linesOn(name, { output, status, refutation, witness }) {
  if (refutation !== undefined) return [`REFUTED ${name}: ${output} is ${refutation}`];
  if (status !== 'unproved') return [];
  return [`open ${name}: ${output}${witness ? ` is ${witness}` : ', no witness found'}`];
}

function fail(mistake) {
  if (mistake.severity === 'error') throw new Error(mistake.message);
}
