/** The operations that add up partial results, as WGSL, and the sizes that every kernel shares. */
import type { Along } from '../../graph/node.ts';

/** Threads of a workgroup: what WebGPU grants without asking. */
export const workgroupSize = 256;
/** Positions that each thread keeps at a time where classes are added up. */
export const depth = 8;
/** Elements that a workgroup takes at a time. */
export const tileSize = workgroupSize * depth;
/** Numbers that are added up across a workgroup at once. */
export const columns = 8;

export type Operation = 'sum' | 'prod' | 'max' | 'min';

/** What nothing adds up to. */
export const starts: Readonly<Record<Operation, string>> = {
  sum: '0.0',
  prod: '1.0',
  max: '-3.4028234e38',
  min: '3.4028234e38',
};

/** The functions that add up across a workgroup. */
export const folds: Readonly<Record<Operation, string>> = {
  sum: 'foldSum',
  prod: 'foldProduct',
  max: 'foldMax',
  min: 'foldMin',
};

export function operationOf(node: Along): Operation {
  if (node.name === 'sum' || node.name === 'prod' || node.name === 'max' || node.name === 'min')
    return node.name;
  throw new Error(`The WGSL backend cannot compute ${node.name} over ${node.over.join(', ')}.`);
}

/** `total += value;` */
export function combine(operation: Operation, target: string, value: string): string {
  if (operation === 'sum') return `${target} += ${value};`;
  if (operation === 'prod') return `${target} *= ${value};`;
  return `${target} = ${operation}(${target}, ${value});`;
}

/** `before + total` */
export function combined(operation: Operation, a: string, b: string): string {
  if (operation === 'sum') return `${a} + ${b}`;
  return operation === 'prod' ? `${a} * ${b}` : `${operation}(${a}, ${b})`;
}

/** The four numbers of a vector as one: neighbours first, always in the same order. */
export function acrossFour(operation: Operation, name: string): string {
  const [left, right] = ['xy', 'zw'].map((pair) => {
    const [a = '', b = ''] = [...pair].map((k) => `${name}.${k}`);
    const both = combined(operation, a, b);
    return both.endsWith(')') ? both : `(${both})`;
  });
  return combined(operation, left ?? '', right ?? '');
}
