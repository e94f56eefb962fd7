/** What is known before a tensor is touched, hyperparameters and sizes of axes: computed in JavaScript, as text. */
import type { Node } from '../../graph/node.ts';
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
