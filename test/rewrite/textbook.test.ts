/** Every textbook form with a known remedy: the code for it is right to every component, value and gradient. */
import { expect, test } from 'vitest';
import { candidates } from '../../src/cli/candidate.ts';
import { compile } from '../../src/compile.ts';
import { describe as words } from '../../src/verify/verdict.ts';
import { verify } from '../../src/verify/verify.ts';
import { program } from '../verify/program.ts';
import { textbook } from './textbook.ts';

/** Not remedied, and why; a test that this is still so keeps the list honest. */
const limits: Readonly<Record<string, string>> = {
  cosine: 'of one element it is constant, and its gradient is a rounding instead of 0',
};

async function verdict(text: string) {
  const file = program(text);
  const compiled = compile(file, 'f', {}, (d) => {
    if (d.severity === 'error') throw new Error(d.message);
  });
  if (compiled === undefined) throw new Error(`${text} does not compile.`);
  const options = { strict: true, tolerance: 1e-12, extremes: false, large: 0, points: 12 };
  return verify(file, 'f', await candidates.js(compiled), options);
}

test.each(Object.entries(textbook))('%s', async (name, text) => {
  const found = await verdict(text);
  expect(found.ok, words(found)).toBe(!Object.hasOwn(limits, name));
});
