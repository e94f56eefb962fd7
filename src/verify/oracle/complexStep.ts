/** A loss, data and a coordinate in; one entry of the gradient out, by the complex step. */
import type { Program } from '../../syntax/program.ts';
import { complexStep, STEP } from './complex.ts';
import type { Data } from './data.ts';
import { run } from './evaluate.ts';
import { real } from './real.ts';

/** One coordinate of the gradient by the complex step; NaN where the function is not analytic there. */
export function complexDerivative(
  program: Program,
  name: string,
  data: Data,
  input: string,
  element: number,
): number {
  const evaluation = run(program, name, data, {
    arithmetic: complexStep,
    lift: (block, place, value) => ({ re: value, im: block === input && place === element ? STEP : 0 }),
    terms: false,
  });
  return real.sum(evaluation.value.data.map((x) => x.im)) / STEP;
}
