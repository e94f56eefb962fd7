/**
 * An extremum of what is kept: `max[i](if k then x else -inf)`, which is what `max[i](x; keep = k)` means. The infinity
 * stands for nothing, and comes out only where nothing is kept.
 */
import { isConst, type Along, type Node } from './node.ts';
import { first } from './parts.ts';
import { isMark, outcomesOf } from './shapes.ts';

/** Of elements, those that are kept. */
export interface Mask {
  readonly test: Node;
  /** How the test comes out where an element is kept. */
  readonly holds: boolean;
  readonly kept: Node;
}

/** What takes the place of an element that is not kept. */
const neutral: Partial<Record<Along['name'], number>> = {
  max: -Infinity,
  argmax: -Infinity,
  logsumexp: -Infinity,
  softmax: -Infinity,
  min: Infinity,
};

/** What an operator along axes keeps; undefined where it takes everything. */
export function maskOf({ name, args: [operand] }: Along): Mask | undefined {
  const infinity = neutral[name];
  const x = operand !== undefined && isMark(operand) ? first(operand) : operand;
  if (infinity === undefined || x?.op !== 'apply' || x.name !== 'select') return undefined;
  const [test, yes, no] = x.args;
  if (test === undefined || yes === undefined || no === undefined) return undefined;
  if (isConst(no, infinity)) return { test, holds: true, kept: yes };
  return isConst(yes, infinity) ? { test, holds: false, kept: no } : undefined;
}

/** Whether an operand of a sum is not 0 just where a test comes out so. */
export function counts(operand: Node, test: Node, holds: boolean): boolean {
  if (operand === test) return holds;
  if (operand.op !== 'apply') return false;
  const [x, yes, no] = operand.args;
  if (operand.name === 'select' && x === test && yes !== undefined && no !== undefined)
    return holds ? isConst(no, 0) && isConst(yes, 1) : isConst(yes, 0) && isConst(no, 1);
  if (holds) return false;
  if (operand.name === 'not') return x === test;
  const isOpposite = operand.name === 'not_equal' && test.op === 'apply' && test.name === 'equal';
  return isOpposite && operand.args.every((arg, k) => arg === test.args[k]);
}

/** A part of an axis, half-open, as the language writes it: `c: 1..3`. */
export interface Part {
  readonly from: number;
  readonly to: number;
}

/** The parts of axes that a test takes, `1 <= position(c) and position(c) < 3`; undefined where it tests anything else. */
export function partsIn(test: Node): ReadonlyMap<string, Part> | undefined {
  const parts = new Map<string, Part>();
  for (const { test: condition, holds } of outcomesOf(test, true)) {
    const [x, y] = condition.args;
    if (!holds || condition.op !== 'apply' || x === undefined || y === undefined) return undefined;
    const at = (axis: string): Part => parts.get(axis) ?? { from: 0, to: Infinity };
    if (condition.name === 'less_equal' && isConst(x) && y.op === 'position')
      parts.set(y.axis, { ...at(y.axis), from: Math.max(at(y.axis).from, x.value) });
    else if (condition.name === 'less' && x.op === 'position' && isConst(y))
      parts.set(x.axis, { ...at(x.axis), to: Math.min(at(x.axis).to, y.value) });
    else return undefined;
  }
  return parts;
}
