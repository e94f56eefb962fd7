/** The files that a build makes and the output folder in; what differs, or what was written, out. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { explanation, isArtifact, stemOf, type Artifact } from './artifacts.ts';
import { isFolder } from './host.ts';
import { UsageError } from './usage.ts';

/** How a file of the output folder departs from what a build makes. */
export interface Difference {
  readonly state: 'stale' | 'missing' | 'extra';
  readonly path: string;
}

/**
 * Compares. `topics` are the folders below the output folder that belong to the build, where nothing else
 * may be; in other folders, what an earlier build explained is recognised as left over.
 */
export function compareOutput(
  folder: string,
  artifacts: readonly Artifact[],
  topics: readonly string[],
): readonly Difference[] {
  const made = new Set(artifacts.map(({ path }) => path));
  const differing = artifacts.flatMap(({ path, text }): Difference[] => {
    const present = read(join(folder, path));
    if (present === text) return [];
    return [{ state: present === undefined ? 'missing' : 'stale', path }];
  });
  const extra = leftovers(filesIn(folder), topics).filter((path) => !made.has(path));
  return [...differing, ...extra.map((path): Difference => ({ state: 'extra', path }))];
}

/** Files that look like ours: in a folder of the build, or beside an explanation. */
function leftovers(files: readonly string[], topics: readonly string[]): readonly string[] {
  const explained = new Set(files.filter((path) => path.endsWith(explanation)).map(stemOf));
  return files.filter(
    (path) => isArtifact(path) && (topics.includes(posix.dirname(path)) || explained.has(stemOf(path))),
  );
}

/** Throws a usage error where files cannot be written below a path, since it is one or goes through one. */
export function requireFolder(path: string): void {
  const parent = dirname(path);
  if (isFolder(path)) return;
  if (existsSync(path))
    throw new UsageError(`\`${path}\` is a file; output goes to a folder.`, 'Name a folder with `--out`.');
  if (parent !== path) requireFolder(parent);
}

/** Writes the files that differ, and only those: an unchanged file keeps its time. Nothing is deleted. */
export function writeOutput(
  folder: string,
  artifacts: readonly Artifact[],
  topics: readonly string[],
): readonly Difference[] {
  const differences = compareOutput(folder, artifacts, topics);
  const differing = new Set(differences.map(({ path }) => path));
  for (const { path, text } of artifacts) {
    if (!differing.has(path)) continue;
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  return differences;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** All files below a folder, with `/` between folders; none where there is no folder. */
const filesIn = (folder: string): readonly string[] =>
  isFolder(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => path.replaceAll('\\', '/'))
    : [];
