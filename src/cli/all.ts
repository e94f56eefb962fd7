/** `lossc all`, the main job: a folder of losses in, compiled to every backend and verified, a report out. */
import { performance } from 'node:perf_hooks';
import { targets } from '../backends/targets.ts';
import { counted } from '../data/problem.ts';
import { isPrintable } from '../printable.ts';
import { aboutLoss, type About } from './about.ts';
import { forEachLoss, type Work } from './each.ts';
import { gatherWarnings, summariseWarnings } from './finite.ts';
import { compileLoss, optionsFor, requireLosses, runOptions, verifiedBackends } from './losses.ts';
import { printJson, verdict, type Session } from './session.ts';
import { findSources } from './sources.ts';
import { alignColumns, bytes, errorText, milliseconds } from './text.ts';
import type { ExitCode } from './usage.ts';
import { verdictOn, verifyOptions, verdictObject, type GradientVerdict } from './verdict.ts';

/** One loss with everything that its line says. */
interface Entry {
  readonly about: About;
  readonly gradient: GradientVerdict;
  /** Of compiling and of verifying, in milliseconds. */
  readonly compileTime: number;
  readonly verifyTime: number;
}

export async function run(session: Session): Promise<ExitCode> {
  const [folder = 'losses'] = session.arguments.positionals;
  const start = performance.now();
  const losses = requireLosses(findSources([folder]), session);
  gatherWarnings(session, losses.length);
  const entries = await forEachLoss(losses, session, each);
  const fine = entries.length === losses.length && entries.every(({ gradient }) => gradient.fine);
  if (session.arguments.has('json')) printObject(entries, session);
  else printReport(entries, losses.length - entries.length, performance.now() - start, session);
  summariseWarnings(session);
  return verdict(session, fine);
}

/** Compiles to every backend and verifies. */
export const each: Work<Entry> = async (loss, session) => {
  const start = performance.now();
  const options = optionsFor(loss, runOptions(session));
  const compiled = compileLoss(loss, options, session);
  if (compiled === undefined || !isPrintable(compiled, loss.declaration, targets, session.findings.report))
    return undefined;
  const about = aboutLoss(loss, compiled, targets);
  const between = performance.now();
  const gradient = await verdictOn(loss, compiled, options, verifiedBackends(session), session);
  const end = performance.now();
  return { about, gradient, compileTime: between - start, verifyTime: end - between };
};

function printReport(entries: readonly Entry[], failed: number, time: number, session: Session): void {
  const { out } = session;
  const head = ['loss', 'passes', 'with gradient', 'worst error', ...targets, 'compiled', 'verified'];
  const rows = entries.map(({ about, gradient, compileTime, verifyTime }) => [
    `${about.topic}/${about.name}`,
    String(about.cost.value),
    about.kind === 'metric' ? 'metric' : String(about.cost.valueAndGrad),
    out.style(gradient.fine ? 'green' : 'red', errorText(gradient.worst) + (gradient.fine ? '' : ' WRONG')),
    ...about.sizes.map(([, size]) => bytes(size)),
    milliseconds(compileTime),
    milliseconds(verifyTime),
  ]);
  const [title = '', ...lines] = alignColumns([head, ...rows]);
  out.line(out.style('dim', title));
  for (const line of lines) out.line(line);
  for (const { gradient } of entries) for (const detail of gradient.details) out.line(detail);

  const wrong = entries.filter(({ gradient }) => !gradient.fine).length;
  const worst = Math.max(0, ...entries.map(({ gradient }) => gradient.worst));
  const parts = [
    `${counted(entries.length, 'loss', 'losses')} compiled to ${targets.join(', ')}`,
    wrong === 0 ? 'every gradient verified' : `${counted(wrong, 'gradient')} WRONG`,
    `worst relative error ${errorText(worst)}`,
    ...(failed === 0 ? [] : [`${counted(failed, 'loss', 'losses')} with errors`]),
    milliseconds(time),
    `seed ${verifyOptions(session).seed}`,
  ];
  out.line(out.style('bold', parts.join(', ')));
}

function printObject(entries: readonly Entry[], session: Session): void {
  const losses = entries.map(({ about, gradient, compileTime, verifyTime }) => ({
    file: about.file,
    name: about.name,
    kind: about.kind,
    cost: about.cost,
    bytes: Object.fromEntries(about.sizes),
    gradient: verdictObject(gradient),
    compileTime,
    verifyTime,
  }));
  const { seed } = verifyOptions(session);
  printJson(session, { backends: targets, seed, losses, diagnostics: session.findings.objects });
}
