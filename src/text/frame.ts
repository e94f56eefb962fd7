/** Marked places in; the lines that hold them, each place underlined, out. */
import type { Colour, Paint } from './paint.ts';
import { position, type Source, type Span } from './source.ts';

export interface Mark {
  readonly span: Span;
  /** The character that underlines. */
  readonly sign: string;
  readonly colour: Colour;
  /** Written after the underline; may be empty. */
  readonly message: string;
}

/**
 * Draws `file:line:column` of a mark, which terminals and editors turn into a link, and then the lines of it and
 * of other marks in its file; a gap between lines is shown as `…`.
 */
export function frame(main: Mark, others: readonly Mark[], style: Paint): string {
  const { source } = main.span;
  const lines = source.text.split(/\r?\n/);
  const marks = [main, ...others];
  const numbers = [...new Set(marks.map(lineOf))].sort((a, b) => a - b);
  const gutter = ' '.repeat(String(numbers.at(-1) ?? 1).length);
  const margin = style('blue', `${gutter} |`);
  const drawn = numbers.flatMap((number, index) => {
    const text = lines[number - 1] ?? '';
    const before = numbers[index - 1];
    const gap = before !== undefined && before < number - 1 ? [style('blue', `${gutter} …`)] : [];
    const head = style('blue', `${String(number).padStart(gutter.length)} |`);
    const underlines = marks
      .filter((mark) => lineOf(mark) === number)
      .map((mark) => `${margin} ${underline(source, text, mark, style)}`);
    return [...gap, `${head} ${expand(text)}`.trimEnd(), ...underlines];
  });
  const { line, column } = position(source, main.span.start);
  const place = `${gutter}${style('blue', '-->')} ${source.path}:${line}:${column}`;
  return [place, margin, ...drawn].join('\n');
}

const lineOf = ({ span }: Mark): number => position(span.source, span.start).line;

/** Spaces up to the place, then signs below it; a place that goes on for lines is underlined on its first. */
function underline(
  source: Source,
  text: string,
  { span, sign, colour, message }: Mark,
  style: Paint,
): string {
  const start = position(source, span.start).column - 1;
  const end = Math.min(text.length, start + span.end - span.start);
  const indentation = ' '.repeat(width(text.slice(0, start)));
  const length = Math.max(1, width(text.slice(start, end)));
  const words = message === '' ? '' : ` ${message}`;
  return indentation + style(colour, sign.repeat(length) + words);
}

const expand = (text: string): string => text.replaceAll('\t', '  ');

/** Columns that a text takes in a terminal: combining marks take none, wide letters and emoji two. */
function width(text: string): number {
  const characters = [...expand(text)].filter((character) => !/\p{M}|\p{Cf}/u.test(character));
  return characters.reduce((sum, character) => sum + (isWide(character) ? 2 : 1), 0);
}

const isWide = (character: string): boolean =>
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u.test(
    character,
  );
