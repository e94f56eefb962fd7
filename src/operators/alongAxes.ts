/**
 * Operators that work along axes: reductions remove them, the others keep them. In the formulas `A` stands for
 * the axes of the bracket, `g` for the incoming gradient and `out` for the operator's own result.
 */
import { isNonNegative, range, reals, unit, type Range } from '../graph/range.ts';
import type { Formula } from './operator.ts';

export interface AxisOperator {
  readonly summary: string;
  /** The bracket's axes are gone from the result. */
  readonly reduces: boolean;
  /** Part of the language; the others arise inside the compiler only. */
  readonly language: boolean;
  range(x: Range): Range;
  readonly derivative: { readonly x: Formula };
  /** The same for one entry alone, `out` at the class `t` of the axis, where that is simpler. */
  readonly picked?: Formula;
  /** In simpler operators, for backends that have no spelling. */
  readonly meaning?: Formula;
}

/**
 * The sum of the probabilities up to one half: what is left beside a class above it, to all its digits. It is used for
 * a class well above one half only, so that two roundings of one probability cannot be on both sides of the limit.
 */
const LOW = 'low = sum[A](if p > 0.5 then 0 else p)';

/** Where an element is the extremum it gets its share: it has to be the same number in both places. */
const shareOfExtremum = 'if same(x) == out then g / sum[A](same(x) == out) else 0';

const define = (definition: AxisOperator): AxisOperator => definition;

/** The sum of one or more values of `r`. */
const sumRange = (r: Range): Range =>
  range(r.lo < 0 ? -Infinity : r.lo, r.hi > 0 ? Infinity : r.hi, {
    lo: r.loOpen,
    hi: r.hiOpen,
    integer: r.integer,
  });

const prodRange = (r: Range): Range =>
  isNonNegative(r)
    ? range(r.lo >= 1 ? 1 : 0, r.hi <= 1 ? r.hi : Infinity, { lo: r.lo > 0 || r.loOpen })
    : reals;

export const alongAxes = {
  sum: define({
    summary: 'sum of the elements',
    reduces: true,
    language: true,
    range: sumRange,
    derivative: { x: 'g' },
  }),
  prod: define({
    summary: 'product of the elements',
    reduces: true,
    language: true,
    range: prodRange,
    derivative: {
      // The product of the others: division only where no factor is 0.
      x: `if x == 0 then (if zeros == 1 then g * prod[A](if x == 0 then 1 else x) else 0)
          else (if zeros == 0 then g * out / x else 0) where zeros = sum[A](x == 0)`,
    },
  }),
  max: define({
    summary: 'largest element; equal ones share the gradient',
    reduces: true,
    language: true,
    range: (x) => x,
    derivative: { x: shareOfExtremum },
  }),
  min: define({
    summary: 'smallest element; equal ones share the gradient',
    reduces: true,
    language: true,
    range: (x) => x,
    derivative: { x: shareOfExtremum },
  }),
  argmax: define({
    summary: 'position of the largest element, the first of equal ones',
    reduces: true,
    language: true,
    range: () => range(0, Infinity, { integer: true }),
    derivative: { x: '0' },
  }),
  logsumexp: define({
    summary: 'log of the sum of exp, without overflow',
    reduces: true,
    language: true,
    range: (x) => range(x.lo, Infinity, { lo: x.loOpen }),
    derivative: { x: 'g * softmax[A](x)' },
    // Without one of the largest, whose term is 1: what is left is small for a confident pixel, and is not lost.
    meaning: `max[A](x) + log1p(sum[A](if top then 0 else e) + group(sum[A](top) - 1))
              where top = x == max[A](x) e = exp(difference(x, max[A](x)))`,
  }),
  softmax: define({
    summary: 'exp(x) over its sum',
    reduces: false,
    language: true,
    range: () => unit,
    // Measured from the class above one half, if there is one: the sums then hold no term that cancels its gradient.
    derivative: {
      x: `out * (difference(g, best) - (sum[A](if out > 0.5 then 0 else g * out) - best * low))
          where best = sum[A](if out > 0.5 then g else 0)
                low = sum[A](if out > 0.5 then 0 else out)`,
    },
    picked: 'g * out * (if position(A) == t then softmax_complement[A](x) else -softmax[A](x))',
    meaning: 'group(e / sum[A](e)) where e = exp(difference(x, max[A](x)))',
  }),
  softmax_complement: define({
    summary: '1 - softmax(x): the sum of the others',
    reduces: false,
    language: false,
    range: () => unit,
    derivative: {
      x: `-p * (difference(g, best) - (sum[A](if p > 0.5 then 0 else g * p) - best * low))
          where p = softmax[A](x) best = sum[A](if p > 0.5 then g else 0) ${LOW}`,
    },
    picked:
      'g * pick[A](softmax[A](x), t) * (if position(A) == t then -softmax_complement[A](x) else softmax[A](x))',
    // Where 1 - p would cancel, the others are added up.
    meaning: `if p > 0.6 then low else 1 - p where p = softmax[A](x) ${LOW}`,
  }),
  log_softmax: define({
    summary: 'log of the softmax',
    reduces: false,
    language: true,
    range: () => range(-Infinity, 0),
    derivative: { x: 'g * softmax_complement[A](x) - softmax[A](x) * (sum[A](g) - g)' },
    picked: 'g * (if position(A) == t then softmax_complement[A](x) else -softmax[A](x))',
    meaning: `if p > 0.6 then log1p(-low) else difference(x, max[A](x)) - log(sum[A](exp(difference(x, max[A](x)))))
              where p = softmax[A](x) ${LOW}`,
  }),
  cumsum: define({
    summary: 'running sum along the axis',
    reduces: false,
    language: true,
    range: sumRange,
    derivative: { x: 'reverse_cumsum[A](g)' },
  }),
  reverse_cumsum: define({
    summary: 'running sum from the end of the axis',
    reduces: false,
    language: false,
    range: sumRange,
    derivative: { x: 'cumsum[A](g)' },
  }),
} as const;

export type AxisOperatorName = keyof typeof alongAxes;
export const isAxisOperator = (name: string): name is AxisOperatorName => Object.hasOwn(alongAxes, name);
