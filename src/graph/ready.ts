/**
 * Formulas that need no parsing, by their text: none in the sources. The bundle has those of the tables here, so that
 * no start of the command line parses what has not changed since it was made.
 */
import type { Formula } from './formula.ts';

export const ready: Readonly<Record<string, Formula>> = {};
