/** Text in; tokens, comments and stray characters out. */
import { Lexer, type IToken } from 'chevrotain';
import { retype, settle } from './settle.ts';
import { headWords, Name, vocabulary } from './tokens.ts';

export interface Lexed {
  readonly tokens: IToken[];
  /** Every comment, documentation included, in the order of the text. */
  readonly comments: readonly IToken[];
  /** Stretches that are no token at all; they are left out of the tokens. */
  readonly strays: readonly { readonly start: number; readonly end: number }[];
}

let lexer: Lexer | undefined;

/** Splits a file into tokens. Never fails: what is not a token is listed among the strays. */
export function tokenize(text: string): Lexed {
  const lexed = split(text);
  settle(lexed.tokens);
  return lexed;
}

/** Splits a lone expression into tokens. It holds no declarations, so `loss` and the like are names. */
export function tokenizeExpression(text: string): Lexed {
  const lexed = split(text);
  for (const token of lexed.tokens) if (headWords.includes(token.tokenType)) retype(token, Name);
  return lexed;
}

function split(text: string): Lexed {
  lexer ??= new Lexer(vocabulary, { skipValidations: true });
  const { tokens, groups, errors } = lexer.tokenize(text);
  return {
    tokens,
    comments: groups['comments'] ?? [],
    strays: errors.map(({ offset, length }) => ({ start: offset, end: offset + length })),
  };
}
