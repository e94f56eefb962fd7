/** A source text and places in it: what every message points to. */

/** One `.loss` file: where it came from and what it says. */
export interface Source {
  /** As the user would write it: a path, `<stdin>`, or `lossc` for the standard library. */
  readonly path: string;
  readonly text: string;
}

/** A half-open range of UTF-16 offsets in one source. */
export interface Span {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

/** A position for people: both numbers start at 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export const span = (source: Source, start: number, end: number): Span => ({ source, start, end });

/** The smallest span that holds both. Both must lie in one source. */
export const cover = (a: Span, b: Span): Span =>
  span(a.source, Math.min(a.start, b.start), Math.max(a.end, b.end));

/** Line and column of an offset. */
export function position(source: Source, offset: number): Position {
  const before = source.text.slice(0, offset);
  const line = before.split('\n').length;
  return { line, column: offset - before.lastIndexOf('\n') };
}

/** The text that a span covers. */
export const textOf = (s: Span): string => s.source.text.slice(s.start, s.end);
