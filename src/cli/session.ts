/** One run of the command line: its arguments, where it writes, and the mistakes that it found. */
import { writeNumber } from '../data/number.ts';
import type { Host } from '../syntax/program.ts';
import type { Arguments } from './arguments.ts';
import type { Config } from './config.ts';
import type { Findings } from './findings.ts';
import type { Terminal } from './terminal.ts';
import { exitCode, type ExitCode } from './usage.ts';

export interface Session {
  readonly arguments: Arguments;
  readonly config: Config;
  readonly host: Host;
  /** Standard output. */
  readonly out: Terminal;
  /** Standard error. */
  readonly error: Terminal;
  /** Mistakes in losses and data; written to standard error as they come. */
  readonly findings: Findings;
  /** The command line that this is a run of, which further threads can be started with; none where it is itself one. */
  readonly origin: Origin | undefined;
}

/** How a run was started. */
export interface Origin {
  readonly executable: URL;
  readonly verb: string;
  /** What follows the verb. */
  readonly words: readonly string[];
}

/** The exit code of a verb that is done: failed if a mistake was found, or if it says so itself. */
export const verdict = (session: Session, fine = true): ExitCode =>
  fine && session.findings.errors.length === 0 ? exitCode.fine : exitCode.failed;

/** Prints the result of `--json`; numbers that JSON lacks become the strings "NaN" and "Infinity". */
export const printJson = (session: Session, value: unknown): void =>
  session.out.line(
    JSON.stringify(value, (_, each: unknown) => (typeof each === 'number' ? writeNumber(each) : each)),
  );
