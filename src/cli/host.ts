/** The file system as the compiler sees it: where sources, imports and the standard library are. */
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Host } from '../syntax/program.ts';

/** A host that reads files of this machine. Imports are relative to the file that they stand in. */
export function nodeHost(library: readonly string[] = standardLibrary()): Host {
  return { read: readText, resolve: resolveImport, library };
}

/** The text of a file without a byte order mark; undefined where there is no such file. */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

const absent: readonly unknown[] = ['ENOENT', 'ENOTDIR', 'EISDIR'];
const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && absent.includes(error.code);

const resolveImport = (from: string, specifier: string): string =>
  isAbsolute(specifier) ? specifier : join(dirname(from), specifier);

/** The loss files below a folder, sorted, hidden folders and installed packages left out; `inside` are those it is in. */
export function lossFilesIn(folder: string, inside: readonly string[] = []): readonly string[] {
  // A link may lead back to a folder that it is in.
  const place = realpathSync(folder);
  if (inside.includes(place)) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.name.startsWith('.') || entry.name === 'node_modules') return [];
      if (isFolder(path)) return lossFilesIn(path, [...inside, place]);
      return entry.name.endsWith('.loss') ? [path] : [];
    });
}

/** Whether there is a folder of this path. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch (error) {
    // A path through a file leads nowhere, and so do links that lead to each other in a circle.
    if (error instanceof Error && 'code' in error && ['ENOTDIR', 'ELOOP'].includes(String(error.code)))
      return false;
    throw error;
  }
}

/**
 * The files of the package's own `losses` folder. It lies beside `dist`, or beside `src` when the sources
 * themselves are run; paths below the working folder are written relative to it, as a user would.
 */
function standardLibrary(): readonly string[] {
  const candidates = ['../losses', '../../losses'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  const folder = candidates.find(isFolder);
  if (folder === undefined) return [];
  const nearby = relative(process.cwd(), folder);
  return lossFilesIn(nearby.startsWith('..') || isAbsolute(nearby) ? folder : nearby);
}
