/** Texts and the tokens that they are split into. */
import { describe, expect, test } from 'vitest';
import { tokenize, tokenizeExpression } from '../../grammar/lexer.ts';

const images = (text: string): string =>
  tokenize(text)
    .tokens.map(({ image }) => image)
    .join(' ');
const types = (text: string): string =>
  tokenize(text)
    .tokens.map(({ tokenType }) => tokenType.name)
    .join(' ');

describe('numbers', () => {
  test.each([
    ['1 0.5 .5 1e-7 2.5E+10', '1 0.5 .5 1e-7 2.5E+10'],
    ['c: 1..3', 'c : 1 .. 3'],
    ['c: 1..', 'c : 1 ..'],
    ['c: ..3', 'c : .. 3'],
    ['0.5..1.5', '0.5 .. 1.5'],
    ['2x', '2 x'],
    ['1e', '1 e'],
  ])('%s', (text, expected) => {
    expect(images(text)).toBe(expected);
  });

  test('a point without digits is no number', () => {
    expect(tokenize('2. * x').strays).toEqual([{ start: 1, end: 2 }]);
  });
});

describe('names', () => {
  test.each([
    'γ',
    'ŷ',
    'y\u0302',
    'p₀',
    'α_1',
    '权重',
    'Ünï',
    '_x',
    'whereas',
    'iffy',
    'notable',
    'losses',
    'infinite',
  ])('%s is one', (text) => {
    expect(types(text)).toBe('Name');
  });

  test('superscripts are not part of one', () => {
    expect(images('x²')).toBe('x');
    expect(tokenize('x²').strays).toEqual([{ start: 1, end: 2 }]);
  });
});

describe('words are keywords in their place only', () => {
  test.each([
    ['loss f(x: real[n]) = x', 'Loss Name'],
    ['loss loss(x: real[n]) = x', 'Loss Name LeftRound'],
    ['loss[n](x)', 'Name LeftSquare'],
    ['import { loss as l }', 'Import LeftCurly Name As Name RightCurly'],
    ['const loss = 1 const const = 2', 'Const Name Equals Number Const Name Equals Number'],
    [
      'x where part p = 1 part = 2 part part = 3',
      'Name Where Part BoundName Equals Number BoundName Equals Number Part BoundName',
    ],
    ['x where a = part b = 2', 'Name Where BoundName Equals Name BoundName Equals Number'],
    ['x where a = loss b = 2', 'Name Where BoundName Equals Name BoundName Equals Number'],
    ['f(x; part = 1, of = 2)', 'Name LeftRound Name Semicolon Name Equals Number Comma Of Equals'],
  ])('%s', (text, expected) => {
    expect(types(text).slice(0, expected.length)).toBe(expected);
  });

  test('in a lone expression none starts a declaration', () => {
    const { tokens } = tokenizeExpression('metric and (loss - const)');
    expect(tokens.map(({ tokenType }) => tokenType.name).join(' ')).toBe(
      'Name And LeftRound Name Minus Name RightRound',
    );
  });
});

test('comments stand beside the tokens', () => {
  const { tokens, comments } = tokenize('/// doc\n//// line\n// line\nx /* block\n block */ / y');
  expect(tokens.map(({ image }) => image)).toEqual(['x', '/', 'y']);
  expect(comments.map(({ tokenType }) => tokenType.name)).toEqual([
    'DocComment',
    'LineComment',
    'LineComment',
    'BlockComment',
  ]);
});

test.each([
  ['a ** b', 'Caret'],
  ['a && b', 'And'],
  ['a ≤ b', 'LessEqual'],
  ['a × b', 'Star'],
])('%s is read as what it stands for', (text, meaning) => {
  const sign = tokenize(text).tokens[1];
  expect(sign?.tokenType.CATEGORIES?.map(({ name }) => name)).toEqual([meaning]);
});
