/** Calls of losses: every argument that is wrong is told, each axis that is missing once and with a name of its own. */
import { expect, test } from 'vitest';
import { diagnose, mistakes } from './mistakes.ts';

const inner =
  'loss g(p: prob[n, i], y: label[n, i], t: index[n] of c) = mean[n, i](p * y; keep = valid[c](t))';

test.each([
  [
    'wrong values',
    'loss f(z: logit[n, i], q: prob[n, i], c: prob[n]) = g(z, q, c)',
    ['argument-kind: z', 'argument-kind: q', 'argument-kind: c'],
  ],
  [
    'a wrong value beside an unknown name',
    'loss f(z: logit[n, i], t: index[n] of c) = g(z, nothing, t)',
    ['name-unknown: nothing', 'argument-kind: z'],
  ],
  [
    'a wrong value beside a wrong option',
    'loss f(z: logit[n, i], y: label[n, i], t: index[n] of c) = g(z, y, t; k = 2)',
    ['option-unknown: k', 'argument-kind: z'],
  ],
  [
    'a wrong value beside a missing axis',
    'loss f(z: logit[n, a], y: label[n, a], t: index[n] of c) = g(z, y, t)',
    ['axis-missing-in-arguments: z', 'argument-kind: z'],
  ],
])('%s', (_, text, expected) => {
  expect(mistakes(`${inner} ${text}`)).toEqual(expected);
});

const remedies = (text: string): readonly (string | undefined)[] =>
  diagnose(`loss g(p: prob[n, i, j]) = mean[n, i, j](p) ${text}`).map(({ remedy }) => remedy);

test('missing axes are offered different names, in the order of the caller', () => {
  const remedy = 'Rename them in the call: `g[n: z, i: a](…)`.';
  expect(remedies('loss f(p: prob[z, a, j]) = g(p)')).toEqual([remedy, remedy]);
});

test('what the call renames already stays', () => {
  expect(remedies('loss f(p: prob[z, a, j]) = g[n: z](p)')).toEqual([
    'Rename it in the call: `g[n: z, i: a](…)`.',
  ]);
});

test('where no axis is left, none is offered', () => {
  expect(remedies('loss f(p: prob[a, j]) = g(p)')).toEqual([
    'Rename it in the call: `g[n: a](…)`.',
    undefined,
  ]);
});

const scaled = 'loss g(x: prob[n]; k: real in [0, 1] = 0.5, m: real in {1, 3} = 1) = k * m * mean[n](x)';

test.each([
  [
    'a default that is none of the values',
    'loss f(x: prob[n]; k: real in {1, 3} = 2) = k * mean[n](x)',
    ['default-outside-domain: 2'],
  ],
  ['a value between those of a set', 'loss f(x: prob[n]) = g(x; m = 2)', ['default-outside-domain: m = 2']],
  ['a value outside', 'loss f(x: prob[n]; k: real in [2, 5] = 2) = g(x; k)', ['default-outside-domain: k']],
  [
    'a value that may be outside',
    'loss f(x: prob[n]; k: real in [0, 5] = 1) = g(x; k)',
    ['argument-range: k'],
  ],
  ['a value inside', 'loss f(x: prob[n]; k: real in [0, 0.5] = 0.1) = g(x; k = 2 * k, m = 3)', []],
])('hyperparameters: %s', (_, text, expected) => {
  expect(mistakes(`${scaled} ${text}`)).toEqual(expected);
});

test('a domain that lists values is told as it is written', () => {
  const [found] = diagnose('loss f(y: label[n] in {0, 2}) = mean[n](y)');
  expect(found?.message).toBe('The domain {0, 2} goes beyond label, which holds {0, 1}.');
});
