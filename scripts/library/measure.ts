/** The library in; how accurate each compiled loss is against the exact numbers, out. It takes minutes. */
import { candidates } from '../../src/cli/candidate.ts';
import { verify, type Mismatch } from '../../src/verify/verify.ts';
import { losses } from './library.ts';
import type { Accuracy } from './page.ts';
import { compiledLoss } from './pages.ts';

export async function measureAccuracies(): Promise<Readonly<Record<string, Accuracy>>> {
  const found: [string, Accuracy][] = [];
  for (const loss of losses) {
    const candidate = await candidates.js(compiledLoss(loss));
    const verdict = await verify(loss.program, loss.name, candidate, { large: 0, coordinates: 4 });
    const { worstAtEdges, worst } = verdict;
    found.push([loss.name, accuracyOf(worstAtEdges ?? worst)]);
  }
  return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const accuracyOf = (worst: Mismatch | undefined): Accuracy =>
  worst === undefined || worst.error === 0
    ? { worst: 0, at: '' }
    : {
        worst: Number.isFinite(worst.error) ? Number(worst.error.toPrecision(1)) : null,
        at: `${placeOf(worst)} with ${worst.situation}`,
      };

const placeOf = ({ input }: Mismatch): string =>
  input === 'value' ? 'the value' : `the gradient of ${input}`;
