/** The grammar in, its rules as plain data out: what the printed grammar and the diagrams are made from. */
import type { ISerializedGast } from 'chevrotain';
import { Grammar } from './grammar.ts';
import { BoundName, families, Name, NumberToken, Text, vocabulary } from './tokens.ts';

export type Shape =
  | { readonly kind: 'sequence' | 'choice'; readonly of: readonly Shape[] }
  | { readonly kind: 'optional' | 'many' | 'atLeastOne'; readonly of: Shape }
  /** A keyword or sign, as it is written. */
  | { readonly kind: 'literal'; readonly text: string }
  /** Another rule, or one of `name`, `number` and `string`. */
  | { readonly kind: 'reference'; readonly name: string };

export interface Rule {
  readonly name: string;
  readonly shape: Shape;
}

/** Every rule of the grammar, in the order in which it is written. */
export const rules = (): readonly Rule[] =>
  new Grammar().getSerializedGastProductions().map((production) => ({
    name: nameOf(production),
    shape: sequence(partsOf(production)),
  }));

function shapeOf(node: ISerializedGast): Shape {
  switch (node.type) {
    case 'Terminal':
      return terminal(nameOf(node));
    case 'NonTerminal':
      return { kind: 'reference', name: nameOf(node) };
    case 'Alternation':
      return { kind: 'choice', of: partsOf(node) };
    case 'Option':
      return { kind: 'optional', of: sequence(partsOf(node)) };
    case 'Repetition':
      return { kind: 'many', of: sequence(partsOf(node)) };
    case 'RepetitionMandatory':
      return { kind: 'atLeastOne', of: sequence(partsOf(node)) };
    case 'Alternative':
      return sequence(partsOf(node));
    default:
      throw new Error(`The grammar has a ${node.type}, which nothing prints yet.`);
  }
}

function terminal(name: string): Shape {
  const family = families.find((each) => each.family.name === name);
  if (family !== undefined) return { kind: 'choice', of: family.members.map((each) => terminal(each.name)) };
  const label = vocabulary.find((type) => type.name === name)?.LABEL ?? name;
  const isClass = [Name, BoundName, NumberToken, Text].some((type) => type.name === name);
  return isClass ? { kind: 'reference', name: label } : { kind: 'literal', text: label };
}

const sequence = (parts: readonly Shape[]): Shape => {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { kind: 'sequence', of: parts };
};

// Chevrotain types a serialized node without the fields of its kinds.
const partsOf = (node: ISerializedGast): readonly Shape[] =>
  'definition' in node && Array.isArray(node.definition) ? node.definition.map(shapeOf) : [];

function nameOf(node: ISerializedGast): string {
  if ('name' in node && typeof node.name === 'string') return node.name;
  throw new Error(`A ${node.type} of the grammar has no name.`);
}
