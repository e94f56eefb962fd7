/** What an emitted expression is at run time. */

/** A tensor of some type, or a number of JavaScript. */
export type Type = 'number' | 'float' | 'int' | 'bool';

export interface Value {
  /** JavaScript: a name, a call, or for a number an expression. */
  readonly text: string;
  readonly type: Type;
  /** The axes along which it varies; along the others its size is 1. */
  readonly axes: readonly string[];
  /** It has no dimension for the class axis, which is the last one: what `oneHot` takes. */
  readonly bare?: boolean;
}

export const numberValue = (text: string): Value => ({ text, type: 'number', axes: [] });
export const isNumber = (value: Value): boolean => value.type === 'number';

export const union = (a: readonly string[], b: readonly string[]): readonly string[] =>
  [...new Set([...a, ...b])].sort();

/** How large a value is, about: a batch of 8 images of 4 classes. */
export function volumeOf(
  axes: readonly string[],
  classes: ReadonlySet<string>,
  batch: string | undefined,
): number {
  return axes.reduce((volume, axis) => volume * (axis === batch ? 8 : classes.has(axis) ? 4 : 1000), 1);
}
