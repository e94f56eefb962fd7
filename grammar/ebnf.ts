/** The rules of the grammar in, their text in EBNF out. */
import type { Rule, Shape } from './shape.ts';
import { foreignSigns, linkingWords, headWords, reservedWords } from './tokens.ts';

/** Prints the grammar for people: `?` optional, `*` any number, `+` at least one, `|` a choice. */
export function ebnf(rules: readonly Rule[]): string {
  const width = Math.max(...rules.map(({ name }) => name.length));
  const lines = rules.map(({ name, shape }) => `${name.padEnd(width)} ::= ${alternatives(shape)}`);
  return [...head, ...lines, '', ...lexical(width)].map((line) => `${line}\n`).join('');
}

const words = (types: readonly { readonly name: string }[]): string =>
  types.map(({ name }) => name.toLowerCase()).join(', ');

const head = [
  '/* The grammar of the loss language. Generated from grammar.ts by scripts/grammar.mjs: do not edit.',
  '',
  '   Space, line breaks and comments may stand between any two tokens and mean nothing.',
  `   Reserved words: ${words(reservedWords)}.`,
  `   Keywords in their place, names elsewhere: ${words([...headWords, ...linkingWords])}. */`,
  '',
];

const lexical = (width: number): readonly string[] => [
  '/* Tokens. Names are compared in Unicode normal form C. */',
  `${'name'.padEnd(width)} ::= (letter | "_") (letter | mark | digit | subscriptDigit | "_")*`,
  `${'number'.padEnd(width)} ::= (digit+ ("." digit+)? | "." digit+) (("e" | "E") ("+" | "-")? digit+)?`,
  `${'string'.padEnd(width)} ::= '"' character* '"'`,
  `${'comment'.padEnd(width)} ::= "//" character* lineEnd | "/*" character* "*/"`,
  `${'documentation'.padEnd(width)} ::= "///" character* lineEnd`,
  '',
  `/* Read with a message as what they stand for: ${foreignSigns.map(({ spelling }) => spelling).join(' ')} */`,
];

function alternatives(shape: Shape): string {
  return shape.kind === 'choice' ? shape.of.map(text).join(' | ') : text(shape);
}

function text(shape: Shape): string {
  switch (shape.kind) {
    case 'literal':
      return `"${shape.text}"`;
    case 'reference':
      return shape.name;
    case 'sequence':
      return shape.of.map((part) => (part.kind === 'choice' ? inside(part) : text(part))).join(' ');
    case 'choice':
      return alternatives(shape);
    case 'optional':
      return `${inside(shape.of)}?`;
    case 'many':
      return `${inside(shape.of)}*`;
    case 'atLeastOne':
      return `${inside(shape.of)}+`;
  }
}

/** With parentheses where more than one part is meant. */
const inside = (shape: Shape): string =>
  shape.kind === 'literal' || shape.kind === 'reference' ? text(shape) : `(${alternatives(shape)})`;
