/** What an emitted expression is at run time. */

/** A tensor of some type, or a number of JavaScript. */
export type Type = 'number' | 'float' | 'int' | 'bool';

export interface Value {
  /** JavaScript: a name, a call, or for a number an expression. */
  readonly text: string;
  readonly type: Type;
  /** The axes along which it varies; those that are absent have the size 1, or are missing at the front. */
  readonly axes: readonly string[];
  /** It has one dimension for every axis but the last, the class axis: what `oneHot` takes. */
  readonly bare?: boolean;
}

export const isNumber = (value: Value): boolean => value.type === 'number';

/** How large a value is, about: a batch of 8 images of 4 classes. */
export function volumeOf(
  axes: readonly string[],
  classes: ReadonlySet<string>,
  batch: string | undefined,
): number {
  return axes.reduce((volume, axis) => volume * (axis === batch ? 8 : classes.has(axis) ? 4 : 1000), 1);
}
