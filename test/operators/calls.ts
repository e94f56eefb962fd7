/** Operators of the tables as text: a call in the loss language, with its arguments' domains. */
import { reals, range, nonNegative, type Range } from '../../src/graph/range.ts';
import { elementwise, type ElementwiseName } from '../../src/operators/elementwise.ts';
import type { Operator } from '../../src/operators/operator.ts';

const keywords: ReadonlySet<string> = new Set(['and', 'or']);

/** `name(x, y)`; the logical operators are written between and before. */
export function callOf(name: string, args: readonly string[]): string {
  if (keywords.has(name)) return `(${args.join(` ${name} `)})`;
  return name === 'not' ? `(not ${args.join('')})` : `${name}(${args.join(', ')})`;
}

export const operatorNames = Object.keys(elementwise).flatMap((name) =>
  name in elementwise ? [name as ElementwiseName] : [],
);

/** The table's entry with its common type. */
export const operatorOf = (name: ElementwiseName): Operator => elementwise[name];

/** Where an argument lies: in the declared domain, and elsewhere on the reals. */
export function domainOf(name: ElementwiseName, argument: string): Range {
  if (name === 'tan') return range(-1.2, 1.2);
  if (name === 'pow' && argument === 'x') return nonNegative;
  const declared: Readonly<Record<string, Range | undefined>> = operatorOf(name).domain ?? {};
  return declared[argument] ?? reals;
}

/** The same, where exponentials stay moderate: for values inside further functions. */
export function moderateDomain(name: ElementwiseName, argument: string): Range {
  const { lo, hi, loOpen, hiOpen } = domainOf(name, argument);
  return range(Math.max(lo, -3), Math.min(hi, 3), { lo: loOpen && lo > -3, hi: hiOpen && hi < 3 });
}
