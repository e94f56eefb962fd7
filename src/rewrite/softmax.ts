/** The rows of the stable table about softmax, its logarithm and sums of exponentials. */
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
});
