/** What sinks need and how reductions are written, without regard to where things are. */
import type { Along, Node } from '../../graph/node.ts';
import { isLogSum } from '../../schedule/logProducts.ts';
import { operandOf, rootOf, type Sink } from '../../schedule/plan.ts';

/** log1p(t) in a sum of logarithms: t is what its loop computes. */
export function logArgument(node: Along): Node {
  const [t] = operandOf(node).args;
  if (t === undefined) throw new Error('log1p has an argument.');
  return t;
}

/** The node that a sink needs in its loop. */
export function valueOf(sink: Sink): Node {
  const isLogs = (sink.kind === 'accumulate' || sink.kind === 'fold') && isLogSum(sink.node);
  return isLogs ? logArgument(sink.node) : rootOf(sink);
}

/** Names of variables for what operators compute. */
export const variableNames: Readonly<Record<string, string>> = {
  group: 'factor',
  kept: 'p',
  select: 'chosen',
  and: 'both',
  or: 'either',
  at_least: 'above',
  at_most: 'below',
  less: 'isLess',
  less_equal: 'isLess',
  equal: 'isHit',
  not_equal: 'differs',
  difference: 'shifted',
  root_odds: 'root',
};

/** What a reduction starts from, where that is not 0. */
export const initial: Readonly<Record<string, string>> = {
  max: '-Infinity',
  min: 'Infinity',
  prod: '1',
  argmax: '-Infinity',
};

/** A base that is written several times, as in x * x: with a name, whatever it is, its power is the same number everywhere. */
export const powersOf = (node: Node, order: readonly Node[]): boolean =>
  (node.args.length > 0 || node.op === 'input') &&
  order.some(
    (n) => n.op === 'multiply' && n.args.some((arg, k) => arg === node && Math.abs(n.exponents[k] ?? 1) > 1),
  );

/** The statement that takes a value into a reduction. */
export function combine(name: string, target: string, value: string): string {
  switch (name) {
    case 'sum':
      return `${target} += ${value};`;
    case 'prod':
      return `${target} *= ${value};`;
    case 'max':
    case 'min':
      return `${target} = Math.${name}(${target}, ${value});`;
    default:
      throw new Error(`${name} is not accumulated.`);
  }
}
