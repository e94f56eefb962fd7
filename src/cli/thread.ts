/** A thread of the executable: all losses in; what the verb made of its share, each with what it reported, out. */
import { parentPort } from 'node:worker_threads';
import { load, type Program } from '../syntax/program.ts';
import { readArguments } from './arguments.ts';
import { readConfig } from './config.ts';
import type { Answer, Failure, Order, Orders } from './each.ts';
import { Findings } from './findings.ts';
import { nodeHost } from './host.ts';
import type { DeclaredLoss } from './losses.ts';
import type { Session } from './session.ts';
import { Share } from './share.ts';
import { silent } from './terminal.ts';
import { UsageError } from './usage.ts';
import { commonOptions, verbNamed } from './verbs.ts';

/** The command line of the process, as each of its threads is told. */
export interface Command {
  readonly verb: string;
  readonly words: readonly string[];
}

/** Answers as long as anything is left to do. */
export async function serve({ verb: name, words }: Command): Promise<void> {
  const verb = verbNamed(name);
  const { each } = (await verb?.load()) ?? {};
  if (verb === undefined || each === undefined) throw new Error(`\`${name}\` is not done in threads.`);
  const session: Session = {
    arguments: readArguments(words, { ...verb.options, ...commonOptions }),
    config: await readConfig('.'),
    host: nodeHost(),
    // The process that asked tells the outcome.
    out: silent,
    error: silent,
    findings: new Findings(silent, 'text'),
    origin: undefined,
  };
  const programs = new Map<string, Program | undefined>();
  const program = (path: string): Program | undefined => {
    if (!programs.has(path)) programs.set(path, load(path, session.host, session.findings.report));
    return programs.get(path);
  };
  parentPort?.once('message', async ({ orders, memory }: Orders) => {
    const share = new Share(orders.length, memory);
    for (let at = share.last(); at !== undefined; at = share.last()) {
      const order = orders[at];
      const loss = order === undefined ? undefined : declared(order, program(order.path));
      parentPort?.postMessage(
        await answer(at, loss === undefined ? undefined : each(loss, session), session),
      );
    }
  });
}

function declared({ path, topic, name }: Order, program: Program | undefined): DeclaredLoss | undefined {
  const declaration = program?.entry.declarations.find((d) => d.name.text === name);
  if (program === undefined || (declaration?.kind !== 'loss' && declaration?.kind !== 'metric'))
    return undefined;
  return { source: { path, topic }, program, declaration };
}

async function answer(
  at: number,
  work: Promise<unknown> | undefined,
  { findings }: Session,
): Promise<Answer<unknown>> {
  try {
    const result = await work;
    return { at, result, diagnostics: findings.take() };
  } catch (error) {
    return { failure: failure(error) };
  }
}

function failure(error: unknown): Failure {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const usage = error instanceof UsageError;
  return { usage, message, remedy: usage ? error.remedy : undefined, stack };
}
