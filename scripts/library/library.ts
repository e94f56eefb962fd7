/** The folder losses/ in; every declaration of the standard library, with what it says of itself, out. */
import { relative } from 'node:path';
import { lossFilesIn, nodeHost } from '../../src/cli/host.ts';
import { load, type Program } from '../../src/syntax/program.ts';
import type { Declaration, FunctionDeclaration, LossDeclaration } from '../../src/syntax/tree.ts';
import { readDocumentation, type Documentation } from './documentation.ts';

export interface LibraryDeclaration {
  /** Below losses/, with its ending: `recipes/unet.loss`. */
  readonly file: string;
  readonly name: string;
  readonly kind: 'loss' | 'metric' | 'fn';
  readonly doc: Documentation;
  readonly category: string;
  /** The declaration as it stands in the file, without its documentation. */
  readonly source: string;
  /** Lines of its formula: what follows the `=`, `where` included. */
  readonly bodyLines: number;
  /** Names of inputs and hyperparameters, in order. */
  readonly parameters: readonly string[];
  /** Declarations of the library that its formula calls. */
  readonly calls: readonly string[];
  readonly program: Program;
}

const root = 'losses';
const host = nodeHost();

/** Every loss, metric and function of the library, in the order of files and lines. */
export const library: readonly LibraryDeclaration[] = lossFilesIn(root).flatMap(readFile);

/** Those that can be compiled: the losses and metrics. */
export const losses: readonly LibraryDeclaration[] = library.filter(({ kind }) => kind !== 'fn');

function readFile(path: string): readonly LibraryDeclaration[] {
  const program = load(path, host, ({ message }) => {
    throw new Error(`${path}: ${message}`);
  });
  if (program === undefined) throw new Error(`${path} cannot be read.`);
  return program.entry.declarations.flatMap((declaration) =>
    declaration.kind === 'const' ? [] : [describe(path, program, declaration)],
  );
}

function describe(
  path: string,
  program: Program,
  declaration: LossDeclaration | FunctionDeclaration,
): LibraryDeclaration {
  const { text } = program.entry.source;
  const { span, body } = declaration;
  const inputs =
    declaration.kind === 'fn' ? declaration.parameters : declaration.inputs.map(({ name }) => name);
  const doc = readDocumentation(declaration.doc?.text ?? '');
  return {
    file: relative(root, path).replaceAll('\\', '/'),
    name: declaration.name.text,
    kind: declaration.kind,
    doc,
    category: doc.category,
    source: text.slice(span.start, span.end),
    bodyLines: text.slice(body.result.span.start, span.end).split('\n').length,
    parameters: [...inputs, ...declaration.hyperparameters.map(({ name }) => name)].map((name) => name.text),
    calls: callees(declaration, program),
    program,
  };
}

function callees(declaration: Declaration, program: Program): readonly string[] {
  const resolved = [...calledNames(declaration)].filter((name) => {
    const called = program.lookup(program.entry, name)?.declaration;
    return called !== undefined && called.kind !== 'const';
  });
  return [...new Set(resolved)];
}

/** The callee of every call anywhere in a piece of the syntax tree. */
function* calledNames(part: unknown): Generator<string> {
  if (typeof part !== 'object' || part === null) return;
  if (isCall(part)) yield part.callee.text;
  for (const [key, child] of Object.entries(part))
    if (key !== 'span' && key !== 'doc') yield* calledNames(child);
}

function isCall(part: object): part is { callee: { text: string } } {
  return 'kind' in part && part.kind === 'call' && 'callee' in part;
}
