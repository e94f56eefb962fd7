/** Data cut up along an axis, and what the formula of a loss says of the whole and its parts. */
import type { Node } from '../../src/graph/node.ts';
import { arrange, elements, slice, type NamedTensor } from '../../src/verify/oracle/tensor.ts';
import type { Data, InputData } from '../../src/verify/oracle/data.ts';
import type { Outcome } from './changes.ts';

/** Positions `from <= k < to` along an axis. */
export interface Shard {
  readonly from: number;
  readonly to: number;
}

/** Uneven shards of an axis: a remainder is among them wherever there are two positions. */
export function shardsOf(size: number): readonly Shard[] {
  const cuts = [...new Set([0, Math.min(1, size), Math.ceil((2 * size) / 3), size])];
  return cuts.slice(1).map((to, k) => ({ from: cuts[k] ?? 0, to }));
}

export function shardOf(data: Data, axis: string, { from, to }: Shard): Data {
  const inputs = Object.entries(data.inputs).map(([name, input]) => [name, part(input, axis, from, to)]);
  return { ...data, inputs: Object.fromEntries(inputs), axes: { ...data.axes, [axis]: to - from } };
}

function part(input: InputData, axis: string, from: number, to: number): InputData {
  if (!input.axes.includes(axis)) return input;
  const cut = slice({ ...input, data: Array.from(input.data) }, axis, from, to);
  const sizes = input.axes.map((each) => cut.sizes[cut.axes.indexOf(each)] ?? 1);
  return arrange(cut, { axes: input.axes, sizes });
}

/** Gradients of shards put side by side along the axis; of an input without the axis they are added. */
export function joined(
  data: Data,
  axis: string,
  parts: readonly Outcome['gradients'][],
): Outcome['gradients'] {
  const [first = {}] = parts;
  const names = Object.keys(first);
  return Object.fromEntries(
    names.map((name) => {
      const input = data.inputs[name] ?? { axes: [], sizes: [], data: [] };
      const lists = parts.map((gradients) => gradients[name] ?? []);
      return [name, input.axes.includes(axis) ? sideBySide(input, axis, lists) : added(lists)];
    }),
  );
}

const added = (lists: readonly (readonly number[])[]): readonly number[] =>
  lists.reduce((total, list) => total.map((g, k) => g + (list[k] ?? NaN)));

function sideBySide(
  { axes, sizes }: InputData,
  axis: string,
  lists: readonly (readonly number[])[],
): readonly number[] {
  const front = [axis, ...axes.filter((each) => each !== axis)];
  const size = (each: string): number => sizes[axes.indexOf(each)] ?? 1;
  const block = elements({ axes, sizes }) / size(axis);
  const blocks = lists.flatMap((list) => {
    const own = axes.map((each) => (each === axis ? list.length / block : size(each)));
    const tensor: NamedTensor<number> = { axes, sizes: own, data: list };
    const to = front.map((each) => (each === axis ? list.length / block : size(each)));
    return arrange(tensor, { axes: front, sizes: to }).data;
  });
  return arrange({ axes: front, sizes: front.map(size), data: blocks }, { axes, sizes }).data;
}

/**
 * How an expression relates to its values on shards of an axis: `each` has an element per position, `sum` adds up
 * what the shards give, `mean` averages it by their sizes, `size` is their size, `same` does not see the axis.
 */
export type Share = 'each' | 'sum' | 'mean' | 'size' | 'same';

/** The relation that the formula guarantees; undefined where it guarantees none of them. */
export function shareOf(node: Node, axis: string): Share | undefined {
  const known = new Map<Node, Share | undefined>();
  const visit = (n: Node): Share | undefined => {
    if (!known.has(n)) known.set(n, relation(n, axis, n.args.map(visit)));
    return known.get(n);
  };
  return visit(node);
}

function relation(node: Node, axis: string, args: readonly (Share | undefined)[]): Share | undefined {
  if (node.op === 'size') return node.axis === axis ? 'size' : 'same';
  if (node.op === 'position') return node.axis === axis ? undefined : 'same';
  if (args.length === 0) return node.axes.includes(axis) ? 'each' : 'same';
  const isLocal = (share: Share | undefined): boolean => share === 'each' || share === 'same';
  if (node.op === 'along' && node.over.includes(axis))
    return node.name === 'sum' && args[0] === 'each' ? 'sum' : undefined;
  if (args.every((share) => share === 'same')) return 'same';
  if (args.every(isLocal)) return 'each';
  if (node.op === 'along') return node.name === 'sum' ? args[0] : undefined;
  if (node.op === 'add') {
    if (node.constant === 0 && args.every((share) => share === 'sum')) return 'sum';
    return args.every((share) => share === 'mean' || share === 'same') ? 'mean' : undefined;
  }
  return node.op === 'multiply' ? product(args, node.exponents) : undefined;
}

/** A sum or mean times what all shards share; a sum over the size of the axis is a mean. */
function product(args: readonly (Share | undefined)[], exponents: readonly number[]): Share | undefined {
  const varying = args.flatMap((share, k) => (share === 'same' ? [] : [`${share}^${exponents[k]}`])).sort();
  switch (varying.join()) {
    case 'sum^1':
      return 'sum';
    case 'mean^1':
    case 'size^-1,sum^1':
      return 'mean';
    default:
      return undefined;
  }
}
