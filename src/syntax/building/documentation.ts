/** Comments in; the documentation of each declaration out, with a warning for one that documents nothing. */
import type { IToken } from 'chevrotain';
import type { Lexed } from '../../../grammar/lexer.ts';
import * as t from '../../../grammar/tokens.ts';
import { diagnostic, type Report } from '../../text/diagnostic.ts';
import { span, type Source } from '../../text/source.ts';
import { endOf } from './place.ts';
import { startsDeclaration } from '../mistakes/regions.ts';
import type { Doc } from '../tree.ts';

/** Joins the `///` lines before each token that starts a declaration. */
export function documentation(
  source: Source,
  lexed: Lexed,
  report: Report,
): (first: IToken) => Doc | undefined {
  const docs = new Map<IToken, Doc>();
  for (const [following, lines] of linesBefore(lexed)) {
    const doc = docOf(source, lines);
    const documented = lexed.tokens[following];
    if (documented !== undefined && canBeDocumented(lexed.tokens, following)) docs.set(documented, doc);
    else report(diagnostic('documentation-of-nothing', doc.span, {}, { remedy: 'Write `//` instead.' }));
  }
  return (first) => docs.get(first);
}

function canBeDocumented(tokens: readonly IToken[], index: number): boolean {
  const token = tokens[index];
  return token !== undefined && startsDeclaration(token, index, tokens) && !t.is(token, t.Import);
}

/** The doc comments of a file, by the index of the token that follows them. */
function linesBefore({ tokens, comments }: Lexed): Map<number, IToken[]> {
  const groups = new Map<number, IToken[]>();
  let following = 0;
  for (const line of comments) {
    while ((tokens[following]?.startOffset ?? Infinity) < line.startOffset) following++;
    if (line.tokenType !== t.DocComment) continue;
    const group = groups.get(following);
    if (group === undefined) groups.set(following, [line]);
    else group.push(line);
  }
  return groups;
}

function docOf(source: Source, lines: readonly IToken[]): Doc {
  const start = Math.min(...lines.map((line) => line.startOffset));
  const end = Math.max(...lines.map(endOf));
  return {
    text: lines.map((line) => line.image.slice(3).replace(/^ /, '').trimEnd()).join('\n'),
    span: span(source, start, end),
  };
}
