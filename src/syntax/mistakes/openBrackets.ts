/** Tokens in, the brackets that are open at one of them out, each with what it is for. */
import type { IToken, TokenType } from 'chevrotain';
import * as t from '../../../grammar/tokens.ts';

/** What a bracket holds; it decides what may be missing inside. */
export type Role = 'signature' | 'call' | 'group' | 'axes' | 'domain' | 'import';

export interface OpenBracket {
  readonly token: IToken;
  readonly role: Role;
  /** A `;` has passed: what follows are hyperparameters. */
  readonly afterSemicolon: boolean;
}

/** The brackets open before token `end`, outermost first, counted from token `start`. */
export function openBrackets(tokens: readonly IToken[], start: number, end: number): OpenBracket[] {
  const open: OpenBracket[] = [];
  for (let index = start; index < end; index++) {
    const token = tokens[index];
    const top = open.at(-1);
    if (token === undefined) break;
    // None of these can stand inside brackets: whatever is open was forgotten.
    if ([t.Where, t.Part, t.BoundName].some((type) => t.is(token, type))) open.length = 0;
    else if (isOpening(token)) open.push({ token, role: roleOf(tokens, index), afterSemicolon: false });
    else if (top !== undefined && closes(token, top)) open.pop();
    else if (top !== undefined && t.is(token, t.Semicolon))
      open.push({ ...pop(open, top), afterSemicolon: true });
  }
  return open;
}

function pop(open: OpenBracket[], top: OpenBracket): OpenBracket {
  open.pop();
  return top;
}

/** Whether a token is an opening bracket of any shape. */
export const isOpening = (token: IToken): boolean => pairs.some(({ opening }) => t.is(token, opening));

/** Whether a token is a closing bracket of any shape. */
export const isClosing = (token: IToken): boolean => pairs.some(({ closing }) => t.is(token, closing));

const pairs: readonly { readonly opening: TokenType; readonly closing: TokenType }[] = [
  { opening: t.LeftRound, closing: t.RightRound },
  { opening: t.LeftSquare, closing: t.RightSquare },
  { opening: t.LeftCurly, closing: t.RightCurly },
];

/** How a bracket can be closed, in words: the interval of a domain may end round or square. */
export function closingOf({ token, role }: OpenBracket): string {
  if (role === 'domain' && !t.is(token, t.LeftCurly)) return '`)` or `]`';
  const pair = pairs.find(({ opening }) => t.is(token, opening));
  return `\`${pair?.closing.LABEL ?? ''}\``;
}

const closes = (token: IToken, open: OpenBracket): boolean =>
  isClosing(token) && closingOf(open).includes(`\`${token.image}\``);

function roleOf(tokens: readonly IToken[], index: number): Role {
  const token = tokens[index];
  const before = tokens[index - 1];
  if (t.is(before, t.In) && isKind(tokens[index - 2])) return 'domain';
  if (t.is(token, t.LeftCurly)) return 'import';
  if (t.is(token, t.LeftSquare)) return 'axes';
  if (t.is(before, t.RightSquare))
    return isDeclared(tokens, nameBeforeAxes(tokens, index - 1)) ? 'signature' : 'call';
  if (!t.is(before, t.Name)) return 'group';
  return isDeclared(tokens, index - 1) ? 'signature' : 'call';
}

/** Before `in` of a domain stands a kind or its axes. */
const isKind = (token: IToken | undefined): boolean => t.is(token, t.Name) || t.is(token, t.RightSquare);

const isDeclared = (tokens: readonly IToken[], index: number): boolean =>
  [t.Loss, t.Metric, t.Fn].some((word) => tokens[index - 1]?.tokenType === word);

function nameBeforeAxes(tokens: readonly IToken[], closing: number): number {
  let index = closing;
  while (index > 0 && !t.is(tokens[index], t.LeftSquare)) index--;
  return index - 1;
}
