/** `lossc explain`: a loss in; formula, gradient, rewrites, passes over memory and cost for people out. */
import { finitenessObject } from './finite.ts';
import {
  asUsage,
  compileLoss,
  findLoss,
  optionsFor,
  requireKnown,
  requireLosses,
  runOptions,
} from './losses.ts';
import { printJson, verdict, type Session } from './session.ts';
import { requireLossFile } from './sources.ts';
import type { ExitCode } from './usage.ts';

export async function run(session: Session): Promise<ExitCode> {
  const [path = '', name] = session.arguments.positionals;
  requireLossFile(path);
  const losses =
    name === undefined
      ? requireLosses([{ path, topic: '' }], session)
      : [findLoss(path, name, session)].filter((loss) => loss !== undefined);
  const options = runOptions(session);
  if (losses.length > 0) requireKnown(options, losses);
  const pass = session.arguments.value('pass');
  const explained = losses.flatMap((loss) => {
    const compiled = compileLoss(loss, optionsFor(loss, options), session);
    if (compiled === undefined) return [];
    const text = asUsage(() => compiled.explain(pass === undefined ? {} : { pass }));
    const finiteness = finitenessObject(compiled.finiteness);
    const { signature, cost, tfjs } = compiled;
    return [{ signature, cost, kernels: tfjs.kernels, finiteness, text }];
  });
  if (session.arguments.has('json'))
    printJson(session, name === undefined ? explained : (explained[0] ?? null));
  else if (explained.length > 0) session.out.line(explained.map(({ text }) => text.trimEnd()).join('\n\n'));
  return verdict(session);
}
