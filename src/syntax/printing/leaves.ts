/** The texts of a tree's tokens in, the same with the comments of the source between them out. */
import type { IToken } from 'chevrotain';
import type { Lexed } from '../../../grammar/lexer.ts';
import * as t from '../../../grammar/tokens.ts';
import type { Layout, Remark } from './layout.ts';
import { endOf } from '../building/place.ts';

/** Turns the text of one token into a layout. Called once for every token, in the order of the text. */
export type Leaf = (text: string) => Layout;

/** For trees without a source: there are no comments. */
export const plainLeaf: Leaf = (text) => text;

/** Walks along the tokens of a source while its tree is printed, and gives each token its comments. */
export class Leaves {
  readonly #text: string;
  readonly #tokens: readonly IToken[];
  readonly #comments: readonly IToken[];
  readonly #startsItem: (offset: number) => boolean;
  #next = 0;
  #nextComment = 0;
  /** A comment such as `/* here *\/` that goes before the next token, on its line. */
  #prefix = '';

  /** `startsItem` tells the offsets where declarations and imports start. */
  constructor(text: string, { tokens, comments }: Lexed, startsItem: (offset: number) => boolean) {
    this.#text = text;
    this.#tokens = tokens;
    this.#comments = comments;
    this.#startsItem = startsItem;
  }

  readonly leaf: Leaf = (text) => {
    const token = this.#tokens[this.#next];
    // A token that the printer adds, such as the `[]` of an input without axes, has no comments.
    if (token === undefined || token.image.normalize('NFC') !== text) return text;
    this.#next++;
    const layouts: Layout[] = [this.#prefix + text];
    this.#prefix = '';
    layouts.push(this.#commentsAfter(token));
    for (let dropped = this.#dropped(); dropped !== undefined; dropped = this.#dropped()) {
      this.#next++;
      layouts.push(this.#commentsAfter(dropped));
    }
    return layouts;
  };

  /** The comments before the next declaration, or at the end of the file. */
  leading(): readonly IToken[] {
    const end = this.#tokens[this.#next]?.startOffset ?? Infinity;
    const found: IToken[] = [];
    for (let comment = this.#peek(end); comment !== undefined; comment = this.#peek(end)) {
      found.push(comment);
      this.#nextComment++;
    }
    return found;
  }

  /** A trailing comma, or a `;` without hyperparameters after it, is left out. */
  #dropped(): IToken | undefined {
    const token = this.#tokens[this.#next];
    const following = this.#tokens[this.#next + 1];
    const endsList = closing.some((type) => t.is(following, type));
    const isTrailing = endsList || (t.is(token, t.Comma) && t.is(following, t.Semicolon));
    return isTrailing && separators.some((type) => t.is(token, type)) ? token : undefined;
  }

  #commentsAfter(token: IToken): Layout {
    const following = this.#tokens[this.#next];
    const endsItem = following === undefined || this.#startsItem(following.startOffset);
    const layouts: Layout[] = [];
    let place = endOf(token);
    for (;;) {
      const comment = this.#peek(following?.startOffset ?? Infinity);
      // At the end of a declaration, comments at the start of a line belong to the next one.
      if (comment === undefined || (endsItem && comment.startColumn === 1)) return layouts;
      this.#nextComment++;
      if (this.#isInline(comment, following)) layouts.push(this.#inline(comment, following));
      else layouts.push({ kind: 'remark', remark: this.#remark(comment, place) });
      place = endOf(comment);
    }
  }

  #peek(end: number): IToken | undefined {
    const comment = this.#comments[this.#nextComment];
    return comment !== undefined && comment.startOffset < end ? comment : undefined;
  }

  #isInline(comment: IToken, following: IToken | undefined): boolean {
    if (comment.tokenType !== t.BlockComment || following === undefined) return false;
    return !this.#text.slice(comment.startOffset, following.startOffset).includes('\n');
  }

  #inline(comment: IToken, following: IToken | undefined): Layout {
    if ([...closing, ...separators].some((type) => t.is(following, type))) return ` ${imageOf(comment)}`;
    this.#prefix += `${imageOf(comment)} `;
    return '';
  }

  #remark(comment: IToken, place: number): Remark {
    const gap = this.#text.slice(place, comment.startOffset);
    return { text: imageOf(comment).trimEnd(), ownLine: gap.includes('\n'), blankBefore: hasBlankLine(gap) };
  }
}

const closing = [t.RightRound, t.RightSquare, t.RightCurly];
const separators = [t.Comma, t.Semicolon];

/** A comment may go over several lines, which end as all others of the output do. */
export const imageOf = ({ image }: IToken): string => image.replace(/\r\n?/g, '\n');

/** Whether a stretch of space holds an empty line. */
export const hasBlankLine = (space: string): boolean => /\n[^\S\n]*\r?\n/.test(space);
