/** A total order of nodes by structure alone, so that nothing depends on the order in which they were made. */
import type { Node } from './node.ts';

const rank: Readonly<Record<Node['op'], number>> = {
  const: 0,
  size: 1,
  hyperparameter: 2,
  position: 3,
  input: 4,
  hole: 5,
  apply: 6,
  pick: 7,
  along: 8,
  multiply: 9,
  add: 10,
};

export const rankOf = (op: Node['op']): number => rank[op];

const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function lists<T>(a: readonly T[], b: readonly T[], by: (x: T, y: T) => number): number {
  if (a.length !== b.length) return a.length - b.length;
  for (let k = 0; k < a.length; k++) {
    const [x, y] = [a[k], b[k]];
    const order = x === undefined || y === undefined ? 1 : by(x, y);
    if (order !== 0) return order;
  }
  return 0;
}

/** What distinguishes nodes of one kind beside their arguments. */
function label(node: Node): string {
  switch (node.op) {
    case 'input':
    case 'hyperparameter':
    case 'hole':
    case 'apply':
      return node.name;
    case 'size':
    case 'position':
    case 'pick':
      return node.axis;
    case 'along':
      return `${node.name}[${node.over.join()}]`;
    default:
      return '';
  }
}

function numbers(node: Node): readonly number[] {
  switch (node.op) {
    case 'const':
      return [node.value];
    case 'add':
      return [node.constant, ...node.coefficients];
    case 'multiply':
      return node.exponents;
    default:
      return [];
  }
}

/** Negative, zero (for the same node only) or positive. */
export function compareNodes(a: Node, b: Node): number {
  if (a === b) return 0;
  return (
    rank[a.op] - rank[b.op] ||
    text(label(a), label(b)) ||
    lists(a.args, b.args, compareNodes) ||
    lists(numbers(a), numbers(b), (x, y) => x - y)
  );
}
