/** Nested JSON arrays in, a shape with flat row-major values out; and the way back. */
import { notANumber, readNumber, writeNumber, type JsonNumber } from './number.ts';
import { counted, pathTo, type Complain } from './problem.ts';

/** Values in row-major order; no dimensions for a plain number. */
export interface Dense {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

export type Nested = JsonNumber | readonly Nested[];

/** Deeper nesting is a mistake, and would only make the binding of axes slow. */
const deepest = 16;

/**
 * Reads nested arrays; what is ragged, empty or not a number is reported, and then there is no result.
 * `expected` says what stands here, for data that are no array and no number at all.
 */
export function flatten(
  value: unknown,
  where: string,
  complain: Complain,
  expected?: string,
): Dense | undefined {
  if (!Array.isArray(value) && readNumber(value) === undefined) {
    const { message, remedy } = notANumber(value);
    complain({ where, message, remedy: expected ?? remedy });
    return undefined;
  }
  const shape = shapeAlongFirst(value);
  if (shape.length > deepest) {
    complain({ where, message: `is nested ${shape.length} levels deep; at most ${deepest} make sense` });
    return undefined;
  }
  if (shape.includes(0)) {
    const message = 'has no elements';
    complain({ where, message, remedy: 'A loss is defined for at least one element along every axis.' });
    return undefined;
  }
  const reader = new Reader(shape, where, complain);
  reader.read(value, []);
  return reader.sound ? { shape, values: Float64Array.from(reader.values) } : undefined;
}

/** The lengths met when always going into the first entry. */
function shapeAlongFirst(value: unknown): number[] {
  const shape: number[] = [];
  for (let inner = value; Array.isArray(inner); inner = inner[0]) shape.push(inner.length);
  return shape;
}

/** One walk over nested arrays that must have the given shape; it stops reporting at the first mistake. */
class Reader {
  readonly values: number[] = [];
  sound = true;
  readonly #shape: readonly number[];
  readonly #where: string;
  readonly #complain: Complain;

  constructor(shape: readonly number[], where: string, complain: Complain) {
    this.#shape = shape;
    this.#where = where;
    this.#complain = complain;
  }

  read(value: unknown, at: readonly number[]): void {
    if (!this.sound) return;
    const expected = this.#shape[at.length];
    if (expected === undefined) this.#leaf(value, at);
    else if (!Array.isArray(value)) this.#fail(at, `is not an array, where ${this.#first(at)} is one`);
    else if (value.length !== expected)
      this.#fail(
        at,
        `has ${counted(value.length, 'entry', 'entries')}, where ${this.#first(at)} has ${expected}`,
      );
    else value.forEach((entry: unknown, index) => this.read(entry, [...at, index]));
  }

  #leaf(value: unknown, at: readonly number[]): void {
    const number = readNumber(value);
    if (number !== undefined) this.values.push(number);
    else if (Array.isArray(value) && at.some((index) => index > 0))
      this.#fail(at, `is an array, where ${this.#first(at)} is a number`);
    else {
      const { message, remedy } = notANumber(value);
      this.#fail(at, message, remedy);
    }
  }

  /** The place of the same depth that the others are measured by. */
  #first(at: readonly number[]): string {
    const zeros = at.map(() => 0);
    return pathTo(this.#where, zeros);
  }

  #fail(at: readonly number[], message: string, remedy?: string): void {
    this.sound = false;
    const ragged = 'Arrays must be nested regularly: all entries of one level have the same length.';
    this.#complain({ where: pathTo(this.#where, at), message, remedy: remedy ?? ragged });
  }
}

/** Flat row-major values as nested arrays; a plain number for a shape without dimensions. */
export function nest(values: ArrayLike<number>, shape: readonly number[]): Nested {
  const build = (depth: number, start: number, length: number): Nested => {
    const extent = shape[depth];
    if (extent === undefined) return writeNumber(values[start] ?? NaN);
    const step = length / extent;
    return Array.from({ length: extent }, (_, index) => build(depth + 1, start + index * step, step));
  };
  return build(0, 0, values.length);
}
