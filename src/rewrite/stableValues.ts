/** The stable table for values: it is applied after differentiating only. */
import { unit } from '../graph/range.ts';
import { stable } from './stable.ts';
import { rules } from './rule.ts';

/** Rows that help a value but not its derivative: applied after differentiating only. */
export const stableValues = rules({
  'one-minus-square': {
    from: '1 - x^2',
    to: '(1 - x) * (1 + x)',
    why: 'the difference cancels for |x| near 1',
  },
  'difference-of-sigmoids': {
    from: 'sigmoid(x) - sigmoid(y)',
    to: '-sign(x - y) * sigmoid(max(x, y)) * sigmoid(-min(x, y)) * expm1(-abs(x - y))',
    why: 'the difference cancels where both are near 1, or near each other',
  },
  'difference-of-sigmoid-slopes': {
    from: 'sigmoid(x) * sigmoid(-x) - sigmoid(y) * sigmoid(-y)',
    to: '(sigmoid(x) - sigmoid(y)) * (sigmoid(-y) - sigmoid(x))',
    why: 'the slopes cancel where x and y are near each other, or opposite',
  },
  'sigmoid-minus-target': {
    from: 'sigmoid(x) - y',
    to: '(1 - y) * sigmoid(x) - y * sigmoid(-x)',
    why: 'sigmoid(x) rounds to 1, and the difference from a target of 1 is lost',
    when: { y: unit },
  },
  'picked-log-softmax-and-complement': {
    from: 'y * pick[A](softmax_complement[A](x), t) - pick[A](log_softmax[A](x), t)',
    to: `if c < 0.5 then (1 + y) * c - log1pmx(-c) else difference(y * c, pick[A](log_softmax[A](x), t))
         where c = pick[A](softmax_complement[A](x), t)`,
    why: 'for y near -1 the two agree to first order in the complement',
    along: ['x'],
  },
  'relative-entropy': {
    from: 'sum[A](xlogy(x, x / y))',
    to: `sum[A](if near then difference(x, y) else 0)
         + sum[A](if near then -x * log1pmx(difference(y, x) / x) else xlogy(x, group(x / y)))
         where near = abs(difference(x, y)) < 0.1 * y`,
    why: 'for distributions near each other the first order terms cancel in the sum',
    along: ['x', 'y'],
  },
});

/** Both tables, for what is not differentiated again. */
export const everythingStable = { ...stable, ...stableValues };
