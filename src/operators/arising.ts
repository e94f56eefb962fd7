/** Elementwise operators that only the compiler writes: how numbers are kept, rounded, capped and guarded in code. */
import {
  addRanges,
  binary,
  hull,
  intersect,
  multiplyRanges,
  point,
  range,
  scaleRange,
} from '../graph/range.ts';
import { log1mexpOf } from './functions.ts';
import { operator } from './operator.ts';
import { approaching, log1mexpRange } from './ranges.ts';

/** Its odds are far from overflow in float64, and products of odds with what is near 1 are too. */
const LARGEST_LOGIT = 700;

const halfExp = (x: number): number => Math.exp(x / 2);

export const arising = {
  difference: operator({
    arguments: ['x', 'y'],
    summary: 'x - y, rounded once and before anything else is added',
    language: false,
    range: (x, y) => addRanges(x, scaleRange(-1, y)),
    value: (x, y) => x - y,
    derivative: { x: 'g', y: '-g' },
    js: '$0 - $1',
    wgsl: '$0 - $1',
  }),
  root_odds: operator({
    arguments: ['x'],
    summary:
      'e to the x / 2, capped where it would overflow: the root of p / (1 - p) for a probability with the logit x',
    language: false,
    range: (x) =>
      approaching(
        intersect(hull(x, point(LARGEST_LOGIT)), range(-Infinity, LARGEST_LOGIT)),
        halfExp,
        0,
        Infinity,
      ),
    value: (x) => Math.exp(Math.min(x, LARGEST_LOGIT) / 2),
    derivative: { x: `if x > ${LARGEST_LOGIT} then 0 else g * out / 2` },
    js: `Math.exp(Math.min($0, ${LARGEST_LOGIT}) / 2)`,
    wgsl: 'rootOdds($0)',
    transcendental: true,
  }),
  excess: operator({
    arguments: ['x'],
    summary: 'what the cap of root_odds leaves out of x',
    language: false,
    range: (x) => range(Math.max(0, x.lo - LARGEST_LOGIT), Math.max(0, x.hi - LARGEST_LOGIT)),
    value: (x) => Math.max(0, x - LARGEST_LOGIT),
    derivative: { x: `if x > ${LARGEST_LOGIT} then g else 0` },
    js: `($0 > ${LARGEST_LOGIT} ? $0 - ${LARGEST_LOGIT} : 0)`,
    wgsl: 'excess($0)',
  }),
  xlog1mexp: operator({
    arguments: ['x', 'y'],
    summary: 'x · log(1 - exp(y)) for y < 0, and 0 where x is 0',
    language: false,
    range: (x, y) => multiplyRanges(x, log1mexpRange(y)),
    value: (x, y) => (x === 0 ? 0 : x * log1mexpOf(y)),
    derivative: {
      x: 'if x == 0 and y == 0 then 0 else g * log1mexp(y)',
      y: 'if x == 0 then 0 else -g * x / expm1(-y)',
    },
    domain: { y: range(-Infinity, 0, { hi: true }) },
    meaning: 'if x == 0 then 0 else x * log1mexp(y)',
  }),
  indicator: operator({
    arguments: ['x'],
    summary: '1 where x holds, 0 elsewhere, as a number',
    language: false,
    range: () => binary,
    value: (x) => Number(x !== 0),
    derivative: { x: '0' },
    js: 'Number($0)',
    wgsl: 'f32($0)',
  }),
  group: operator({
    arguments: ['x'],
    summary: 'x, kept whole: what is computed once outside a loop',
    language: false,
    range: (x) => x,
    value: (x) => x,
    derivative: { x: 'g' },
    js: '$0',
    wgsl: '$0',
  }),
  same: operator({
    arguments: ['x'],
    summary: 'x, the same number wherever it is computed: what is compared with its own extremum',
    language: false,
    range: (x) => x,
    value: (x) => x,
    derivative: { x: 'g' },
    js: '$0',
    wgsl: '$0',
  }),
  kept: operator({
    arguments: ['x'],
    summary: 'x, kept in memory: a pick reads it there instead of working it out again',
    language: false,
    range: (x) => x,
    value: (x) => x,
    derivative: { x: 'g' },
    js: '$0',
    wgsl: '$0',
  }),
} as const;
