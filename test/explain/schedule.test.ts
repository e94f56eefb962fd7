/** What `explain` says of letters and passes. */
import { expect, test } from 'vitest';
import { compile } from '../../src/compile.ts';
import { program } from '../verify/program.ts';

const explained = (text: string, pass: string): readonly string[] =>
  (compile(program(text), 'f', {}, () => {})?.explain({ pass }) ?? '').split('\n').slice(1, -1);

const dice = `loss f(A: prob[n, i], y: label[n, i]; C = 1) =
  1 - mean[n]((2 * sum[i](A * y) + C) / (sum[i](A) + sum[i](y) + C))`;

test('letters are never those of inputs, hyperparameters and axes', () => {
  const lines = [...explained(dice, 'result'), ...explained(dice, 'schedule')];
  const letters = lines.flatMap(
    (line) => /^ +(?:where )? *([A-Z]\d*)(?:\[[^\]]*\])? = /.exec(line)?.[1] ?? [],
  );
  expect(letters).toContain('B');
  expect(letters).toContain('D');
  expect(letters).not.toContain('A');
  expect(letters).not.toContain('C');
});

test('two things of one name do not both have it', () => {
  const text = `fn half(x) = p * p * p + log(p) where p = sigmoid(x / 2)
loss f(z: logit[n, i], q: real[n, i]) = mean[n, i]((p - q) * (p - q) * half(z)) where p = sigmoid(z)`;
  const named = explained(text, 'result').filter((line) => /\bp(\[[^\]]*\])? = /.test(line));
  expect(named).toHaveLength(1);
});

test('passes say what they read in the declared order, and by which letters they tell what they add up', () => {
  const lines = explained(dice, 'schedule');
  const first = lines.filter((line) => line.includes('pass 1 over n, i: reads A[n, i], y[n, i]; adds up '));
  expect(first).toHaveLength(2);
  for (const letter of / adds up ([^;]*)/.exec(first[0] ?? '')?.[1]?.split(', ') ?? [])
    expect(
      lines.some((line) => new RegExp(`\\b${letter}\\[n\\] = sum\\[i\\]\\(`).test(line)),
      letter,
    ).toBe(true);
  const needed = /every element of ∂\/∂A needs ([A-Z]), a sum/.exec(lines.join('\n'))?.[1];
  expect(first[0]).toMatch(new RegExp(`adds up .*\\b${needed}\\b`));
});

test('operators that no loss is written with are explained where they come up', () => {
  const text =
    'loss f(z: logit[i], y: label[i]) = mean[i](-y * log(p) - (1 - y) * log(1 - p)) + mean[i](p * (1 - p)) where p = sigmoid(z)';
  const shown = explained(text, 'result').join('\n');
  expect(shown).toMatch(/\btail\(z\)/);
  expect(shown).toContain('tail(x) is sigmoid(-|x|), the smaller of the two probabilities');
  expect(shown).not.toContain('group(');
});
