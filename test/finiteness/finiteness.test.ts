/** Verdicts on small losses: what is proved, under which assumptions, what is open, and what is warned of. */
import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile.ts';
import { verdictText } from '../../src/finiteness/verdict.ts';
import type { Diagnostic } from '../../src/text/diagnostic.ts';
import { program } from '../verify/program.ts';

function compiled(text: string) {
  const found: Diagnostic[] = [];
  const loss = compile(program(`loss f${text}`), 'f', {}, (each) => found.push(each));
  if (loss === undefined) throw new Error(found.map(({ message }) => message).join('\n'));
  return { verdicts: loss.finiteness, warnings: found.filter(({ code }) => code.startsWith('L051')) };
}

/** The words of the value's verdict and of the first gradient's. */
function wordsOn(text: string): readonly string[] {
  return [...compiled(text).verdicts.values()].slice(0, 2).map(verdictText);
}

const always = 'proved finite for all data inside the domains';
const where = (conditions: string): string => `proved finite where ${conditions}`;

describe('proved', () => {
  test.each([
    [
      'cross-entropy from logits',
      '(z: logit[i], y: label[i]) = mean[i](-(y*log(p)+(1-y)*log(1-p))) where p = sigmoid(z)',
    ],
    ['a guarded divisor', '(x: prob[i]) = ratio(1, sum[i](x))'],
    ['a guard in another sign', '(x: real[i]) = if size(i) != 1 then sum[i](x) / (1 - size(i)) else 0'],
    ['a guard with a margin', '(x: real[], y: map[]) = if y > 1 then x / (y - 0.5) else 0'],
    ['a disjunction', '(x: real[], y: map[]) = if y < 1 or y > 3 then 0 else x / y'],
    ['whole numbers above a bound', '(x: real[i]) = if size(i) > 1 then sum[i](x) / (size(i) - 1) else 0'],
    ['the entropy of probabilities', '(p: prob[i]) = -sum[i](p * log(p)) * 0 + sum[i](p)'],
    ['a mean weighted by exponentials', '(x: real[i], w: map[i]) = sum[i](x * exp(w)) / sum[i](exp(w))'],
    [
      'a denominator that was written in other sums',
      `(z: logit[c, i], t: index[i] of c) = 1 - ratio(2 * sum[c](w * sum[i](p * one_hot[c](t))),
        sum[c](w * (sum[i](valid[c](t) * p) + n))) where p = softmax[c](z) n = sum[i](one_hot[c](t)) w = ratio(1, n^2)`,
    ],
    ['softmax', '(z: logit[c], t: index[] of c) = -pick[c](log(softmax[c](z)), t)'],
    ['a domain that leaves 0 out', '(p: prob[i] in (0, 1)) = mean[i](log(p) + log(1 - p))'],
    [
      'powers of a hyperparameter above 0',
      '(x: real[i]; e: real in (0, inf) = 1) = mean[i](sqrt(x^2 + e^2))',
    ],
    ['the largest of what is kept', '(x: prob[n, i], k: label[n, i]) = mean[n](max[i](x; keep = k))'],
    ['of what is not', '(x: prob[n, i], k: label[n, i]) = mean[n](min[i](x; keep = not k))'],
    ['of what is no class', '(x: prob[n, i], k: map[n, i]) = mean[n](max[i](x; keep = k != 3))'],
    ['of what is kept by row', '(x: prob[n, i], k: map[n]) = mean[n](max[i](x; keep = k))'],
    ['of a part of an axis', '(z: prob[n, c]) = mean[n](logsumexp[c: 1..](z))'],
    ['of parts of two axes', '(z: prob[n, c]) = max[n: 2.., c: ..3](z)'],
    [
      'of a part that is there',
      '(x: prob[i]) = if size(i) > 3 then max[i](if position(i) >= 3 then x else -inf) else 0',
    ],
    ['of an empty part', '(x: prob[n, c]) = mean[n, c](x) + max[n, c: 1..1](x)'],
    ['of valid elements', '(x: prob[n, i], t: index[n, i] of c) = mean[n](max[i](x; keep = valid[c](t)))'],
  ])('%s', (_, text) => {
    expect(wordsOn(text)).toEqual([always, always]);
  });
});

describe('proved under an assumption', () => {
  test.each([
    ['(p: prob[i]) = -mean[i](log(p))', where('p > 0')],
    ['(p: prob[i]) = -mean[i](log(p) + log(1 - p))', where('p > 0 and p < 1')],
    ['(x: real[i] in [0, inf); s: real in [0, inf) = 1) = 1 / (sum[i](x) + s)', where('s > 0')],
    ['(x: real[i]) = mean[i](exp(x))', where('x <= 300')],
    ['(x: real[i]; k: real = 1) = mean[i](x) / k', where('k > 0')],
  ])('%s', (text, expected) => {
    expect(wordsOn(text)).toEqual([expected, expected]);
  });

  test('underflow counts as 0', () => {
    const text = '(z: logit[i]; s: real in [0, inf) = 1) = 1 / (sum[i](sigmoid(z)) + s)';
    expect(wordsOn(text)).toEqual([where('s > 0'), where('s > 0')]);
  });
});

describe('not proved', () => {
  test.each([
    ['a divisor of either sign', '(x: real[i], y: map[i]) = mean[i](x / y)'],
    [
      'a test of one element says nothing of the others',
      '(x: prob[i], y: label[i]) = sum[i](if y == 1 then x / sum[i](1 - y) else 0)',
    ],
    ['a test of something else', '(x: real[i], y: map[i], w: map[i]) = mean[i](if y != 0 then x / w else 0)'],
    ['the wrong branch', '(x: real[i], y: map[i]) = mean[i](if y != 0 then 0 else x / y)'],
    ['a guard that is not strict', '(x: real[i], y: map[i]) = mean[i](if y >= 0 then x / y else 0)'],
    ['a root of what can be negative', '(x: real[i]) = mean[i](sqrt(x))'],
    ['an extremum of what may be nothing', '(x: prob[i], k: label[i]) = max[i](if k then x else -inf)'],
    [
      'an extremum where something else is kept',
      '(x: prob[i], k: label[i]) = if sum[i](not k) then max[i](if k then x else -inf) else 0',
    ],
    [
      'an extremum of another part',
      '(x: prob[i]) = if size(i) > 1 then max[i](if position(i) >= 2 then x else -inf) else 0',
    ],
    [
      'a part behind the end of an axis',
      '(x: prob[i]) = if size(i) != 3 then max[i](if position(i) >= 3 then x else -inf) else 0',
    ],
    [
      'a part that is empty',
      '(x: prob[i]) = if size(i) != 1 then max[i](if position(i) >= 1 and position(i) < 1 then x else -inf) else 0',
    ],
    ['infinity in a sum', '(x: prob[i], k: label[i]) = mean[i](if k then x else -inf)'],
    [
      'a conjunction that fails',
      '(x: real[i], y: map[i], w: map[i]) = mean[i](if y != 0 and w != 0 then 0 else x / y)',
    ],
  ])('%s', (_, text) => {
    const { verdicts, warnings } = compiled(text);
    expect(verdicts.get('value')?.status).toBe('unproved');
    expect(verdicts.get('value')?.places).not.toEqual([]);
    expect(warnings.map(({ name }) => name)).toContain('not-proved-finite');
  });
});

describe('warnings', () => {
  test('an end of a domain, in the words of the source, with a remedy', () => {
    const { warnings } = compiled('(p: prob[i]) = -mean[i](log(p))');
    expect(warnings).toMatchObject([{ code: 'L0510', severity: 'warning' }]);
    expect(warnings[0]?.message).toBe('f can be infinite or NaN where p is 0: log(p).');
    expect(warnings[0]?.remedy).toMatch(/logits.*clamp\(p,/);
  });

  test('infinity for what does not count, with `keep` as the remedy', () => {
    const { warnings } = compiled('(x: prob[i], k: label[i]) = max[i](if k then x else -inf)');
    expect(warnings).toMatchObject([{ code: 'L0511' }]);
    expect(warnings[0]?.message).toMatch(/where nothing is kept: max\[i\]/);
    expect(warnings[0]?.remedy).toMatch(/`max\[i\]\(x; keep = k\)` is 0 where nothing is kept/);
  });

  test.each([
    ['(x: real[i]) = mean[i](log(x))', /where x is not above 0: log\(x\)/, /logarithm.*`max\(x, 1e-7\)`/],
    ['(x: real[i]) = mean[i](sqrt(x))', /where x is below 0: sqrt\(x\)/, /negative: `max\(x, 0\)`/],
    ['(x: real[i]; k = 2.5) = mean[i](x^k)', /where x is below 0: pow/, /negative: `max\(x, 0\)`/],
    ['(x: prob[i]) = mean[i](x * inf)', /where inf is written/, /finite number/],
    ['(x: prob[i], k: label[i]) = mean[i](if k then x else -inf)', /where k is 0: if k/, /`keep = …`/],
    ['(x: real[i], y: map[i]) = mean[i](x / y)', /where y is 0/, /`ratio\(a, b\)`/],
  ])('a remedy for its cause: %s', (text, message, remedy) => {
    const { warnings } = compiled(text);
    expect(warnings.map((w) => w.code)).toEqual(['L0511']);
    expect(warnings[0]?.message).toMatch(message);
    expect(warnings[0]?.remedy).toMatch(remedy);
  });

  test('a default that the proof needs is no reason to warn, one that breaks it is', () => {
    const dice = (smooth: number): string =>
      `(p: prob[i]; s: real in [0, inf) = ${smooth}) = sum[i](p) / (sum[i](p) + s)`;
    expect(compiled(dice(1)).warnings).toEqual([]);
    expect(compiled(dice(0)).warnings.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^f can be infinite or NaN where (p|s) is 0: /),
    ]);
  });

  test('none where all is proved', () => {
    expect(compiled('(x: real[i], y: map[i]) = mean[i]((x - y)^2)').warnings).toEqual([]);
  });
});
