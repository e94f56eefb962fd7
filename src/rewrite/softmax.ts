/** The rows of the stable table about softmax, its logarithm and sums of exponentials. */
import { binary, positive } from '../graph/range.ts';
import { rules } from './rule.ts';

export const softmaxRows = rules({
  'log-of-sum-of-exp': {
    from: 'log(sum[A](exp(x)))',
    to: 'logsumexp[A](x)',
    why: 'exp(x) overflows',
    along: ['x'],
  },
  'log-of-one-plus-sum-of-exp': {
    from: 'log1p(sum[A](exp(x)))',
    to: 'softplus(logsumexp[A](x))',
    why: 'exp(x) overflows',
    along: ['x'],
  },
  'log-of-one-plus-product-of-sums': {
    from: 'log1p(sum[A](exp(x)) * sum[A](exp(y)))',
    to: 'softplus(logsumexp[A](x) + logsumexp[A](y))',
    why: 'one sum overflows, or their product does',
    along: ['x', 'y'],
  },
  'exp-over-sum-of-exp': {
    from: 'exp(x) / sum[A](exp(x))',
    to: 'softmax[A](x)',
    why: 'exp(x) overflows',
    along: ['x'],
  },
  'picked-exp-over-sum-of-exp': {
    from: 'exp(pick[A](x, t)) / sum[A](exp(x))',
    to: 'if valid(t) then pick[A](softmax[A](x), t) else exp(-logsumexp[A](x))',
    why: 'exp(x) overflows',
    along: ['x'],
  },
  'mean-weighted-by-exponentials': {
    from: 'sum[A](exp(x) * y) / sum[A](exp(x))',
    to: 'sum[A](y * softmax[A](x))',
    why: 'the exponentials overflow, or all of them underflow and the quotient is 0 / 0',
    along: ['x', 'y'],
  },
  'exp-of-log-softmax': {
    from: 'exp(log_softmax[A](x))',
    to: 'softmax[A](x)',
    why: 'exp multiplies the rounding of its argument',
    along: ['x'],
  },
  'x-minus-logsumexp': {
    from: 'x - logsumexp[A](x)',
    to: 'log_softmax[A](x)',
    why: 'the two cancel for a confident class',
    along: ['x'],
  },
  'logsumexp-minus-pick': {
    from: 'logsumexp[A](x) - pick[A](x, t)',
    to: 'if valid(t) then -pick[A](log_softmax[A](x), t) else logsumexp[A](x)',
    why: 'the two cancel for a confident class',
    along: ['x'],
  },
  'logsumexp-minus-kept': {
    from: 'logsumexp[A](x) - logsumexp[A](if y then x else -1e30)',
    to: 'softplus(logsumexp[A](if y then -1e30 else x) - logsumexp[A](if y then x else -1e30))',
    why: 'the two cancel where the part has nearly all of the sum: what is left of it does not',
    along: ['x', 'y'],
  },
  'logsumexp-minus-left': {
    from: 'logsumexp[A](x) - logsumexp[A](if y then -1e30 else x)',
    to: 'softplus(logsumexp[A](if y then x else -1e30) - logsumexp[A](if y then -1e30 else x))',
    why: 'the two cancel where the part has nearly all of the sum: what is left of it does not',
    along: ['x', 'y'],
  },
  'logsumexp-minus-some-kept': {
    from: 'logsumexp[A](x) - (if z then logsumexp[A](if y then x else -1e30) else w)',
    to: `if z then softplus(logsumexp[A](if y then -1e30 else x) - logsumexp[A](if y then x else -1e30))
         else logsumexp[A](x) - w`,
    why: 'the two cancel where the part has nearly all of the sum: what is left of it does not',
    along: ['x', 'y'],
  },
  'logsumexp-minus-some-left': {
    from: 'logsumexp[A](x) - (if z then logsumexp[A](if y then -1e30 else x) else w)',
    to: `if z then softplus(logsumexp[A](if y then x else -1e30) - logsumexp[A](if y then -1e30 else x))
         else logsumexp[A](x) - w`,
    why: 'the two cancel where the part has nearly all of the sum: what is left of it does not',
    along: ['x', 'y'],
  },
  'logsumexp-minus-logsumexp-of-kept': {
    from: 'logsumexp[A](x) - (if z then logsumexp[A](if y then x else -inf) else w)',
    to: `if z then softplus(logsumexp[A](if y then -1e30 else x) - logsumexp[A](if y then x else -inf))
         else logsumexp[A](x) - w`,
    why: 'the two cancel where the part has nearly all of the sum: what is left of it does not',
    along: ['x', 'y'],
  },
  'log-of-softmax': {
    from: 'log(softmax[A](x))',
    to: 'log_softmax[A](x)',
    why: 'softmax(x) underflows to 0 for an unlikely class',
    along: ['x'],
  },
  'log-of-softmax-times': {
    from: 'log(softmax[A](x) * y)',
    to: 'log_softmax[A](x) + log(y)',
    why: 'softmax(x) underflows to 0 for an unlikely class',
    along: ['x'],
    free: ['y'],
  },
  'log-of-quotient-by-softmax': {
    from: 'log(y / softmax[A](x))',
    to: 'log(y) - log_softmax[A](x)',
    why: 'softmax(x) underflows to 0 for an unlikely class',
    along: ['x'],
    free: ['y'],
  },
  'log-of-picked-softmax': {
    from: 'log(pick[A](softmax[A](x), t))',
    to: 'if valid(t) then pick[A](log_softmax[A](x), t) else -inf',
    why: 'softmax(x) underflows to 0 for an unlikely class',
    along: ['x'],
  },
  'one-minus-softmax': {
    from: '1 - softmax[A](x)',
    to: 'softmax_complement[A](x)',
    why: '1 - softmax(x) cancels for a confident class: the sum of the others does not',
    along: ['x'],
  },
  'one-minus-picked-softmax': {
    from: '1 - pick[A](softmax[A](x), t)',
    to: 'if valid(t) then pick[A](softmax_complement[A](x), t) else 1',
    why: '1 - softmax(x) cancels for a confident class: the sum of the others does not',
    along: ['x'],
  },
  'one-minus-kept-share': {
    from: '1 - sum[A](if y then softmax[A](x) else 0)',
    to: 'sum[A](if y then 0 else softmax[A](x))',
    why: '1 minus the share of some classes cancels where it is near 1: the sum of the others does not',
    along: ['x', 'y'],
  },
  'one-minus-left-share': {
    from: '1 - sum[A](if y then 0 else softmax[A](x))',
    to: 'sum[A](if y then softmax[A](x) else 0)',
    why: '1 minus the share of some classes cancels where it is near 1: the sum of the others does not',
    along: ['x', 'y'],
  },
  'one-minus-labelled-share': {
    from: '1 - sum[A](y * softmax[A](x))',
    to: 'sum[A]((1 - y) * softmax[A](x))',
    why: '1 minus the share of some classes cancels where it is near 1: the sum of the others does not',
    when: { y: binary },
    along: ['x', 'y'],
  },
  'log-of-softmax-complement': {
    from: 'log(softmax_complement[A](x))',
    to: `if p <= 0.6 then log1p(-p) else if -5e29 < others then -softplus(x - others) else -inf
         where p = softmax[A](x) others = logsumexp[A](if p > 0.5 then -1e30 else x)`,
    why: 'all other classes underflow beside a confident one, while their logarithm does not',
    along: ['x'],
  },
  'log-of-picked-softmax-complement': {
    from: 'log(pick[A](softmax_complement[A](x), t))',
    to: `if valid(t) and -5e29 < others then -softplus(pick[A](x, t) - others) else -inf
         where others = logsumexp[A](if position(A) == t then -1e30 else x)`,
    why: 'all other classes underflow beside a confident one, while their logarithm does not',
    along: ['x'],
  },
  'softmax-of-weighted-exponentials': {
    from: 'exp(x) * y / sum[A](exp(x) * y)',
    to: 'softmax[A](x + log(y))',
    why: 'exp(x) overflows',
    when: { y: positive },
    along: ['x', 'y'],
  },
});
