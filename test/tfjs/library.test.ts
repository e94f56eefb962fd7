/** Every loss and metric of the library, on the cpu and wasm backends, against the oracle, and without a leak. */
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { candidates } from '../../src/cli/candidate.ts';
import { situations } from '../../src/verify/sample.ts';
import { describe as inWords, verify, type Candidate, type CandidateResult } from '../../src/verify/verify.ts';
import { libraryFile } from '../verify/program.ts';
import { backends, compiled, tf, use, type Backend } from './backends.ts';

const files = readdirSync('losses', { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.loss'));
const chosen = situations.filter(
  ({ name, regime }) => regime !== 'extremes' && !['empty masks', 'edges of the domains in odd sizes'].includes(name),
);

describe.each(files.sort())('%s', (file) => {
  const program = libraryFile(`losses/${file}`);
  const losses = program.entry.declarations.filter(({ kind }) => kind === 'loss' || kind === 'metric');
  test.each(losses.map(({ name }) => name.text))('%s', async (name) => {
    const found = compiled(program, name);
    const leaks: Record<Backend, number> = { cpu: 0, wasm: 0 };
    const run = await candidates.tfjs(found);
    // The second backend is held against the first one, and the first one against the oracle.
    const candidate: Candidate = async (data) => {
      const results: CandidateResult[] = [];
      for (const backend of backends) {
        await use(backend);
        const before = tf.memory().numTensors;
        results.push(await run(data));
        leaks[backend] += tf.memory().numTensors - before;
      }
      const [cpu, wasm] = results;
      if (cpu === undefined || wasm === undefined) throw new Error('Both backends run.');
      expectSame(cpu.value, wasm.value);
      for (const [input, gradient] of Object.entries(cpu.gradients))
        expectSame(gradient, wasm.gradients[input] ?? []);
      return cpu;
    };
    const verdict = await verify(program, name, candidate, {
      single: true,
      tolerance: 5e-5,
      edgeTolerance: 1e-3,
      differencesTolerance: 1e-2,
      situations: chosen,
      coordinates: 3,
      large: 0,
    });
    expect(verdict.ok, inWords(verdict)).toBe(true);
    expect(leaks).toEqual({ cpu: 0, wasm: 0 });
  });
});

/** Equal up to rounding at the scale of the largest element. */
function expectSame(cpu: number | ArrayLike<number>, wasm: number | ArrayLike<number>): void {
  const [a, b] = [cpu, wasm].map((x) => (typeof x === 'number' ? [x] : Array.from(x)));
  if (a === undefined || b === undefined || a.length !== b.length) throw new Error('The backends differ in shape.');
  const scale = Math.max(...a.map((x) => (Number.isFinite(x) ? Math.abs(x) : 0)), 1e-6);
  a.forEach((x, k) => {
    const y = b[k] ?? NaN;
    if (!(Object.is(x, y) || Math.abs(x - y) <= 1e-4 * scale)) throw new Error(`cpu has ${x} where wasm has ${y}.`);
  });
}
