/** `lossc check`: loss files in; whether every gradient of every backend is right out. */
import {
  compileLoss,
  declaredLosses,
  optionsFor,
  runOptions,
  verifiedBackends,
  type DeclaredLoss,
} from './losses.ts';
import { printJson, verdict, type Session } from './session.ts';
import { findSources } from './sources.ts';
import { alignColumns } from './text.ts';
import type { ExitCode } from './usage.ts';
import { verdictOn, verifyOptions, verdictObject, type GradientVerdict } from './verdict.ts';

interface Checked {
  readonly loss: DeclaredLoss;
  readonly gradient: GradientVerdict;
}

export async function run(session: Session): Promise<ExitCode> {
  const { arguments: given, config } = session;
  const sources = findSources(given.positionals.length > 0 ? given.positionals : (config.files ?? ['.']));
  const options = runOptions(session);
  const checked: Checked[] = [];
  for (const loss of declaredLosses(sources, session)) {
    const own = optionsFor(loss, options);
    const compiled = compileLoss(loss, own, session);
    if (compiled === undefined) continue;
    checked.push({
      loss,
      gradient: await verdictOn(loss, compiled, own, verifiedBackends(session), session),
    });
  }
  print(checked, session);
  return verdict(
    session,
    checked.every(({ gradient }) => gradient.fine),
  );
}

function print(checked: readonly Checked[], session: Session): void {
  const { seed } = verifyOptions(session);
  if (session.arguments.has('json')) {
    const losses = checked.map(({ loss, gradient }) => ({
      file: loss.source.path,
      name: loss.declaration.name.text,
      kind: loss.declaration.kind,
      ...verdictObject(gradient),
    }));
    printJson(session, { seed, losses, diagnostics: session.findings.objects });
    return;
  }
  const { out } = session;
  const rows = checked.map(({ loss, gradient }) => [
    `${loss.source.path}: ${loss.declaration.name.text}`,
    gradient.backends.map(({ backend }) => backend).join(', '),
    out.style(gradient.fine ? 'green' : 'red', gradient.text),
  ]);
  for (const line of alignColumns(rows)) out.line(line);
  for (const { gradient } of checked) for (const detail of gradient.details) out.line(detail);
  if (checked.length > 0) out.line(out.style('dim', `seed ${seed}`));
}
