/** `lossc build`: loss files in, verified code in the output folder out. */
import { performance } from 'node:perf_hooks';
import { isPrintable } from '../printable.ts';
import { aboutLoss } from './about.ts';
import { artifactsOf } from './artifacts.ts';
import { forEachLoss, type Work } from './each.ts';
import { gatherWarnings, summariseWarnings } from './finite.ts';
import { reportBuild, type Built } from './buildReport.ts';
import {
  builtBackends,
  chosenBackends,
  compileLoss,
  declaredLosses,
  nothingDeclared,
  optionsFor,
  requireKnown,
  runOptions,
} from './losses.ts';
import { compareOutput, requireFolder, writeOutput } from './output.ts';
import { verdict, type Session } from './session.ts';
import { findSources, type SourceFile } from './sources.ts';
import { exitCode, tellUsage, UsageError, type ExitCode } from './usage.ts';
import { verdictOn } from './verdict.ts';
import { watchSources } from './watch.ts';

export async function run(session: Session): Promise<ExitCode> {
  const { arguments: given } = session;
  if (!given.has('watch')) return (await buildOnce(session)).code;
  if (given.has('check')) throw new UsageError('`--watch` and `--check` exclude each other.');
  return watchSources(session, async () => (await buildOnce(session)).read);
}

interface Round {
  readonly code: ExitCode;
  /** Every file that was read, imports included: what to watch. */
  readonly read: readonly string[];
}

async function buildOnce(session: Session): Promise<Round> {
  const { arguments: given, config } = session;
  const sources = findSources(given.positionals.length > 0 ? given.positionals : (config.files ?? ['.']));
  requireDistinctTopics(sources);
  const folder = given.value('out') ?? config.out ?? 'generated';
  requireFolder(folder);
  const losses = declaredLosses(sources, session);
  const nothing = nothingDeclared(sources, losses, session);
  if (nothing !== undefined) tellUsage(nothing, session.error);
  const options = runOptions(session);
  if (losses.length > 0) requireKnown(options, losses);
  gatherWarnings(session, losses.length);
  const built = await forEachLoss(losses, session, each);

  const right = built.filter(({ gradient }) => gradient?.fine !== false);
  const complete = right.length === losses.length && session.findings.errors.length === 0;
  const reconcile = given.has('check') ? compareOutput : writeOutput;
  const differences = reconcile(
    folder,
    right.flatMap(({ artifacts }) => artifacts),
    sources.map(({ topic }) => topic),
  ).filter(({ state }) => complete || state !== 'extra'); // what a loss with an error made is not left over
  reportBuild(built, differences, folder, session);
  summariseWarnings(session);

  const read = losses.flatMap(({ program }) => [...program.modules.keys()]);
  const upToDate = !given.has('check') || differences.length === 0;
  return {
    code: nothing === undefined ? verdict(session, complete && upToDate) : exitCode.usage,
    read: [...new Set([...sources.map(({ path }) => path), ...read])],
  };
}

/** Compiles and verifies; code whose gradient is wrong is reported and not written. */
export const each: Work<Built> = async (loss, session) => {
  const start = performance.now();
  const own = optionsFor(loss, runOptions(session));
  const backends = chosenBackends(session);
  const compiled = compileLoss(loss, own, session);
  if (compiled === undefined || !isPrintable(compiled, loss.declaration, backends, session.findings.report))
    return undefined;
  const comparing = session.arguments.has('check');
  const gradient = comparing
    ? undefined
    : await verdictOn(loss, compiled, own, builtBackends(session), session);
  const artifacts = artifactsOf(loss.source.topic, compiled, backends);
  const about = aboutLoss(loss, compiled, backends);
  return { about, artifacts, gradient, time: performance.now() - start };
};

function requireDistinctTopics(sources: readonly SourceFile[]): void {
  const byTopic = new Map<string, string>();
  for (const { topic, path } of sources) {
    const other = byTopic.get(topic);
    if (other !== undefined)
      throw new UsageError(
        `${other} and ${path} would both be built into the folder \`${topic}\`.`,
        'Build them into different folders with `--out`, or build the folder that holds both.',
      );
    byTopic.set(topic, path);
  }
}
