/** Every production of the grammar, and the tree that it makes. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Declaration, FunctionDeclaration, LossDeclaration } from '../../src/syntax/tree.ts';
import { textOf } from '../../src/text/source.ts';
import { expressionOf, parseRight, parseText, structure, withoutPlaces } from './plain.ts';

const only = (text: string): Declaration => {
  const [declaration] = parseRight(text).declarations;
  if (declaration === undefined) throw new Error(`No declaration in ${text}`);
  return declaration;
};
function loss(text: string): LossDeclaration {
  const declaration = only(text);
  if (declaration.kind === 'loss' || declaration.kind === 'metric') return declaration;
  throw new Error(`No loss in ${text}`);
}
function fn(text: string): FunctionDeclaration {
  const declaration = only(text);
  if (declaration.kind === 'fn') return declaration;
  throw new Error(`No function in ${text}`);
}

describe('precedence', () => {
  test.each([
    ['a + b * c', '(a + (b * c))'],
    ['a - b - c', '((a - b) - c)'],
    ['a / b * c', '((a / b) * c)'],
    ['a ^ b ^ c', '(a ^ (b ^ c))'],
    ['-x^2', '(- (x ^ 2))'],
    ['x^-2', '(x ^ (- 2))'],
    ['x^-y^2', '(x ^ (- (y ^ 2)))'],
    ['-a * b', '((- a) * b)'],
    ['a * -b', '(a * (- b))'],
    ['a - -b', '(a - (- b))'],
    ['--a', '(- (- a))'],
    ['a + b < c * d', '((a + b) < (c * d))'],
    ['not a == b', '(not (a == b))'],
    ['not not a', '(not (not a))'],
    ['a and b or c and d', '((a and b) or (c and d))'],
    ['not a and b', '((not a) and b)'],
    ['a or b or c', '((a or b) or c)'],
    ['if a then b else c + d', '(if a then b else (c + d))'],
    ['a + if b then c else d + e', '(a + (if b then c else (d + e)))'],
    ['if a then b else if c then d else e', '(if a then b else (if c then d else e))'],
    ['if if a then b else c then d else e', '(if (if a then b else c) then d else e)'],
    ['(a + b) * c', '((a + b) * c)'],
    ['f(a + b, -c)', 'f((a + b), (- c))'],
    ['a < b and b < c', '((a < b) and (b < c))'],
    ['a == b or a != c', '((a == b) or (a != c))'],
  ])('%s is %s', (text, expected) => {
    expect(structure(expressionOf(text))).toBe(expected);
  });
});

describe('numbers keep their spelling', () => {
  test.each([
    ['1e-7', 1e-7],
    ['.5', 0.5],
    ['2.50', 2.5],
    ['1E3', 1000],
  ])('%s', (text, value) => {
    expect(withoutPlaces(expressionOf(text))).toEqual({ kind: 'number', value, text });
  });
});

describe('calls', () => {
  const name = (text: string): unknown => ({ text });
  const value = (text: string): unknown => ({ kind: 'reference', name: { text } });

  test('a name alone is a reference, also `inf` and `pi`', () => {
    expect(withoutPlaces(expressionOf('inf'))).toEqual(value('inf'));
  });

  test('without brackets it has no axes, with empty ones it has none', () => {
    expect(withoutPlaces(expressionOf('f(x)'))).toEqual({
      kind: 'call',
      callee: name('f'),
      arguments: [value('x')],
      named: [],
    });
    expect(withoutPlaces(expressionOf('f[]()'))).toMatchObject({ axes: [], arguments: [] });
  });

  test('axes: names, new names, slices', () => {
    expect(withoutPlaces(expressionOf('f[n, i: px, c: 1.., d: ..3, e: 1..k + 1, g: ..](x)'))).toMatchObject({
      axes: [
        { name: name('n') },
        { name: name('i'), rename: name('px') },
        { name: name('c'), slice: { from: { value: 1 } } },
        { name: name('d'), slice: { to: { value: 3 } } },
        { name: name('e'), slice: { from: { value: 1 }, to: { kind: 'binary' } } },
        { name: name('g'), slice: {} },
      ],
    });
  });

  test('hyperparameters by name, or bare', () => {
    expect(withoutPlaces(expressionOf('f(x, y; a = 1, smooth)'))).toMatchObject({
      arguments: [value('x'), value('y')],
      named: [
        { name: name('a'), value: { value: 1 } },
        { name: name('smooth'), value: value('smooth') },
      ],
    });
    expect(withoutPlaces(expressionOf('f(; a = b == c)'))).toMatchObject({
      arguments: [],
      named: [{ value: { operator: '==' } }],
    });
  });

  test('trailing commas are tolerated', () => {
    expect(withoutPlaces(expressionOf('f[n, i,](x, y,; a,)'))).toEqual(
      withoutPlaces(expressionOf('f[n, i](x, y; a)')),
    );
  });
});

describe('declarations', () => {
  test('a loss with every form of input', () => {
    const { kind, inputs } = loss(
      'metric f(z: const logit[n, i] in [0,1), t: index[n, i] of c, s: logit[], x: real in (0, inf), w: real[n] in {0, 1},) = z',
    );
    expect(kind).toBe('metric');
    expect(withoutPlaces(inputs)).toMatchObject([
      {
        name: { text: 'z' },
        constant: true,
        kind: { text: 'logit' },
        axes: [{ text: 'n' }, { text: 'i' }],
        domain: { kind: 'interval', low: { value: 0 }, lowOpen: false, high: { value: 1 }, highOpen: true },
      },
      { constant: false, kind: { text: 'index' }, of: { text: 'c' } },
      { axes: [] },
      {
        axes: [],
        domain: { lowOpen: true, high: { kind: 'reference', name: { text: 'inf' } }, highOpen: true },
      },
      { domain: { kind: 'set', values: [{ value: 0 }, { value: 1 }] } },
    ]);
  });

  test('a loss with every form of hyperparameter', () => {
    const { inputs, hyperparameters } = loss(
      'loss f(; gamma: real in [0, 10] = 2, smooth = 1, k: real, m) = 0',
    );
    expect(inputs).toEqual([]);
    expect(withoutPlaces(hyperparameters)).toMatchObject([
      { name: { text: 'gamma' }, kind: { text: 'real' }, domain: { kind: 'interval' }, value: { value: 2 } },
      { name: { text: 'smooth' }, value: { value: 1 } },
      { name: { text: 'k' }, kind: { text: 'real' } },
      { name: { text: 'm' } },
    ]);
  });

  test('the bindings of a `where` need no separators', () => {
    const { body } = loss('loss f(x: real[n]) = a + b where a = sum[n](x) part b = -a c = b');
    expect(body.bindings.map(({ part, name, value }) => [part, name.text, structure(value)])).toEqual([
      [false, 'a', 'sum(x)'],
      [true, 'b', '(- a)'],
      [false, 'c', 'b'],
    ]);
  });

  test('a function', () => {
    const { axes, parameters, hyperparameters } = fn('fn score[a, b](x, y; k = 1) = x * y ^ k');
    expect(axes.map(({ text }) => text)).toEqual(['a', 'b']);
    expect(parameters.map(({ text }) => text)).toEqual(['x', 'y']);
    expect(hyperparameters.map(({ name }) => name.text)).toEqual(['k']);
    expect(fn('fn one() = 1').axes).toEqual([]);
  });

  test('a constant', () => {
    expect(withoutPlaces(only('const epsilon = 1e-7'))).toMatchObject({
      kind: 'const',
      name: { text: 'epsilon' },
      value: { value: 1e-7 },
    });
  });

  test('imports', () => {
    const { imports } = parseRight(
      'import { dice, bce as binary, } from "./region.loss" import {} from "lossc"',
    );
    expect(withoutPlaces(imports)).toEqual([
      {
        names: [
          { name: { text: 'dice' }, local: { text: 'dice' } },
          { name: { text: 'bce' }, local: { text: 'binary' } },
        ],
        from: { text: './region.loss' },
      },
      { names: [], from: { text: 'lossc' } },
    ]);
  });

  test('they stand in the order of the text, whatever their sort', () => {
    const { declarations } = parseRight(
      'fn a() = 1 loss b(x: real[n]) = x const c = 3 metric d(x: real[n]) = x fn e() = 2',
    );
    expect(declarations.map(({ kind, name }) => `${kind} ${name.text}`)).toEqual([
      'fn a',
      'loss b',
      'const c',
      'metric d',
      'fn e',
    ]);
  });
});

describe('documentation', () => {
  test('is the `///` lines before a declaration, without slashes and one space', () => {
    const { doc } = only('/// One.  \n///\n///   Indented.\n// not this\nconst a = 1');
    expect(doc?.text).toBe('One.\n\n  Indented.');
  });

  test('belongs to the declaration after it only', () => {
    const { declarations } = parseRight('const a = 1\n/// B.\nconst b = 2\nconst c = 3');
    expect(declarations.map(({ doc }) => doc?.text)).toEqual([undefined, 'B.', undefined]);
  });
});

test('names are compared in normal form C', () => {
  const { inputs, body } = loss('loss f(y\u0302: prob[n]) = \u0177');
  expect(inputs[0]?.name.text).toBe('\u0177');
  expect(structure(body.result)).toBe('\u0177');
});

test('words of the language are names where nothing else is meant', () => {
  const words = [
    'part',
    'as',
    'from',
    'of',
    'in',
    'const',
    'loss',
    'metric',
    'fn',
    'import',
    'weight',
    'keep',
    'c',
  ];
  for (const word of words) {
    const { inputs, body } = loss(
      `loss ${word}(${word}: real[${word}]; k = 1) = ${word}(${word}; ${word} = ${word}) where ${word} = ${word}`,
    );
    expect(inputs[0]?.name.text).toBe(word);
    expect(body.bindings[0]?.name.text).toBe(word);
  }
});

test('spans cover exactly what was written', () => {
  const text =
    'loss f(z: const logit[n, i] in [0, 1); k: real = 2) = a * (b + c) where a = sum[i: 1..](z; k)';
  const { span, inputs, hyperparameters, body } = loss(`\n  ${text}\n`);
  expect(textOf(span)).toBe(text);
  expect(inputs.map((each) => textOf(each.span))).toEqual(['z: const logit[n, i] in [0, 1)']);
  expect(inputs.map((each) => each.domain && textOf(each.domain.span))).toEqual(['[0, 1)']);
  expect(hyperparameters.map((each) => textOf(each.span))).toEqual(['k: real = 2']);
  expect(textOf(body.result.span)).toBe('a * (b + c)');
  expect(body.bindings.map((each) => textOf(each.span))).toEqual(['a = sum[i: 1..](z; k)']);
  const [binding] = body.bindings;
  if (binding?.value.kind !== 'call') throw new Error('The binding is a call.');
  expect(binding.value.axes?.map((each) => each.slice && textOf(each.slice.span))).toEqual(['1..']);
});

test('the programs of the language description are right', () => {
  const text = readFileSync(new URL('first.loss', import.meta.url), 'utf8');
  expect(parseRight(text).declarations.map(({ name }) => name.text)).toEqual([
    'dice',
    'bce',
    'bce_dice',
    'dice_multiclass',
  ]);
});

test('a declaration with a mistake is left out, and its name is remembered', () => {
  const { module, diagnostics } = parseText(
    'loss a(x: real[n]) = x +\nloss b(x: real[n]) = x\nimport { c from "lossc"',
  );
  expect(module.declarations.map(({ name }) => name.text)).toEqual(['b']);
  expect(module.broken).toEqual(['a', 'c']);
  expect(diagnostics.map(({ name }) => name)).toEqual(['value-missing', 'bracket-not-closed']);
});
