/** Data in; the nearest data that f32 can hold out, all hyperparameters spelled out, so that both sides see the same. */
import type { Program } from '../syntax/program.ts';
import type { Data } from './oracle/data.ts';
import { hyperparameterValues } from './oracle/evaluate.ts';

/** Beyond these, f32 has no number, or none with all of its digits. */
const most = 2 ** 127;
const least = 2 ** -120;

export function inSingle(program: Program, name: string, data: Data): Data {
  const inputs = Object.entries(data.inputs).map(([input, held]) => [
    input,
    { ...held, data: Array.from(held.data, Math.fround) },
  ]);
  const parameters = Object.entries(hyperparameterValues(program, name, data.parameters)).map(
    ([hyperparameter, value]) => [hyperparameter, Math.fround(value)],
  );
  return { ...data, inputs: Object.fromEntries(inputs), parameters: Object.fromEntries(parameters) };
}

/** Whether f32 can say anything of this number. */
export const fitsSingle = (expected: number, actual: number): boolean =>
  Math.abs(expected) <= most && !(Math.abs(expected) < least && Math.abs(actual) < least);
