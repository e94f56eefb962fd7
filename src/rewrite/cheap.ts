/** The cheap table: forms of equal accuracy that take fewer operations, applied last. */
import { rules } from './rule.ts';

export const cheap = rules({
  'sigmoid-times-its-complement': {
    from: 'sigmoid(x) * sigmoid(-x)',
    to: 'tail(x) * (1 - tail(x))',
    why: 'the product is the same whichever of the two is the smaller: no choice is needed',
  },
});
