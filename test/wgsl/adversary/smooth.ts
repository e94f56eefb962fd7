/** A loss in; data on which no comparison hangs on the last bits, and the budget of each number there, out. */
import type { CompiledLoss } from '../../../src/compile.ts';
import { typical } from '../../../src/verify/sample.ts';
import type { Data } from '../../../src/verify/oracle/data.ts';
import { sample, type LibraryLoss } from '../device.ts';
import { Budget, type Bounded } from './arithmetic.ts';
import { compute, type Computed, type MachineOptions } from './machine.ts';

export interface Smooth {
  readonly data: Data;
  readonly budget: Computed<Bounded>;
}

interface Wanted {
  readonly sizes?: Readonly<Record<string, number>>;
  readonly given?: Pick<MachineOptions, 'gradientScale'>;
  /** What is done to sampled data first. */
  readonly held?: (data: Data) => Data;
}

export async function smoothSample(
  loss: LibraryLoss,
  own: CompiledLoss,
  { sizes = {}, given = {}, held = (data) => data }: Wanted = {},
): Promise<Smooth> {
  for (let seed = 1; seed <= 20; seed++) {
    const data = held(sample(loss, typical, sizes, seed));
    const arithmetic = new Budget();
    const budget = await compute(own, data, arithmetic, given);
    if (arithmetic.doubts === 0) return { data, budget };
  }
  throw new Error(`Every sample of ${loss.name} lies on a kink.`);
}
