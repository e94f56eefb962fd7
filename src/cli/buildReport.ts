/** What a build made, and how the output folder differs, in; lines for people or JSON out. */
import type { About } from './about.ts';
import type { Artifact } from './artifacts.ts';
import type { Difference } from './output.ts';
import { printJson, type Session } from './session.ts';
import { alignColumns, bytes, milliseconds } from './text.ts';
import { verdictObject, type GradientVerdict } from './verdict.ts';

/** One loss, compiled and verified, with the files that it makes. */
export interface Built {
  readonly about: About;
  readonly artifacts: readonly Artifact[];
  /** Absent with `--check`, which only compares. */
  readonly gradient: GradientVerdict | undefined;
  readonly time: number;
}

/** Prints a line for each loss, what is wrong with it, and with `--check` each file that differs. */
export function reportBuild(
  built: readonly Built[],
  differences: readonly Difference[],
  folder: string,
  session: Session,
): void {
  const { arguments: given, findings, out } = session;
  if (given.has('json')) {
    const losses = built.map(builtObject);
    printJson(session, { out: folder, losses, differences, diagnostics: findings.objects });
    return;
  }
  for (const line of alignColumns(built.map((each) => row(each, session)))) out.line(line);
  for (const { gradient } of built) for (const detail of gradient?.details ?? []) out.line(detail);
  if (!given.has('check')) return;
  for (const { state, path } of differences)
    out.line(`${out.style('red', state)} ${folder}/${path}: ${remedies[state]}`);
}

function row({ about, gradient, time }: Built, { out }: Session): string[] {
  return [
    `${about.topic}/${about.name}`,
    about.sizes.map(([backend, size]) => `${backend} ${bytes(size)}`).join(', '),
    ...(gradient === undefined ? [] : [out.style(gradient.fine ? 'green' : 'red', gradient.text)]),
    milliseconds(time),
  ];
}

const remedies = {
  stale: 'it is not what lossc makes of the source now; run `lossc build`',
  missing: 'run `lossc build`',
  extra: 'no loss makes it; delete it',
} as const;

const builtObject = ({ about, artifacts, gradient, time }: Built) => ({
  file: about.file,
  name: about.name,
  kind: about.kind,
  outputs: artifacts.map(({ path, text }) => ({ path, bytes: Buffer.byteLength(text) })),
  cost: about.cost,
  ...(gradient === undefined ? {} : { gradient: verdictObject(gradient) }),
  milliseconds: time,
});
