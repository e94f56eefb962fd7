/** The vocabulary of the language: every token that the lexer knows. No operator or kind is named here. */
import { createToken, Lexer, tokenMatcher, type IToken, type TokenType } from 'chevrotain';

/**
 * Letters of any script with their combining marks, and digits; subscript digits too (`p₀`). Superscript
 * digits are no part of a name: `x²` would look like a power and be something else.
 */
const namePattern = /[\p{L}_](?:(?![²³¹\u2070-\u207f])[\p{L}\p{M}\p{N}_])*/uy;

/** Chevrotain drops the `u` flag of plain patterns, so names are matched by hand. */
function matchName(text: string, offset: number): RegExpExecArray | null {
  namePattern.lastIndex = offset;
  return namePattern.exec(text);
}

/**
 * Characters that a name may start with, so that the lexer tries few patterns at each place. It looks at blocks
 * of 255 beyond Latin-1, and one character stands for its block.
 */
function possibleStarts(): number[] {
  const latin = Array.from({ length: 256 }, (_, code) => code).filter(
    (code) => matchName(String.fromCharCode(code), 0) !== null,
  );
  return [...latin, ...Array.from({ length: 510 }, (_, block) => 256 + block * 128)];
}

/** A name; some keywords are special cases of it, since elsewhere they are ordinary names. */
export const Name = createToken({
  name: 'Name',
  pattern: matchName,
  line_breaks: false,
  label: 'name',
  start_chars_hint: possibleStarts(),
});

/** A name that starts a `where` binding. The lexer never makes it: `settle` marks it from its surroundings. */
export const BoundName = createToken({ name: 'BoundName', pattern: Lexer.NA, label: 'name' });

export const NumberToken = createToken({
  name: 'Number',
  pattern: /(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?/,
  label: 'number',
});
export const Text = createToken({ name: 'Text', pattern: /"[^"\r\n]*"/, label: 'string' });

const word = (name: string): TokenType =>
  createToken({ name, pattern: name.toLowerCase(), label: name.toLowerCase(), longer_alt: Name });

export const Where = word('Where');
export const If = word('If');
export const Then = word('Then');
export const Else = word('Else');
export const And = word('And');
export const Or = word('Or');
export const Not = word('Not');

/** Words that nothing else can be called. */
export const reservedWords: readonly TokenType[] = [Where, If, Then, Else, And, Or, Not];

/** Keywords at the head of a declaration or binding; `settle` makes them names in every other place. */
export const Loss = word('Loss');
export const Metric = word('Metric');
export const Fn = word('Fn');
export const Import = word('Import');
export const Const = word('Const');
export const Part = word('Part');

export const headWords: readonly TokenType[] = [Loss, Metric, Fn, Import, Const, Part];

/** Words with a meaning between two names, where no name could stand alone. */
const linking = (name: string): TokenType =>
  createToken({
    name,
    pattern: name.toLowerCase(),
    label: name.toLowerCase(),
    longer_alt: Name,
    categories: [Name],
  });

export const As = linking('As');
export const From = linking('From');
export const Of = linking('Of');
export const In = linking('In');

export const linkingWords: readonly TokenType[] = [As, From, Of, In];

const sign = (name: string, pattern: string, ...categories: TokenType[]): TokenType =>
  createToken({ name, pattern, label: pattern, categories });

const family = (name: string, label: string): TokenType => createToken({ name, pattern: Lexer.NA, label });

/** The operators of one level of precedence. */
export const ComparisonSign = family('ComparisonSign', 'comparison');
export const SumSign = family('SumSign', '+ or -');
export const ProductSign = family('ProductSign', '* or /');

export const LeftRound = sign('LeftRound', '(');
export const RightRound = sign('RightRound', ')');
export const LeftSquare = sign('LeftSquare', '[');
export const RightSquare = sign('RightSquare', ']');
export const LeftCurly = sign('LeftCurly', '{');
export const RightCurly = sign('RightCurly', '}');
export const Comma = sign('Comma', ',');
export const Semicolon = sign('Semicolon', ';');
export const Colon = sign('Colon', ':');
export const DotDot = sign('DotDot', '..');
export const EqualEqual = sign('EqualEqual', '==', ComparisonSign);
export const NotEqual = sign('NotEqual', '!=', ComparisonSign);
export const LessEqual = sign('LessEqual', '<=', ComparisonSign);
export const GreaterEqual = sign('GreaterEqual', '>=', ComparisonSign);
export const Less = sign('Less', '<', ComparisonSign);
export const Greater = sign('Greater', '>', ComparisonSign);
export const Equals = sign('Equals', '=');
export const Plus = sign('Plus', '+', SumSign);
export const Minus = sign('Minus', '-', SumSign);
export const Star = sign('Star', '*', ProductSign);
export const Slash = sign('Slash', '/', ProductSign);
export const Caret = sign('Caret', '^');

/** The members of each family, for the printed grammar. */
export const families: readonly { readonly family: TokenType; readonly members: readonly TokenType[] }[] = [
  { family: ComparisonSign, members: [Less, LessEqual, Greater, GreaterEqual, EqualEqual, NotEqual] },
  { family: SumSign, members: [Plus, Minus] },
  { family: ProductSign, members: [Star, Slash] },
];

/**
 * How other languages and formulas write what we write differently. Such a sign is read as the right one, so
 * that one slip gives one message.
 */
const foreign = (
  spelling: string,
  right: TokenType,
): { spelling: string; token: TokenType; right: string } => ({
  spelling,
  right: right.LABEL ?? right.name,
  token: createToken({
    name: `Foreign_${[...spelling].map((c) => c.codePointAt(0)?.toString(16)).join('_')}`,
    pattern: spelling,
    label: spelling,
    categories: [right],
  }),
});
export const foreignSigns = [
  foreign('===', EqualEqual),
  foreign('!==', NotEqual),
  foreign('<>', NotEqual),
  foreign('≠', NotEqual),
  foreign('≤', LessEqual),
  foreign('≥', GreaterEqual),
  foreign(':=', Equals),
  foreign('**', Caret),
  foreign('&&', And),
  foreign('&', And),
  foreign('∧', And),
  foreign('||', Or),
  foreign('|', Or),
  foreign('∨', Or),
  foreign('!', Not),
  foreign('¬', Not),
  foreign('−', Minus),
  foreign('–', Minus),
  foreign('×', Star),
  foreign('·', Star),
  foreign('⋅', Star),
  foreign('÷', Slash),
];

/** `'…'`, read as a string, and a string that its line ends. */
export const SingleQuoted = createToken({ name: 'SingleQuoted', pattern: /'[^'\r\n]*'/, categories: [Text] });
export const OpenText = createToken({ name: 'OpenText', pattern: /"[^"\r\n]*/, categories: [Text] });

export const Space = createToken({ name: 'Space', pattern: /\s+/, group: Lexer.SKIPPED, line_breaks: true });

/** Comments stand beside the tokens, in a group of their own. */
const comment = (name: string, pattern: RegExp, line_breaks: boolean): TokenType =>
  createToken({ name, pattern, group: 'comments', line_breaks });
export const DocComment = comment('DocComment', /\/\/\/(?!\/)[^\r\n]*/, false);
export const LineComment = comment('LineComment', /\/\/[^\r\n]*/, false);
export const BlockComment = comment('BlockComment', /\/\*[^]*?\*\//, true);
export const OpenComment = comment('OpenComment', /\/\*[^]*/, true);

/** Every token type, a longer spelling before a shorter one that starts it. */
export const vocabulary: TokenType[] = [
  Space,
  DocComment,
  LineComment,
  BlockComment,
  OpenComment,
  ...foreignSigns.filter((f) => f.spelling.length === 3).map((f) => f.token),
  ...foreignSigns.filter((f) => f.spelling.length === 2).map((f) => f.token),
  DotDot,
  EqualEqual,
  NotEqual,
  LessEqual,
  GreaterEqual,
  ...foreignSigns.filter((f) => f.spelling.length === 1).map((f) => f.token),
  Less,
  Greater,
  Equals,
  Plus,
  Minus,
  Star,
  Slash,
  Caret,
  LeftRound,
  RightRound,
  LeftSquare,
  RightSquare,
  LeftCurly,
  RightCurly,
  Comma,
  Semicolon,
  Colon,
  NumberToken,
  Text,
  SingleQuoted,
  OpenText,
  ...reservedWords,
  ...headWords,
  ...linkingWords,
  Name,
  BoundName,
  ComparisonSign,
  SumSign,
  ProductSign,
];

/** Whether a token is of a type or of one of its special cases. */
export const is = (token: IToken | undefined, type: TokenType): boolean =>
  token !== undefined && tokenMatcher(token, type);
