/** What names mean while one body is being checked: its values, its axes, and the way that led here. */
import {
  diagnostic,
  type Details,
  type Diagnostic,
  type Parameters,
  type Report,
} from '../text/diagnostic.ts';
import type { DiagnosticName } from '../text/catalogue.ts';
import type { Span } from '../text/source.ts';
import { didYouMean } from '../text/suggest.ts';
import type { Program } from '../syntax/program.ts';
import type { Binding, Expression, Module, Name } from '../syntax/tree.ts';
import type { Builder } from '../graph/builder.ts';
import type { Node } from '../graph/node.ts';
import type { WrittenSum } from './ignored.ts';
import type { Value } from './value.ts';

/** What stays the same over one compilation. */
export interface Context {
  readonly builder: Builder;
  readonly program: Program;
  readonly report: Report;
  /** What bindings and parameters are called, for readable code; filled while checking. */
  readonly names: Map<Node, string>;
  /** Every `sum` and `mean`, for the warning about ignored labels. */
  readonly sums: WrittenSum[];
}

/** Remembers what a value is called, unless it has a name of its own. */
export function nameNode({ names }: Context, node: Node, name: string): void {
  if (node.args.length > 0 && !names.has(node)) names.set(node, name);
}

/** A call that is being expanded. */
export interface Frame {
  readonly name: string;
  readonly call: Span;
}

export interface Scope {
  readonly context: Context;
  readonly module: Module;
  /** Inputs, hyperparameters and parameters by name; undefined where their own mistake was reported. */
  readonly values: ReadonlyMap<string, Value | undefined>;
  readonly bindings: ReadonlyMap<string, Binding>;
  /** What each axis name of the body stands for among the axes of the compiled loss. */
  readonly axes: ReadonlyMap<string, readonly string[]>;
  /** A function also sees the axes of whoever calls it. */
  readonly outer?: Scope;
  readonly frames: readonly Frame[];
  /** Expressions already checked in this scope. */
  readonly known: Map<Expression, Value | undefined>;
  /** Bindings being checked, to find circles. */
  readonly open: string[];
}

/** Reports a mistake; inside an expanded call it also shows the call. */
export function complain<N extends DiagnosticName>(
  scope: Scope,
  name: N,
  at: Span,
  parameters: Parameters<N>,
  details: Details = {},
): undefined {
  const calls = scope.frames.map((frame) => ({ span: frame.call, message: `in this call of ${frame.name}` }));
  const related = [...(details.related ?? []), ...calls.reverse()];
  const made: Diagnostic = diagnostic(name, at, parameters, { ...details, related });
  scope.context.report(made);
  return undefined;
}

/** All axis names that the body can use. */
export function axisNames(scope: Scope): readonly string[] {
  return [...new Set([...scope.axes.keys(), ...(scope.outer === undefined ? [] : axisNames(scope.outer))])];
}

/** What an axis name stands for; a mistake where it stands for nothing. */
export function resolveAxis(scope: Scope, name: Name): readonly string[] | undefined {
  for (let s: Scope | undefined = scope; s !== undefined; s = s.outer) {
    const axes = s.axes.get(name.text);
    if (axes !== undefined) return axes;
  }
  const known = axisNames(scope);
  const guess = didYouMean(name.text, known);
  return complain(
    scope,
    'axis-unknown',
    name.span,
    { axis: name.text, axes: listOf(known) },
    { remedy: guess === undefined ? undefined : `Did you mean \`${guess}\`?` },
  );
}

export const listOf = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '));

/** "the axes n, i", "the axis c", "no axes". */
export function axesInWords(axes: readonly string[]): string {
  if (axes.length === 0) return 'no axes';
  return `${axes.length === 1 ? 'the axis' : 'the axes'} ${axes.join(', ')}`;
}
