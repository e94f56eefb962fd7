/** The tables of the compiler in; every formula in them, parsed and without places in a text, out. */
import { parseFormula, type Formula } from '../src/graph/formula.ts';
import { alongAxes } from '../src/operators/alongAxes.ts';
import { elementwise } from '../src/operators/elementwise.ts';
import { cheap } from '../src/rewrite/cheap.ts';
import type { Rules } from '../src/rewrite/rule.ts';
import { everythingStable } from '../src/rewrite/stableValues.ts';

/** What an operator says of itself in formulas. */
interface Described {
  readonly derivative: Readonly<Record<string, string>>;
  readonly meaning?: string;
}

const operators: readonly Described[] = [...Object.values(elementwise), ...Object.values(alongAxes)];
const tables: readonly Rules[] = [everythingStable, cheap];

const texts = [
  ...operators.flatMap(({ derivative, meaning }) => [
    ...Object.values(derivative),
    ...(meaning === undefined ? [] : [meaning]),
  ]),
  ...tables.flatMap((table) => Object.values(table).flatMap(({ from, to }) => [from, to])),
];

const places = new Set(['span', 'operatorSpan']);
const withoutPlaces = (formula: Formula): unknown =>
  JSON.parse(
    JSON.stringify(formula, (field: string, value: unknown) => (places.has(field) ? undefined : value)),
  );

export const formulas = Object.fromEntries(
  [...new Set(texts)].sort().map((text) => [text, withoutPlaces(parseFormula(text))]),
);
