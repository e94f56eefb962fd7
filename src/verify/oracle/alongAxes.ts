/** A call with an axis bracket, its operands evaluated, in; the tensor that the operator yields out. */
import { argmax, oneHot, pick, valid } from './classes.ts';
import { reduce, reductions, scan, scans } from './reductions.ts';
import type { Session } from './session.ts';
import { at, slice, type NamedTensor } from './tensor.ts';

/** The part of an axis with `from <= position < to`. */
export interface Slice {
  readonly axis: string;
  readonly from: number;
  readonly to: number;
}

interface Operation<T> {
  readonly axes: readonly string[];
  readonly slices: readonly Slice[];
  readonly operands: readonly NamedTensor<T>[];
  readonly named: ReadonlyMap<string, NamedTensor<T>>;
}

/** Applies an operator of the language along axes of the data. */
export function alongAxes<T>(session: Session<T>, name: string, operation: Operation<T>): NamedTensor<T> {
  const { axes, slices, operands, named } = operation;
  const first = at(operands, 0);
  if (Object.hasOwn(reductions, name)) {
    const cut = (tensor: NamedTensor<T>): NamedTensor<T> =>
      slices.reduce((rest, { axis, from, to }) => slice(rest, axis, from, to), tensor);
    const [keep, weight] = [named.get('keep'), named.get('weight')];
    return reduce(session, name, cut(first), axes, {
      keep: keep && cut(keep),
      weight: weight && cut(weight),
    });
  }
  if (slices.length > 0) throw new Error(`${name} does not take a part of an axis.`);
  if (Object.hasOwn(scans, name)) return scan(session, name, first, axes);
  if (name === 'argmax') return argmax(session, first, axes, named.get('keep'));
  const [axis, ...further] = axes;
  if (axis === undefined || further.length > 0) throw new Error(`${name} takes one axis.`);
  if (name === 'one_hot') return oneHot(session, first, axis);
  if (name === 'valid') return valid(session, first, axis);
  if (name === 'pick') return pick(session, first, at(operands, 1), axis);
  throw new Error(`The oracle knows no operator ${name} along axes.`);
}
