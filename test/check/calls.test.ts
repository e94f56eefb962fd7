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
