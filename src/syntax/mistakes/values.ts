/** Mistakes in expressions: values, operators and keywords that are missing or too many. */
import type { IToken } from 'chevrotain';
import * as t from '../../../grammar/tokens.ts';
import { diagnostic, type Diagnostic } from '../../text/diagnostic.ts';
import { cover, span } from '../../text/source.ts';
import { endOf, tokenSpan } from '../building/place.ts';
import { isClosing, isOpening } from './openBrackets.ts';
import { isLandmark } from './regions.ts';
import {
  isAny,
  isInExpression,
  isLandmarkToken,
  isSideBySide,
  pointBefore,
  quoted,
  startsValue,
  type Scene,
} from './scene.ts';

export function valueMissing(scene: Scene): Diagnostic | undefined {
  const { source, found, before, expected } = scene;
  const emptyEntry = t.is(found, t.Comma) && isAny(before, [t.Comma, t.LeftRound, t.LeftSquare, t.LeftCurly]);
  if (!['primary', 'negative', 'negation'].includes(expected) && !emptyEntry) return undefined;
  const misplaced = t.is(found, t.Not);
  const place = before === undefined ? `before ${quoted(found)}` : `after ${quoted(before)}`;
  const at = misplaced || before === undefined ? found : before;
  return diagnostic(
    'value-missing',
    at === undefined ? span(source, 0, 0) : tokenSpan(source, at),
    { place },
    { remedy: misplaced ? 'Put parentheses around `not …` here.' : undefined },
  );
}

export function equalsInExpression(scene: Scene): Diagnostic | undefined {
  const { source, found } = scene;
  if (found === undefined || !t.is(found, t.Equals) || !isInExpression(scene)) return undefined;
  return diagnostic(
    'equals-in-expression',
    tokenSpan(source, found),
    {},
    { remedy: 'To compare, write `==`.' },
  );
}

export function chainedComparison(scene: Scene): Diagnostic | undefined {
  const { source, tokens, index, found } = scene;
  if (found === undefined || !t.is(found, t.ComparisonSign) || !isInExpression(scene)) return undefined;
  const first = comparisonBefore(tokens, index);
  const [left, right] = [tokens[first + 1], tokens[index - 1]];
  if (first < 0 || left === undefined || right === undefined) return undefined;
  const middle = source.text.slice(left.startOffset, endOf(right));
  return diagnostic(
    'chained-comparison',
    tokenSpan(source, found),
    { middle: `\`${middle}\`` },
    { remedy: `Write \`… ${tokens[first]?.image ?? ''} ${middle} and ${middle} ${found.image} …\`.` },
  );
}

/** Index of the comparison whose right side ends before a token; -1 where there is none. */
function comparisonBefore(tokens: readonly IToken[], end: number): number {
  let depth = 0;
  return tokens.findLastIndex((token, at) => {
    if (at >= end) return false;
    if (isClosing(token)) depth++;
    if (isOpening(token)) depth--;
    return depth === 0 && t.is(token, t.ComparisonSign);
  });
}

export function keywordMissing(scene: Scene): Diagnostic | undefined {
  const { expected, found, before, tokens, index } = scene;
  const word = [t.Then, t.Else].find(({ name }) => name === expected);
  if (word === undefined) return undefined;
  const rest = tokens.slice(index);
  const stop = rest.findIndex((token, at) => isLandmark(token, index + at, tokens));
  const comesLater = (stop < 0 ? rest : rest.slice(0, stop)).some((token) => t.is(token, word));
  if (comesLater && found !== undefined && startsValue(found)) return undefined;
  return diagnostic(
    'keyword-missing',
    pointBefore(scene),
    { word: word.LABEL ?? '', before: quoted(before) },
    { remedy: 'Write `if test then a else b`.' },
  );
}

/** `f(x)[t]`, as arrays are indexed elsewhere. */
export function indexing({ source, found, before }: Scene): Diagnostic | undefined {
  if (found === undefined || !t.is(found, t.LeftSquare) || !t.is(before, t.RightRound)) return undefined;
  const remedy =
    'The entry of a class is `pick[c](x, t)`, a part of an axis stands in a reduction: `sum[c: 1..](x)`.';
  const parameters = { expected: 'an operator', found: quoted(found) };
  return diagnostic('unexpected-text', tokenSpan(source, found), parameters, { remedy });
}

/** What a number followed by a name was meant to be, where it is one of another language. */
function numberElsewhere(before: IToken, found: IToken): string | undefined {
  if (!t.is(before, t.NumberToken) || endOf(before) !== found.startOffset) return undefined;
  const isGrouped = /^_\d/.test(found.image);
  const isOfBase = before.image === '0' && /^[xbo][\da-f]+$/i.test(found.image);
  return isGrouped || isOfBase
    ? 'Numbers are written in decimal digits alone: `1000`, `0.5`, `1e-7`.'
    : undefined;
}

export function operatorMissing(scene: Scene): Diagnostic | undefined {
  const { source, found, before, open } = scene;
  if (!isSideBySide(scene) || found === undefined || before === undefined) return undefined;
  if (isLandmarkToken(found) || !isInExpression(scene) || open?.role === 'axes') return undefined;
  const simple = [before, found].every((token) => isAny(token, [t.Name, t.NumberToken]));
  const product = simple ? `\`${before.image} * ${found.image}\`` : '`*` between them';
  const list = open?.role === 'call' ? ' Arguments stand between commas.' : '';
  return diagnostic(
    'operator-missing',
    cover(tokenSpan(source, before), tokenSpan(source, found)),
    { left: quoted(before), right: quoted(found) },
    { remedy: numberElsewhere(before, found) ?? `To multiply, write ${product}.${list}` },
  );
}
