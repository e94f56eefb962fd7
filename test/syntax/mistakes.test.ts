/** Syntax mistakes: each is told once, in the user's words, and nothing that is right is lost with it. */
import { describe, expect, test } from 'vitest';
import { format } from '../../src/syntax/print.ts';
import { position, textOf } from '../../src/text/source.ts';
import { parseText, sourceOf } from './plain.ts';

/** Names of the mistakes with the text that each points to. */
const mistakes = (text: string): readonly string[] =>
  parseText(text).diagnostics.map(({ name, span }) => `${name}: ${textOf(span)}`);

const inBody = (expression: string): readonly string[] => mistakes(`loss f(x: real[n]) = ${expression}`);

describe('in expressions', () => {
  test.each([
    ['x +', 'value-missing: +'],
    ['x * * y', 'value-missing: *'],
    ['* x', 'value-missing: ='],
    ['()', 'value-missing: ('],
    ['f(x,, y)', 'value-missing: ,'],
    ['f(, y)', 'value-missing: ('],
    ['f(x; a = )', 'value-missing: ='],
    ['if then x else y', 'value-missing: if'],
    ['1 + not x', 'value-missing: not'],
    ['-not x', 'value-missing: not'],
    ['2x', 'operator-missing: 2x'],
    ['x y', 'operator-missing: x y'],
    ['(x y) + z', 'operator-missing: x y'],
    ['f(x y)', 'operator-missing: x y'],
    ['(x)(y)', 'operator-missing: )('],
    ['if x y then 1 else 2', 'operator-missing: x y'],
    ['x 2 + if a then b else c', 'operator-missing: x 2'],
    ['a < b < c', 'chained-comparison: <'],
    ['f(a == b != c)', 'chained-comparison: !='],
    ['if a = b then 1 else 2', 'equals-in-expression: ='],
    ['(a = b)', 'equals-in-expression: ='],
    ['a = b', 'equals-in-expression: ='],
    ['f(a = b + 1)', 'named-before-semicolon: a'],
    ['f(x, a = 1)', 'named-before-semicolon: a'],
    ['if a b else c', 'keyword-missing: b'],
    ['if a then b', 'keyword-missing: '],
    ['(if a then b)', 'keyword-missing: )'],
    ['f(x', 'bracket-not-closed: '],
    ['f(x]', 'bracket-not-closed: ]'],
    ['sum[n(x)', 'bracket-not-closed: ('],
    ['x)', 'bracket-not-opened: )'],
    ['x]', 'bracket-not-opened: ]'],
    ['sum[n c](x)', 'comma-missing: n c'],
    ['f(x; a = 1 b = 2)', 'comma-missing: 1 b'],
    ['sum[n]', 'unexpected-text: '],
    ['sum[1](x)', 'bracket-not-closed: 1'],
    ['x,', 'separator-not-needed: ,'],
    ['x;', 'separator-not-needed: ;'],
    ['x ? y : z', 'unexpected-character: ?'],
    ['2. * x', 'unexpected-character: .'],
    ['x²', 'unexpected-character: ²'],
    ['x ** 2', 'foreign-sign: **'],
    ['a && !b || c', 'foreign-sign: &&,foreign-sign: !,foreign-sign: ||'],
    ['x where', 'binding-expected: where'],
    ['x where y', 'binding-expected: y'],
    ['x where if = 3', 'reserved-word: if'],
  ])('%s', (expression, expected) => {
    expect(inBody(expression).join()).toBe(expected);
  });
});

describe('in declarations', () => {
  test.each([
    ['loss f(x) = x', 'kind-missing: x'],
    ['loss f(x y: real[n]) = x', 'kind-missing: x'],
    ['loss f(x: real[n] y: real[n]) = x', 'comma-missing: ] y'],
    ['loss f(x: real[n], k = 2) = x', 'named-before-semicolon: k'],
    ['loss f(x: real[n], k: real in [0, 1] = 2) = x', 'named-before-semicolon: k'],
    ['loss f(x: real[n] = x', 'bracket-not-closed: ='],
    ['loss f(x: real[n]; k = 1 = x', 'bracket-not-closed: ='],
    ['loss f(x: real[n) = x', 'bracket-not-closed: )'],
    ['loss f(x: real[n] in [0, 1) = x', 'bracket-not-closed: ='],
    ['loss f(x: real[n] in [0, 1}) = x', 'bracket-not-closed: }'],
    ['loss f(x: real[n] in 0, 1) = x', 'unexpected-text: 0'],
    ['loss f(x: real[n]) x', 'unexpected-text: x'],
    ['loss f(x: real[n]) == x', 'unexpected-text: =='],
    ['loss (x: real[n]) = x', 'declaration-expected: loss'],
    ['loss if(x: real[n]) = x', 'reserved-word: if'],
    ['loss f(not: real[n]) = x', 'reserved-word: not'],
    ['fn f(p: prob[n]) = p', 'kind-not-allowed: :'],
    ['fn f[a b](p) = p', 'comma-missing: a b'],
    ['const k := 2', 'foreign-sign: :='],
    ['const then = 2', 'reserved-word: then'],
    ['import dice from "lossc"', 'unexpected-text: dice'],
    ['import * as l from "lossc"', 'unexpected-text: *'],
    ['import { a b } from "lossc"', 'comma-missing: a b'],
    ['import { a from "lossc"', 'bracket-not-closed: from'],
    ['import { a } "lossc"', 'unexpected-text: "lossc"'],
    ["import { a } from 'lossc'", "foreign-sign: 'lossc'"],
    ['import { a } from "lossc', 'string-not-closed: "lossc'],
    ['function f(x) = x', 'declaration-expected: function'],
    ['constructor(x) = x', 'name-unusable: constructor,declaration-expected: constructor'],
    ['/* open', 'comment-not-closed: /*'],
    ['/// nothing', 'documentation-of-nothing: /// nothing'],
  ])('%s', (text, expected) => {
    expect(mistakes(text).join()).toBe(expected);
  });
});

describe('a mistake', () => {
  const names = (text: string): readonly string[] =>
    parseText(text).module.declarations.map(({ name }) => name.text);

  test('in one declaration leaves the others whole', () => {
    const broken = [
      '= x +',
      '= f(x',
      '= x)',
      '(',
      '= x where',
      '= if x then',
      '= x where a = (1 b = 2',
      ': 3',
      '= x ² y',
    ];
    for (const end of broken) {
      const text = `const a = 1\nloss bad(x: real[n]) ${end}\nloss b(x: real[n]) = x where y = 2\nconst c = y`;
      expect(names(text), end).toEqual(['a', 'b', 'c']);
      expect(mistakes(text).length, end).toBe(1);
    }
  });

  test('in one binding does not hide those in others', () => {
    const text = `loss f(x: real[n]) =
  sum[n](x
  where
    a = 1 +
    b = if a then 2
    c = (x y)
    d = 3`;
    const places = parseText(text).diagnostics.map(
      ({ name, span }) => `${name} ${position(span.source, span.start).line}`,
    );
    expect(places).toEqual([
      'bracket-not-closed 2',
      'value-missing 4',
      'keyword-missing 5',
      'operator-missing 6',
    ]);
  });

  test('stays one mistake, also where much follows it', () => {
    expect(inBody('mean[n](a b c d e + f g, h i)')).toHaveLength(1);
    expect(inBody('((((x y))))')).toHaveLength(1);
  });

  test('of spelling leaves the tree as it was meant', () => {
    const { module } = parseText('loss f(x: real[n]) = x ** 2');
    expect(module.declarations[0]).toMatchObject({ body: { result: { operator: '^' } } });
  });

  test('keeps the formatter from touching the file', () => {
    const found: string[] = [];
    expect(format(sourceOf('const a = \n1 +'), ({ name }) => found.push(name))).toBeUndefined();
    expect(found).toEqual(['value-missing']);
  });
});

test('any text at all is parsed without an exception', () => {
  const pieces = [
    'loss f(',
    'x',
    '=',
    ')',
    '[',
    ']',
    '{',
    '}',
    ',',
    ';',
    ':',
    '..',
    'if',
    'then',
    'else',
    'where',
    'not',
  ];
  const more = [
    'part',
    'const',
    'import',
    '"',
    '/*',
    '///',
    '\n',
    '1',
    '.',
    '<',
    'in',
    'of',
    'fn g',
    '-',
    '^',
    '!',
  ];
  let seed = 42;
  const next = (): number => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648);
  const all = [...pieces, ...more];
  for (let run = 0; run < 2000; run++) {
    const text = Array.from({ length: 1 + (next() % 25) }, () => all[next() % all.length]).join(' ');
    const { module, diagnostics } = parseText(text);
    for (const { span } of diagnostics) {
      expect(span.start, text).toBeGreaterThanOrEqual(0);
      expect(span.end, text).toBeLessThanOrEqual(text.length);
    }
    expect(module.declarations.length + diagnostics.length, text).toBeGreaterThanOrEqual(0);
  }
});

describe('what to do', () => {
  test.each([
    ['loss f(x: real[n]; g in [0, 1] = 0.5) = x', 'in', /write `g: real in …`/],
    ['loss f(x: real[n]; g: weight[c] = 1) = x', '[', /write `g: weight\[…\]` before the `;`/],
    ['loss f(x: real[n]) = g(x; 3)', '3', /by name: `name = value`/],
    ['loss f(x: real[n]) = g(x; k = 2, -3)', '-', /by name: `name = value`/],
    ['loss f(x: real[n]) = mean[n: 1](x)', ']', /`c: 1\.\.` to leave out the first/],
    ['loss f(x: real[n]) = g(x[t])', ')', /the entry of a class is `pick\[c\]\(x, t\)`/],
    ['loss f(x: real[n]; k: real > 0 = 1) = x', '>', /a domain: `real in \(0, inf\)`/],
    ['loss f(x: real[n]) = g(x)[t]', '[', /`pick\[c\]\(x, t\)`/],
    ['loss f(x: real[n]) = x * 0x10', '0x10', /decimal digits alone/],
    ['loss f(x: real[n]) = x * 1_000', '1_000', /decimal digits alone/],
    ['loss f(x: real[n]) = x * 1,5', ',', /The decimal sign is a point: `1\.5`/],
    ['loss f(x: real[n]) = x | x', '|', /`abs\(x\)`/],
    ['loss 2a(x: real[n]) = x', 'loss', /starts with a letter/],
    ['loss (x: real[n]) = x', 'loss', /A name follows `loss`/],
    ['Loss f(x: real[n]) = x', 'Loss', /Did you mean `loss`/],
  ])('%s', (text, place, remedy) => {
    const [first] = parseText(text).diagnostics;
    expect(first && textOf(first.span)).toBe(place);
    expect(first?.remedy).toMatch(remedy);
  });
});
