/**
 * Proofs of finiteness put to the test: points on the edges of the domains for every loss of the library, through its
 * generated JavaScript, in float64 and float32 in turn. Any counterexample to a verdict is a bug.
 *
 *     npm run bundle && node bench/counterexamples.mjs [--points 1000000] [--seed 1] [--only dice]
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { compile, finitenessOf, load, nodeHost, witnessText } from '../dist/index.js';

const { values } = parseArgs({
  options: {
    points: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
  },
});
const [points, seed] = [Number(values.points), Number(values.seed)];
if (!(Number.isInteger(points) && points > 0)) throw new Error('`--points` takes a whole number above 0.');
if (!(Number.isInteger(seed) && seed >= 0)) throw new Error('`--seed` takes a whole number.');

const folder = fileURLToPath(new URL('../losses', import.meta.url));
const fail = (d) => {
  if (d.severity === 'error') throw new Error(d.message);
};
const counts = { proved: 0, assuming: 0, unproved: 0 };
let [losses, open, refuted] = [0, 0, 0];
for (const file of readdirSync(folder).filter((name) => name.endsWith('.loss'))) {
  const program = load(join(folder, file), nodeHost(), fail);
  for (const { kind, name } of program.entry.declarations) {
    if ((kind !== 'loss' && kind !== 'metric') || !name.text.includes(values.only)) continue;
    const compiled = compile(program, name.text, {}, fail);
    const { outputs } = await finitenessOf(compiled, seed, points);
    losses++;
    for (const { status } of outputs.values()) counts[status]++;
    if ([...outputs.values()].some(({ status }) => status === 'unproved')) open++;
    for (const [output, { status, refutation, witness }] of outputs) {
      if (refutation !== undefined) {
        refuted++;
        console.log(`REFUTED ${name.text}: ${output} is ${witnessText(refutation)}`);
      } else if (status === 'unproved')
        console.log(
          `open ${name.text}: ${output}${witness ? ` is ${witnessText(witness)}` : ', no witness found'}`,
        );
    }
  }
}
console.log(
  `${losses} losses, ${losses - open} proved finite or finite under named assumptions; ` +
    `outputs: ${counts.proved} proved, ${counts.assuming} assuming, ${counts.unproved} open; ` +
    `${points} points each, seed ${seed}; ${refuted} refuted`,
);
if (refuted > 0) process.exitCode = 1;
