/** `lossc check` and `lossc all`: right gradients pass, wrong ones are found, seeds are told. */
import { expect, test } from 'vitest';
import { compileLoss, declaredLosses } from '../../src/cli/losses.ts';
import { verdictOn } from '../../src/cli/verdict.ts';
import { folderWith, lossc } from './lossc.ts';
import { quietSession } from './session.ts';

const losses =
  'loss mse(x: real[n], y: const real[n]) = mean[n]((x - y)^2)\n' +
  'loss power(x: prob[n, c]; gamma: real in [1, 5] = 2) = mean[n](x ^ gamma)\n' +
  'metric count(y: label[n]) = sum[n](y)\n';

test('right gradients are verified, and the seed is printed', async () => {
  const { code, out, error } = await lossc(['check'], { folder: folderWith({ 'a.loss': losses }) });
  expect([code, error]).toEqual([0, '']);
  expect(out).toMatch(/^a\.loss: mse +gradient verified \S+ +js \S+, at the edges \S+ +finite$/m);
  expect(out).toMatch(/^a\.loss: count +value verified \S+ +js \S+, at the edges \S+ +finite$/m);
  expect(out).toMatch(/^seed 1$/m);
});

test.each([
  ['an input that is named twice', 'y: real[n], y: real[n]', 'y', /L0291.*named twice/],
  [
    'a chain of thousands of terms',
    'x: real[n]',
    Array(4000).fill('x').join('+'),
    /too long or too deeply nested/,
  ],
  [
    'thousands of choices',
    'x: real[n]',
    `${'if x > 1 then 2 else '.repeat(2000)}x`,
    /too long or too deeply nested/,
  ],
])('%s is a mistake, and no bug of ours', async (_, inputs, formula, message) => {
  const folder = folderWith({ 'a.loss': `loss f(${inputs}) = sum[n](${formula})\n` });
  const { code, error } = await lossc(['check'], { folder });
  expect(code).toBe(1);
  expect(error).toMatch(message);
  expect(error).not.toMatch(/bug/);
});

test('seed and points can be chosen', async () => {
  const folder = folderWith({ 'a.loss': losses });
  const check = async (...options: string[]) =>
    JSON.parse((await lossc(['check', 'a.loss', '--json', ...options], { folder })).out);
  const [usual, chosen] = [await check(), await check('--seed', '7', '--points', '3')];
  expect(chosen).toMatchObject({ seed: 7, losses: [{ name: 'mse', fine: true }, {}, { name: 'count' }] });
  expect(chosen.losses[0].backends[0]).toMatchObject({ backend: 'js', seed: 7, ok: true });
  expect(chosen.losses[0].backends[0].points).toBeLessThan(usual.losses[0].backends[0].points);
  expect(chosen.losses[0].worst).not.toBe(usual.losses[0].worst);
});

test('a loss that does not compile fails the check', async () => {
  const folder = folderWith({ 'a.loss': `${losses}loss bad(x: real[n]) = x + nothing\n` });
  const { code, out, error } = await lossc(['check'], { folder });
  expect(code).toBe(1);
  expect(out).toMatch(/a\.loss: mse/);
  expect(error).toMatch(/nothing/);
});

test('what is not finite for all data is told, with data that show it', async () => {
  const text =
    'loss ce(p: prob[n]) = -mean[n](log(p))\n' +
    'loss quotient(x: real[n], y: map[n]) = sum[n](x) / sum[n](y)\n' +
    'loss dice(p: prob[n]; s: real in [0, inf) = 1) = sum[n](p) / (sum[n](p) + s)\n';
  const folder = folderWith({ 'a.loss': text });
  const { code, out, error } = await lossc(['check'], { folder });
  expect(code).toBe(0);
  expect(out).toMatch(/^a\.loss: ce .* finite where p > 0$/m);
  expect(out).toMatch(/^a\.loss: dice .* finite where s > 0$/m);
  expect(out).toMatch(/^a\.loss: quotient .* finiteness not proved$/m);
  expect(out).toMatch(/^quotient: value is not proved finite: open where sum\[n\]\(y\) is 0 /m);
  expect(out).toMatch(/^ {2}it is (NaN|-?Infinity) at x = \[.*\], y = \[.*\] \(n = \d\)$/m);
  expect(error).toMatch(/warning L0510: ce can be infinite or NaN where p is 0: log\(p\)/);
  expect(error).toMatch(/warning L0511: quotient could not be shown to be finite/);
  const json = JSON.parse((await lossc(['check', '--json'], { folder })).out);
  expect(json.losses[1].finiteness.value).toMatchObject({
    status: 'unproved',
    places: [{ where: 'sum[n](y) is 0' }],
    witness: { inputs: { x: expect.any(Array), y: expect.any(Array) }, value: expect.any(String) },
  });
  expect(json.losses[2].finiteness['∂/∂p']).toMatchObject({
    status: 'assuming',
    assumptions: [{ name: 's', relation: '>', bound: 0, text: 's > 0' }],
  });
});

test('many warnings are summed up, and standard output is clean', async () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const text = names.map((name) => `loss ${name}(p: prob[n]) = -mean[n](log(p))\n`).join('');
  const folder = folderWith({ 'losses/a.loss': text });
  const { code, out, error } = await lossc(['all'], { folder });
  expect(code).toBe(0);
  expect(out).not.toMatch(/warning/);
  expect(error).toMatch(
    /^warning L0510, L0511: 6 losses not proved finite for all data inside the domains: a, b, c, d, e, f\./,
  );
  expect(error.trimEnd().split('\n')).toHaveLength(2);
});

test.each([
  ['untouched', (code: string) => code, true],
  ['with a gradient that is off by one part in a million', spoil('g.x[0] *= 1 + 1e-6;'), false],
  ['with a gradient that is not written', spoil('g.x.fill(0);'), false],
  ['with a value that is off', spoil('', 'r + 1e-6'), false],
  ['that throws', spoil('throw new Error("broken");'), false],
])('generated code %s', async (_, change, fine) => {
  const here = quietSession();
  const path = `${folderWith({ 'a.loss': losses })}/a.loss`;
  const [loss] = declaredLosses([{ path, topic: 'a' }], here);
  const compiled = loss && compileLoss(loss, {}, here);
  if (loss === undefined || compiled === undefined) throw new Error('The loss does not compile.');
  const changed = { ...compiled, js: { ...compiled.js, code: change(compiled.js.code) } };
  const verdict = await verdictOn(loss, changed, {}, ['js'], here);
  expect(verdict.fine).toBe(fine);
  expect(verdict.text).toMatch(fine ? /^gradient verified/ : /^gradient WRONG/);
  expect(verdict.details).toHaveLength(fine ? 0 : 1);
});

/** Code that calls the right gradient and then does something to its arrays `g` or its result `r`. */
function spoil(statement: string, result = 'r'): (code: string) => string {
  return (code) =>
    `${code.replace('export function valueAndGrad', 'function right')}
    export function valueAndGrad(inputs, g, sizes, params, into) {
      const r = right(inputs, g, sizes, params, into);
      ${statement}
      return ${result};
    }`;
}

test('a pinned hyperparameter is verified at its value', async () => {
  const here = quietSession();
  const path = `${folderWith({ 'a.loss': losses })}/a.loss`;
  const loss = declaredLosses([{ path, topic: 'a' }], here)[1];
  const pin = { gamma: 3 };
  const compiled = loss && compileLoss(loss, { pin }, here);
  if (loss === undefined || compiled === undefined) throw new Error('The loss does not compile.');
  expect((await verdictOn(loss, compiled, { pin }, ['js'], here)).fine).toBe(true);
  expect((await verdictOn(loss, compiled, { pin: { gamma: 4 } }, ['js'], here)).fine).toBe(false);
});

test('`all` reports passes, errors, sizes and times, and a summary', async () => {
  const folder = folderWith({ 'losses/a.loss': losses });
  const { code, out, error } = await lossc(['all'], { folder });
  expect([code, error]).toEqual([0, '']);
  expect(out).toMatch(/^loss +passes +with gradient +worst error +js +wgsl +tfjs +compiled +verified$/m);
  expect(out).toMatch(/^a\/mse +\d+ +\d+ +\S+( +[\d.]+ k?B){3} +[\d.]+ m?s +[\d.]+ m?s$/m);
  expect(out).toMatch(/^a\/count +\d+ +metric /m);
  expect(out).toMatch(
    /^3 losses compiled to js, wgsl, tfjs, every gradient verified, worst relative error \S+, .*seed 1\n$/m,
  );
});

test('`all` fails where a loss has a mistake, and says how many', async () => {
  const folder = folderWith({ 'losses/a.loss': `${losses}loss bad(x: real[n]) = x + nothing\n` });
  const { code, out } = await lossc(['all'], { folder });
  expect(code).toBe(1);
  expect(out).toMatch(/3 losses compiled to js, .*1 loss with errors/);
});
