/** Properties of the formatter and the expression printer, on random programs in random layouts. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tokenize } from '../../grammar/lexer.ts';
import { lay } from '../../src/syntax/printing/layout.ts';
import { plainLeaf } from '../../src/syntax/printing/leaves.ts';
import { format, print } from '../../src/syntax/print.ts';
import { DeclarationPrinter } from '../../src/syntax/printing/declaration.ts';
import type { Module } from '../../src/syntax/tree.ts';
import * as arbitrary from './arbitraryTree.ts';
import { expressionOf, parseRight, sourceOf, withoutGroups, withoutPlaces } from './plain.ts';

const runs = { seed: 99, numRuns: 5000 };

function formatted(text: string): string {
  const result = format(sourceOf(text), ({ message }) => {
    throw new Error(`${message}\nin\n${text}`);
  });
  return result ?? '';
}

test('an expression printed and parsed is the same, whatever needs parentheses', () => {
  fc.assert(
    fc.property(arbitrary.expression, fc.constantFrom(20, 60, Infinity), (tree, width) => {
      const text = print(tree, width);
      expect(withoutGroups(expressionOf(text))).toEqual(withoutGroups(tree));
    }),
    runs,
  );
});

test('printing adds no parentheses that are not needed', () => {
  fc.assert(
    fc.property(arbitrary.expression, (tree) => {
      const once = expressionOf(print(tree));
      expect(print(once)).toBe(print(tree));
      expect(withoutPlaces(expressionOf(print(once)))).toEqual(withoutPlaces(once));
    }),
    runs,
  );
});

/** The text of a module, one token after the other, with something between them. */
const scattered = (module: Module, gaps: fc.GeneratorValue, gap: fc.Arbitrary<string>): string =>
  itemsOf(module)
    .map((text) =>
      tokenize(text)
        .tokens.map(({ image }) => image + gaps(() => gap))
        .join(''),
    )
    .join('\n');

const itemsOf = ({ imports, declarations }: Module): readonly string[] =>
  [...imports, ...declarations].map((item) => lay(new DeclarationPrinter(plainLeaf).item(item), Infinity));

const spaces = fc.constantFrom(' ', '  ', '\n  ', '\r\n\t', '\n\n ');
const comments = fc.oneof(
  { arbitrary: spaces, weight: 12 },
  {
    arbitrary: fc.constantFrom(
      ' // why\n ',
      '\n // why\n ',
      ' /* why */ ',
      '\n\n // a\n\n // b\n ',
      ' /* a\n b */\n ',
    ),
    weight: 1,
  },
);

test('a random program means the same in any layout', () => {
  fc.assert(
    fc.property(arbitrary.module, fc.gen(), (module, gaps) => {
      const tidy = itemsOf(module).join('\n');
      expect(withoutPlaces(parseRight(scattered(module, gaps, spaces)))).toEqual(
        withoutPlaces(parseRight(tidy)),
      );
    }),
    runs,
  );
});

test('formatting changes nothing but the layout', () => {
  fc.assert(
    fc.property(arbitrary.module, fc.gen(), (module, gaps) => {
      const text = scattered(module, gaps, comments);
      const result = formatted(text);
      expect(withoutPlaces(parseRight(result))).toEqual(withoutPlaces(parseRight(text)));
      expect(commentsOf(result)).toEqual(commentsOf(text));
    }),
    runs,
  );
});

const commentsOf = (text: string): readonly string[] =>
  tokenize(text)
    .comments.map(({ image }) => image.trimEnd())
    .sort();

test('formatting twice is formatting once', () => {
  fc.assert(
    fc.property(arbitrary.module, fc.gen(), (module, gaps) => {
      const once = formatted(scattered(module, gaps, comments));
      expect(formatted(once)).toBe(once);
    }),
    runs,
  );
});
