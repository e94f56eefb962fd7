/** Nodes that can be infinite in; the places in words, each once, out. */
import type { Node } from '../graph/node.ts';
import type { Names } from '../graph/print.ts';
import { expressionOf, reasonOf, remedyOf, type Values } from './reason.ts';
import type { Place } from './verdict.ts';

/** Nodes with an infinite or undefined end, with the values of what they are computed from. */
export type Failures = ReadonlyMap<Node, Values>;

/** Failures in words, each once. */
export function placesOf(failures: Failures, names: Names): readonly Place[] {
  const texts = new Map(
    [...failures].map(([node, values]) => {
      const expression = expressionOf(node, names);
      const where = reasonOf(node, values, names);
      const remedy = remedyOf(node, where, names);
      return [`${expression} ${where}`, { expression, where, ...(remedy === undefined ? {} : { remedy }) }];
    }),
  );
  return [...texts.values()];
}
