/** Inputs and hyperparameters that are called like functions of a shader: each keeps its own meaning. */
import { expect, test } from 'vitest';
import { typical } from '../../src/verify/sample.ts';
import { program } from '../verify/program.ts';
import { errorsOf, expected } from './agreement.ts';
import { compiled, execute, missing, sample } from './device.ts';

const formula = `
  loss f(exponential: real[n, i], powerFour: real[n, i] in [0.1, 2], foldSum: real[n, i]; logOnePlus: real in [0, 3] = 1.5) =
    mean[n, i](exp(-exponential ^ 2) * powerFour ^ logOnePlus + log(1 + exp(foldSum)) * exponential)`;

const others = {
  'an input called upstream': 'loss f(upstream: real[n, i]) = sum[i](upstream^2)',
  'inputs without axes, whose gradients are numbers':
    'loss f(x: real[n, i], scale: real[], shift: real) = mean[n, i](sigmoid(scale * x + shift))',
  'no input with axes': 'loss f(scale: real, shift: real) = (scale + shift)^2',
};

test.each(Object.entries(others))(
  '%s',
  { skip: missing !== undefined, timeout: 60_000 },
  async (_, source) => {
    const loss = { name: 'f', kind: 'loss' as const, program: program(source) };
    const own = compiled(loss.program, 'f');
    const data = sample(loss, typical);
    const errors = errorsOf(await execute(own, data), expected(loss, own, data));
    expect(errors.value).toBeLessThan(1e-5);
    expect(errors.gradient, errors.place).toBeLessThan(1e-5);
  },
);

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
