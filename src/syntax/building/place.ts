/** From Chevrotain's tokens and nodes to spans and names of the tree. */
import type { CstNode, IToken } from 'chevrotain';
import { span, type Source, type Span } from '../../text/source.ts';
import type { Name } from '../tree.ts';

/** Where the first token starts, and where the text after it goes on. */
export const endOf = (token: IToken): number => token.startOffset + token.image.length;

export const tokenSpan = (source: Source, token: IToken): Span =>
  span(source, token.startOffset, endOf(token));

/** The span of a node's tokens; a node without tokens is an empty place at the start. */
export function nodeSpan(source: Source, node: CstNode): Span {
  const { startOffset = 0, endOffset = -1 } = node.location ?? {};
  return Number.isNaN(startOffset) ? span(source, 0, 0) : span(source, startOffset, endOffset + 1);
}

/** A name with its text in Unicode normal form C: composed and decomposed letters are the same. */
export const nameOf = (source: Source, token: IToken): Name => ({
  text: token.image.normalize('NFC'),
  span: tokenSpan(source, token),
});

/** What the grammar says is there. Only a tree without errors is read, so its absence is a bug of lossc. */
export function present<T>(items: readonly T[] | undefined): T {
  const first = items?.[0];
  if (first === undefined) throw new Error('The concrete syntax tree lacks what the grammar promises.');
  return first;
}
