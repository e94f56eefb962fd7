/** The canonical format by examples, and what it does with comments. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { format, print } from '../../src/syntax/print.ts';
import { expressionOf, parseRight, sourceOf, withoutPlaces } from './plain.ts';

function formatted(text: string): string {
  const result = format(sourceOf(text), ({ message }) => {
    throw new Error(message);
  });
  return result ?? '';
}

describe('declarations', () => {
  test('everything on its place', () => {
    const text = `import {dice,bce as binary,} from "./region.loss"
import { x }from"lossc"
const   e=1e-7
/// Doc.
metric f(z:const logit[n,i]in[0,1),t:index[n,i]of c,s:real;k:real in{0,1}=1,m=2.50,)=a+b where a=1 part b=2
fn g[a,b](x,y;k=1)=x^-k*y
fn h(x) = a where a = (x)
`;
    expect(formatted(text)).toBe(`import { dice, bce as binary } from "./region.loss"
import { x } from "lossc"

const e = 1e-7

/// Doc.
metric f(
  z: const logit[n, i] in [0, 1), t: index[n, i] of c, s: real[];
  k: real in {0, 1} = 1, m = 2.50
) =
  a + b
  where
    a = 1
    part b = 2

fn g[a, b](x, y; k = 1) = x^-k * y

fn h(x) =
  a
  where a = (x)
`);
  });

  test('a signature that is long has its inputs on lines of their own', () => {
    const name = 'an_input_with_quite_a_long_name';
    const text = `loss f(${name}: prob[n, i], ${name}_2: label[n, i], ${name}_3: label[n, i]; k = 1) = 0`;
    expect(formatted(text)).toBe(`loss f(
  ${name}: prob[n, i],
  ${name}_2: label[n, i],
  ${name}_3: label[n, i];
  k = 1
) =
  0
`);
  });

  test('an import that is long has its names on lines of their own', () => {
    const names = Array.from({ length: 12 }, (_, i) => `dice_number_${i}`);
    expect(formatted(`import { ${names.join(', ')} } from "lossc"`)).toBe(
      `import {\n${names.map((name) => `  ${name}`).join(',\n')}\n} from "lossc"\n`,
    );
  });

  test('an empty file stays empty', () => {
    expect(formatted(' \n\n')).toBe('');
  });
});

describe('long expressions break at their loosest operator', () => {
  const long = (name: string): string => `${name}_${'x'.repeat(28)}`;
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(long);

  test.each([
    ['a sum', `${a} * 2 + ${b} - ${c} * ${d}`, `${a} * 2\n  + ${b}\n  - ${c} * ${d}`],
    ['a call', `mean[n, i](${a} + ${b} + ${c})`, `mean[n, i](\n  ${a} + ${b} + ${c}\n)`],
    ['its arguments', `f(${a}, ${b}, ${c}; ${d})`, `f(\n  ${a}, ${b}, ${c};\n  ${d}\n)`],
    [
      'a choice',
      `if ${a} then ${b} else if ${c} then ${d} else 0`,
      `if ${a} then ${b}\nelse if ${c} then ${d}\nelse 0`,
    ],
    ['a logic', `${a} == 1 and ${b} or ${c} and ${d}`, `${a} == 1 and ${b}\n  or ${c} and ${d}`],
    ['a product', `(${a} + ${b} + ${c}) * 2`, `(${a} + ${b} + ${c})\n  * 2`],
  ])('%s', (_, text, expected) => {
    expect(print(expressionOf(text), 100)).toBe(expected);
    expect(print(expressionOf(expected))).toBe(text);
  });
});

describe('comments', () => {
  test('stay where they are, and one empty line with them', () => {
    const text = `// The file.

// Two.
import { a } from "lossc" // from there

/// Doc of f.
/// More.
loss f(x: real[n]) = // the result
  // first
  a
    // then
    + b
  where
    a = 1 // one

    // about b
    b = 2
    // c = 3

// Between.

const k = 1 // last

// The end.
`;
    expect(formatted(text)).toBe(text);
  });

  test('documentation touches its declaration, and nothing is lost with a trailing comma', () => {
    const text = `/// Doc.


const k = f(a, /* why */ b, // because
)`;
    expect(formatted(text)).toBe(`/// Doc.
const k = f(
  a, /* why */ b // because
)
`);
  });

  test('between tokens that cannot be on two lines wait for the next line', () => {
    expect(formatted('const // why\n k = 1\nconst l = 2')).toBe('const k = 1 // why\nconst l = 2\n');
  });
});

test('constants and imports may stand together or apart', () => {
  const text = 'const a = 1\nconst b = 2\n\nconst c = 3\n';
  expect(formatted(text)).toBe(text);
  expect(formatted('const a = 1\n\n\n\nconst b = 2')).toBe('const a = 1\n\nconst b = 2\n');
});

test('line ends of Windows become plain ones', () => {
  expect(formatted('// a\r\n\r\nconst a = 1\r\n')).toBe('// a\n\nconst a = 1\n');
  expect(formatted('/* a\r\nb */\r\nconst a = 1\r\n')).toBe('/* a\nb */\nconst a = 1\n');
});

describe('the standard library', () => {
  const folder = new URL('../../losses/', import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.loss'),
  );

  test.each(files)('%s keeps its meaning, and is formatted at most once', (name) => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    const once = formatted(text);
    expect(withoutPlaces(parseRight(once))).toEqual(withoutPlaces(parseRight(text)));
    expect(formatted(once)).toBe(once);
  });
});
