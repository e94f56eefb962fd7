/** A node in; the parts of the choice that it is, where it is one, out. */
import type { Node } from '../graph/node.ts';

export interface Choice {
  readonly test: Node;
  readonly yes: Node;
  readonly no: Node;
}

export function choiceOf(node: Node): Choice | undefined {
  const [test, yes, no] = node.args;
  if (node.op !== 'apply' || node.name !== 'select') return undefined;
  return test === undefined || yes === undefined || no === undefined ? undefined : { test, yes, no };
}
