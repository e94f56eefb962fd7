/**
 * Forward-mode derivatives over any number system: a value with its derivatives in the directions ("slots")
 * on which it depends. The local derivatives below are the oracle's own.
 */
import type { Arithmetic } from './arithmetic.ts';
import { at } from './tensor.ts';

export interface Dual<T> {
  readonly value: T;
  /** Ascending; a direction that is absent has the derivative 0. */
  readonly slots: readonly number[];
  readonly tangents: readonly T[];
}

export const constant = <T>(value: T): Dual<T> => ({ value, slots: [], tangents: [] });

/** A value to differentiate: it moves with the given weight in each direction. */
export const variable = <T>(value: T, slots: readonly number[], tangents: readonly T[]): Dual<T> => ({
  value,
  slots,
  tangents,
});

/** Combines the derivatives of two values direction by direction; undefined stands for a derivative 0. */
function merge<T>(
  x: Dual<T>,
  y: Dual<T>,
  combine: (tx: T | undefined, ty: T | undefined) => T,
): Pick<Dual<T>, 'slots' | 'tangents'> {
  const slots: number[] = [];
  const tangents: T[] = [];
  let [i, j] = [0, 0];
  while (i < x.slots.length || j < y.slots.length) {
    const slot = Math.min(x.slots[i] ?? Infinity, y.slots[j] ?? Infinity);
    slots.push(slot);
    tangents.push(
      combine(
        x.slots[i] === slot ? at(x.tangents, i++) : undefined,
        y.slots[j] === slot ? at(y.tangents, j++) : undefined,
      ),
    );
  }
  return { slots, tangents };
}

/** The sum of many duals: derivatives are gathered by direction first, then each is summed once. */
function sum<T>(a: Arithmetic<T>, xs: readonly Dual<T>[]): Dual<T> {
  const gathered = new Map<number, T[]>();
  for (const x of xs)
    x.slots.forEach((slot, i) => {
      const list = gathered.get(slot);
      if (list === undefined) gathered.set(slot, [at(x.tangents, i)]);
      else list.push(at(x.tangents, i));
    });
  const slots = [...gathered.keys()].sort((p, q) => p - q);
  const tangents = slots.map((slot) => a.sum(gathered.get(slot) ?? []));
  return { value: a.sum(xs.map((x) => x.value)), slots, tangents };
}

/** Dual numbers over a number system. */
export function dual<T>(a: Arithmetic<T>): Arithmetic<Dual<T>> {
  const one = a.of(1);

  /** f(x) with f'(x), which is computed only where something moves. */
  const chain = (x: Dual<T>, value: T, slope: () => T): Dual<T> => {
    if (x.slots.length === 0) return constant(value);
    const derivative = slope();
    return { value, slots: x.slots, tangents: x.tangents.map((t) => a.multiply(derivative, t)) };
  };
  const inverse = (x: T): T => a.divide(one, x);
  const square = (x: T): T => a.multiply(x, x);

  const add = (x: Dual<T>, y: Dual<T>): Dual<T> => ({
    value: a.add(x.value, y.value),
    ...merge(x, y, (tx, ty) => (tx === undefined ? (ty ?? a.of(0)) : ty === undefined ? tx : a.add(tx, ty))),
  });

  const negate = (x: Dual<T>): Dual<T> => ({
    value: a.negate(x.value),
    slots: x.slots,
    tangents: x.tangents.map(a.negate),
  });

  const subtract = (x: Dual<T>, y: Dual<T>): Dual<T> => ({
    value: a.subtract(x.value, y.value),
    ...merge(x, y, (tx, ty) =>
      ty === undefined ? (tx ?? a.of(0)) : tx === undefined ? a.negate(ty) : a.subtract(tx, ty),
    ),
  });

  /** The value with dx · tx + dy · ty, where each slope is computed at most once and only if needed. */
  const linear = (x: Dual<T>, y: Dual<T>, value: T, dx: () => T, dy: () => T): Dual<T> => {
    const slopeX = x.slots.length > 0 ? dx() : a.of(0);
    const slopeY = y.slots.length > 0 ? dy() : a.of(0);
    const combine = (tx: T | undefined, ty: T | undefined): T => {
      if (tx === undefined) return ty === undefined ? a.of(0) : a.multiply(slopeY, ty);
      const first = a.multiply(slopeX, tx);
      return ty === undefined ? first : a.add(first, a.multiply(slopeY, ty));
    };
    return { value, ...merge(x, y, combine) };
  };

  const multiply = (x: Dual<T>, y: Dual<T>): Dual<T> =>
    linear(
      x,
      y,
      a.multiply(x.value, y.value),
      () => y.value,
      () => x.value,
    );

  const divide = (x: Dual<T>, y: Dual<T>): Dual<T> => {
    const quotient = a.divide(x.value, y.value);
    return linear(
      x,
      y,
      quotient,
      () => inverse(y.value),
      () => a.negate(a.divide(quotient, y.value)),
    );
  };

  const power = (x: Dual<T>, y: Dual<T>): Dual<T> => {
    const value = a.power(x.value, y.value);
    // The slope at 0 of a power between 0 and 1 is infinite, and taken as 0.
    const exponent = a.number(y.value);
    const infinite = a.number(x.value) === 0 && exponent > 0 && exponent < 1;
    return linear(
      x,
      y,
      value,
      () => (infinite ? a.of(0) : a.multiply(y.value, a.power(x.value, a.subtract(y.value, one)))),
      () => a.multiply(value, a.log(x.value)),
    );
  };

  const tie = (xs: readonly Dual<T>[]): Dual<T> => {
    const first = at(xs, 0);
    if (xs.length === 1) return first;
    const count = a.of(xs.length);
    const total = sum(a, xs);
    return { ...total, value: first.value, tangents: total.tangents.map((t) => a.divide(t, count)) };
  };

  return {
    of: (value) => constant(a.of(value)),
    number: (x) => a.number(x.value),
    pi: () => constant(a.pi()),
    isZero: (x) => x.slots.length === 0 && a.isZero(x.value),
    depends: (x) => x.slots.length > 0,
    compare: (x, y) => a.compare(x.value, y.value),
    add,
    subtract,
    multiply,
    divide,
    negate,
    sum: (xs) => sum(a, xs),
    floor: (x) => constant(a.floor(x.value)),
    stop: (x) => constant(x.value),
    tie,
    power,
    exp: (x) => {
      const e = a.exp(x.value);
      return chain(x, e, () => e);
    },
    log: (x) => chain(x, a.log(x.value), () => inverse(x.value)),
    log1p: (x) => chain(x, a.log1p(x.value), () => inverse(a.add(one, x.value))),
    expm1: (x) => chain(x, a.expm1(x.value), () => a.exp(x.value)),
    sqrt: (x) => {
      const root = a.sqrt(x.value);
      return chain(x, root, () => (a.number(x.value) === 0 ? a.of(0) : inverse(a.add(root, root))));
    },
    sin: (x) => chain(x, a.sin(x.value), () => a.cos(x.value)),
    cos: (x) => chain(x, a.cos(x.value), () => a.negate(a.sin(x.value))),
    tan: (x) => chain(x, a.tan(x.value), () => inverse(square(a.cos(x.value)))),
    atan: (x) => chain(x, a.atan(x.value), () => inverse(a.add(one, square(x.value)))),
    sinh: (x) => chain(x, a.sinh(x.value), () => a.cosh(x.value)),
    cosh: (x) => chain(x, a.cosh(x.value), () => a.sinh(x.value)),
    // 1 / cosh² keeps its digits where 1 - tanh² has none left.
    tanh: (x) => chain(x, a.tanh(x.value), () => inverse(square(a.cosh(x.value)))),
    erf: (x) =>
      chain(x, a.erf(x.value), () =>
        a.multiply(a.divide(a.of(2), a.sqrt(a.pi())), a.exp(a.negate(square(x.value)))),
      ),
  };
}
