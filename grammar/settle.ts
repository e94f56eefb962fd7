/**
 * Tokens in; the same tokens out, each word settled as a keyword, as the start of a binding, or as a plain name,
 * from its neighbours alone. The grammar needs no lookahead then, words such as `part` and `loss` stay free for
 * inputs, and error recovery has landmarks that occur nowhere else.
 */
import type { IToken, TokenType } from 'chevrotain';
import * as t from './tokens.ts';

interface Around {
  readonly before: IToken | undefined;
  readonly token: IToken;
  readonly next: IToken | undefined;
  readonly afterNext: IToken | undefined;
  /** How many brackets are open since the last landmark. */
  readonly depth: number;
}

/** Changes the types of words in place. */
export function settle(tokens: readonly IToken[]): void {
  let depth = 0;
  tokens.forEach((token, index) => {
    const around = {
      before: tokens[index - 1],
      token,
      next: tokens[index + 1],
      afterNext: tokens[index + 2],
      depth,
    };
    const isKeyword = keywordTests.find(({ word }) => token.tokenType === word)?.test;
    if (isKeyword?.(around) === false) retype(token, t.Name);
    if (t.is(token, t.Name) && startsBinding(around)) retype(token, t.BoundName);
    depth = depthAfter(token, depth, around);
  });
}

const keywordTests: readonly { readonly word: TokenType; readonly test: (around: Around) => boolean }[] = [
  { word: t.Loss, test: startsDeclaration },
  { word: t.Metric, test: startsDeclaration },
  { word: t.Fn, test: startsDeclaration },
  {
    word: t.Const,
    test: (around) => marksInput(around) || (canStart(around) && namesNext(around, t.Equals)),
  },
  {
    word: t.Import,
    test: (around) =>
      canStart(around) && (isAny(around.next, [t.LeftCurly, t.Star, t.Text]) || isWord(around.next)),
  },
  {
    word: t.Part,
    test: (around) => canStart(around) && isWord(around.next) && t.is(around.afterNext, t.Equals),
  },
];

function startsDeclaration(around: Around): boolean {
  const signature = [t.LeftRound, t.LeftSquare];
  if (!canStart(around) || !namesNext(around, ...signature)) return false;
  // `loss dice = …` lacks its inputs, but it is still clear what was meant.
  return isAny(around.afterNext, signature) || around.token.startColumn === 1;
}

/** `z: const logit[n]` */
const marksInput = ({ before, next }: Around): boolean => t.is(before, t.Colon) && isWord(next);

/** A name comes next. A reserved word is taken for one where the sign after it says that a name was meant. */
const namesNext = ({ next, afterNext }: Around, ...signs: readonly TokenType[]): boolean =>
  isWord(next) || (isAny(next, t.reservedWords) && isAny(afterNext, signs));

/**
 * Heads follow a finished value, outside brackets. At the very start of a line they count even where the value
 * before is not finished: then its end is missing, and the declaration after it is saved.
 */
const canStart = ({ before, token, depth }: Around): boolean =>
  before === undefined ||
  (depth <= 0 && (endsValue(before) || t.is(before, t.Where))) ||
  token.startColumn === 1;

/** A name before `=` starts a binding, unless it is a hyperparameter, after `;` or `,`, or a constant. */
function startsBinding(around: Around): boolean {
  const { before, next, depth } = around;
  if (before === undefined || !t.is(next, t.Equals) || before.tokenType === t.Const) return false;
  if (isAny(before, [t.Where, t.Part]) || (depth <= 0 && endsValue(before))) return true;
  return startsLine(around) && !isAny(before, [t.Comma, t.Semicolon, t.Colon, t.LeftRound, t.If]);
}

function depthAfter(token: IToken, depth: number, around: Around): number {
  if (isAny(token, [...t.headWords, t.BoundName, t.Where]) && !t.is(around.before, t.Colon)) return 0;
  if (isAny(token, [t.LeftRound, t.LeftSquare, t.LeftCurly])) return depth + 1;
  return isAny(token, [t.RightRound, t.RightSquare, t.RightCurly]) ? depth - 1 : depth;
}

const startsLine = ({ before, token }: Around): boolean => before?.endLine !== token.startLine;

const endsValue = (token: IToken): boolean =>
  isAny(token, [t.Name, t.NumberToken, t.Text, t.RightRound, t.RightSquare, t.RightCurly]);

const isWord = (token: IToken | undefined): boolean => isAny(token, [t.Name, ...t.headWords]);

const isAny = (token: IToken | undefined, types: readonly TokenType[]): boolean =>
  types.some((type) => t.is(token, type));

/** Makes a token one of another type. */
export function retype(token: IToken, type: TokenType): void {
  token.tokenType = type;
  if (type.tokenTypeIdx !== undefined) token.tokenTypeIdx = type.tokenTypeIdx;
}
