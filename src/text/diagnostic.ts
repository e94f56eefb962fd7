/** Mistakes as values: made from the typed catalogue, collected, and rendered elsewhere. */
import { catalogue, type Catalogue, type DiagnosticName, type Severity } from './catalogue.ts';
import type { Span } from './source.ts';

/** A second place that explains the first: "declared here", "in this call". */
export interface Related {
  readonly span: Span;
  readonly message: string;
}

/** One message to the user. */
export interface Diagnostic {
  readonly name: DiagnosticName;
  /** Stable code with a documented explanation, such as `L0201`. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  /** What to do about it, where there is a remedy. */
  readonly remedy?: string;
  readonly span: Span;
  readonly related: readonly Related[];
}

/** The parameters that a message's `{name}` holes ask for. */
type Holes<Text extends string> = Text extends `${string}{${infer Hole}}${infer Rest}`
  ? Hole | Holes<Rest>
  : never;
export type Parameters<Name extends DiagnosticName> = {
  readonly [Key in Holes<Catalogue[Name]['message']>]: string | number;
};

export interface Details {
  readonly remedy?: string | undefined;
  readonly related?: readonly Related[];
}

/** Makes a diagnostic. Leaving out a parameter that its message needs does not compile. */
export function diagnostic<Name extends DiagnosticName>(
  name: Name,
  at: Span,
  parameters: Parameters<Name>,
  details: Details = {},
): Diagnostic {
  const entry = catalogue[name];
  const values: Readonly<Record<string, string | number>> = parameters;
  const message = entry.message.replace(/\{(\w+)\}/g, (_, hole: string) => String(values[hole]));
  return {
    name,
    code: entry.code,
    severity: entry.severity,
    message,
    ...(details.remedy === undefined ? {} : { remedy: details.remedy }),
    span: at,
    related: details.related ?? [],
  };
}

export const isError = (d: Diagnostic): boolean => d.severity === 'error';

/** Collects diagnostics over a run; a pass reports and goes on. */
export type Report = (d: Diagnostic) => void;
