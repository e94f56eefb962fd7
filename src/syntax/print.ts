/** A source in, the same in the one canonical format out; and any expression of the tree as text. */
import type { IToken } from 'chevrotain';
import { tokenize } from '../../grammar/lexer.ts';
import * as t from '../../grammar/tokens.ts';
import { isError, type Report } from '../text/diagnostic.ts';
import type { Source } from '../text/source.ts';
import { lay } from './printing/layout.ts';
import { hasBlankLine, imageOf, Leaves, plainLeaf } from './printing/leaves.ts';
import { parse } from './parse.ts';
import { endOf } from './building/place.ts';
import { DeclarationPrinter, type Item } from './printing/declaration.ts';
import { ExpressionPrinter } from './printing/expression.ts';
import type { Expression, Module } from './tree.ts';

/** Wide enough for most formulas, narrow enough for two files side by side. */
const pageWidth = 100;

/** Lays an expression out, for messages on one line; `width` breaks it over several. */
export const print = (expression: Expression, width = Infinity): string =>
  lay(new ExpressionPrinter(plainLeaf).expression(expression), width);

/**
 * Formats a file: comments, the user's parentheses and the spelling of numbers stay. Undefined where the file
 * has syntax errors, which are reported; formatting a formatted file changes nothing.
 */
export function format(source: Source, report: Report): string | undefined {
  let failed = false;
  const module = parse(source, (diagnostic) => {
    // That a comment documents nothing is for `check` to say.
    if (!isError(diagnostic)) return;
    failed = true;
    report(diagnostic);
  });
  return failed ? undefined : formatModule(module);
}

function formatModule(module: Module): string {
  const { text } = module.source;
  const items: readonly Item[] = [...module.imports, ...module.declarations].sort(
    (a, b) => a.span.start - b.span.start,
  );
  const starts = new Set(items.map(({ span }) => span.start));
  const leaves = new Leaves(text, tokenize(text), (offset) => starts.has(offset));
  const printer = new DeclarationPrinter(leaves.leaf);
  let printed = '';
  let previous: Item | undefined;
  for (const item of items) {
    const leading = leaves.leading();
    if (previous !== undefined) printed += isTight(text, previous, item, leading) ? '\n' : '\n\n';
    printed += commentLines(text, leading, item) + lay(printer.item(item), pageWidth);
    previous = item;
  }
  const trailing = commentLines(text, leaves.leading(), undefined);
  if (printed !== '' && trailing !== '') printed += '\n\n';
  const whole = (printed + trailing).trimEnd();
  return whole === '' ? '' : `${whole}\n`;
}

/** Imports, and constants, may stand together without an empty line between. */
function isTight(text: string, previous: Item, item: Item, leading: readonly IToken[]): boolean {
  const areImports = !('kind' in previous) && !('kind' in item);
  const areConstants =
    'kind' in previous && 'kind' in item && previous.kind === 'const' && item.kind === 'const';
  if (!areImports && !areConstants) return false;
  const start = leading[0]?.startOffset ?? item.span.start;
  return !hasBlankLine(/\s*$/.exec(text.slice(previous.span.end, start))?.[0] ?? '');
}

/** Comments at the start of lines, with the empty lines between them; documentation touches its declaration. */
function commentLines(text: string, comments: readonly IToken[], item: Item | undefined): string {
  return comments
    .map((comment, index) => {
      const next = comments[index + 1]?.startOffset ?? item?.span.start ?? text.length;
      const touches = comment.tokenType === t.DocComment && index === comments.length - 1;
      const isApart = !touches && hasBlankLine(text.slice(endOf(comment), next));
      return `${imageOf(comment).trimEnd()}\n${isApart ? '\n' : ''}`;
    })
    .join('');
}
