/** Random well-typed losses: the generated code's value and gradient are those of the oracle. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { candidates } from '../../src/cli/candidate.ts';
import { compile, type CompiledLoss } from '../../src/compile.ts';
import type { CandidateResult } from '../../src/verify/candidate.ts';
import { gradient, type ValueAndGradients } from '../../src/verify/oracle/gradient.ts';
import type { Data } from '../../src/verify/oracle/data.ts';
import { truth } from '../../src/verify/oracle/truth.ts';
import { Random } from '../../src/verify/random.ts';
import { Sampler, situations, typical } from '../../src/verify/sample.ts';
import { program } from '../verify/program.ts';
import { generate } from './generate.ts';

/** LOSSC_RANDOM=5000 LOSSC_SEED=7 npx vitest run test/random looks at more, and at others. */
const runs = Number(process.env['LOSSC_RANDOM'] ?? 200);
const seed = Number(process.env['LOSSC_SEED'] ?? 20261122);

const shapes = ['typical values', 'odd sizes', 'empty masks', 'every index ignored'];
const drawn = situations.filter(({ name }) => shapes.includes(name));

/** Numbers that are off against the oracle in f64, and against the truth too where they are. */
async function compare(
  found: CandidateResult,
  quick: ValueAndGradients,
  slow: () => ValueAndGradients,
  counts: Counts,
): Promise<readonly string[]> {
  const mistakes = mistakesAgainst(found, quick, counts);
  return mistakes.length === 0 ? mistakes : mistakesAgainst(found, slow(), counts);
}

function mistakesAgainst(
  found: CandidateResult,
  oracle: ValueAndGradients,
  counts: Counts,
): readonly string[] {
  // A gradient that is 0 because its parts cancel is off by the rounding of what it was made of.
  const scale = Math.max(1, ...Object.values(oracle.gradients).flat().filter(Number.isFinite).map(Math.abs));
  const entries = [
    { at: 'value', actual: Number(found.value), expected: oracle.value.data[0] ?? NaN },
    ...Object.entries(oracle.gradients).flatMap(([input, values]) =>
      values.map((expected, k) => ({
        at: `d${input}[${k}]`,
        actual: found.gradients[input]?.[k] ?? NaN,
        expected,
      })),
    ),
  ];
  return entries.flatMap(({ at, actual, expected }) => {
    // Where there is no value there is nothing to derive.
    const isDefined = Number.isFinite(expected) && !oracle.value.data.some(Number.isNaN);
    counts[isDefined ? 'compared' : 'undefined']++;
    if (!isDefined) return [];
    const near = Math.abs(actual - expected) <= 1e-9 * Math.abs(expected) + 1e-12 * scale;
    return near ? [] : [`${at} is ${actual}, should be ${expected}`];
  });
}

const run = async (compiled: CompiledLoss, data: Data): Promise<CandidateResult> =>
  (await candidates.js(compiled))(data);

interface Counts {
  compared: number;
  undefined: number;
}

test(`${runs} random losses`, { timeout: 60_000 + runs * 500 }, async () => {
  const counts = { compared: 0, undefined: 0 };
  const property = fc.asyncProperty(
    fc.array(fc.nat({ max: 9999 }), { minLength: 0, maxLength: 60, size: 'max' }),
    fc.integer({ min: 1, max: 5 }),
    fc.nat({ max: 3 }),
    async (list, depth, shape) => {
      const text = generate(list, depth);
      const file = program(text);
      const compiled = compile(file, 'f', {}, (d) => {
        if (d.severity === 'error') throw new Error(`${d.code} ${d.message}\n${text}`);
      });
      if (compiled === undefined) throw new Error(`No code for\n${text}`);
      const situation = drawn[shape] ?? typical;
      const data = new Sampler(file, 'f', new Random(depth)).data(situation);
      const found = await run(compiled, data).catch((error: unknown) => {
        throw new Error(`${text}\nwith ${situation.name}: ${String(error)}`);
      });
      const mistakes = await compare(found, gradient(file, 'f', data), () => truth(file, 'f', data), counts);
      expect(mistakes, `${text}\nwith ${situation.name}`).toEqual([]);
    },
  );
  await fc.assert(property, { seed, numRuns: runs, interruptAfterTimeLimit: 50_000 + runs * 500 });
  // Truths that are no numbers are left out, and have to be few.
  expect(counts.undefined).toBeLessThan(counts.compared / 20);
});
