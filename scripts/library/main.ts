/**
 * `node scripts/library.mjs`: writes docs/losses and the prebuilt indexes in generated/, from losses/.
 * `--check` compares instead; `--measure` measures the accuracies that the pages state, which takes minutes.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Artifact } from '../../src/cli/artifacts.ts';
import { isFolder } from '../../src/cli/host.ts';
import { losses } from './library.ts';
import { measureAccuracies } from './measure.ts';
import { accuracyPath, folder, pages } from './pages.ts';
import { prebuiltIndexes } from './prebuilt.ts';

/** Everything that this script keeps, by path. */
export async function everything(): Promise<readonly Artifact[]> {
  const indexes = prebuiltIndexes(losses).map(({ path, text }) => ({ path: `generated/${path}`, text }));
  return [...(await pages()), ...indexes];
}

/** Paths whose files differ from what they should be, and files of docs/losses that nothing makes. */
export function outdated(artifacts: readonly Artifact[]): readonly string[] {
  const made = new Set(artifacts.map(({ path }) => path));
  const differing = artifacts.filter(({ path, text }) => textOf(path) !== text).map(({ path }) => path);
  const present = [folder, `${folder}/plots`].flatMap((place) =>
    isFolder(place) ? readdirSync(place).map((name) => `${place}/${name}`) : [],
  );
  return [...differing, ...present.filter((path) => /\.(md|svg)$/.test(path) && !made.has(path))];
}

export async function main(options: readonly string[]): Promise<number> {
  if (options.includes('--measure'))
    writeFileSync(accuracyPath, `${JSON.stringify(await measureAccuracies(), undefined, 2)}\n`);
  const artifacts = await everything();
  const stale = outdated(artifacts);
  if (options.includes('--check')) {
    for (const path of stale) console.error(`${path} is out of date: run \`node scripts/library.mjs\`.`);
    return stale.length === 0 ? 0 : 1;
  }
  const texts = new Map(artifacts.map(({ path, text }) => [path, text]));
  for (const path of stale) write(path, texts.get(path));
  console.log(`${stale.length} of ${artifacts.length} files written`);
  return 0;
}

function write(path: string, text: string | undefined): void {
  if (text === undefined) return rmSync(path);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
