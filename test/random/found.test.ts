/** What was found wrong once is right: each is verified against the oracle. */
import { expect, test } from 'vitest';
import { candidates } from '../../src/cli/candidate.ts';
import { compile } from '../../src/compile.ts';
import { describe as words } from '../../src/verify/verdict.ts';
import { verify } from '../../src/verify/verify.ts';
import { program } from '../verify/program.ts';
import { found } from './found.ts';

test.each(Object.entries(found))('%s', async (_, text) => {
  const file = program(text);
  const compiled = compile(file, 'f', {}, (d) => {
    if (d.severity === 'error') throw new Error(d.message);
  });
  if (compiled === undefined) throw new Error(`${text} does not compile.`);
  const verdict = await verify(file, 'f', await candidates.js(compiled), { points: 6 });
  expect(verdict.ok, words(verdict)).toBe(true);
});

test('the slope of a branch that is not taken may be infinite', async () => {
  const file = program('loss f(x: logit[i], m: label[i]) = sum[i](if m then sinh(x) / (1 + x^2) else 3)');
  const compiled = compile(file, 'f', {}, () => undefined);
  if (compiled === undefined) throw new Error('It compiles.');
  const axes = { i: 2 };
  const inputs = {
    x: { axes: ['i'], sizes: [2], data: [0, 800] },
    m: { axes: ['i'], sizes: [2], data: [1, 0] },
  };
  const { value, gradients } = await (await candidates.js(compiled))({ inputs, axes, parameters: {} });
  expect([Number(value), ...Array.from(gradients['x'] ?? [])]).toEqual([3, 1, 0]);
});

test('classes may be all there is, in TensorFlow.js too', async () => {
  const file = program('loss f(z: logit[c], w: weight[c]) = sum[c](w * softmax[c](z))');
  const compiled = compile(file, 'f', {}, () => undefined);
  if (compiled === undefined) throw new Error('It compiles.');
  const inputs = {
    z: { axes: ['c'], sizes: [2], data: [0, 0] },
    w: { axes: ['c'], sizes: [2], data: [1, 3] },
  };
  const { value, gradients } = await (
    await candidates.tfjs(compiled)
  )({ inputs, axes: { c: 2 }, parameters: {} });
  expect([Number(value), ...Array.from(gradients['z'] ?? [])]).toEqual([2, -0.5, 0.5]);
});

test('a sum with infinity is infinite, and stays behind its choice in TensorFlow.js', async () => {
  const file = program(
    'loss f(z: logit[n, c], y: label[n, c]) = mean[n](log(sum[c](exp(z))) - log(sum[c](exp(z); keep = y)))',
  );
  const compiled = compile(file, 'f', {}, () => undefined);
  if (compiled === undefined) throw new Error('It compiles.');
  const axes = { n: 1, c: 2 };
  const inputs = {
    z: { axes: ['n', 'c'], sizes: [1, 2], data: [0, 0] },
    y: { axes: ['n', 'c'], sizes: [1, 2], data: [1, 0] },
  };
  const { value } = await (await candidates.tfjs(compiled))({ inputs, axes, parameters: {} });
  expect(Number(value)).toBeCloseTo(Math.LN2, 6);
});
