/** Losses and what is to be done to each in; the results in order out, from as many threads as there are processors. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Diagnostic } from '../text/diagnostic.ts';
import type { DeclaredLoss } from './losses.ts';
import { verifiedBackends } from './losses.ts';
import type { Session } from './session.ts';
import { UsageError } from './usage.ts';

/** What a verb does to one loss. The result is plain data, and undefined where an error was reported. */
export type Work<Result> = (loss: DeclaredLoss, session: Session) => Promise<Result | undefined>;

/** A loss as a thread is told of it. */
export interface Order {
  readonly path: string;
  readonly topic: string;
  readonly name: string;
}

/** What a thread answers. */
export type Answer<Result> =
  | { readonly result: Result | undefined; readonly diagnostics: readonly Diagnostic[] }
  | { readonly failure: Failure };

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

/** Beside a thread that only compiles, a second processor is busy with optimising its code and collecting its garbage. */
const processorsPerThread = { compiling: 2, verifying: 1 };

/** Does the work for every loss and reports what it reports, in the order of the losses. */
export async function forEachLoss<Result>(
  losses: readonly DeclaredLoss[],
  session: Session,
  work: Work<Result>,
  kind: keyof typeof processorsPerThread = 'verifying',
): Promise<readonly Result[]> {
  const threads = Math.min(
    Math.floor(availableParallelism() / processorsPerThread[kind]),
    mostThreads,
    Math.floor(losses.length / lossesPerThread),
  );
  const { origin } = session;
  // A GPU is one, and so is the process that holds it.
  if (origin === undefined || threads < 2 || verifiedBackends(session).includes('wgsl'))
    return inTurn(losses, session, work);
  const workers = Array.from(
    { length: threads },
    () => new Worker(origin.executable, { workerData: { verb: origin.verb, words: origin.words } }),
  );
  try {
    // In a thread the same verb does the same work.
    return await shared<Result>(losses, workers, session);
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
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

/** Whoever is done takes the next loss. */
async function shared<Result>(
  losses: readonly DeclaredLoss[],
  workers: readonly Worker[],
  { findings }: Session,
): Promise<readonly Result[]> {
  const answers: Exclude<Answer<Result>, { failure: Failure }>[] = [];
  let next = 0;
  let told = 0;
  const tell = (): void => {
    for (let answer = answers[told]; answer !== undefined; answer = answers[++told])
      answer.diagnostics.forEach(findings.report);
  };
  const serve = async (worker: Worker): Promise<void> => {
    for (;;) {
      const at = next++;
      const loss = losses[at];
      if (loss === undefined) return;
      const { source, declaration } = loss;
      const answer = await ask<Result>(worker, { ...source, name: declaration.name.text });
      if ('failure' in answer) throw thrown(answer.failure);
      answers[at] = answer;
      tell();
    }
  };
  await Promise.all(workers.map(serve));
  return answers.flatMap(({ result }) => (result === undefined ? [] : [result]));
}

function ask<Result>(worker: Worker, order: Order): Promise<Answer<Result>> {
  return new Promise((settle, fail) => {
    const failed = (error: unknown): void => fail(error instanceof Error ? error : new Error(String(error)));
    const ended = (): void => failed('A thread ended without an answer.');
    worker.once('error', failed).once('exit', ended);
    worker.once('message', (answer: Answer<Result>) => {
      worker.off('error', failed).off('exit', ended);
      settle(answer);
    });
    worker.postMessage(order);
  });
}

function thrown({ usage, message, remedy, stack }: Failure): Error {
  if (usage) return new UsageError(message, remedy);
  const error = new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
