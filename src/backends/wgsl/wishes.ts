/** Nodes in; the names that they would like to have in generated code out. */
import { operandOf } from '../../schedule/plan.ts';
import type { Along, Node } from '../../graph/node.ts';

export const camel = (name: string): string =>
  name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
export const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

const variableNames: Readonly<Record<string, string>> = {
  group: 'factor',
  select: 'chosen',
  and: 'both',
  or: 'either',
  not: 'without',
  at_least: 'above',
  at_most: 'below',
  less: 'isLess',
  less_equal: 'isLess',
  equal: 'isHit',
  not_equal: 'differs',
  difference: 'shifted',
  exp: 'exponential_',
};

const foldName = (node: Along): string =>
  node.name === 'max' ? 'largest' : node.name === 'argmax' ? 'top' : node.name;

/** `sumOfSelect`: a reduction by what it reduces. */
export function reductionWish(node: Along): string {
  const operand = operandOf(node);
  const what = operand.op === 'apply' || operand.op === 'input' ? capital(camel(operand.name)) : 'Parts';
  return `${node.name}Of${what}`;
}

/** A value by what it is computed with. */
export function valueWish(node: Node): string {
  if (node.op === 'along') return foldName(node);
  if (node.op === 'apply') return variableNames[node.name] ?? camel(node.name);
  if (node.op === 'input') return `${node.name}Here`;
  return node.op === 'pick' ? 'picked' : 'part';
}
