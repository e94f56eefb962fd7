/** What operations cost, in classes: free, cheap arithmetic, and costly (division, roots, transcendentals). */
import { elementwise } from '../operators/elementwise.ts';
import type { Node } from '../graph/node.ts';
import { isMark } from '../graph/shapes.ts';

export const isTranscendental = (node: Node): boolean =>
  (node.op === 'apply' && elementwise[node.name].transcendental === true) ||
  (node.op === 'multiply' && node.exponents.some((e) => !Number.isInteger(e) && e !== 0.5 && e !== -0.5));

/** Worth keeping rather than computing again in another loop of the same tile. */
export const isCostly = (node: Node): boolean =>
  isTranscendental(node) ||
  (isMark(node) && node.args.some(isCostly)) ||
  (node.op === 'multiply' && node.exponents.some((e) => e < 0 || !Number.isInteger(e)));
