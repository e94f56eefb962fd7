/** A rewrite rule in; how far its sides are apart, and what each of them loses in single precision, out. */
import type { Rule } from '../../src/rewrite/rule.ts';
import type { Program } from '../../src/syntax/program.ts';
import { balls } from '../../src/verify/oracle/balls.ts';
import type { Data } from '../../src/verify/oracle/data.ts';
import { evaluate } from '../../src/verify/oracle/evaluate.ts';
import { arrange } from '../../src/verify/oracle/tensor.ts';
import { CLASSES, draw, holes, sides } from './sides.ts';
import { single, type Names } from './single.ts';

/** Enough for 1 - sigmoid(±100) and its square, and for a difference of two such. */
const PRECISION = 1024;
/** What is left of a difference of equals at that precision. */
const NOTHING = 2 ** -900;

const rounded = balls(PRECISION, 'equal');

/** 0 times an infinity is no number here: a form that comes to it is undefined, and any other form will do. */
const arithmetic: typeof rounded = {
  ...rounded,
  multiply(x, y) {
    const product = rounded.multiply(x, y);
    const bare = (rounded.isZero(x) && y.kind === 'infinite') || (rounded.isZero(y) && x.kind === 'infinite');
    return bare ? rounded.of(NaN) : product;
  },
};

/** By point, the values along A (the same ones where the side does not vary along it). */
export function exact(program: Program, name: string, data: Data): readonly (readonly number[])[] {
  const { value } = evaluate(program, name, data, { arithmetic });
  const count = data.axes['i'] ?? 0;
  const whole = arrange(value, { axes: ['i', 'A'], sizes: [count, CLASSES] });
  return Array.from({ length: count }, (_, i) =>
    whole.data.slice(i * CLASSES, (i + 1) * CLASSES).map(arithmetic.number),
  );
}

const relative = (actual: number, expected: number): number =>
  actual === expected
    ? 0
    : Number.isFinite(expected) && Number.isFinite(actual)
      ? Math.abs(actual - expected) / Math.max(Math.abs(expected), NOTHING)
      : Infinity;

/** The relative distance of the sides wherever the left one is defined. */
export function differences(rule: Rule, count: number, seed: number) {
  const program = sides(rule);
  const data = draw(rule, count, seed);
  const right = exact(program, 'right', data);
  let compared = 0;
  let worst = { error: 0, place: '' };
  exact(program, 'left', data).forEach((values, i) => {
    values.forEach((expected, a) => {
      if (Number.isNaN(expected)) return;
      compared++;
      const actual = right[i]?.[a] ?? NaN;
      const error = relative(actual, expected);
      if (error > worst.error)
        worst = { error, place: `${expected} is ${actual} at ${JSON.stringify(point(rule, data, i))}` };
    });
  });
  return { compared, worst };
}

/** The holes' values at one point. */
export function point(rule: Rule, data: Data, i: number): Names {
  const count = data.axes['i'] ?? 0;
  return Object.fromEntries(
    holes(rule).map(({ name, along }) => {
      const values = Array.from(data.inputs[name]?.data ?? []);
      const classes = Array.from({ length: along ? CLASSES : 1 }, (_, a) => values[a * count + i] ?? NaN);
      return [name, classes];
    }),
  );
}

/** Binary digits lost: the logarithm of the error in units of the last place of f32; 32 where nothing is right. */
function bits(actual: number, expected: number): number {
  if (actual === expected) return 0;
  if (!Number.isFinite(actual)) return 32;
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(expected))), -126);
  return Math.min(32, Math.log2(1 + Math.abs(actual - expected) / 2 ** (exponent - 23)));
}

interface Loss {
  readonly mean: number;
  readonly worst: number;
}

/** What both sides lose in single precision, over the points where the truth is a number of f32. */
export function bitsLost(
  rule: Rule,
  count: number,
  seed: number,
): { readonly left: Loss; readonly right: Loss } {
  const data = draw(rule, count, seed);
  const truth = exact(sides(rule), 'left', data);
  const lost = (formula: string): Loss => {
    const all = truth.flatMap((values, i) => {
      const found = single(formula, point(rule, data, i));
      return values.flatMap((expected, a) => {
        const fair = Math.abs(expected) < 2 ** 127 && (expected === 0 || Math.abs(expected) > 2 ** -126);
        return fair ? [bits(found[found.length === 1 ? 0 : a] ?? NaN, expected)] : [];
      });
    });
    return { mean: all.reduce((s, b) => s + b, 0) / all.length, worst: Math.max(...all) };
  };
  return { left: lost(rule.from), right: lost(rule.to) };
}
