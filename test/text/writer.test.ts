/** Indented text. */
import { expect, test } from 'vitest';
import { Writer } from '../../src/text/writer.ts';

test('blocks are indented, and texts of several lines as a whole', () => {
  const writer = new Writer();
  writer.block('for (;;) {', () => {
    writer.line('a;\n\nb;');
    writer.block('if (a) {', () => writer.line('c;'), '} // if');
  });
  expect(String(writer)).toBe('for (;;) {\n  a;\n\n  b;\n  if (a) {\n    c;\n  } // if\n}\n');
});

test('blank lines never pile up, nor start a text', () => {
  const writer = new Writer('\t');
  writer
    .blank()
    .line('a')
    .blank()
    .blank()
    .indent(() => writer.lines(['b', 'c']));
  expect(writer.toString()).toBe('a\n\n\tb\n\tc\n');
});

test('an empty writer is empty', () => {
  expect(new Writer().toString()).toBe('');
});

test('the depth is restored where a body throws', () => {
  const writer = new Writer();
  const fails = (): void => {
    throw new Error('no');
  };
  expect(() => writer.indent(fails)).toThrow('no');
  expect(writer.line('a').toString()).toBe('a\n');
});
