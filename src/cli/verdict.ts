/** A loss and its compiled code in; whether value and gradient are what the formula means out. */
import type { Target } from '../backends/targets.ts';
import type { CompiledLoss, CompileOptions } from '../compile.ts';
import type { Program } from '../syntax/program.ts';
import type { LossDeclaration } from '../syntax/tree.ts';
import { describe, type Mismatch, type Verdict } from '../verify/verdict.ts';
import { verify, type VerifyOptions } from '../verify/verify.ts';
import { candidates, precision } from './candidate.ts';
import type { DeclaredLoss } from './losses.ts';
import type { Session } from './session.ts';
import { errorText } from './text.ts';

/** The verdicts of all backends on one loss. */
export interface GradientVerdict {
  readonly fine: boolean;
  /** The largest relative error of any of them. */
  readonly worst: number;
  /** A few words for a line of a list. */
  readonly text: string;
  /** What is wrong, at length; nothing where all is fine. */
  readonly details: readonly string[];
  readonly backends: readonly (Verdict & { readonly backend: Target })[];
}

/** Runs the code of every chosen backend against the oracle. */
export async function verdictOn(
  { program, declaration }: DeclaredLoss,
  compiled: CompiledLoss,
  { pin = {} }: CompileOptions,
  backends: readonly Target[],
  session: Session,
): Promise<GradientVerdict> {
  const pinned = withPinned(program, declaration, pin);
  const options = verifyOptions(session);
  const verdicts: GradientVerdict['backends'][number][] = [];
  for (const backend of backends) {
    const candidate = await candidates[backend](compiled);
    verdicts.push({
      backend,
      ...(await verify(pinned, declaration.name.text, candidate, { ...precision[backend], ...options })),
    });
  }
  const fine = verdicts.every(({ ok }) => ok);
  const worst = Math.max(0, ...verdicts.map((verdict) => verdict.worst?.error ?? 0));
  const what = declaration.kind === 'metric' ? 'value' : 'gradient';
  return {
    fine,
    worst,
    text: `${what} ${fine ? 'verified' : 'WRONG'} ${errorText(worst)}`,
    details: verdicts.filter(({ ok }) => !ok).map((verdict) => `${verdict.backend}: ${describe(verdict)}`),
    backends: verdicts,
  };
}

/** Sampling is seeded, so that a failure can be repeated. */
export const defaultSeed = 1;

export function verifyOptions({ arguments: given }: Session): VerifyOptions & { readonly seed: number } {
  const points = given.integer('points', 1);
  return { seed: given.integer('seed', 0) ?? defaultSeed, ...(points === undefined ? {} : { points }) };
}

/**
 * The program in which pinned hyperparameters can have no other value: the oracle has to sample the same
 * formula that the specialised code computes.
 */
function withPinned(
  program: Program,
  declaration: LossDeclaration,
  pin: Readonly<Record<string, number>>,
): Program {
  const hyperparameters = declaration.hyperparameters.map((hyperparameter) => {
    const { name, span } = hyperparameter;
    const pinned = pin[name.text];
    if (pinned === undefined) return hyperparameter;
    const value = { kind: 'number' as const, value: pinned, text: String(pinned), span };
    return { ...hyperparameter, value, domain: { kind: 'set' as const, values: [value], span } };
  });
  return {
    ...program,
    lookup: (module, name) => {
      const found = program.lookup(module, name);
      if (found?.declaration !== declaration) return found;
      return { module: found.module, declaration: { ...declaration, hyperparameters } };
    },
  };
}

/** A verdict for `--json`: the data is told of failures only, where it is needed to repeat them. */
export const verdictObject = ({ backends, ...rest }: GradientVerdict) => ({
  ...rest,
  backends: backends.map(({ worst, worstAtEdges, ...verdict }) => ({
    ...verdict,
    worst: worst && withoutData(worst),
    worstAtEdges: worstAtEdges && withoutData(worstAtEdges),
  })),
});

const withoutData = ({ data: _, ...mismatch }: Mismatch) => mismatch;
