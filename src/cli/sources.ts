/** The paths of a command line in, the loss files that they mean out. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, normalize, relative } from 'node:path';
import { counted } from '../data/problem.ts';
import { didYouMean } from '../text/suggest.ts';
import { isFolder, lossFilesIn } from './host.ts';
import { UsageError } from './usage.ts';

export interface SourceFile {
  readonly path: string;
  /** Where its losses go below the output folder: `region` for `losses/region.loss` found in `losses`. */
  readonly topic: string;
}

/** All loss files that are named or lie in a named folder, each once. */
export function findSources(paths: readonly string[]): readonly SourceFile[] {
  const found = new Map<string, SourceFile>();
  for (const path of paths) for (const source of sourcesAt(path)) found.set(normalize(source.path), source);
  if (found.size > 0) return [...found.values()];
  const where = paths.join(', ');
  throw new UsageError(
    `There is no loss file in ${where === '.' ? 'this folder' : where}.`,
    'Loss files end in `.loss`.',
  );
}

function sourcesAt(path: string): readonly SourceFile[] {
  if (isFolder(path))
    return lossFilesIn(path).map((file) => ({ path: file, topic: withoutEnding(relative(path, file)) }));
  requireFile(path);
  return [{ path, topic: withoutEnding(basename(path)) }];
}

const withoutEnding = (path: string): string => path.replace(/\.loss$/, '').replaceAll('\\', '/');

/** Throws a usage error where there is no such file, or a folder of this name, naming what to give instead. */
export function requireLossFile(path: string): void {
  requireFile(path);
  if (!isFolder(path)) return;
  const [first, ...others] = lossFilesIn(path);
  const more = others.length === 0 ? '' : `, or one of ${counted(others.length, 'other')}`;
  throw new UsageError(
    `\`${path}\` is a folder, and one loss file is needed.`,
    first === undefined ? 'There is no loss file in it.' : `Name a file of it, such as \`${first}\`${more}.`,
  );
}

/** Throws a usage error where there is no such file, naming the one that was probably meant. */
export function requireFile(path: string): void {
  if (existsSync(path)) return;
  const folder = dirname(path);
  const near = isFolder(folder) ? didYouMean(basename(path), readdirSync(folder)) : undefined;
  const remedy = near === undefined ? undefined : `Did you mean \`${join(folder, near)}\`?`;
  throw new UsageError(`There is no file \`${path}\`.`, remedy);
}
