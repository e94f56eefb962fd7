/** Many losses are shared among threads: what comes out is what one thread makes of them, in their order. */
import { availableParallelism } from 'node:os';
import { describe, expect, test } from 'vitest';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { forEachLoss } from '../../src/cli/each.ts';
import { declaredLosses, type DeclaredLoss } from '../../src/cli/losses.ts';
import type { Session } from '../../src/cli/session.ts';
import { Share } from '../../src/cli/share.ts';
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

/** Takes losses from the end, as threads do, and does something with each. */
const answering = (answer: string) =>
  `import { parentPort } from 'node:worker_threads';
   parentPort.once('message', async ({ orders, memory }) => {
     const cells = new Int32Array(memory);
     while (Atomics.add(cells, 0, 1) < orders.length) {
       const at = orders.length - 1 - Atomics.add(cells, 2, 1);
       const { name } = orders[at];
       ${answer};
     }
   });`;

/** Long enough for a thread to have started before everything is done. */
const slowly = (loss: DeclaredLoss): Promise<string> =>
  new Promise((settle) => setTimeout(settle, 200, loss.declaration.name.text));

/** One processor has no use for threads. */
describe.skipIf(availableParallelism() < 2)('with threads', () => {
  test.each([
    [
      'a usage error',
      `parentPort.postMessage({ failure: { usage: true, message: 'no device' } })`,
      UsageError,
    ],
    ['a bug', `parentPort.postMessage({ failure: { usage: false, message: 'no device' } })`, Error],
    ['what ends the thread', `throw new Error('no device')`, Error],
    ['an end without an answer', `process.exit()`, Error, 'ended without an answer'],
  ])('%s in a thread ends the run', async (_, answer, kind, message = 'no device') => {
    const { session, folder } = sessionWith(answering(answer));
    const declared = declaredLosses([{ path: join(folder, 'all.loss'), topic: 'all' }], session);
    const run = forEachLoss(declared, session, slowly);
    await expect(run).rejects.toThrow(message);
    await expect(run).rejects.toBeInstanceOf(kind);
  });

  test('results come in the order of the losses, whoever does them', async () => {
    const { session, folder } = sessionWith(
      answering(`parentPort.postMessage({ at, result: name + ' there', diagnostics: [] });
                 await new Promise((settle) => setTimeout(settle, 200))`),
    );
    const declared = declaredLosses([{ path: join(folder, 'all.loss'), topic: 'all' }], session);
    const results = await forEachLoss(declared, session, slowly);
    expect(results.map((name) => name.replace(' there', ''))).toEqual(names);
    expect(results[0]).toBe(names[0]);
    expect(results.at(-1)).toBe(`${names.at(-1)} there`);
  });
});

test('what is shared is taken once, from both ends', () => {
  const share = new Share(5);
  const other = new Share(5, share.memory);
  expect([share.first(), other.last(), share.first(), other.last(), other.last()]).toEqual([0, 4, 1, 3, 2]);
  expect([share.first(), other.last()]).toEqual([undefined, undefined]);
});

test('of what is closed nothing is left', () => {
  const share = new Share(5);
  share.close();
  expect(share.first()).toBeUndefined();
});
