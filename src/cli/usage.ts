/** A command line or configuration that cannot be carried out: exit code 2. */
import type { Terminal } from './terminal.ts';

/** Thrown wherever it is noticed, and told to the user by `main`. */
export class UsageError extends Error {
  readonly remedy: string | undefined;

  constructor(message: string, remedy?: string) {
    super(message);
    this.name = 'UsageError';
    this.remedy = remedy;
  }
}

/** Tells what cannot be carried out, and what to do. */
export function tellUsage(
  { message, remedy }: Pick<UsageError, 'message' | 'remedy'>,
  error: Terminal,
): void {
  error.line(`${error.style('red', 'error')}: ${message}`);
  if (remedy !== undefined) error.line(`  ${remedy}`);
}

/** What the process tells its caller. */
export const exitCode = { fine: 0, failed: 1, usage: 2, bug: 3 } as const;
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
