/** Losses that were found wrong once, most of them by random programs, as small as they became: each is verified against the oracle. */
import { expect, test } from 'vitest';
import { candidates } from '../../src/cli/candidate.ts';
import { compile } from '../../src/compile.ts';
import { describe as words } from '../../src/verify/verdict.ts';
import { verify } from '../../src/verify/verify.ts';
import { program } from '../verify/program.ts';

const found: Readonly<Record<string, string>> = {
  'a power of an input is the same number in every pass, so that the minimum is found again':
    'loss f(x: real[n, i], p: prob[n, i]) = mean[n](min[i](xlogy(p, p * x^2 + 0.3)))',
  'what a maximum is taken of is not split by labels where it is compared':
    'loss f(x: real[n, i], t: index[n, i] of c) = mean[c, i](max[n](ratio(one_hot[c](t) + x, x^2 + 0.3)))',
  'a row of logits that all pixels share has no class of its own':
    'loss f(x: real[n, i], b: real[c], t: index[n, i] of c) = mean[n, i](norm[c](log_softmax[c](b) + one_hot[c](t) + x))',
  'what all classes have is kept for every position for which the whole is':
    'loss f(z: logit[n, c, i], t: index[n, i] of c) = mean[c, i](prod[n](tanh(one_hot[c](t) + sum[n](z))))',
  'classes that are kept beside the pixels are amended before they are read':
    'loss f(x: real[n, e], w: real[c, e], t: index[n] of c) = mean[n](-pick[c](log_softmax[c](sum[e](x * w)), t); keep = valid[c](t))',
  'what lies behind a maximum is not left in an array of float32':
    'loss f(z: logit[n, c], t: index[n] of c) = max[n](-pick[c](log_softmax[c](z), t))',
  'a maximum over all but the own class':
    'loss f(a: real[n, e], b: real[c, e], t: index[n] of c) = sum[n](max[c](if position(c) == t then sum[e](a * b) / (1 + sum[e](a^2)) else -100))',
  'minus of what is negative is no decrement':
    'loss f(a: real[n, e], b: real[c, e], t: index[n] of c) = mean[n](relu(-pick[c](log_softmax[c](sum[e](a * b)), t) - 0.3))',
  'numbers that are equal in float64 share, though the last digit would tell them apart':
    'loss f(z: logit[n, i]) = sum[n](max[i](sigmoid(z)))',
  'that t is 0 or 1 says nothing of its derivative': 'loss f(t: real[n] in {0, 1}) = sum[n](t * t + t^3)',
  'a kink at the end of a domain is a kink':
    'loss f(p: prob[n]) = sum[n](abs(p) + 2 * relu(1 - p) + 3 * clamp(p, 0, 1) + 5 * max(p, 0) + 7 * min(p, 1))',
  'where there is no value there is nothing to derive':
    'loss f(x: real[n, i], b: real[c]) = mean[n, i, c](max(xlogy(x, b * x^2 + 0.3), x))',
};

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
