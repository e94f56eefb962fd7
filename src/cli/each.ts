/** Losses and what is to be done to each in; the results in order out, from as many threads as there are processors. */
import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Diagnostic } from '../text/diagnostic.ts';
import type { DeclaredLoss } from './losses.ts';
import { verifiedBackends } from './losses.ts';
import type { Session } from './session.ts';
import { Share } from './share.ts';
import { UsageError } from './usage.ts';

/** What a verb does to one loss. The result is plain data, and undefined where an error was reported. */
export type Work<Result> = (loss: DeclaredLoss, session: Session) => Promise<Result | undefined>;

/** A loss as a thread is told of it. */
export interface Order {
  readonly path: string;
  readonly topic: string;
  readonly name: string;
}

/** All that is to be done, as a thread is told of it. */
export interface Orders {
  readonly orders: readonly Order[];
  readonly memory: SharedArrayBuffer;
}

/** What a thread answers to one of its orders. */
export type Answer<Result> = Done<Result> | { readonly failure: Failure };

export interface Done<Result> {
  readonly at: number;
  readonly result: Result | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Something thrown in a thread: the user's to mend where it is a usage error. */
export interface Failure {
  readonly usage: boolean;
  readonly message: string;
  readonly remedy: string | undefined;
  readonly stack: string | undefined;
}

/** A thread takes as long to start as some losses take. */
const lossesPerThread = 4;
/** Each thread holds a compiler of its own, of some hundred megabytes when it is busy. */
const mostThreads = 8;

/** Does the work for every loss and reports what it reports, in the order of the losses. */
export async function forEachLoss<Result>(
  losses: readonly DeclaredLoss[],
  session: Session,
  work: Work<Result>,
): Promise<readonly Result[]> {
  const threads = Math.min(availableParallelism(), mostThreads, Math.floor(losses.length / lossesPerThread));
  const { origin } = session;
  // A GPU is one, and so is the process that holds it.
  if (origin === undefined || threads < 2 || verifiedBackends(session).includes('wgsl'))
    return inTurn(losses, session, work);
  const others = Array.from(
    { length: threads - 1 },
    () => new Worker(origin.executable, { workerData: { verb: origin.verb, words: origin.words } }),
  );
  try {
    // In a thread the same verb does the same work.
    return await shared(losses, others, session, work);
  } finally {
    await Promise.all(others.map((other) => other.terminate()));
  }
}

async function inTurn<Result>(
  losses: readonly DeclaredLoss[],
  session: Session,
  work: Work<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const loss of losses) {
    const result = await work(loss, session);
    if (result !== undefined) results.push(result);
  }
  return results;
}

/** This thread takes losses from the beginning, whose files it has read, and the others from the end, until they meet. */
async function shared<Result>(
  losses: readonly DeclaredLoss[],
  others: readonly Worker[],
  session: Session,
  work: Work<Result>,
): Promise<readonly Result[]> {
  const share = new Share(losses.length);
  const orders = losses.map(({ source, declaration }) => ({ ...source, name: declaration.name.text }));
  const results: (Result | undefined)[] = [];
  const here = async (): Promise<number> => {
    let done = 0;
    for (let at = share.first(); at !== undefined; at = share.first(), done++) {
      const loss = losses[at];
      if (loss !== undefined) results[at] = await work(loss, session);
      // Others may have failed meanwhile.
      await setImmediate();
    }
    return done;
  };
  const there = others.map((other) => answersOf<Result>(other, { orders, memory: share.memory }));
  try {
    const [mine, ...theirs] = await Promise.all([here(), ...there]);
    const done = theirs.flat().sort((p, q) => p.at - q.at);
    if (mine + done.length < losses.length) throw new Error('A thread ended without an answer.');
    for (const { at, result, diagnostics } of done) {
      results[at] = result;
      diagnostics.forEach(session.findings.report);
    }
    return results.filter((result) => result !== undefined);
  } finally {
    share.close();
  }
}

/** Everything that a thread answers until it ends. */
function answersOf<Result>(other: Worker, orders: Orders): Promise<readonly Done<Result>[]> {
  const done: Done<Result>[] = [];
  return new Promise((settle, fail) => {
    other.on('error', (error: unknown) => fail(error instanceof Error ? error : new Error(String(error))));
    other.on('message', (answer: Answer<Result>) => {
      if ('failure' in answer) fail(thrown(answer.failure));
      else done.push(answer);
    });
    other.on('exit', () => settle(done));
    other.postMessage(orders);
  });
}

function thrown({ usage, message, remedy, stack }: Failure): Error {
  if (usage) return new UsageError(message, remedy);
  const error = new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
