/** Slips in; those that the type checker does not let pass, so that nothing else has to notice them, out. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Numbered } from './switches.ts';

const configuration = {
  extends: resolve('tsconfig.json'),
  compilerOptions: {
    noEmit: true,
    rootDir: '/',
    types: [],
    module: 'preserve',
    moduleResolution: 'bundler',
    rewriteRelativeImportExtensions: false,
    // What a slip leaves unused is not why it is wrong.
    noUnusedLocals: false,
  },
  include: ['*.ts'],
};

/** Checks a file for each slip, all of them at once. */
export async function mistyped(slips: readonly Numbered[]): Promise<ReadonlySet<number>> {
  const folder = mkdtempSync(join(tmpdir(), 'slips-'));
  try {
    const files = [...new Set(slips.map((slip) => slip.file))];
    files.forEach((file, k) => writeFileSync(join(folder, `right${k}.ts`), moved(file, '', 0, 0)));
    for (const { number, file, text, start, end } of slips)
      writeFileSync(join(folder, `slip${number}.ts`), moved(file, text, start, end));
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(configuration));
    const found = await complaints(folder);
    if (/right\d+\.ts\(/.test(found)) throw new Error(found);
    return new Set([...found.matchAll(/slip(\d+)\.ts\(/g)].map(([, number]) => Number(number)));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What the type checker prints; its exit code says only whether that is anything. */
const complaints = (folder: string): Promise<string> =>
  new Promise((found) => {
    const options = { maxBuffer: 2 ** 28 };
    execFile('npx', ['tsc', '-p', folder], options, (_, stdout) => found(stdout));
  });

/** The file with another text from `start` to `end`, as it is read from another folder. */
function moved(file: string, text: string, start: number, end: number): string {
  const code = readFileSync(file, 'utf8');
  const made = `${code.slice(0, start)}${text}${code.slice(end)}`;
  return made.replace(
    / from '(\.[^']+)'/g,
    (_, target: string) => ` from '${resolve(dirname(file), target)}'`,
  );
}
