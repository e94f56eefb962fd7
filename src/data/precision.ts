/** Bound data in; a complaint of numbers that single precision does not hold, which would be infinite without a word. */
import { coordinates } from './domain.ts';
import type { Dense } from './nested.ts';
import { pathTo, type Complain } from './problem.ts';

/** Reports the first number of each input that is too large for float32. */
export function checkSingle(inputs: ReadonlyMap<string, Dense>, remedy: string, complain: Complain): boolean {
  let fine = true;
  for (const [name, { shape, values }] of inputs) {
    const at = values.findIndex((value) => Number.isFinite(value) && !Number.isFinite(Math.fround(value)));
    if (at < 0) continue;
    fine = false;
    const where = pathTo(`inputs.${name}`, coordinates(at, shape));
    complain({ where, message: `is ${values[at]}, which is infinite in single precision`, remedy });
  }
  return fine;
}
