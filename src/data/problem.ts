/** Mistakes in data: what is wrong, where in the document, and what to do; collected like diagnostics. */
import { didYouMean } from '../text/suggest.ts';

export interface DataProblem {
  /** A path into the document, such as `inputs.z[0][2]`; empty for the document as a whole. */
  readonly where: string;
  readonly message: string;
  readonly remedy?: string;
}

/** Takes a problem; the reader goes on to the next part. */
export type Complain = (problem: DataProblem) => void;

/** `inputs.z[1][0]` from a start and the positions below it. */
export const pathTo = (root: string, positions: readonly number[]): string =>
  root + positions.map((at) => `[${at}]`).join('');

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
}

/** `2 × 3 × 4`, or `a plain number` for a shape without dimensions. */
export const shapeText = (shape: readonly number[]): string =>
  shape.length === 0 ? 'a plain number' : shape.join(' × ');

/** `a plain number`, `a list of 2 numbers`, `an array of 2 × 3 numbers`. */
export function arrayText(shape: readonly number[]): string {
  const [only, ...others] = shape;
  if (only === undefined) return shapeText(shape);
  return others.length === 0
    ? `a list of ${counted(only, 'number')}`
    : `an array of ${shapeText(shape)} numbers`;
}

/** `1 level`, `2 levels`. */
export const counted = (count: number, one: string, several = `${one}s`): string =>
  `${count} ${count === 1 ? one : several}`;

/** A remedy for a misspelt word; undefined where no other word is near. */
export function suggestion(word: string, words: Iterable<string>): string | undefined {
  const guess = didYouMean(word, words);
  return guess === undefined ? undefined : `Did you mean \`${guess}\`?`;
}
