/**
 * Which loops take two classes at a time: what they share of a pixel is then read once for both, and a reduction over
 * classes is taken out of memory and put back once.
 */
import { isBoundedLogSum, isLogSum } from './logProducts.ts';
import type { Sink } from './plan.ts';

/** Whether what a loop over registers and pixels does for one position is independent of the next. */
export const isPaired = (registers: readonly string[], pixels: boolean, sinks: readonly Sink[]): boolean =>
  pixels && registers.length > 0 && sinks.every(isIndependent);

function isIndependent(sink: Sink): boolean {
  switch (sink.kind) {
    case 'store':
    case 'park':
    case 'output':
      return true;
    case 'fold':
      return sink.node.name !== 'argmax';
    case 'accumulate':
      return sink.node.name !== 'argmax' && (!isLogSum(sink.node) || isBoundedLogSum(sink.node));
    default:
      return false;
  }
}
