/** Many losses are shared among threads: what comes out is what one thread makes of them, in their order. */
import { expect, test } from 'vitest';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { forEachLoss } from '../../src/cli/each.ts';
import { declaredLosses } from '../../src/cli/losses.ts';
import type { Session } from '../../src/cli/session.ts';
import { UsageError } from '../../src/cli/usage.ts';
import { folderWith, lossc } from './lossc.ts';
import { quietSession } from './session.ts';

const names = Array.from({ length: 12 }, (_, k) => `power_${k + 2}`);
/** The fifth has no gradient, which is a warning; the seventh is an error. */
const losses = names.map((name, k) =>
  k === 4
    ? `loss ${name}(x: real[n]) = mean[n](floor(x))\n`
    : k === 6
      ? `loss ${name}(x: real[n]) = mean[n](y)\n`
      : `loss ${name}(x: real[n] in [-2, 2]) = mean[n](x^${k + 2})\n`,
);

/** One file; too few losses for threads each. */
const together = { 'all.loss': losses.join('\n') };
const apart = Object.fromEntries(losses.map((loss, k) => [`${names[k]}.loss`, loss]));

const withoutPlaces = (json: string) => {
  const { losses: found, diagnostics }: { losses: { file: string }[]; diagnostics: { code: string }[] } =
    JSON.parse(json);
  return { losses: found.map(({ file: _, ...loss }) => loss), codes: diagnostics.map(({ code }) => code) };
};

test('threads find what one thread finds, in the same order', async () => {
  const folder = folderWith(together);
  const shared = await lossc(['check', 'all.loss', '--json', '--points', '3'], { folder });
  expect(shared.code).toBe(1);
  const each = folderWith(apart);
  const alone = [];
  for (const name of names)
    alone.push(
      withoutPlaces(
        (await lossc(['check', `${name}.loss`, '--json', '--points', '3'], { folder: each })).out,
      ),
    );
  expect(withoutPlaces(shared.out)).toEqual({
    losses: alone.flatMap((one) => one.losses),
    codes: alone.flatMap((one) => one.codes),
  });
  expect(shared.error.indexOf('power_6')).toBeLessThan(shared.error.indexOf('power_8'));
}, 120_000);

/** A session whose threads run a program of the test. */
function sessionWith(program: string): { readonly session: Session; readonly folder: string } {
  const folder = folderWith({ 'all.loss': losses.join('\n') });
  const path = join(folder, 'thread.mjs');
  writeFileSync(path, program);
  const session = quietSession({ executable: pathToFileURL(resolve(path)), verb: 'check', words: [] });
  return { session, folder };
}

const answering = (answer: string) =>
  `import { parentPort } from 'node:worker_threads'; parentPort.on('message', ({ name }) => { ${answer} });`;

test.each([
  ['a usage error', `parentPort.postMessage({ failure: { usage: true, message: 'no device' } })`, UsageError],
  ['a bug', `parentPort.postMessage({ failure: { usage: false, message: 'no device' } })`, Error],
  ['what ends the thread', `throw new Error('no device')`, Error],
  ['an end without an answer', `process.exit()`, Error, 'ended without an answer'],
])('%s in a thread ends the run', async (_, answer, kind, message = 'no device') => {
  const { session, folder } = sessionWith(answering(answer));
  const declared = declaredLosses([{ path: join(folder, 'all.loss'), topic: 'all' }], session);
  const run = forEachLoss(declared, session, () => Promise.resolve(undefined));
  await expect(run).rejects.toThrow(message);
  await expect(run).rejects.toBeInstanceOf(kind);
});

test('results come in the order of the losses, whoever is done first', async () => {
  const { session, folder } = sessionWith(
    answering(
      `setTimeout(() => parentPort.postMessage({ result: name, diagnostics: [] }), Math.random() * 9)`,
    ),
  );
  const declared = declaredLosses([{ path: join(folder, 'all.loss'), topic: 'all' }], session);
  expect(await forEachLoss(declared, session, () => Promise.resolve('in turn'))).toEqual(names);
});
