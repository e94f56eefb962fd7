/** Graph nodes and data in, their values in f64 out: one operator at a time, with no schedule and no backend. */
import type { Node } from '../../src/graph/node.ts';
import { alongAxes, type AxisOperatorName } from '../../src/operators/alongAxes.ts';
import { elementwise as operators } from '../../src/operators/elementwise.ts';
import type { Data } from '../../src/verify/oracle/data.ts';
import {
  elementwise,
  elements,
  group,
  scalar,
  union,
  type NamedTensor,
} from '../../src/verify/oracle/tensor.ts';

type Tensor = NamedTensor<number>;

export function interpret(root: Node, data: Data): Tensor {
  const memo = new Map<Node, Tensor>();
  const value = (node: Node): Tensor => {
    const known = memo.get(node) ?? compute(node, node.args.map(value), data);
    memo.set(node, known);
    return known;
  };
  return value(root);
}

const sizeOf = (data: Data, axis: string): number => data.axes[axis] ?? 1;

function compute(node: Node, args: readonly Tensor[], data: Data): Tensor {
  const map = (f: (...xs: number[]) => number): Tensor => elementwise(args, (xs) => f(...xs));
  switch (node.op) {
    case 'const':
      return scalar(node.value);
    case 'input': {
      const given = data.inputs[node.name] ?? upstream(node.axes, data);
      return { axes: given.axes, sizes: given.sizes, data: Array.from(given.data) };
    }
    case 'hyperparameter':
      return scalar(data.parameters[node.name] ?? NaN);
    case 'size':
      return scalar(sizeOf(data, node.axis));
    case 'position':
      return {
        axes: [node.axis],
        sizes: [sizeOf(data, node.axis)],
        data: [...Array(sizeOf(data, node.axis)).keys()],
      };
    case 'add':
      return map((...xs) => xs.reduce((sum, x, k) => sum + (node.coefficients[k] ?? 0) * x, node.constant));
    case 'multiply':
      return map((...xs) => xs.reduce((product, x, k) => product * power(x, node.exponents[k] ?? 1), 1));
    case 'apply':
      return map(operators[node.name].value);
    case 'along':
      return along(node.name, node.over, args[0] ?? scalar(NaN));
    case 'pick':
      return pick(node.axis, args[0] ?? scalar(NaN), args[1] ?? scalar(NaN));
    case 'hole':
      throw new Error('A pattern has no value.');
  }
}

const power = (x: number, e: number): number => (e === 0.5 ? Math.sqrt(x) : x ** e);

/** The gradient of a tensor of losses is that of their sum. */
function upstream(axes: readonly string[], data: Data): Tensor {
  const sizes = axes.map((axis) => sizeOf(data, axis));
  return { axes, sizes, data: Array<number>(elements({ axes, sizes })).fill(1) };
}

function along(name: AxisOperatorName, over: readonly string[], x: Tensor): Tensor {
  const { rest, groups } = group(x, over);
  const results = groups.map(definitions[name]);
  if (alongAxes[name].reduces) return { ...rest, data: results.flat() };
  const sizes = over.map((axis) => x.sizes[x.axes.indexOf(axis)] ?? 1);
  return { axes: [...rest.axes, ...over], sizes: [...rest.sizes, ...sizes], data: results.flat() };
}

function pick(axis: string, x: Tensor, index: Tensor): Tensor {
  const { rest, groups } = group(x, [axis]);
  const rows: NamedTensor<readonly number[]> = { ...rest, data: groups };
  const shape = union([rest, index]);
  const picked = elementwise<readonly number[] | number, number>([rows, index], ([row, t]) =>
    typeof row === 'object' && typeof t === 'number' ? (row[t] ?? 0) : NaN,
  );
  return { ...shape, data: picked.data };
}

type Row = readonly number[];
const sum = (xs: Row): number => xs.reduce((s, x) => s + x, 0);
const running = (xs: Row): number[] => xs.map((_, k) => sum(xs.slice(0, k + 1)));
const weights = (xs: Row): number[] => xs.map((x) => Math.exp(x - Math.max(...xs)));
/** Of the others: summed without the largest one, whose weight is 1. */
const rest = (xs: Row): number => sum(weights(xs).filter((_, k) => k !== xs.indexOf(Math.max(...xs))));

export const definitions: Readonly<Record<AxisOperatorName, (xs: Row) => number[]>> = {
  sum: (xs) => [sum(xs)],
  prod: (xs) => [xs.reduce((p, x) => p * x, 1)],
  max: (xs) => [Math.max(...xs)],
  min: (xs) => [Math.min(...xs)],
  argmax: (xs) => [xs.indexOf(Math.max(...xs))],
  logsumexp: (xs) => [Math.max(...xs) + Math.log1p(rest(xs))],
  softmax: (xs) => weights(xs).map((w) => w / (1 + rest(xs))),
  softmax_complement: (xs) =>
    weights(xs).map((_, k) => sum(weights(xs).filter((__, j) => j !== k)) / (1 + rest(xs))),
  log_softmax: (xs) => xs.map((x) => x - Math.max(...xs) - Math.log1p(rest(xs))),
  cumsum: running,
  reverse_cumsum: (xs) => running([...xs].reverse()).reverse(),
};
