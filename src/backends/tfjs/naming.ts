/** What values are called in generated code: as in the source where it has a name, else what they are. */
import { isLargerThan, type Node } from '../../graph/node.ts';
import { printNode } from '../../graph/print.ts';
import { camelCase } from './calls.ts';
import { isHost } from './host.ts';
import { maskOf } from './masks.ts';
import { reciprocalOf } from './reciprocal.ts';

export function hintOf(node: Node, labels: ReadonlyMap<Node, string>): string {
  const label = labels.get(node);
  if (label !== undefined) return camelCase(label);
  switch (node.op) {
    case 'add':
      return isHost(node) ? 'factor' : 'sum';
    case 'multiply':
      return isHost(node) ? 'factor' : node.exponents.some((e) => e < 0) ? 'quotient' : 'product';
    case 'along':
      return node.name === 'sum' ? 'total' : camelCase(node.name);
    case 'apply':
      return node.name === 'group' ? hintOfGroup(node, labels) : camelCase(node.name);
    default:
      return 'value';
  }
}

function hintOfGroup(node: Node, labels: ReadonlyMap<Node, string>): string {
  if (reciprocalOf(node) !== undefined) return 'reciprocal';
  const mask = maskOf(node);
  if (mask !== undefined) return mask.kind === 'hot' ? 'isClass' : 'isValid';
  const [inner] = node.args;
  return inner === undefined ? 'value' : hintOf(inner, labels);
}

/** The formula of a value, where it is short enough to help. */
export function commentOf(node: Node): string {
  if (isLargerThan(24, node)) return '';
  const text = printNode(node);
  return text.length > 88 ? '' : ` // ${text}`;
}
