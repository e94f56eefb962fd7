/** What is known before a tensor is touched, hyperparameters and sizes of axes: computed in JavaScript, as text. */
import { factorsOf, termsOf } from '../../graph/parts.ts';
import type { Node } from '../../graph/node.ts';
import { elementwise } from '../../operators/elementwise.ts';
import { asNumber, atom, expression, type Code, type Write } from '../js/expression.ts';

const known = new WeakMap<Node, boolean>();

/** A number at run time, before any tensor is touched. */
export function isHost(node: Node): boolean {
  const cached = known.get(node);
  if (cached !== undefined) return cached;
  const host =
    node.op === 'const' ||
    node.op === 'size' ||
    node.op === 'hyperparameter' ||
    ((node.op === 'add' || node.op === 'multiply' || node.op === 'apply') && node.args.every(isHost));
  known.set(node, host);
  return host;
}

/** Names of what a host expression is made of. */
export interface HostNames {
  readonly size: (axis: string) => string;
  readonly hyperparameter: (name: string) => string;
}

/** A host expression as JavaScript. */
export function hostCode(node: Node, names: HostNames): Code {
  const write: Write = (n) => {
    if (n.op === 'size') return atom(names.size(n.axis));
    if (n.op === 'hyperparameter') return atom(names.hyperparameter(n.name));
    return expression(n, write);
  };
  return asNumber(write(node));
}

/** Values of what a host expression is made of. */
export interface HostValues {
  readonly size: (axis: string) => number;
  readonly hyperparameter: (name: string) => number;
}

/** A host expression as a number. */
export function hostValue(node: Node, values: HostValues): number {
  const visit = (n: Node): number => hostValue(n, values);
  switch (node.op) {
    case 'const':
      return node.value;
    case 'size':
      return values.size(node.axis);
    case 'hyperparameter':
      return values.hyperparameter(node.name);
    case 'add':
      return termsOf(node).reduce((sum, t) => sum + t.coefficient * visit(t.node), node.constant);
    case 'multiply':
      return factorsOf(node).reduce((product, f) => product * visit(f.node) ** f.exponent, 1);
    case 'apply':
      return elementwise[node.name].value(...node.args.map(visit));
    default:
      throw new Error(`A ${node.op} is not known before a tensor is.`);
  }
}
