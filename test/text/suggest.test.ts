/** Misspelt words and what was meant. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { didYouMean, distance } from '../../src/text/suggest.ts';

const words = ['sigmoid', 'softmax', 'log_softmax', 'log', 'log1p', 'sum', 'mean', 'max', 'min', 'x', 'p'];

describe('the nearest word', () => {
  test.each([
    ['sigmiod', 'sigmoid'],
    ['sigmod', 'sigmoid'],
    ['Sigmoid', 'sigmoid'],
    ['logSoftmax', 'log_softmax'],
    ['logsoftmax', 'log_softmax'],
    ['maen', 'mean'],
    ['lgo', 'log'],
    ['X', 'x'],
  ])('%s is %s', (word, meant) => {
    expect(didYouMean(word, words)).toBe(meant);
  });

  test.each(['dice', 'q', 'quantile', 'y'])('%s is near to none', (word) => {
    expect(didYouMean(word, words)).toBeUndefined();
  });

  test('a word is not suggested for itself', () => {
    expect(didYouMean('max', ['max'])).toBeUndefined();
  });
});

describe('the distance', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'γ'), maxLength: 6 });

  test('is 1 for every single edit', () => {
    for (const edited of ['abc', 'abcde', 'abxd', 'bacd', 'abdc']) expect(distance('abcd', edited)).toBe(1);
  });

  test('is 0 for equal words only, and the same both ways', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(distance(a, b)).toBe(distance(b, a));
        expect(distance(a, b) === 0).toBe(a === b);
      }),
      { seed: 7 },
    );
  });
});
