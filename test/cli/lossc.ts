/** The bundled executable as a process, in a folder of its own: what the tests of the command line run. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';

export const executable = resolve('dist/lossc.js');
if (!existsSync(executable)) throw new Error('dist/ is missing: run `npm run bundle` first.');

export interface Finished {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** A folder with these files, removed after the test. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'lossc-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

interface Surroundings {
  readonly folder?: string;
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Another copy of the executable. */
  readonly copy?: string;
}

/** Runs `lossc` to its end. */
export function lossc(
  words: readonly string[],
  { folder, input = '', environment = {}, copy = executable }: Surroundings = {},
): Promise<Finished> {
  const { FORCE_COLOR: _force, NO_COLOR: _no, ...inherited } = process.env;
  const options = { cwd: folder, env: { ...inherited, ...environment } };
  return new Promise((settle) => {
    const child = execFile(process.execPath, [copy, ...words], options, (error, out, errors) => {
      const code = typeof error?.code === 'number' ? error.code : error === null ? 0 : -1;
      settle({ code, out, error: errors });
    });
    child.stdin?.end(input);
  });
}
