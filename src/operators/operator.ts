/**
 * What an elementwise operator is: everything about it in one place. Mathematics is text in the loss language,
 * read lazily by the project's own parser: `g` is the incoming gradient, `out` the operator's own result.
 */
import type { Range } from '../graph/range.ts';

/** A formula in the loss language over the argument names, `g` and `out`. */
export type Formula = string;

interface Definition<Argument extends string> {
  readonly arguments: readonly Argument[];
  /** One line for the documentation. */
  readonly summary: string;
  /** Part of the language; the others arise inside the compiler only. */
  readonly language: boolean;
  /** Smallest interval that holds all results, given those of the arguments. */
  range(...arguments_: Range[]): Range;
  /** What the formula means in f64; the compiler folds constants with it. */
  value(...arguments_: number[]): number;
  /** Adjoint of each argument; `0` where the function is constant almost everywhere. */
  readonly derivative: { readonly [Name in Argument]: Formula };
  /** The values of an argument for which the operator is defined, where that is not all of them. */
  readonly domain?: { readonly [Name in Argument]?: Range };
  /** A derived operator: its meaning in other operators. Backends that have no spelling use it. */
  readonly meaning?: Formula;
  /** The JavaScript expression over `$0`, `$1`, …; helpers it calls are named in `helpers`. */
  readonly js?: string;
  /** The WGSL expression over `$0`, `$1`, …; it may call the functions of the WGSL backend. */
  readonly wgsl?: string;
  /** Costs a transcendental evaluation. */
  readonly transcendental?: boolean;
}

/** An operator that a backend could neither spell nor expand does not compile. */
export type Operator<Argument extends string = string> = Definition<Argument> &
  ({ readonly meaning: Formula } | { readonly js: string; readonly wgsl: string });

/** Gives a definition its exact argument names, so that a forgotten derivative does not compile. */
export const operator = <const Argument extends string>(definition: Operator<Argument>): Operator<Argument> =>
  definition;
