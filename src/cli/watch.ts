/** A build and the files that it read in; the build again after every change to one of them. */
import { statSync, watch, type FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Session } from './session.ts';
import { exitCode, tellUsage, UsageError, type ExitCode } from './usage.ts';

/** An editor may write a file in several steps; they are one change. */
const settleTime = 50;

/** Runs until it is interrupted. Mistakes do not end it: the next change may mend them. */
export async function watchSources(
  session: Session,
  build: () => Promise<readonly string[]>,
): Promise<ExitCode> {
  const interrupted = interruption();
  let watched: readonly string[] = [];
  for (;;) {
    const start = Date.now();
    watched = (await buildCalmly(session, build)) ?? watched;
    session.error.line(session.error.style('dim', 'watching; interrupt to stop'));
    const { changed, stop } = nextChange(watched, start);
    const change = await Promise.race([changed, interrupted]);
    stop();
    if (change === undefined) return exitCode.fine;
    session.error.line(session.error.style('dim', `${change} changed`));
    session.findings.clear();
  }
}

/** A file that vanishes while it is saved is no reason to stop watching. */
async function buildCalmly(session: Session, build: () => Promise<readonly string[]>) {
  try {
    return await build();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    tellUsage(error, session.error);
    return undefined;
  }
}

interface Change {
  /** Settles with the path that changed. */
  readonly changed: Promise<string>;
  readonly stop: () => void;
}

/**
 * Waits for a change since the build began. Folders are watched, since editors replace files; times are
 * looked at too, for changes that came while the build was running.
 */
function nextChange(paths: readonly string[], start: number): Change {
  const watchers: FSWatcher[] = [];
  const changed = new Promise<string>((settle) => {
    const settleSoon = (path: string) => setTimeout(() => settle(path), settleTime);
    for (const [folder, names] of byFolder(paths))
      watchers.push(
        watch(folder, (_, name) => {
          if (name !== null && (names.has(name) || name.endsWith('.loss'))) settleSoon(name);
        }),
      );
    const missed = paths.find((path) => changedSince(path, start));
    if (missed !== undefined) settleSoon(missed);
  });
  const stop = () => {
    for (const watcher of watchers) watcher.close();
  };
  return { changed, stop };
}

/** The names in each folder. */
function byFolder(paths: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const folders = new Map<string, Set<string>>();
  for (const path of paths) {
    const names = folders.get(dirname(path)) ?? new Set();
    folders.set(dirname(path), names.add(basename(path)));
  }
  return folders;
}

/** A time in the future, from another machine's clock, says nothing. */
function changedSince(path: string, start: number): boolean {
  const time = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return time > start && time <= Date.now();
}

const interruption = (): Promise<undefined> =>
  new Promise((settle) => process.once('SIGINT', () => settle(undefined)));
