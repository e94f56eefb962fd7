/** The kinds of tensor: a value domain, and whether gradients flow into it. */
import { binary, nonNegative, range, reals, unit, type Range } from '../graph/range.ts';

export interface Kind {
  readonly summary: string;
  readonly range: Range;
  readonly differentiable: boolean;
}

export const kinds = {
  real: { summary: 'all reals', range: reals, differentiable: true },
  logit: { summary: 'all reals, before sigmoid or softmax', range: reals, differentiable: true },
  prob: { summary: 'a probability', range: unit, differentiable: true },
  label: { summary: 'a hard target, 0 or 1', range: binary, differentiable: false },
  soft: { summary: 'a soft target in [0, 1]', range: unit, differentiable: false },
  index: {
    summary: 'a class; a value that is no class is ignored',
    range: range(-Infinity, Infinity, { integer: true }),
    differentiable: false,
  },
  weight: { summary: 'a weight that is not negative', range: nonNegative, differentiable: false },
  map: { summary: 'a precomputed real', range: reals, differentiable: false },
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof kinds;
export const isKind = (name: string): name is KindName => Object.hasOwn(kinds, name);
