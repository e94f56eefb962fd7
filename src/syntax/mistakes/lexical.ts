/** Tokens, comments and strays in; mistakes that lie in a single token are reported. */
import type { IToken } from 'chevrotain';
import type { Lexed } from '../../../grammar/lexer.ts';
import * as t from '../../../grammar/tokens.ts';
import { diagnostic, type Report } from '../../text/diagnostic.ts';
import { span, type Source, type Span } from '../../text/source.ts';
import { tokenSpan } from '../building/place.ts';

/** Deep enough for any formula, and far from the end of the call stack. */
const deepest = 200;

/** Reports what is wrong with single tokens. True where brackets are nested too deep to parse at all. */
export function reportLexicalMistakes(source: Source, lexed: Lexed, report: Report): boolean {
  for (const { start, end } of lexed.strays) reportStray(source, start, end, report);
  for (const comment of lexed.comments) {
    if (comment.tokenType !== t.OpenComment) continue;
    report(diagnostic('comment-not-closed', span(source, comment.startOffset, comment.startOffset + 2), {}));
  }
  for (const token of lexed.tokens) reportToken(source, token, report);
  reportNames(source, lexed.tokens, report);
  return reportDepth(source, lexed.tokens, report);
}

function reportToken(source: Source, token: IToken, report: Report): void {
  const place = tokenSpan(source, token);
  const sign = t.foreignSigns.find((foreign) => foreign.token === token.tokenType);
  if (sign !== undefined) {
    const remedy = sign.spelling === '|' ? 'The absolute value of x is `abs(x)`.' : undefined;
    report(diagnostic('foreign-sign', place, { written: sign.spelling, right: sign.right }, { remedy }));
  } else if (token.tokenType === t.SingleQuoted) {
    const right = `"${token.image.slice(1, -1)}"`;
    report(diagnostic('foreign-sign', place, { written: token.image, right }));
  } else if (token.tokenType === t.OpenText) {
    report(diagnostic('string-not-closed', place, {}));
  } else if (token.tokenType === t.NumberToken) {
    reportNumber(token.image, place, report);
  }
}

/** Each name that objects of JavaScript have of their own, where it is first. */
function reportNames(source: Source, tokens: readonly IToken[], report: Report): void {
  const found = new Map<string, IToken>();
  for (const token of tokens)
    if (Object.hasOwn(Object.prototype, token.image) && !found.has(token.image))
      found.set(token.image, token);
  for (const [name, token] of found) report(diagnostic('name-unusable', tokenSpan(source, token), { name }));
}

/** Literals that would silently become infinite, or 0 though they are not. */
function reportNumber(number: string, place: Span, report: Report): void {
  const value = Number(number);
  if (value === Infinity) {
    const remedy = 'Write `inf` where infinity is meant.';
    report(diagnostic('number-beyond-range', place, { number, how: 'large', read: 'inf' }, { remedy }));
  } else if (value === 0 && /^[^e]*[1-9]/i.test(number)) {
    report(diagnostic('number-beyond-range', place, { number, how: 'small', read: '0' }));
  }
}

/** What the writer of a stray character probably wants. */
const remedies: Readonly<Record<string, string>> = {
  '²': 'Write `^2`.',
  '³': 'Write `^3`.',
  '∞': 'Write `inf`.',
  '√': 'Write `sqrt(x)`.',
  '‖': 'Write `norm[i](x)`.',
  "'": 'Names are made of letters, digits and `_`.',
  '∑': 'Write `sum[i](x)`, with the axes to sum over.',
  '∏': 'Write `prod[i](x)`, with the axes to multiply over.',
  '∈': 'Write `in`.',
  '\uFFFD': 'The file is not text in UTF-8: save it as such.',
  '?': 'Write `if test then a else b`.',
  '%': 'Write the number itself: 5 % is `0.05`.',
  '#': 'Comments start with `//`.',
  '.': 'Digits follow the point of a number: `2.0`.',
  '@': 'Tags such as `@cite` stand in `///` comments.',
  $: 'Formulas between `$` stand in `///` comments.',
};

function reportStray(source: Source, start: number, end: number, report: Report): void {
  const character = String.fromCodePoint(source.text.codePointAt(start) ?? 0);
  report(
    diagnostic(
      'unexpected-character',
      span(source, start, end),
      { character: `\`${character}\`` },
      { remedy: remedies[character] },
    ),
  );
}

function reportDepth(source: Source, tokens: readonly IToken[], report: Report): boolean {
  let depth = 0;
  for (const token of tokens) {
    if ([t.LeftRound, t.LeftSquare, t.LeftCurly].some((type) => t.is(token, type))) depth++;
    if ([t.RightRound, t.RightSquare, t.RightCurly].some((type) => t.is(token, type))) depth--;
    if (depth <= deepest) continue;
    report(diagnostic('nested-too-deep', tokenSpan(source, token), { limit: deepest }));
    return true;
  }
  return false;
}
