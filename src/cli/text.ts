/** Numbers and rows in, the words and columns that people read out. */
import { stripVTControlCharacters } from 'node:util';

/** `812 B`, `2.1 kB` */
export const bytes = (count: number): string =>
  count < 1000 ? `${count} B` : `${(count / 1000).toFixed(1)} kB`;

/** `0.4 ms`, `12 ms`, `1.3 s` */
export function milliseconds(time: number): string {
  if (time < 10) return `${time.toFixed(1)} ms`;
  return time < 1000 ? `${Math.round(time)} ms` : `${(time / 1000).toFixed(1)} s`;
}

/** Two significant digits of an error: `3.1e-9`; `0` where it is none. */
export const errorText = (error: number): string => (error === 0 ? '0' : error.toExponential(1));

/** Rows of cells as lines with aligned columns; styles take no width. */
export function alignColumns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, widthOf(cell))));
  return rows.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell)))
      .join('  ')
      .trimEnd(),
  );
}

const widthOf = (cell: string): number => [...stripVTControlCharacters(cell)].length;
