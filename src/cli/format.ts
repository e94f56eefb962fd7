/** `lossc fmt`: loss files in, the same files in the one format out. */
import { writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { format } from '../syntax/print.ts';
import type { Source } from '../text/source.ts';
import { readText } from './host.ts';
import { printJson, verdict, type Session } from './session.ts';
import { findSources } from './sources.ts';
import { exitCode, UsageError, type ExitCode } from './usage.ts';

export async function run(session: Session): Promise<ExitCode> {
  const { positionals } = session.arguments;
  if (!positionals.includes('-')) return formatFiles(session);
  if (positionals.length > 1) throw new UsageError('`-` stands alone: it formats standard input.');
  if (session.arguments.has('json') && !session.arguments.has('check'))
    throw new UsageError(
      '`--json` and `-` exclude each other: standard output is the formatted text.',
      'With `--check` there is a result to print.',
    );
  return formatInput(session);
}

async function formatInput(session: Session): Promise<ExitCode> {
  const source = { path: '<stdin>', text: await text(process.stdin) };
  const formatted = formatText(source, session);
  if (formatted === undefined) return exitCode.failed;
  if (!session.arguments.has('check')) process.stdout.write(formatted);
  else if (formatted !== source.text) return reportUnformatted(session, ['<stdin>']);
  return exitCode.fine;
}

/** The formatted text; undefined where a mistake was reported. */
function formatText(source: Source, { findings }: Session): string | undefined {
  const formatted = format(source, findings.report);
  if (formatted === undefined || !source.text.includes('\uFFFD')) return formatted;
  // What decoding has put in the place of bytes stands in a comment, and would be written back in their place.
  const remedy = 'Save it as such, or take the `\uFFFD` out of its comments.';
  findings.problem(source.path, { where: '', message: 'The file is not text in UTF-8.', remedy });
  return undefined;
}

function formatFiles(session: Session): ExitCode {
  const { arguments: given, config } = session;
  const paths = given.positionals.length > 0 ? given.positionals : (config.files ?? ['.']);
  const changed = findSources(paths).filter(({ path }) => {
    const source: Source = { path, text: readText(path) ?? '' };
    const formatted = formatText(source, session);
    if (formatted === undefined || formatted === source.text) return false;
    if (!given.has('check')) writeFileSync(path, formatted);
    return true;
  });
  const names = changed.map(({ path }) => path);
  if (given.has('check')) return reportUnformatted(session, names);
  if (given.has('json')) printJson(session, { formatted: names });
  else for (const name of names) session.out.line(`formatted ${name}`);
  return verdict(session);
}

/** With `--check`: fails where a file is not formatted. */
function reportUnformatted(session: Session, names: readonly string[]): ExitCode {
  if (session.arguments.has('json')) printJson(session, { unformatted: names });
  else for (const name of names) session.out.line(`not formatted: ${name} (run \`lossc fmt ${name}\`)`);
  return verdict(session, names.length === 0);
}
