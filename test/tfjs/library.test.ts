/** Every loss and metric of the library, on the cpu and wasm backends, against the oracle, and without a leak. */
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { candidates } from '../../src/cli/candidate.ts';
import { situations, type Situation } from '../../src/verify/sample.ts';
import { describe as inWords, verify, type Candidate } from '../../src/verify/verify.ts';
import { libraryFile } from '../verify/program.ts';
import { backends, compiled, tf, use, type Backend } from './backends.ts';

const ones = 'one element along every axis';
const edges = situations.filter(({ regime }) => regime === 'edges').map(({ name }) => name);

/** Where float32 cannot have the answer, or nobody has it. */
const exceptions: Readonly<Record<string, readonly string[]>> = {
  // Boxes without height: the aspect ratio is infinite, in double precision too.
  box_ciou: [ones, ...edges],
  // The slope jumps at a probability of 1/2, which float32 cannot tell from that of z = 2^-30.
  reduced_focal: edges,
  // (-log p)^0.3 for a p that rounds to 1.
  exponential_log: edges,
  // A weight of 0 times an infinite slope, in double precision too.
  focal_prob: ['edges with drawn hyperparameters'],
  // 1 minus a quotient that rounds to 1.
  dice_kornia: [ones],
  dice_mmseg: [ones],
};

/** Extreme values are none of float32's business. */
const everywhere = situations.filter(({ regime, name }) => regime !== 'extremes' && name !== 'empty masks');
const everyday = ['typical values', 'drawn hyperparameters', 'every index ignored', 'odd sizes'];
const chosen: Readonly<Record<Backend, readonly Situation[]>> = {
  cpu: everywhere,
  wasm: everywhere.filter(({ name }) => everyday.includes(name)),
};

const files = readdirSync('losses', { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.loss'));
describe.each(files.sort())('%s', (file) => {
  const program = libraryFile(`losses/${file}`);
  const losses = program.entry.declarations.filter(({ kind }) => kind === 'loss' || kind === 'metric');
  test.each(losses.map(({ name }) => name.text))('%s', async (name) => {
    const run = await candidates.tfjs(compiled(program, name));
    for (const backend of backends) {
      await use(backend);
      let leaked = 0;
      const candidate: Candidate = async (data) => {
        const before = tf.memory().numTensors;
        const result = await run(data);
        leaked += tf.memory().numTensors - before;
        return result;
      };
      const verdict = await verify(program, name, candidate, {
        single: true,
        tolerance: 5e-5,
        edgeTolerance: 0.1,
        differencesTolerance: 1e-2,
        situations: chosen[backend].filter((s) => !(exceptions[name] ?? []).includes(s.name)),
        coordinates: 2,
        large: 0,
      });
      expect(verdict.ok, `${backend}: ${inWords(verdict)}`).toBe(true);
      expect(leaked).toBe(0);
    }
  });
});
