/** Declarations in; the names of the mistakes in them, with the text that each points to, out. */
import { check, lossNames } from '../../src/check/check.ts';
import { Builder } from '../../src/graph/builder.ts';
import type { Diagnostic } from '../../src/text/diagnostic.ts';
import { textOf } from '../../src/text/source.ts';
import { program } from '../verify/program.ts';

/** Every diagnostic of every loss of a program. */
export function diagnose(declarations: string): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const read = program(declarations);
  for (const name of lossNames(read)) check(read, name, new Builder(), {}, (d) => found.push(d));
  return found;
}

/** `name-unknown: q` */
export const mistakes = (declarations: string): readonly string[] =>
  diagnose(declarations).map(({ name, span }) => `${name}: ${textOf(span)}`);
