/** The executable, with the compiled code of its bundle, without it, and with what is not its code. */
import { cpSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { codePath, scriptOf, tune } from '../../src/cli/engine.ts';
import { executable, folderWith, lossc } from './lossc.ts';

const bundle = join(dirname(executable), 'cli.cjs');
const loss = 'loss squares(x: real[i]) = mean[i](x^2)\n';

test('the executable is small, and loads the rest only where Node is new enough', () => {
  const text = readFileSync(executable, 'utf8');
  expect(text.startsWith('#!/usr/bin/env node\n')).toBe(true);
  expect(text.match(/^import .*$/gm)).toEqual([
    'import { fileURLToPath } from "url";',
    'import { isMainThread, workerData } from "worker_threads";',
    'import { readFileSync, statSync } from "fs";',
    'import module from "module";',
    'import { setFlagsFromString } from "v8";',
    'import { Script } from "vm";',
  ]);
});

test('the engine takes the code that bundling kept', () => {
  tune();
  expect(scriptOf(bundle, readFileSync(codePath(bundle))).cachedDataRejected).toBe(false);
});

const changes: readonly (readonly [string, (code: string) => void])[] = [
  ['no code', (code) => rmSync(code)],
  ['what is no code', (code) => writeFileSync(code, 'no code')],
  ['half of its code', (code) => writeFileSync(code, readFileSync(code).subarray(0, 5e5))],
  ['code that is older', (code) => utimesSync(code, 0, 0)],
];
test.each(changes)('with %s it does the same', async (_, change) => {
  const folder = folderWith({ 'a.loss': loss });
  cpSync(dirname(executable), join(folder, 'dist'), { recursive: true });
  const copy = join(folder, 'dist', 'lossc.js');
  const before = await lossc(['check', 'a.loss'], { folder, copy });
  change(codePath(join(folder, 'dist', 'cli.cjs')));
  expect(await lossc(['check', 'a.loss'], { folder, copy })).toEqual(before);
  expect(before.code).toBe(0);
});
