/** Random well-typed losses on the backends that compute in float32: what comes out is near what the oracle says. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { candidates } from '../../src/cli/candidate.ts';
import type { CandidateResult } from '../../src/verify/candidate.ts';
import { compile } from '../../src/compile.ts';
import { gradient } from '../../src/verify/oracle/gradient.ts';
import { Random } from '../../src/verify/random.ts';
import { Sampler, situations } from '../../src/verify/sample.ts';
import { inSingle } from '../../src/verify/single.ts';
import { program } from '../verify/program.ts';
import { missing } from '../wgsl/device.ts';
import { generate } from './generate.ts';

/** LOSSC_RANDOM=1000 LOSSC_SEED=7 npx vitest run test/random looks at more, and at others. */
const asked = process.env['LOSSC_RANDOM'];
const seed = Number(process.env['LOSSC_SEED'] ?? 20261129);

const drawn = situations.filter(({ regime }) => regime === 'typical');

/** Of the largest component: what cancels loses digits, and what is wrong is off by more. */
const tolerance = 5e-3;

async function mistakes(backend: 'tfjs' | 'wgsl', list: readonly number[], depth: number, shape: number) {
  const text = generate(list, depth);
  const file = program(text);
  const compiled = compile(file, 'f', {}, () => undefined);
  const situation = drawn[shape % drawn.length];
  if (compiled === undefined || situation === undefined) throw new Error(`No code for\n${text}`);
  const data = inSingle(file, 'f', new Sampler(file, 'f', new Random(depth)).data(situation));
  const { value, gradients } = gradient(file, 'f', data);
  const expected = value.data[0] ?? NaN;
  if (!Number.isFinite(expected)) return { text, found: [] };
  const run = async (): Promise<CandidateResult> => (await candidates[backend](compiled))(data);
  const result = await run().catch((error: unknown) => {
    throw new Error(`${text}\nwith ${situation.name}: ${String(error)}`);
  });
  const scale = Math.max(1e-3, ...Object.values(gradients).flat().filter(Number.isFinite).map(Math.abs));
  const isNear = (actual: number, wanted: number, size: number): boolean =>
    !Number.isFinite(wanted) || Math.abs(actual - wanted) <= tolerance * size;
  const entries = Object.entries(gradients).flatMap(([input, wanted]) =>
    wanted.map((w, k) => ({ at: `d${input}[${k}]`, actual: result.gradients[input]?.[k] ?? NaN, wanted: w })),
  );
  const wrong = entries.filter(({ actual, wanted }) => !isNear(actual, wanted, scale));
  if (!isNear(Number(result.value), expected, Math.max(1, Math.abs(expected))))
    wrong.push({ at: 'value', actual: Number(result.value), wanted: expected });
  return { text, found: wrong.map((w) => `${w.at} is ${w.actual}, should be ${w.wanted}`) };
}

const backends = [
  { backend: 'tfjs', skip: false, usual: 200 },
  // A kernel takes a software GPU longer to compile than to run.
  { backend: 'wgsl', skip: missing !== undefined, usual: 40 },
] as const;

for (const { backend, skip, usual } of backends) {
  const runs = Number(asked ?? usual);
  test(`${runs} random losses on ${backend}`, { skip, timeout: 60_000 + runs * 2000 }, async () => {
    const property = fc.asyncProperty(
      fc.array(fc.nat({ max: 9999 }), { minLength: 0, maxLength: 60, size: 'max' }),
      fc.integer({ min: 1, max: 5 }),
      fc.nat({ max: drawn.length - 1 }),
      async (list, depth, shape) => {
        const { text, found } = await mistakes(backend, list, depth, shape);
        expect(found, text).toEqual([]);
      },
    );
    await fc.assert(property, { seed, numRuns: runs, interruptAfterTimeLimit: 50_000 + runs * 2000 });
  });
}
