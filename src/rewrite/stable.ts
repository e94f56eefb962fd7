/**
 * The stable table: forms that overflow, cancel or divide 0 by 0, and the forms that do not. Each row is an
 * identity of real functions, so it holds before differentiating as well as after.
 */
import { nonNegative, positive, unit } from '../graph/range.ts';
import { rules } from './rule.ts';
import { softmaxRows } from './softmax.ts';

export const stable = rules({
  // squares first: other rows see parts of them
  'complete-square': {
    from: 'x^2 + y^2 - 2 * x * y',
    to: '(x - y)^2',
    why: 'the squares cancel where x and y agree',
  },
  'complete-unit-square': { from: '1 + x^2 - 2 * x', to: '(1 - x)^2', why: 'the sum cancels for x near 1' },

  // sigmoid and softplus
  'reciprocal-of-one-plus-exp': {
    from: '(1 + exp(x))^-1',
    to: 'sigmoid(-x)',
    why: 'exp(x) overflows for large x',
  },
  'exp-over-one-plus-exp': {
    from: 'exp(x) * sigmoid(-x)',
    to: 'sigmoid(x)',
    why: 'exp(x) overflows while the quotient is 1',
  },
  'one-minus-sigmoid': {
    from: '1 - sigmoid(x)',
    to: 'sigmoid(-x)',
    why: '1 - sigmoid(x) cancels for large x and is 0 above 37',
  },
  'sigmoid-odds': {
    from: 'sigmoid(x) / sigmoid(-x)',
    to: 'exp(x)',
    why: 'the quotient is 0 / 0 at both ends',
  },
  'sigmoid-minus-half': {
    from: '0.5 - sigmoid(x)',
    to: '-0.5 * tanh(0.5 * x)',
    why: 'the difference cancels for small x',
  },
  'log-of-sigmoid': {
    from: 'log(sigmoid(x))',
    to: '-softplus(-x)',
    why: 'sigmoid(x) is 0 below -745 (in f32 below -103)',
  },
  'log-of-one-plus-exp': { from: 'log(1 + exp(x))', to: 'softplus(x)', why: 'exp(x) overflows for large x' },
  'log1p-of-exp': { from: 'log1p(exp(x))', to: 'softplus(x)', why: 'exp(x) overflows for large x' },
  'softplus-minus-itself': {
    from: 'softplus(x) - x',
    to: 'softplus(-x)',
    why: 'both are large for large x and their difference is small',
  },
  'softplus-minus-share': {
    from: 'softplus(x) - y * x',
    to: 'y * softplus(-x) + (1 - y) * softplus(x)',
    why: 'both are large for large x, and their difference is small where y is 1',
    when: { y: unit },
  },
  'logit-of-sigmoid': {
    from: 'softplus(x) - softplus(-x)',
    to: 'x',
    why: 'the difference of two roundings is not x',
  },
  'power-times-base': {
    from: 'x * pow(x, y)',
    to: 'pow(x, y + 1)',
    why: 'a negative power of an x that underflows is infinite, and the product NaN',
    when: { x: nonNegative },
  },
  'power-of-sigmoid': {
    from: 'pow(sigmoid(x), y)',
    to: 'exp(-y * softplus(-x))',
    why: 'sigmoid(x) underflows before its power does',
  },
  'power-of-softmax': {
    from: 'pow(softmax[A](x), y)',
    to: 'exp(y * log_softmax[A](x))',
    why: 'softmax(x) underflows before its power does, or its negative power overflows',
    along: ['x'],
    free: ['y'],
  },
  'product-of-exponentials': {
    from: 'exp(x) * exp(y)',
    to: 'exp(x + y)',
    why: 'one overflows while the other underflows, and their product is neither',
  },
  'one-minus-chosen-sigmoid': {
    from: '1 - (if c then sigmoid(x) else sigmoid(y))',
    to: 'if c then sigmoid(-x) else sigmoid(-y)',
    why: '1 - sigmoid(x) cancels for large x and is 0 above 37',
  },
  'power-of-chosen-sigmoid': {
    from: 'pow(if c then sigmoid(x) else sigmoid(y), z)',
    to: 'exp(-z * (if c then softplus(-x) else softplus(-y)))',
    why: 'the sigmoid underflows before its power does, and its slope at 0 is infinite for powers below 1',
  },

  // logarithms and exponentials
  'log-of-exp': { from: 'log(exp(x))', to: 'x', why: 'exp(x) overflows' },
  'exp-of-log': { from: 'exp(log(x))', to: 'x', why: 'two roundings for none' },
  'log1p-of-minus-exp': {
    from: 'log1p(-exp(x))',
    to: 'log1mexp(x)',
    why: 'exp(x) rounds to 1',
  },
  'log-of-expm1': {
    from: 'log(expm1(x))',
    to: 'x + log1mexp(-x)',
    why: 'exp(x) overflows while its logarithm is x',
  },
  'log-of-minus-expm1': {
    from: 'log(-expm1(x))',
    to: 'log1mexp(x)',
    why: 'for large -x the result is tiny and -expm1(x) rounds to 1',
  },
  'log-of-reciprocal': {
    from: 'log(1 / x)',
    to: '-log(x)',
    why: '1 / x overflows or underflows while its logarithm does not',
  },
  'log-of-sigmoid-times': {
    from: 'log(sigmoid(x) * y)',
    to: 'log(y) - softplus(-x)',
    why: 'sigmoid(x) underflows while its logarithm is -x',
  },
  'log-of-difference-of-sigmoids': {
    from: 'log(sigmoid(x) - sigmoid(y))',
    to: 'log1mexp(y - x) - softplus(-x) - softplus(y)',
    why: 'the sigmoids are near each other, or both near 0 or 1',
  },
  'log-of-exp-times': {
    from: 'log(exp(x) * y)',
    to: 'x + log(y)',
    why: 'exp(x) overflows or underflows while its logarithm is x',
  },
  'log-of-choice': {
    from: 'log(if x then y else z)',
    to: 'if x then log(y) else log(z)',
    why: 'each branch may have a stable logarithm of its own',
  },
  'atan-of-quotient': {
    from: 'atan(x / y)',
    to: 'atan_ratio(x, y)',
    why: 'where y is 0 the slope of the quotient is infinite and that of atan is 0; together they are finite',
  },
  'log-of-cosh': { from: 'log(cosh(x))', to: 'log_cosh(x)', why: 'cosh(x) overflows, and is 1 for small x' },
  'log-of-sum-of-exp-pair': {
    from: 'log(exp(x) + exp(-x))',
    to: 'log_cosh(x) + 0.6931471805599453',
    why: 'exp(x) overflows',
  },
  'log-of-sum-of-two-exp': {
    from: 'log(exp(x) + exp(y))',
    to: 'log_add_exp(x, y)',
    why: 'exp(x) overflows, or both underflow',
  },
  'log-add-exp-minus-itself': {
    from: 'log_add_exp(x, y) - x',
    to: 'softplus(y - x)',
    why: 'the two cancel where x is the larger',
  },
  'log-of-one-plus': { from: 'log(1 + x)', to: 'log1p(x)', why: '1 + x loses the low bits of a small x' },
  'exp-minus-one': { from: 'exp(x) - 1', to: 'expm1(x)', why: 'exp(x) - 1 cancels for small x' },
  'cosh-minus-one': {
    from: 'cosh(x) - 1',
    to: '2 * sinh(0.5 * x)^2',
    why: 'cosh(x) - 1 cancels for small x',
  },
  'one-minus-tanh-squared': {
    from: '1 - tanh(x)^2',
    to: 'cosh(x)^-2',
    why: 'the difference cancels for large x',
  },
  'one-plus-tanh': { from: '1 + tanh(x)', to: '2 * sigmoid(2 * x)', why: 'the sum cancels for large -x' },
  'one-minus-tanh': {
    from: '1 - tanh(x)',
    to: '2 * sigmoid(-2 * x)',
    why: 'the difference cancels for large x',
  },
  'expm1-over-one-plus-exp': {
    from: 'expm1(x) * sigmoid(-x)',
    to: 'tanh(0.5 * x)',
    why: 'exp(x) overflows while the quotient is 1',
  },
  'difference-over-sum-of-two-exp': {
    from: '(exp(x) - exp(y)) / (exp(x) + exp(y))',
    to: 'tanh(0.5 * (x - y))',
    why: 'both exponentials overflow or underflow while the quotient is 1 or less',
  },
  'share-of-two-exp': {
    from: 'exp(x) / (exp(x) + exp(y))',
    to: 'sigmoid(x - y)',
    why: 'both exponentials overflow or underflow while the quotient is 1 or less',
  },
  'sinh-over-cosh': {
    from: 'sinh(x) / cosh(x)',
    to: 'tanh(x)',
    why: 'both overflow while the quotient is 1 or less',
  },
  'sqrt-of-one-plus-minus-one': {
    from: '(1 + x)^0.5 - 1',
    to: 'x / ((1 + x)^0.5 + 1)',
    why: 'the difference cancels for small x',
  },
  'root-of-sum-minus-root': {
    from: '(x^2 + y^2)^0.5 - y',
    to: 'x^2 / ((x^2 + y^2)^0.5 + y)',
    why: 'the difference cancels for small x',
    when: { y: positive },
  },

  ...softmaxRows,
  // products of probabilities
  'log-of-product': {
    from: 'log(prod[A](x))',
    to: 'sum[A](log(x))',
    why: 'the product of many probabilities underflows',
    when: { x: nonNegative },
    along: ['x'],
  },

  // polynomials of probabilities: the vertex form has no term of the other sign
  'exclusive-or': {
    from: 'x + y - 2 * x * y',
    to: 'x * (1 - y) + y * (1 - x)',
    why: 'x + y - 2xy cancels where x and y agree',
    when: { x: unit, y: unit },
  },
  'inclusive-or': {
    from: 'x + y - x * y',
    to: 'x + y * (1 - x)',
    why: 'the sum cancels near 1',
    when: { x: unit, y: unit },
  },
  'one-minus-mixture': {
    from: '1 - x * y - z * (1 - x)',
    to: 'x * (1 - y) + (1 - x) * (1 - z)',
    why: '1 minus a mixture near 1 cancels; the mixture of the complements does not',
    when: { x: unit },
  },
  'and-not': {
    from: 'x - x * y',
    to: 'x * (1 - y)',
    why: 'x - xy cancels where y is near 1',
    when: { y: unit },
  },
});
