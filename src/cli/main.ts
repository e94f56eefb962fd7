/** The words of a command line in, the work of a verb and an exit code out. */
import { suggestion } from '../data/problem.ts';
import { readArguments, type Arguments } from './arguments.ts';
import { readConfig } from './config.ts';
import { Findings, type Format } from './findings.ts';
import { generalHelp, verbHelp } from './help.ts';
import { nodeHost } from './host.ts';
import type { Origin, Session } from './session.ts';
import type { Command } from './thread.ts';
import { terminal, type Terminal } from './terminal.ts';
import { exitCode, tellUsage, UsageError, type ExitCode } from './usage.ts';
import { commonOptions, verbNamed, verbs, type Verb } from './verbs.ts';
import { version } from './version.ts';

/** Runs as a thread of a command line; loaded only there, so that every verb starts fast. */
export const serve = async (command: Command): Promise<void> => (await import('./thread.ts')).serve(command);

/** Runs the command line and sets the exit code of the process. `executable` is what further threads start with. */
export async function main(words: readonly string[], executable: URL): Promise<void> {
  const out = terminal(process.stdout, process.env);
  const error = terminal(process.stderr, process.env);
  for (const stream of [process.stdout, process.stderr]) stream.on('error', leaveQuietly);
  try {
    process.exitCode = await dispatch(words, executable, out, error);
  } catch (thrown) {
    process.exitCode = tell(thrown, error);
  }
}

/** Whoever reads our output may stop reading, as `head` does. */
function leaveQuietly(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit();
  throw error;
}

async function dispatch(
  words: readonly string[],
  executable: URL,
  out: Terminal,
  error: Terminal,
): Promise<ExitCode> {
  const [first, ...rest] = words;
  if (first === undefined) {
    error.line(generalHelp());
    return exitCode.usage;
  }
  if (first === '--version' || first === '-v') return print(out, version);
  if (first === '--help' || first === '-h') return print(out, generalHelp());
  if (first === 'help') return print(out, rest[0] === undefined ? generalHelp() : helpOn(rest[0]));
  const verb = requireVerb(first);
  const given = readArguments(rest, { ...verb.options, ...commonOptions });
  if (given.has('help')) return print(out, verbHelp(first, verb));
  checkCount(first, verb, given);
  const { run } = await verb.load();
  return run(await session(given, { executable, verb: first, words: rest }, out, error));
}

function print(out: Terminal, text: string): ExitCode {
  out.line(text);
  return exitCode.fine;
}

const helpOn = (name: string): string => verbHelp(name, requireVerb(name));

function requireVerb(name: string): Verb {
  const verb = verbNamed(name);
  if (verb !== undefined) return verb;
  if (name.startsWith('-'))
    throw new UsageError(`There is no option \`${name}\` before a verb.`, 'Run `lossc --help`.');
  const remedy = name.endsWith('.loss')
    ? `Say what to do with it: \`lossc check ${name}\`.`
    : (suggestion(name, Object.keys(verbs)) ?? 'Run `lossc --help` for the verbs.');
  throw new UsageError(`There is no verb \`${name}\`.`, remedy);
}

function checkCount(name: string, { synopsis, positionals }: Verb, { positionals: given }: Arguments): void {
  const { least, most } = positionals;
  if (given.length >= least && given.length <= most) return;
  const what =
    given.length < least ? 'needs more arguments' : `does not know what to do with \`${given[most]}\``;
  throw new UsageError(`\`lossc ${name}\` ${what}.`, `Usage: lossc ${name} ${synopsis}`);
}

async function session(given: Arguments, origin: Origin, out: Terminal, error: Terminal): Promise<Session> {
  const findings = new Findings(error, format(given));
  return { arguments: given, config: await readConfig('.'), host: nodeHost(), out, error, findings, origin };
}

function format(given: Arguments): Format {
  const value = given.value('format');
  return value === 'json' || value === 'github' ? value : 'text';
}

/** Usage errors, and files that cannot be read or written, are the user's to mend; the rest is ours. */
function tell(thrown: unknown, error: Terminal): ExitCode {
  if (thrown instanceof UsageError || isSystemError(thrown)) {
    tellUsage(
      { message: thrown.message, remedy: thrown instanceof UsageError ? thrown.remedy : undefined },
      error,
    );
    return exitCode.usage;
  }
  if (isStackOverflow(thrown)) {
    error.line(`${error.style('red', 'error')}: A formula is too long or too deeply nested to be compiled.`);
    error.line(
      '  Divide it: chains of a few hundred operators, choices or names are compiled, of thousands not.',
    );
    return exitCode.failed;
  }
  error.line(`${error.style('red', 'bug')}: lossc ${version} failed, and not through your fault.`);
  error.line('  Please report it with the loss file, the command line and this trace:');
  const trace = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  // Generated code runs from a URL that holds all of it.
  error.line(trace.replaceAll(/data:text\/javascript;base64,[\w+/=]+/g, 'generated code'));
  return exitCode.bug;
}

/** Formulas are trees, and what walks down a tree needs stack for each level. */
const isStackOverflow = (thrown: unknown): boolean =>
  thrown instanceof Error && thrown.message === 'Maximum call stack size exceeded';

/** The operating system refused: no permission, no space, a file where a folder should be. */
const isSystemError = (thrown: unknown): thrown is Error => thrown instanceof Error && 'syscall' in thrown;
