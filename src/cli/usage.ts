/** A command line or configuration that cannot be carried out: exit code 2. */

/** Thrown wherever it is noticed, and told to the user by `main`. */
export class UsageError extends Error {
  readonly remedy: string | undefined;

  constructor(message: string, remedy?: string) {
    super(message);
    this.name = 'UsageError';
    this.remedy = remedy;
  }
}

/** What the process tells its caller. */
export const exitCode = { fine: 0, failed: 1, usage: 2, bug: 3 } as const;
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
