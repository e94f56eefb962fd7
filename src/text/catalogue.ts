/**
 * Every message that lossc can give about a `.loss` file: code, severity, text with `{holes}`, and the
 * explanation that docs/diagnostics.md prints. Codes are stable: a retired code is not used again.
 * L01xx syntax, L02xx names and calls, L03xx axes, L04xx kinds and domains, L05xx mathematics (mostly
 * warnings), L06xx files, L07xx backends.
 */

import { checkingMessages } from './checkingMessages.ts';

export type Severity = 'error' | 'warning';

export interface Entry {
  readonly code: `L${number}`;
  readonly severity: Severity;
  readonly message: string;
  /** Why it is so and what to do, in Markdown, for the documentation. */
  readonly explanation: string;
}

export const catalogue = {
  ...checkingMessages,
  'unexpected-character': {
    code: 'L0101',
    severity: 'error',
    message: 'The character {character} means nothing in a loss file.',
    explanation:
      'Loss files use letters of any script, digits, and the signs `+ - * / ^ ( ) [ ] { } , ; : = < > ! . _ "`.',
  },
  'foreign-sign': {
    code: 'L0102',
    severity: 'error',
    message: '`{written}` is written `{right}` in a loss file.',
    explanation:
      'The sign comes from another language or from a formula. Powers are written `^`, logic `and`, `or`, `not`, comparisons `<= >= == !=`, definitions `=`, strings between double quotes.',
  },
  'comment-not-closed': {
    code: 'L0103',
    severity: 'error',
    message: 'This comment is not closed.',
    explanation:
      'A comment that starts with `/*` ends with `*/`. A comment that starts with `//` ends with its line.',
  },
  'string-not-closed': {
    code: 'L0104',
    severity: 'error',
    message: 'This string is not closed.',
    explanation: 'A string starts and ends with `"` on the same line: `from "./region.loss"`.',
  },
  'documentation-of-nothing': {
    code: 'L0105',
    severity: 'warning',
    message: 'This `///` comment documents nothing: no declaration follows it.',
    explanation:
      'A `///` comment is the documentation of the `loss`, `metric`, `fn` or `const` right after it. Anywhere else, write `//`.',
  },
  'nested-too-deep': {
    code: 'L0106',
    severity: 'error',
    message: 'Brackets are nested more than {limit} deep here.',
    explanation: 'Name parts of the expression in a `where`, and use the names.',
  },
  'declaration-expected': {
    code: 'L0110',
    severity: 'error',
    message: 'A declaration is expected here, but {found} is none.',
    explanation:
      'A file consists of declarations: `loss name(…) = …`, `metric name(…) = …`, `fn name(…) = …`, `const name = …` and `import { … } from "…"`.',
  },
  'unexpected-text': {
    code: 'L0111',
    severity: 'error',
    message: 'Expected {expected}, but found {found}.',
    explanation:
      'Something else has to stand here. The message says what, and the reference of the language says why.',
  },
  'value-missing': {
    code: 'L0112',
    severity: 'error',
    message: 'A value is missing {place}.',
    explanation:
      'An operator, a bracket or `=` needs a value here: a number, a name, a call, or an expression in parentheses.',
  },
  'operator-missing': {
    code: 'L0113',
    severity: 'error',
    message: 'Two values stand side by side: an operator is missing between {left} and {right}.',
    explanation: 'Multiplication is always written: `2 * x`, not `2 x` or `2x`.',
  },
  'bracket-not-closed': {
    code: 'L0114',
    severity: 'error',
    message: 'Expected {close} to close the `{open}` opened at line {line}.',
    explanation:
      'Every bracket that opens has to close. Only the domain after `in` may mix them: `[0, inf)`.',
  },
  'bracket-not-opened': {
    code: 'L0115',
    severity: 'error',
    message: 'This `{close}` closes nothing.',
    explanation: 'No bracket is open here. Remove it, or add the one that opens.',
  },
  'chained-comparison': {
    code: 'L0116',
    severity: 'error',
    message: 'Comparisons do not chain: {middle} stands between two of them.',
    explanation:
      'A comparison is 1 or 0, so `(a < b) < c` would compare that with `c`. Write `a < b and b < c`.',
  },
  'equals-in-expression': {
    code: 'L0117',
    severity: 'error',
    message: '`=` gives a name to a value; it cannot stand inside an expression.',
    explanation: 'To compare, write `==`. To name a part of the expression, put it in a `where`.',
  },
  'named-before-semicolon': {
    code: 'L0118',
    severity: 'error',
    message: '`{name}` has a value, so it is a hyperparameter, and those stand after a `;`.',
    explanation:
      'Inputs come first, then `;`, then hyperparameters, in declarations and in calls alike: `dice(p, y; smooth = 1)`.',
  },
  'keyword-missing': {
    code: 'L0119',
    severity: 'error',
    message: '`{word}` is missing after {before}.',
    explanation: 'A choice has three parts, and each is needed: `if test then a else b`.',
  },
  'kind-missing': {
    code: 'L0120',
    severity: 'error',
    message: 'The input {name} has no kind.',
    explanation:
      'Every input of a loss or metric says its kind and its axes: `z: logit[n, i]`, or `s: real[]` for a scalar.',
  },
  'kind-not-allowed': {
    code: 'L0121',
    severity: 'error',
    message: 'The arguments of a `fn` have no declared kinds, but {name} has one.',
    explanation: 'They are inferred where the function is called. Write `fn name[axes](x, y) = …`.',
  },
  'reserved-word': {
    code: 'L0122',
    severity: 'error',
    message: '`{word}` is a word of the language, so nothing else can have that name.',
    explanation: 'The reserved words are `where`, `if`, `then`, `else`, `and`, `or` and `not`.',
  },
  'binding-expected': {
    code: 'L0123',
    severity: 'error',
    message: 'A `where` is followed by `name = value`, but {found} stands here.',
    explanation: 'After `where` come names, each with `=` and a value: `where p = sigmoid(z)`.',
  },
  'separator-not-needed': {
    code: 'L0124',
    severity: 'error',
    message: 'No `{separator}` is needed here.',
    explanation: 'Declarations, and the parts named in a `where`, simply follow each other.',
  },
  'comma-missing': {
    code: 'L0125',
    severity: 'error',
    message: 'A `,` is missing between {left} and {right}.',
    explanation: 'The entries of a list stand between commas.',
  },
  'number-beyond-range': {
    code: 'L0126',
    severity: 'error',
    message: '`{number}` is too {how} for a number of 64 bits: it would be read as {read}.',
    explanation:
      'Numbers other than 0 lie between about 5e-324 and 1.8e308 in size. Infinity is written `inf`.',
  },
  'name-unusable': {
    code: 'L0127',
    severity: 'error',
    message: '`{name}` cannot be a name: in JavaScript every object has something else under it.',
    explanation:
      'Generated code takes arrays, sizes and hyperparameters as objects, `{ z, y }`. What they all have without being given it, `constructor`, `hasOwnProperty`, `isPrototypeOf`, `propertyIsEnumerable`, `toString`, `toLocaleString`, `valueOf` and a few that start with two underscores such as `__proto__`, could not be told from what is given. Any other name will do.',
  },
  'declared-twice': {
    code: 'L0290',
    severity: 'error',
    message: '{name} is declared twice in this file.',
    explanation:
      'A name at the top level of a file means one thing. Rename one of the two, or import it under another name: `import { dice as soft_dice } from "./region.loss"`.',
  },
  'named-twice': {
    code: 'L0291',
    severity: 'error',
    message: '{name} is named twice in {declaration}.',
    explanation:
      'Inputs, hyperparameters and the parts of a `where` share their names: each can be there only once.',
  },
  'file-not-found': {
    code: 'L0601',
    severity: 'error',
    message: 'There is no file {path}.',
    explanation:
      'The path of an import is relative to the file that it stands in, with its ending: `"./region.loss"`. The standard library is `"lossc"`.',
  },
  'import-unknown': {
    code: 'L0602',
    severity: 'error',
    message: '{file} declares no {name}.',
    explanation:
      'Only what a file declares itself can be imported from it, not what it imports. Check the spelling, or the file.',
  },
  'import-cycle': {
    code: 'L0603',
    severity: 'error',
    message: 'Files import each other in a circle: {chain}.',
    explanation:
      'Move what the files of the circle need from each other into a file that imports none of them.',
  },
  'buffers-too-many': {
    code: 'L0701',
    severity: 'error',
    message: 'A shader of {name} needs {count} arrays at a time ({arrays}); WebGPU grants {most}.',
    explanation:
      'Without asking for more, a shader stage binds eight storage buffers: what it reads, what it writes, and its working memory. Each term of a sum has shaders of its own where that takes fewer; other backends know no such limit.',
  },
} as const satisfies Record<string, Entry>;

export type Catalogue = typeof catalogue;
export type DiagnosticName = keyof Catalogue;
