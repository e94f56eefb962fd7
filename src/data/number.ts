/** Numbers in JSON: a JSON number, or one of three strings for what JSON cannot say. */

const spelled = new Map<unknown, number>([
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
]);

/** A JSON number as it is written: the strings "NaN", "Infinity" and "-Infinity" where it is not finite. */
export type JsonNumber = number | 'NaN' | 'Infinity' | '-Infinity';

/** The number that a JSON value stands for; undefined where it stands for none. */
export const readNumber = (value: unknown): number | undefined =>
  typeof value === 'number' ? value : spelled.get(value);

/** The JSON value for a number. */
export function writeNumber(value: number): JsonNumber {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Infinity) return 'Infinity';
  return value === -Infinity ? '-Infinity' : value;
}

/** Why a JSON value is not a number, with a remedy for what other programs are known to write. */
export function notANumber(value: unknown): { readonly message: string; readonly remedy: string } {
  const remedy = 'Write a number, or one of the strings "NaN", "Infinity" and "-Infinity".';
  if (value === null)
    return {
      message: 'is null',
      remedy: `${remedy} (Programs that serialise with JSON.stringify turn NaN into null.)`,
    };
  if (typeof value === 'boolean') return { message: `is ${value}`, remedy: 'Write 0 or 1.' };
  if (typeof value === 'string') return { message: `is the string ${JSON.stringify(value)}`, remedy };
  return { message: Array.isArray(value) ? 'is an array' : 'is an object', remedy };
}
