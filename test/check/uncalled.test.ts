/** Functions that nothing calls: what no call could make right is told in any case. */
import { expect, test } from 'vitest';
import { check } from '../../src/check/check.ts';
import { Builder } from '../../src/graph/builder.ts';
import type { Diagnostic } from '../../src/text/diagnostic.ts';
import { program } from '../verify/program.ts';

function mistakes(declarations: string): readonly string[] {
  const found: Diagnostic[] = [];
  check(program(`${declarations}\nloss f(z: logit[i]) = mean[i](z)`), 'f', new Builder(), {}, (d) =>
    found.push(d),
  );
  return found.map(({ name, span }) => `${name} ${span.start}`);
}

test.each([
  ['an unknown name', 'fn g(p) = q', ['name-unknown 10']],
  ['an unknown name in a binding', 'fn g(p) = p + b where b = q', ['name-unknown 26']],
  ['an unknown name in an option', 'fn g[i](p) = mean[i](p; keep = q)', ['name-unknown 31']],
  ['an unknown function', 'fn g(p) = sigmod(p)', ['call-unknown 10']],
  ['a parameter that is called', 'fn g(p) = p(1)', ['call-of-value 10']],
  ['a function as a value', 'fn g(p) = g + p', ['value-of-call 10']],
  ['too many arguments', 'fn g(p) = p fn h(p) = g(p, p)', ['argument-count 22']],
])('%s', (_, text, expected) => {
  expect(mistakes(text)).toEqual(expected);
});

test.each([
  [
    'parameters, hyperparameters, bindings and constants',
    'const a = 1 fn g(p; k = 2) = p * k * a * b * pi where b = inf',
  ],
  ['axes, which a call may bring', 'fn g[i](p) = sum[i, n](p) / (size(n) * (1 + position(c)))'],
  ['functions, losses and metrics', 'fn g(p) = p fn h(p) = g(p) + f(p)'],
])('no mistake: %s', (_, text) => {
  expect(mistakes(text)).toEqual([]);
});
