/** Random well-typed losses: the generated code's value and gradient are those of the oracle. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { candidates } from '../../src/cli/candidate.ts';
import { compile } from '../../src/compile.ts';
import { describe as words } from '../../src/verify/verdict.ts';
import { situations } from '../../src/verify/sample.ts';
import { verify } from '../../src/verify/verify.ts';
import { program } from '../verify/program.ts';
import { generate } from './generate.ts';

/** LOSSC_RANDOM=5000 LOSSC_SEED=7 npx vitest run test/random looks at more, and at others. */
const runs = Number(process.env['LOSSC_RANDOM'] ?? 200);
const seed = Number(process.env['LOSSC_SEED'] ?? 20261122);

const shapes = ['typical values', 'odd sizes', 'empty masks', 'every index ignored'];
const drawn = situations.filter(({ name }) => shapes.includes(name));

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
      const options = { large: 0, coordinates: 0, points: 1, tolerance: 1e-9, seed: depth };
      const chosen = [drawn[shape] ?? drawn[0]].flatMap((situation) => situation ?? []);
      const found = await verify(file, 'f', await candidates.js(compiled), {
        ...options,
        situations: chosen,
      });
      counts.compared += found.perSource.duals.compared + found.perSource.truth.compared;
      counts.undefined += found.skipped;
      expect(found.ok, `${text}\n${words(found)}`).toBe(true);
    },
  );
  await fc.assert(property, { seed, numRuns: runs, interruptAfterTimeLimit: 50_000 + runs * 500 });
  // Truths that are no numbers are left out, and have to be few.
  expect(counts.undefined).toBeLessThan(counts.compared / 20);
});
