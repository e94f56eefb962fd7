/** Tokens in, the stretches of text out within which one mistake may cause another. */
import type { IToken } from 'chevrotain';
import { landmarks } from '../../../grammar/grammar.ts';
import * as t from '../../../grammar/tokens.ts';

export interface Regions {
  /** Number of the declaration that an offset belongs to. */
  declarationAt(offset: number): number;
  /** Number of the part that an offset belongs to: a signature with its result, or one binding. */
  partAt(offset: number): number;
}

/** Finds where declarations and bindings start; the words for that occur nowhere else. */
export function regionsOf(tokens: readonly IToken[]): Regions {
  const declarations = tokens.filter(startsDeclaration).map((token) => token.startOffset);
  const parts = tokens.filter(isLandmark).map((token) => token.startOffset);
  const at = (starts: readonly number[], offset: number): number =>
    starts.filter((start) => start <= offset).length;
  return {
    declarationAt: (offset) => at(declarations, offset),
    partAt: (offset) => at(parts, offset),
  };
}

/** The `const` of an input, `z: const logit[n]`, is none. */
export const isLandmark = (token: IToken, index: number, tokens: readonly IToken[]): boolean =>
  landmarks.some((type) => t.is(token, type)) && !t.is(tokens[index - 1], t.Colon);

export const startsDeclaration = (token: IToken, index: number, tokens: readonly IToken[]): boolean =>
  [t.Loss, t.Metric, t.Fn, t.Const, t.Import].some((word) => token.tokenType === word) &&
  isLandmark(token, index, tokens);

/** Whether a token is the name that a declaration or import brings, or in an import may be. */
export function isDeclaredName(tokens: readonly IToken[], index: number): boolean {
  const head = tokens.findLastIndex((token, at) => at < index && startsDeclaration(token, at, tokens));
  const token = tokens[index];
  if (head === index - 1) return t.is(token, t.Name);
  return token?.tokenType === t.Name && t.is(tokens[head], t.Import);
}
