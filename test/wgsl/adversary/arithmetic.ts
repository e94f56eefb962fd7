/**
 * Arithmetics for translated shaders: one that errs as far as the WGSL specification lets a device err, and one that
 * says how far that can be.
 */
import type { Random } from '../../../src/verify/random.ts';

/** Operations on the floating-point numbers of a shader. */
export interface Arithmetic<T> {
  constant(x: number): T;
  fromInteger(x: number): T;
  truncate(x: T): number;
  bits(x: T): number;
  /** As 16 bits can hold it. */
  half(x: T): T;
  fromBits(x: number): T;
  add(x: T, y: T): T;
  subtract(x: T, y: T): T;
  multiply(x: T, y: T): T;
  divide(x: T, y: T): T;
  negate(x: T): T;
  sum(terms: readonly T[], signs: readonly number[]): T;
  equal(x: T, y: T): boolean;
  differ(x: T, y: T): boolean;
  less(x: T, y: T): boolean;
  atMost(x: T, y: T): boolean;
  exp(x: T): T;
  sqrt(x: T): T;
  abs(x: T): T;
  sign(x: T): T;
  floor(x: T): T;
  round(x: T): T;
  max(x: T, y: T): T;
  min(x: T, y: T): T;
  clamp(x: T, low: T, high: T): T;
  /** A function of the shader; an arithmetic may know better. */
  call(name: string, own: (...values: T[]) => T, values: readonly T[]): T;
  within(index: number, array: { readonly length: number }): number;
}

const view = new DataView(new ArrayBuffer(4));
const leastNormal = 2 ** -126;
const largest = 3.4028234663852886e38;

export function bitsOf(x: number): number {
  view.setFloat32(0, x);
  return view.getInt32(0);
}

export function numberOf(bits: number): number {
  view.setInt32(0, bits);
  return view.getFloat32(0);
}

const largestHalf = 65504;

/** The distance between the numbers of 16 bits around x. */
export const halfUnit = (x: number): number => 2 ** (Math.max(-14, Math.floor(Math.log2(Math.abs(x)))) - 10);

/** The next number of f32 away from x in a direction. */
function neighbour(x: number, up: boolean): number {
  if (x === 0) return up ? 2 ** -149 : -(2 ** -149);
  return numberOf(bitsOf(x) + (x > 0 === up ? 1 : -1));
}

export function within(index: number, array: { readonly length: number }): number {
  if (!Number.isInteger(index) || index < 0 || index >= array.length)
    throw new Error(`Element ${index} of an array of ${array.length} is touched.`);
  return index;
}

/** Half to even. */
function roundEven(x: number): number {
  const floor = Math.floor(x);
  if (x - floor !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** Errs by as much as is permitted; what is indeterminate is NaN, and a comparison with it comes out anyhow. */
export class Adversary implements Arithmetic<number> {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  #coin = (): boolean => this.#random.chance(0.5);

  /** Rounded in either direction; subnormal numbers may be flushed. */
  #rounded(x: number): number {
    if (Number.isNaN(x) || Math.abs(x) > largest) return NaN;
    let near = Math.fround(x);
    if (near !== x && this.#coin()) near = neighbour(near, x > near);
    if (Math.abs(near) < leastNormal && this.#coin()) return 0;
    return Math.abs(near) > largest ? NaN : near;
  }

  /** Off by up to so many units in the last place. */
  #off(x: number, ulps: number): number {
    // 0 / y and the root of 0 are 0: half a unit in the last place of 0 is no number of f32.
    if (x === 0) return 0;
    if (Number.isNaN(x) || Math.abs(x) > largest) return NaN;
    const unit = Math.max(2 ** -149, 2 ** (Math.floor(Math.log2(Math.abs(x) || leastNormal)) - 23));
    const near = Math.fround(x + unit * ulps * this.#random.choose([-1, -0.5, 0, 0.5, 1]));
    if (Math.abs(near) < leastNormal && this.#coin()) return 0;
    return Math.abs(near) > largest ? NaN : near;
  }

  constant = (x: number): number => Math.fround(x);
  fromInteger = (x: number): number => this.#rounded(x);
  truncate = (x: number): number => (Number.isNaN(x) ? this.#random.below(1000) : Math.trunc(x));
  bits = (x: number): number => (Number.isNaN(x) ? this.#random.below(2 ** 31) : bitsOf(x));
  fromBits = numberOf;
  half(x: number): number {
    const step = halfUnit(x);
    const near = (this.#coin() ? Math.floor(x / step) : Math.ceil(x / step)) * step;
    return Number.isNaN(x) || Math.abs(near) > largestHalf ? NaN : near;
  }
  add = (x: number, y: number): number => this.#rounded(x + y);
  subtract = (x: number, y: number): number => this.#rounded(x - y);
  multiply = (x: number, y: number): number => this.#rounded(x * y);
  negate = (x: number): number => -x;

  divide(x: number, y: number): number {
    const size = Math.abs(y);
    if (!(size >= leastNormal && size <= 2 ** 126)) return NaN;
    return this.#off(x / y, 2.5);
  }

  /** Associated anyhow. */
  sum(terms: readonly number[], signs: readonly number[]): number {
    const left = this.#random.shuffle(terms.map((x, k) => (signs[k] === -1 ? -x : x)));
    return left.slice(1).reduce((total, x) => this.add(total, x), left[0] ?? 0);
  }

  #compare(x: number, y: number, holds: boolean): boolean {
    return Number.isNaN(x) || Number.isNaN(y) ? this.#coin() : holds;
  }
  equal = (x: number, y: number): boolean => this.#compare(x, y, x === y);
  differ = (x: number, y: number): boolean => this.#compare(x, y, x !== y);
  less = (x: number, y: number): boolean => this.#compare(x, y, x < y);
  atMost = (x: number, y: number): boolean => this.#compare(x, y, x <= y);

  exp = (x: number): number => this.#off(Math.exp(x), 3 + 2 * Math.abs(x));
  sqrt = (x: number): number => (x < leastNormal ? NaN : this.#off(Math.sqrt(x), 4));
  abs = Math.abs;
  sign = Math.sign;
  floor = Math.floor;
  round = roundEven;
  max = Math.max;
  min = Math.min;
  clamp = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high);
  call = (_: string, own: (...values: number[]) => number, values: readonly number[]): number =>
    own(...values);
  within = within;
}

/** A number and how far a device may be from it. */
export interface Bounded {
  readonly value: number;
  readonly error: number;
}

const unit = 2 ** -23;
const bounded = (value: number, error: number): Bounded => ({ value, error: error + leastNormal });
/** Sums and products of exact numbers are exact where f32 can hold them. */
const exact = (value: number, ...from: readonly Bounded[]): boolean =>
  Math.fround(value) === value && from.every(({ error }) => error === 0);

/**
 * Computes in f64 and adds up what each operation may lose: the budget of every result. Functions of the shader are
 * taken at their word: the accuracy that is tested of each.
 */
export class Budget implements Arithmetic<Bounded> {
  constant = (x: number): Bounded => ({ value: Math.fround(x), error: 0 });
  fromInteger = (x: number): Bounded => ({ value: x, error: Math.abs(x) < 2 ** 24 ? 0 : Math.abs(x) * unit });
  truncate = (x: Bounded): number => Math.trunc(x.value);
  bits = (x: Bounded): number => bitsOf(x.value);
  half = ({ value, error }: Bounded): Bounded => ({ value, error: error + halfUnit(value) });
  fromBits = (x: number): Bounded => ({ value: numberOf(x), error: 0 });
  negate = (x: Bounded): Bounded => ({ value: -x.value, error: x.error });

  #plus(x: Bounded, y: number, error: number): Bounded {
    const value = x.value + y;
    if (error === 0 && exact(value, x)) return { value, error: 0 };
    return bounded(value, x.error + error + unit * Math.abs(value));
  }
  add = (x: Bounded, y: Bounded): Bounded =>
    x.value === 0 && x.error === 0 ? y : y.value === 0 && y.error === 0 ? x : this.#plus(x, y.value, y.error);
  subtract = (x: Bounded, y: Bounded): Bounded => this.#plus(x, -y.value, y.error);

  multiply(x: Bounded, y: Bounded): Bounded {
    const value = x.value * y.value;
    if (exact(value, x, y)) return { value, error: 0 };
    if (value === 0 && x.error * Math.abs(y.value) + y.error * Math.abs(x.value) === 0)
      return { value: 0, error: 0 };
    const spread = x.error * Math.abs(y.value) + y.error * Math.abs(x.value) + x.error * y.error;
    return bounded(value, spread + unit * Math.abs(value));
  }

  divide(x: Bounded, y: Bounded): Bounded {
    const value = x.value / y.value;
    const size = Math.abs(y.value) - y.error;
    const spread = size > 0 ? (x.error + Math.abs(value) * y.error) / size : Infinity;
    return bounded(value, spread + 2.5 * unit * Math.abs(value));
  }

  /** However it is associated: partial sums are no larger than the sum of the sizes. */
  sum(terms: readonly Bounded[], signs: readonly number[]): Bounded {
    const value = terms.reduce((total, x, k) => total + x.value * (signs[k] ?? 1), 0);
    if (terms.every((x) => Number.isInteger(x.value)) && exact(value, ...terms)) return { value, error: 0 };
    const sizes = terms.reduce((total, x) => total + Math.abs(x.value), 0);
    const errors = terms.reduce((total, x) => total + x.error, 0);
    return bounded(value, errors + (terms.length - 1) * unit * sizes);
  }

  /** Comparisons that could come out either way: the data lie on a kink. */
  doubts = 0;

  #compare(x: Bounded, y: Bounded, holds: boolean): boolean {
    const error = x.error + y.error;
    if (error > 2 ** -100 && Math.abs(x.value - y.value) <= error) this.doubts++;
    return holds;
  }
  equal = (x: Bounded, y: Bounded): boolean => this.#compare(x, y, x.value === y.value);
  differ = (x: Bounded, y: Bounded): boolean => this.#compare(x, y, x.value !== y.value);
  less = (x: Bounded, y: Bounded): boolean => this.#compare(x, y, x.value < y.value);
  atMost = (x: Bounded, y: Bounded): boolean => this.#compare(x, y, x.value <= y.value);

  exp = (x: Bounded): Bounded =>
    this.#function(Math.exp(x.value), Math.expm1(x.error), 3 + 2 * Math.abs(x.value));
  sqrt = (x: Bounded): Bounded =>
    this.#function(Math.sqrt(x.value), x.error / Math.max(x.value, leastNormal), 4);

  /** A value, the relative spread that its argument brings, and units in the last place of its own. */
  #function(value: number, spread: number, ulps: number): Bounded {
    return bounded(value, Math.abs(value) * (spread + ulps * unit));
  }

  abs = (x: Bounded): Bounded => ({ ...x, value: Math.abs(x.value) });
  sign = (x: Bounded): Bounded => ({ value: Math.sign(x.value), error: 0 });
  floor = (x: Bounded): Bounded => ({ value: Math.floor(x.value), error: 0 });
  round = (x: Bounded): Bounded => ({ value: roundEven(x.value), error: 0 });
  max = (x: Bounded, y: Bounded): Bounded => this.#either(x, y, Math.max(x.value, y.value));
  min = (x: Bounded, y: Bounded): Bounded => this.#either(x, y, Math.min(x.value, y.value));
  clamp = (x: Bounded, low: Bounded, high: Bounded): Bounded => this.min(this.max(x, low), high);
  #either(x: Bounded, y: Bounded, value: number): Bounded {
    const reach = ({ value: own, error }: Bounded): boolean =>
      Math.abs(own - value) <= error || own === value;
    return { value, error: Math.max(reach(x) ? x.error : 0, reach(y) ? y.error : 0) };
  }

  /** What is tested of a function is taken for granted here: its own errors, and how it passes on those of others. */
  call(name: string, own: (...values: Bounded[]) => Bounded, values: readonly Bounded[]): Bounded {
    const [x, y] = values;
    if (x === undefined) return own(...values);
    switch (name) {
      case 'logarithm':
        return this.#log(x, 0);
      case 'logOnePlus':
        return this.#log(x, 1);
      case 'expMinusOne': {
        const held = Math.min(x.value, 88.7);
        const ulps = accuracy.expMinusOne + 2 * Math.abs(held);
        const result = Math.expm1(held);
        return bounded(result, Math.exp(held + x.error) * x.error + ulps * unit * Math.abs(result));
      }
      case 'power':
        return y === undefined ? own(...values) : this.#power(x, y);
      case 'timesLog':
      case 'timesLogOnePlus':
        return y === undefined || x.value === 0
          ? x
          : this.multiply(x, this.#log(y, name === 'timesLog' ? 0 : 1));
      default:
        return own(...values);
    }
  }

  /** log(offset + x) */
  #log(x: Bounded, offset: 0 | 1): Bounded {
    const held = Math.max(offset + x.value, leastNormal);
    const result = offset === 1 && x.value > -1 ? Math.log1p(x.value) : Math.log(held);
    const ulps = offset === 1 ? accuracy.logOnePlus : accuracy.logarithm;
    return bounded(result, x.error / Math.max(held - x.error, leastNormal) + ulps * unit * Math.abs(result));
  }

  #power(x: Bounded, y: Bounded): Bounded {
    const value = x.value ** y.value;
    if (x.value === 0) return { value, error: x.error };
    const log = Math.log(Math.abs(x.value));
    const product = Math.abs(y.value * log);
    const spread =
      (Math.abs(y.value) * x.error) / Math.max(Math.abs(x.value) - x.error, leastNormal) +
      Math.abs(log) * y.error;
    const ulps = (accuracy.logarithm + 1) * product + 4 + 2 * product;
    return bounded(value, Math.abs(value) * (Math.expm1(spread) + ulps * unit));
  }

  within = within;
}

/** Units in the last place that functions of the backend may lose, beside what `exp` loses. */
export const accuracy = { logarithm: 8, logOnePlus: 8, expMinusOne: 12 } as const;
