/** A compiled loss in; its finiteness verdicts, and what a search over the edges of the domains found, out. */
import type { CompiledLoss } from '../compile.ts';
import { counted } from '../data/problem.ts';
import { assumptionText, verdictText, type Verdict, type Witness } from '../finiteness/verdict.ts';
import { search, type Finding } from '../finiteness/witness.ts';
import { openJs } from './jsModule.ts';
import type { Session } from './session.ts';

/** Points of a search; each takes a few microseconds. */
export const defaultPoints = 2000;

export interface FinitenessReport {
  /** Whether no data contradict a proof. */
  readonly fine: boolean;
  readonly points: number;
  readonly outputs: ReadonlyMap<string, Verdict & Finding>;
}

/** Looks for data at which an output is not finite: proofs are put to the test, and open places get an example. */
export async function finitenessOf(
  compiled: CompiledLoss,
  seed: number,
  points = defaultPoints,
): Promise<FinitenessReport> {
  const { signature, finiteness: verdicts } = compiled;
  const open = await openJs(compiled);
  const gradient = signature.kind === 'loss';
  const found = search({
    signature,
    verdicts,
    points,
    seed,
    open: (sizes, arrays) => open({ sizes, f64: arrays === 'double', wide: arrays !== 'single', gradient }),
  });
  const outputs = new Map(
    [...verdicts].map(([output, verdict]) => [output, { ...verdict, ...found.get(output) }] as const),
  );
  return { fine: [...found.values()].every(({ refutation }) => refutation === undefined), points, outputs };
}

/** Reports on more losses than this sum up what may be infinite. */
const few = 5;

/** Keeps warnings of infinities for a summary, where there are many losses. */
export function gatherWarnings({ findings }: Session, losses: number): void {
  findings.gather(losses > few ? ['may-be-infinite', 'not-proved-finite'] : []);
}

/** One line for all the warnings that were kept. */
export function summariseWarnings({ findings, error }: Session): void {
  const names = new Set(findings.gathered.map(({ message }) => message.split(' ', 1)[0]));
  if (names.size === 0) return;
  const label = error.style('yellow', 'warning L0510, L0511');
  const losses = counted(names.size, 'loss', 'losses');
  error.line(
    `${label}: ${losses} not proved finite for all data inside the domains: ${[...names].join(', ')}.`,
  );
  error.line('  `lossc check FILE` says where, and shows data at which they are not.');
}

/** A few words for a line of a list: the weakest of the outputs. */
export function finitenessWords({ fine, outputs }: FinitenessReport): string {
  const all = [...outputs.values()];
  if (!fine) return 'finiteness WRONG';
  if (all.some(({ status }) => status === 'unproved')) return 'finiteness not proved';
  const conditions = new Set(all.flatMap(({ assumptions }) => assumptions.map(assumptionText)));
  return conditions.size === 0 ? 'finite' : `finite where ${[...conditions].join(' and ')}`;
}

/** What is open or wrong, with data that show it. */
export function finitenessDetails(name: string, { outputs, points }: FinitenessReport): readonly string[] {
  return [...outputs].flatMap(([output, { status, refutation, witness, ...verdict }]) => {
    const place = `${name}: ${output}`;
    if (refutation !== undefined)
      return [
        `${place} is ${witnessText(refutation)}, and was proved finite: a bug of lossc, please report it`,
      ];
    if (status !== 'unproved') return [];
    const example =
      witness === undefined
        ? `no data were found in ${counted(points, 'point')} at which it is not finite`
        : `it is ${witnessText(witness)}`;
    return [`${place} is ${verdictText({ status, ...verdict })}`, `  ${example}`];
  });
}

/** `NaN at z = [0, -745], y = [0, 0], smooth = 0 (n = 1, i = 2)` */
export function witnessText({ inputs, params, sizes, value }: Witness): string {
  const arrays = Object.entries(inputs).map(([name, values]) => `${name} = [${values.join(', ')}]`);
  const numbers = Object.entries(params).map(([name, number]) => `${name} = ${number}`);
  const axes = Object.entries(sizes).map(([axis, size]) => `${axis} = ${size}`);
  return `${value} at ${[...arrays, ...numbers].join(', ')} (${axes.join(', ')})`;
}

/** Verdicts for `--json`, by output. */
export const finitenessObject = (outputs: ReadonlyMap<string, Verdict & Finding>) =>
  Object.fromEntries(
    [...outputs].map(([output, { assumptions, ...verdict }]) => [
      output,
      { ...verdict, assumptions: assumptions.map((a) => ({ ...a, text: assumptionText(a) })) },
    ]),
  );
