/** A run of the command line without a process: no words, no configuration, no library, and nothing is printed. */
import { Arguments } from '../../src/cli/arguments.ts';
import { Findings } from '../../src/cli/findings.ts';
import { nodeHost } from '../../src/cli/host.ts';
import type { Origin, Session } from '../../src/cli/session.ts';
import { silent } from '../../src/cli/terminal.ts';

/** `origin` is what further threads are started with; without, there are none. */
export const quietSession = (origin?: Origin): Session => ({
  arguments: new Arguments([], new Map()),
  config: {},
  host: nodeHost([]),
  out: silent,
  error: silent,
  findings: new Findings(silent, 'text'),
  origin,
});
