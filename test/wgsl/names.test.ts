/** Inputs and hyperparameters that are called like functions of a shader: each keeps its own meaning. */
import { expect, test } from 'vitest';
import { typical } from '../../src/verify/sample.ts';
import { program } from '../verify/program.ts';
import { errorsOf, expected } from './agreement.ts';
import { compiled, execute, missing, sample } from './device.ts';

const formula = `
  loss f(exponential: real[n, i], powerFour: real[n, i] in [0.1, 2], foldSum: real[n, i]; logOnePlus: real in [0, 3] = 1.5) =
    mean[n, i](exp(-exponential ^ 2) * powerFour ^ logOnePlus + log(1 + exp(foldSum)) * exponential)`;

test('names of functions', { skip: missing !== undefined, timeout: 60_000 }, async () => {
  const loss = { name: 'f', kind: 'loss' as const, program: program(formula) };
  const own = compiled(loss.program, 'f');
  for (const name of ['exponential', 'power', 'foldSum', 'logOnePlus'])
    expect(own.wgsl.shader).toContain(`fn ${name}(`);
  for (const i of [12, 13]) {
    const data = sample(loss, typical, { n: 2, i });
    const errors = errorsOf(await execute(own, data), expected(loss, own, data));
    expect(errors.value, `${i} pixels`).toBeLessThan(1e-5);
    expect(errors.gradient, `${i} pixels: ${errors.place}`).toBeLessThan(1e-5);
  }
});
