/** Operators between classes and positions along an axis: one_hot, pick, valid, argmax, position, size. */
import type { Session } from './session.ts';
import { arrange, at, elements, elementwise, group, scalar, union, type NamedTensor } from './tensor.ts';

/** The class that an index names, or undefined where it is outside the axis and therefore ignored. */
function classOf(index: number, size: number): number | undefined {
  return Number.isInteger(index) && index >= 0 && index < size ? index : undefined;
}

/** The coordinate along axes taken together, row-major: 0 … size-1. */
export function position<T>(session: Session<T>, axes: readonly string[]): NamedTensor<T> {
  const shape = { axes, sizes: axes.map((axis) => session.size(axis)) };
  const data = Array.from({ length: elements(shape) }, (_, i) => session.arithmetic.of(i));
  return { ...shape, data };
}

export function size<T>(session: Session<T>, axes: readonly string[]): NamedTensor<T> {
  return scalar(session.arithmetic.of(axes.reduce((product, axis) => product * session.size(axis), 1)));
}

/** 1 at the class that t names, 0 elsewhere and everywhere for an ignored index. */
export function oneHot<T>(session: Session<T>, t: NamedTensor<T>, axis: string): NamedTensor<T> {
  const { arithmetic: a } = session;
  if (t.axes.includes(axis)) throw new Error(`one_hot[${axis}] wants an index without the axis ${axis}.`);
  return elementwise([t, position(session, [axis])], (values) =>
    a.of(a.number(at(values, 0)) === a.number(at(values, 1)) ? 1 : 0),
  );
}

/** 1 where t names a class of the axis. */
export function valid<T>(session: Session<T>, t: NamedTensor<T>, axis: string): NamedTensor<T> {
  const { arithmetic: a } = session;
  const count = session.size(axis);
  return elementwise([t], (values) => a.of(classOf(a.number(at(values, 0)), count) === undefined ? 0 : 1));
}

/** The entry of x at class t, 0 for an ignored index. */
export function pick<T>(
  session: Session<T>,
  x: NamedTensor<T>,
  t: NamedTensor<T>,
  axis: string,
): NamedTensor<T> {
  const { arithmetic: a } = session;
  if (t.axes.includes(axis)) throw new Error(`pick[${axis}] wants an index without the axis ${axis}.`);
  const { rest, groups } = group(arrange(x, union([x, t])), [axis]);
  const indices = arrange(t, rest).data;
  const data = groups.map((entries, g) => {
    const place = classOf(a.number(at(indices, g)), entries.length);
    return place === undefined ? a.of(0) : at(entries, place);
  });
  return { ...rest, data };
}

/** The place of the first maximum among those that `keep` lets take part; 0 where none does. */
export function argmax<T>(
  session: Session<T>,
  x: NamedTensor<T>,
  axes: readonly string[],
  keep?: NamedTensor<T>,
): NamedTensor<T> {
  const { arithmetic: a } = session;
  const shape = union([x, ...(keep ? [keep] : [])]);
  const { rest, groups } = group(arrange(x, shape), axes);
  const keeps = keep && group(arrange(keep, shape), axes).groups;
  const data = groups.map((values, g) => {
    const flags = keeps && at(keeps, g);
    const taking = values.flatMap((_, i) => (flags === undefined || a.number(at(flags, i)) !== 0 ? [i] : []));
    const winner = taking.reduce(
      (best, i) => (a.compare(at(values, i), at(values, best)) > 0 ? i : best),
      taking[0] ?? 0,
    );
    session.trace.decide(winner);
    return a.of(winner);
  });
  return { ...rest, data };
}
