/** A node that can be infinite in; what has to be so for that, in the words of the source, out. */
import type { Node } from '../graph/node.ts';
import { printNode, type Names } from '../graph/print.ts';
import { farthest, isFinite, nearest, power, unit, type Floats } from './floats.ts';

/** What the arguments of a node come out as. */
export type Values = (node: Node) => Floats;

/** What has to be so for a node to be infinite. */
export function reasonOf(node: Node, value: Values, names: Names): string {
  const print = (n: Node): string => printNode(n, names);
  if (node.op === 'multiply') {
    const powers = node.args.map((arg, k) => power(value(arg), node.exponents[k] ?? 1));
    const divisor = node.args.find((_, k) => {
      const made = powers[k] ?? unit;
      return (node.exponents[k] ?? 1) < 0 && !isFinite(made);
    });
    if (divisor !== undefined) return `${print(divisor)} is ${nearest(value(divisor)) > 0 ? 'nearly ' : ''}0`;
    const root = node.args.find((_, k) => Number.isNaN(powers[k]?.lo));
    return root === undefined ? 'its factors are large' : `${print(root)} is below 0`;
  }
  if (node.op !== 'apply') return 'its operand is large';
  const [x = node, y = x] = node.args;
  switch (node.name) {
    case 'log':
    case 'log1mexp':
      return `${print(x)} is 0`;
    case 'log1p':
      return isOne(x, print);
    case 'xlogy':
      return `${print(y)} is 0`;
    case 'xlog1py':
      return isOne(y, print);
    case 'pow':
      if (value(x).lo < 0) return `${print(x)} is below 0`;
      return farthest(value(x)) > 1 && value(y).lo >= 0
        ? `${print(y)} is large`
        : `${print(x)} is 0 and ${print(y)} below 0`;
    default:
      return `${print(x)} is large`;
  }
}

/** Where 1 + x is 0, without a sign where there need not be one. */
function isOne(x: Node, print: (node: Node) => string): string {
  const [only] = x.args;
  const negates = x.op === 'add' && x.args.length === 1 && x.constant === 0 && x.coefficients[0] === -1;
  return negates && only !== undefined ? `${print(only)} is 1` : `${print(x)} is -1`;
}
