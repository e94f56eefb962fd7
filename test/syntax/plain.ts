/** Trees without places: what two spellings of one program have in common. */
import { parse, parseExpression } from '../../src/syntax/parse.ts';
import type { Expression, Module } from '../../src/syntax/tree.ts';
import type { Diagnostic } from '../../src/text/diagnostic.ts';
import type { Source } from '../../src/text/source.ts';

const placeKeys = new Set(['span', 'operatorSpan', 'source']);

/** A copy of a tree without spans and sources. */
export const withoutPlaces = (tree: unknown): unknown =>
  JSON.parse(JSON.stringify(tree, (key, value: unknown) => (placeKeys.has(key) ? undefined : value)));

/** A copy of a tree without spans and without the user's parentheses. */
export const withoutGroups = (tree: unknown): unknown =>
  JSON.parse(JSON.stringify(withoutPlaces(tree)), (_, value: unknown) =>
    isGroup(value) ? value.inner : value,
  );

const isGroup = (value: unknown): value is { readonly inner: unknown } =>
  typeof value === 'object' &&
  value !== null &&
  'kind' in value &&
  value.kind === 'group' &&
  'inner' in value;

export const sourceOf = (text: string): Source => ({ path: 'test.loss', text });

export interface Parsing {
  readonly module: Module;
  readonly diagnostics: readonly Diagnostic[];
}

export function parseText(text: string): Parsing {
  const diagnostics: Diagnostic[] = [];
  const module = parse(sourceOf(text), (each) => diagnostics.push(each));
  return { module, diagnostics };
}

/** Parses a module that is expected to be right. */
export function parseRight(text: string): Module {
  const { module, diagnostics } = parseText(text);
  if (diagnostics.length > 0)
    throw new Error(`${diagnostics.map((each) => each.message).join('\n')}\nin\n${text}`);
  return module;
}

/** Parses an expression that is expected to be right. */
export function expressionOf(text: string): Expression {
  const messages: string[] = [];
  const expression = parseExpression(sourceOf(text), (each) => messages.push(each.message));
  if (expression === undefined || messages.length > 0) throw new Error(`${messages.join('\n')}\nin\n${text}`);
  return expression;
}

/** An expression with parentheses around every operation: its structure at a glance. */
export function structure(e: Expression): string {
  switch (e.kind) {
    case 'number':
      return e.text;
    case 'reference':
      return e.name.text;
    case 'group':
      return structure(e.inner);
    case 'unary':
      return `(${e.operator} ${structure(e.operand)})`;
    case 'binary':
      return `(${structure(e.left)} ${e.operator} ${structure(e.right)})`;
    case 'if':
      return `(if ${structure(e.test)} then ${structure(e.yes)} else ${structure(e.no)})`;
    case 'call':
      return `${e.callee.text}(${e.arguments.map(structure).join(', ')})`;
  }
}
