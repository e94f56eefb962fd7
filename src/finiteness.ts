/**
 * The finiteness verdict: final expressions in; proved finite, finite under named assumptions, or the place that can
 * be infinite, out. Floating point is meant: what underflows is 0, and an exponential without a bound overflows. Data
 * and hyperparameters are numbers of float32, computed with in float64.
 */
import type { CheckedLoss } from './check/checked.ts';
import type { Derived, Root } from './derive.ts';
import { verdictsOn } from './finiteness/assume.ts';
import type { Verdict } from './finiteness/verdict.ts';

export type { Assumption, Place, Verdict, Witness } from './finiteness/verdict.ts';

/** What outputs are called: `value`, `∂/∂z`. */
export const outputName = (root: Root): string => (root.role === 'gradient' ? `∂/∂${root.name}` : root.name);

/** The verdict on the value and on every gradient, by the name of the output. */
export function finiteness(
  loss: CheckedLoss,
  { roots, names, denominators }: Derived,
): ReadonlyMap<string, Verdict> {
  const defaults = new Map(
    loss.hyperparameters.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const])),
  );
  const judged = roots.filter((root) => root.role !== 'term');
  const verdicts = verdictsOn({ roots: judged.map((root) => root.node), denominators }, names, defaults);
  return new Map(judged.flatMap((root, k) => (verdicts[k] ? [[outputName(root), verdicts[k]]] : [])));
}
