/** Constants that are no finite number: told once, where they arise, and not where infinity was meant. */
import { expect, test } from 'vitest';
import { mistakes } from './mistakes.ts';

const loss = (formula: string): string => `loss f(x: real[n]; k: real in [0, 9] = 1) = mean[n](${formula})`;

test.each([
  ['a const that nothing uses', `const a = 0 / 0 ${loss('x')}`, ['constant-not-finite: 0 / 0']],
  ['a const that is used', `const a = 0 / 0 ${loss('a * x + a')}`, ['constant-not-finite: 0 / 0']],
  ['a const that is none', `const a = b ${loss('x')}`, ['name-unknown: b']],
  ['part of an expression', loss('x + 2 * log(-1)'), ['constant-not-finite: log(-1)']],
  ['a division by a const', `const a = 0 ${loss('x + 1 / a')}`, ['constant-not-finite: 1 / a']],
  ['a division by a binding', `${loss('x + 1 / a')} where a = 0`, ['constant-not-finite: 1 / a']],
  ['data divided by 0', loss('x / 0'), ['constant-not-finite: x / 0']],
  ['data divided by a const that is 0', `const a = 0 ${loss('x / a')}`, ['constant-not-finite: x / a']],
  ['a difference of infinities', loss('x + (inf - inf)'), ['constant-not-finite: inf - inf']],
  ['a default', 'loss f(x: real[n]; k = inf) = k * mean[n](x)', ['default-outside-domain: inf']],
  ['a bound', 'loss f(x: real[n] in [0, inf - inf]) = mean[n](x)', ['domain-constant: [0, inf - inf]']],
])('%s', (_, text, expected) => {
  expect(mistakes(text)).toEqual(expected);
});

test.each([
  ['infinity as it is written', loss('max(x, -inf)')],
  ['infinity by the name of a const', `const far = inf ${loss('min(x, 2 * far)')}`],
  ['infinite bounds', 'const far = inf loss f(x: real[n] in (-far, far)) = mean[n](x)'],
  [
    'a branch that is not taken for one argument',
    `fn g(x; k) = if k > 0 then x / k else x ${loss('g(x; k = 0)')}`,
  ],
  ['ratio, xlogy', loss('x + ratio(1, 0) + xlogy(0, 0)')],
  [
    'a division by a parameter that one call sets to 0',
    `fn g(x; k = 0) = if k > 0 then x / k else x ${loss('g(x)')}`,
  ],
  ['a division by what data decide', loss('x / k')],
])('no mistake: %s', (_, text) => {
  expect(mistakes(text)).toEqual([]);
});
