/** A node that can be infinite in; what has to be so for that, in the words of the source, out. */
import { isConst, type Node } from '../graph/node.ts';
import { printNode, type Names } from '../graph/print.ts';
import { isTest } from '../graph/shapes.ts';
import { farthest, isFinite, nearest, power, unit, type Floats } from './floats.ts';
import { maskOf } from '../graph/masks.ts';

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
  const mask = node.op === 'along' ? maskOf(node) : undefined;
  if (mask !== undefined) return 'nothing is kept';
  if (node.op === 'const') return `${node.value < 0 ? '-inf' : 'inf'} is written`;
  if (node.op === 'add' && ![node.constant, ...node.coefficients].every(Number.isFinite))
    return 'inf is written';
  if (node.op !== 'apply') return 'its operand is large';
  const [x = node, y = x] = node.args;
  switch (node.name) {
    case 'select':
      return choiceOf(x, isConst(y) && !Number.isFinite(y.value), print);
    case 'log':
      return value(x).lo < 0 ? `${print(x)} is not above 0` : `${print(x)} is 0`;
    case 'log1mexp':
      return `${print(x)} is 0`;
    case 'log1p':
      return isOne(x, print);
    case 'xlogy':
    case 'xlog1mexp':
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

/** What to do, where the sort of place says it. `where` is the reason. */
export function remedyOf(node: Node, where: string, names: Names): string | undefined {
  const mask = node.op === 'along' ? maskOf(node) : undefined;
  if (node.op === 'along' && mask !== undefined) {
    const test = printNode(mask.test, names);
    const keep = mask.holds ? test : `not (${test})`;
    const call = `${node.name}[${node.over.join(', ')}](${printNode(mask.kept, names)}; keep = ${keep})`;
    return `\`${call}\` is 0 where nothing is kept.`;
  }
  const isChoice = node.op === 'apply' && node.name === 'select';
  if (isChoice || node.op === 'const')
    return 'To leave elements out of a reduction, write `keep = …`; elsewhere a finite number has to take their place.';
  if (node.op === 'add' && ![node.constant, ...node.coefficients].every(Number.isFinite))
    return 'A finite number has to take the place of infinity.';
  if (node.op === 'apply' && (node.name === 'log' || node.name === 'xlogy'))
    return 'Keep what the logarithm is taken of above 0: `max(x, 1e-7)`, a term added to it, or a domain such as `in (0, inf)`.';
  const isRoot = node.op === 'multiply' && node.exponents.some((e) => !Number.isInteger(e));
  return (isRoot || (node.op === 'apply' && node.name === 'pow')) && where.endsWith('below 0')
    ? 'Keep it from being negative: `max(x, 0)`, `abs(x)`, or a domain such as `in [0, inf)`.'
    : undefined;
}

/** `k is 0`, `x < y does not hold` */
function choiceOf(test: Node, holds: boolean, print: Print): string {
  if (isTest(test)) return `${print(test)} ${holds ? 'holds' : 'does not hold'}`;
  return `${print(test)} is ${holds ? 'not 0' : '0'}`;
}

/** Where 1 + x is 0, without a sign where there need not be one. */
function isOne(x: Node, print: Print): string {
  const y = negated(x);
  return y === undefined ? `${print(x)} is -1` : `${print(y)} is 1`;
}

type Print = (node: Node) => string;

/** y where x is -y. */
function negated(x: Node): Node | undefined {
  return x.op === 'add' && x.args.length === 1 && x.constant === 0 && x.coefficients[0] === -1
    ? x.args[0]
    : undefined;
}

/** The expression at a place; logarithms as people write them, and not as they are computed. */
export function expressionOf(node: Node, names: Names): string {
  const others = new Map([...names].filter(([n]) => n !== node));
  const print: Print = (n) => printNode(n, others);
  const [x = node, y = x] = node.args;
  if (node.op !== 'apply') return print(node);
  const onePlus = (n: Node): string => {
    const m = negated(n);
    return m === undefined ? `1 + ${print(n)}` : `1 - ${print(m)}`;
  };
  switch (node.name) {
    case 'log1p':
      return `log(${onePlus(x)})`;
    case 'log1mexp':
      return `log(1 - exp(${print(x)}))`;
    case 'xlogy':
      return `${factor(x, print)} * log(${print(y)})`;
    case 'xlog1py':
      return `${factor(x, print)} * log(${onePlus(y)})`;
    case 'xlog1mexp':
      return `${factor(x, print)} * log(1 - exp(${print(y)}))`;
    default:
      return print(node);
  }
}

const factor = (node: Node, print: Print): string => (node.op === 'add' ? `(${print(node)})` : print(node));
