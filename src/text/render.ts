/** A diagnostic in; out comes what people read, plain data for editors, or an annotation for GitHub. */
import type { Diagnostic, Related } from './diagnostic.ts';
import { frame, type Mark } from './frame.ts';
import { position, type Position, type Span } from './source.ts';
import { paint } from './paint.ts';

/** The message with the place shown, its related places, and the remedy. Ends without a newline. */
export function render(diagnostic: Diagnostic, { colour }: { readonly colour: boolean }): string {
  const style = paint(colour);
  const { code, severity, message, remedy, span, related } = diagnostic;
  const label = style(severity === 'error' ? 'red' : 'yellow', `${severity} ${code}`);
  const here = related.filter((other) => other.span.source === span.source);
  const elsewhere = related.filter((other) => other.span.source !== span.source);
  const main: Mark = { span, sign: '^', colour: severity === 'error' ? 'red' : 'yellow', message: '' };
  return [
    `${label}: ${style('bold', message)}`,
    frame(main, here.map(secondary), style),
    ...elsewhere.map((other) => frame(secondary(other), [], style)),
    ...(remedy === undefined ? [] : [`  ${style('cyan', 'help:')} ${remedy}`]),
  ].join('\n');
}

const secondary = ({ span, message }: Related): Mark => ({ span, sign: '-', colour: 'blue', message });

/** Where something is, for programs: lines and columns start at 1, the end is exclusive. */
export interface PlaceObject {
  readonly path: string;
  readonly start: Position;
  readonly end: Position;
}

/** A diagnostic as plain data. Its shape is part of the command line's contract. */
export interface DiagnosticObject extends PlaceObject {
  readonly code: string;
  readonly name: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly remedy?: string;
  readonly related: readonly (PlaceObject & { readonly message: string })[];
}

/** A diagnostic as data that survives JSON. */
export function plainObject(diagnostic: Diagnostic): DiagnosticObject {
  const { code, name, severity, message, remedy, span, related } = diagnostic;
  return {
    code,
    name,
    severity,
    message,
    ...(remedy === undefined ? {} : { remedy }),
    ...placeObject(span),
    related: related.map((other) => ({ message: other.message, ...placeObject(other.span) })),
  };
}

const placeObject = ({ source, start, end }: Span): PlaceObject => ({
  path: source.path,
  start: position(source, start),
  end: position(source, end),
});

/** A diagnostic as a GitHub workflow command: it shows up at its line in the pull request. */
export function annotation(diagnostic: Diagnostic): string {
  const { code, severity, message, remedy, path, start, end } = plainObject(diagnostic);
  const columns = start.line === end.line ? [`col=${start.column}`, `endColumn=${end.column}`] : [];
  const properties = [
    `file=${escapeProperty(path)}`,
    `line=${start.line}`,
    `endLine=${end.line}`,
    ...columns,
    `title=${code}`,
  ];
  const text = remedy === undefined ? message : `${message}\n${remedy}`;
  return `::${severity} ${properties.join(',')}::${escapeData(text)}`;
}

const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const escapeProperty = (text: string): string =>
  escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
