/** How many pixels a round of a loop takes: with several, what the engine checks in every round is checked once for them. */
import type { Node } from '../../../graph/node.ts';
import { isMark } from '../../../graph/shapes.ts';
import { isTranscendental } from '../../../schedule/cost.ts';
import type { Loop, Nest, Sink } from '../../../schedule/plan.ts';

/** What a round may compute, in operations: of more, the checks are a small part, and the engine no longer inlines. */
const budget = 160;
/** A call of the engine's own exponential or logarithm, in operations. */
const callCost = 40;

/**
 * 4, 2, or 1: the pixels per round of a loop that computes these values for each. Loops over classes stay as they are: they
 * take two classes at a time.
 */
export function pixelsAtOnce(nest: Nest, loop: Loop, values: readonly Node[]): number {
  if (nest.loops.some((l) => l.registers.length > 0) || !loop.sinks.every(isInOrder)) return 1;
  const cost = values.reduce((sum, node) => sum + costOf(node), 0);
  return [4, 2].find((count) => count * cost <= budget) ?? 1;
}

function costOf(node: Node): number {
  if (node.args.length === 0 || isMark(node)) return 0;
  // The exponential of odds comes from tables.
  const isCall = isTranscendental(node) && !(node.op === 'apply' && node.name === 'root_odds');
  return isCall ? callCost : 1;
}

/** Whether a round may do one pixel after another. */
const isInOrder = (sink: Sink): boolean =>
  sink.kind !== 'scan' && !('node' in sink && sink.node.op === 'along' && sink.node.name === 'argmax');
