/** One run of the oracle: its number system, the sizes of the axes, and the decisions it takes on the way. */
import type { Arithmetic } from './arithmetic.ts';
import { arrange, union, type NamedTensor } from './tensor.ts';

/**
 * A signature of every decision of a run: comparisons, signs, winners of a maximum, integer parts. Two runs
 * with equal signatures went through the same branches, so no kink or jump lies between their points.
 */
export class Trace {
  #hash = 0x811c9dc5;
  #other = 0x9e3779b9;
  /** Decisions that were exactly on the edge between two branches. */
  ties = 0;

  decide(outcome: number): void {
    const word = Number.isFinite(outcome) ? outcome | 0 : 0x7fffffff;
    this.#hash = Math.imul(this.#hash ^ word, 0x01000193) >>> 0;
    this.#other = (Math.imul(this.#other, 0x85ebca6b) + word + 1) >>> 0;
  }

  get signature(): string {
    return `${this.#hash.toString(16)}-${this.#other.toString(16)}`;
  }
}

/**
 * What `stop(x)` yields. Differences move every value, the stopped ones too, unless these are held at the
 * point itself: one run keeps them in order, the runs beside it get them back in the same order.
 */
export interface Stops<T> {
  pass(x: NamedTensor<T>): NamedTensor<T>;
}

export class Session<T> {
  readonly arithmetic: Arithmetic<T>;
  readonly sizes: Map<string, number>;
  readonly trace = new Trace();
  readonly #stops: Stops<T> | undefined;

  constructor(arithmetic: Arithmetic<T>, sizes: Readonly<Record<string, number>>, stops?: Stops<T>) {
    this.arithmetic = arithmetic;
    this.sizes = new Map(Object.entries(sizes));
    this.#stops = stops;
  }

  size(axis: string): number {
    const size = this.sizes.get(axis);
    if (size === undefined)
      throw new Error(`The size of the axis ${axis} is not known: give it in data.axes.`);
    return size;
  }

  /** The tensor with all the axes, its values repeated along those that it lacks. */
  repeat(tensor: NamedTensor<T>, axes: readonly string[]): NamedTensor<T> {
    const missing = axes.filter((axis) => !tensor.axes.includes(axis));
    const added = { axes: missing, sizes: missing.map((axis) => this.size(axis)) };
    return arrange(tensor, union([tensor, added]));
  }

  /** The order of two values as -1, 0, 1 or NaN, kept in the trace. */
  compare(x: T, y: T): number {
    const order = Math.sign(this.arithmetic.compare(x, y));
    this.trace.decide(order);
    return order;
  }

  /** The sign of a value at which something bends; sitting exactly on the bend is counted. */
  bend(x: T, y: T): number {
    const order = this.compare(x, y);
    if (order === 0 && (this.arithmetic.depends(x) || this.arithmetic.depends(y))) this.trace.ties++;
    return order;
  }

  stop(x: NamedTensor<T>): NamedTensor<T> {
    const stopped = { ...x, data: x.data.map((value) => this.arithmetic.stop(value)) };
    return this.#stops === undefined ? stopped : this.#stops.pass(stopped);
  }
}
