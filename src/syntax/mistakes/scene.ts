/** A syntax error in; its place with everything that an explanation may depend on out. */
import type { IToken, TokenType } from 'chevrotain';
import { valueEnd, type SyntaxError } from '../../../grammar/grammar.ts';
import * as t from '../../../grammar/tokens.ts';
import type { Diagnostic } from '../../text/diagnostic.ts';
import { span, type Source, type Span } from '../../text/source.ts';
import { endOf, tokenSpan } from '../building/place.ts';
import { openBrackets, type OpenBracket } from './openBrackets.ts';
import { isLandmark, startsDeclaration } from './regions.ts';

export interface Scene {
  readonly source: Source;
  readonly tokens: readonly IToken[];
  /** Index of the token that does not fit; the number of tokens at the end of the file. */
  readonly index: number;
  readonly found: IToken | undefined;
  readonly before: IToken | undefined;
  /** The innermost open bracket. */
  readonly open: OpenBracket | undefined;
  /** It is closed before the next landmark, so it is not the one that lacks its end. */
  readonly isClosedLater: boolean;
  readonly expected: string;
  readonly rules: readonly string[];
}

/** Recognises one sort of mistake: undefined where the scene shows another. */
export type Explanation = (scene: Scene) => Diagnostic | undefined;

/** Looks around the place of an error. */
export function sceneOf(source: Source, tokens: readonly IToken[], error: SyntaxError): Scene {
  const index = indexOf(tokens, error.token);
  const declaration = tokens.findLastIndex((token, at) => at < index && startsDeclaration(token, at, tokens));
  const start = Math.max(declaration, 0);
  const open = openBrackets(tokens, start, index).at(-1);
  const landmark = tokens.findIndex((token, at) => at > index && isLandmark(token, at, tokens));
  const stillOpen = openBrackets(tokens, start, landmark < 0 ? tokens.length : landmark);
  return {
    source,
    tokens,
    index,
    found: tokens[index],
    before: tokens[index - 1],
    open,
    isClosedLater: !stillOpen.some(({ token }) => token === open?.token),
    expected: error.expected,
    rules: error.rules,
  };
}

/** The offset that tells which part of the file a mistake belongs to: before the landmark where it shows. */
export function anchorOf(tokens: readonly IToken[], error: SyntaxError): number {
  const index = indexOf(tokens, error.token);
  const found = tokens[index];
  const inside = found !== undefined && !isLandmark(found, index, tokens);
  return (inside ? found : tokens[index - 1])?.startOffset ?? 0;
}

function indexOf(tokens: readonly IToken[], token: IToken): number {
  const index = tokens.findIndex(({ startOffset }) => startOffset === token.startOffset);
  return index < 0 ? tokens.length : index;
}

/** The place where something is missing: the token found there, or the end of the line before. */
export function pointBefore({ source, found, before }: Scene): Span {
  if (found !== undefined && (before === undefined || found.startLine === before.endLine))
    return tokenSpan(source, found);
  const end = before === undefined ? 0 : endOf(before);
  return span(source, end, end);
}

export const quoted = (token: IToken | undefined): string =>
  token === undefined ? 'the end of the file' : `\`${token.image}\``;

export const isAny = (token: IToken | undefined, types: readonly TokenType[]): boolean =>
  types.some((type) => t.is(token, type));

export const isReserved = (token: IToken | undefined): boolean => isAny(token, t.reservedWords);

export const isLandmarkToken = (token: IToken): boolean => isLandmark(token, 0, [token]);

export const startsValue = (token: IToken): boolean =>
  isAny(token, [t.Name, t.BoundName, t.NumberToken, t.LeftRound, t.If]);

const endsValue = (token: IToken): boolean =>
  isAny(token, [t.Name, t.NumberToken, t.RightRound, t.RightSquare]);

/** Two values with nothing between them. */
export const isSideBySide = ({ found, before }: Scene): boolean =>
  found !== undefined && before !== undefined && startsValue(found) && endsValue(before);

export const startsLine = ({ found, before }: Scene): boolean => found?.startLine !== before?.endLine;

/** Inside a value, or where one has just ended. */
export const isInExpression = ({ rules, expected, open, isClosedLater }: Scene): boolean =>
  expected === valueEnd ||
  rules.includes('expression') ||
  (open?.role === 'signature' && open.afterSemicolon && isClosedLater && expected === t.RightRound.name);
