/** `lossc check`: loss files in; whether every gradient of every backend is right, and what is finite, out. */
import { isPrintable } from '../printable.ts';
import { forEachLoss, type Work } from './each.ts';
import {
  finitenessDetails,
  finitenessObject,
  finitenessOf,
  finitenessWords,
  gatherWarnings,
  type FinitenessReport,
} from './finite.ts';
import { compileLoss, optionsFor, requireLosses, runOptions, verifiedBackends } from './losses.ts';
import { printJson, verdict, type Session } from './session.ts';
import { findSources } from './sources.ts';
import { alignColumns, errorText } from './text.ts';
import type { ExitCode } from './usage.ts';
import { verdictOn, verifyOptions, verdictObject, type GradientVerdict } from './verdict.ts';

interface Checked {
  readonly file: string;
  readonly name: string;
  readonly kind: 'loss' | 'metric';
  readonly gradient: GradientVerdict;
  readonly finiteness: FinitenessReport;
}

export async function run(session: Session): Promise<ExitCode> {
  const { arguments: given, config } = session;
  const sources = findSources(given.positionals.length > 0 ? given.positionals : (config.files ?? ['.']));
  const losses = requireLosses(sources, session);
  gatherWarnings(session, losses.length);
  const checked = await forEachLoss(losses, session, each);
  print(checked, session);
  return verdict(
    session,
    checked.every(({ gradient, finiteness }) => gradient.fine && finiteness.fine),
  );
}

/** Compiles and verifies, and looks for data that contradict what is said of finiteness. */
export const each: Work<Checked> = async (loss, session) => {
  const own = optionsFor(loss, runOptions(session));
  const compiled = compileLoss(loss, own, session);
  if (
    compiled === undefined ||
    !isPrintable(compiled, loss.declaration, verifiedBackends(session), session.findings.report)
  )
    return undefined;
  const gradient = await verdictOn(loss, compiled, own, verifiedBackends(session), session);
  const finiteness = await finitenessOf(compiled, verifyOptions(session).seed);
  const { name, kind } = loss.declaration;
  return { file: loss.source.path, name: name.text, kind, gradient, finiteness };
};

function print(checked: readonly Checked[], session: Session): void {
  const { seed } = verifyOptions(session);
  if (session.arguments.has('json')) {
    const losses = checked.map(({ file, name, kind, gradient, finiteness }) => ({
      file,
      name,
      kind,
      ...verdictObject(gradient),
      finiteness: finitenessObject(finiteness.outputs),
      finitenessPoints: finiteness.points,
    }));
    printJson(session, { seed, losses, diagnostics: session.findings.objects });
    return;
  }
  const { out } = session;
  const rows = checked.map(({ file, name, gradient, finiteness }) => [
    `${file}: ${name}`,
    out.style(gradient.fine ? 'green' : 'red', gradient.text),
    gradient.backends.map(accuracy).join('; '),
    out.style(finiteness.fine ? 'green' : 'red', finitenessWords(finiteness)),
  ]);
  for (const line of alignColumns(rows)) out.line(line);
  for (const { gradient } of checked) for (const detail of gradient.details) out.line(detail);
  for (const { name, finiteness } of checked)
    for (const line of finitenessDetails(name, finiteness)) out.line(line);
  if (checked.length > 0) out.line(out.style('dim', `seed ${seed}`));
}

/** The worst relative errors of a backend: of anything at all, and of a single number at the edges of the domains. */
const accuracy = ({ backend, worst, worstAtEdges }: GradientVerdict['backends'][number]): string =>
  `${backend} ${errorText(worst?.error ?? 0)}, at the edges ${errorText(worstAtEdges?.error ?? 0)}`;
