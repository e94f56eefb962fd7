/** A product with divisors in; factors that are within bounds together, means and shares of a whole, out. */
import { termsOf } from '../graph/parts.ts';
import type { Multiply, Node, Term } from '../graph/node.ts';
import { farthest, floats, isFinite, longest, nearest, reciprocal, type Floats } from './floats.ts';

/** Factors that were judged together, by their place, and what came out. */
export interface Together {
  readonly gone: readonly number[];
  readonly made: readonly Floats[];
}

/** The values of an operand at every element along some axes. */
type Within = (of: Node, axes: readonly string[]) => Floats;

/** A sum over axes that is divided by their sizes is within the values that it is a sum of. */
export function meanIn(node: Multiply, args: readonly Floats[], within: Within): Together | undefined {
  if (!node.exponents.includes(-1)) return undefined;
  const divides = (axis: string): number =>
    node.args.findIndex((arg, k) => arg.op === 'size' && arg.axis === axis && node.exponents[k] === -1);
  const sum = node.args.findIndex(
    (arg, k) =>
      arg.op === 'along' &&
      arg.name === 'sum' &&
      node.exponents[k] === 1 &&
      arg.over.every((axis) => divides(axis) >= 0),
  );
  const [along, total] = [node.args[sum], args[sum]];
  if (along?.op !== 'along' || total === undefined) return undefined;
  const [of = along] = along.args;
  return { gone: [sum, ...along.over.map(divides)], made: [mean(within(of, along.over), total)] };
}

/** x / (x + y) with x, y ≥ 0 is a share of 1, if the reciprocal of the sum exists: code may multiply by it. */
export function shareIn(node: Multiply, args: readonly Floats[]): Together | undefined {
  if (!node.exponents.includes(-1)) return undefined;
  for (const [below, divisor] of node.args.entries()) {
    const whole = args[below];
    if (node.exponents[below] !== -1 || whole === undefined || !isFinite(reciprocal(whole))) continue;
    const terms = termsOf(divisor);
    const constant = divisor.op === 'add' ? divisor.constant : 0;
    if (constant < 0 || !terms.every((t) => t.coefficient > 0 && t.node.range.lo >= 0)) continue;
    for (const [above, part] of node.args.entries()) {
      const most = node.exponents[above] === 1 ? shareOf(part, terms, constant) : undefined;
      if (most === undefined) continue;
      // A share of an ordinary size cannot underflow.
      const nonZero = nearest(args[above] ?? whole) > 1e-200 && farthest(whole) < 1e100;
      return { gone: [above, below], made: [floats(0, most, { nonZero })] };
    }
  }
  return undefined;
}

/** How large a part can be beside a sum of which all its terms are terms too. */
function shareOf(part: Node, whole: readonly Term[], constant: number): number | undefined {
  const own = part.op === 'add' ? part.constant : 0;
  const parts = termsOf(part).map(
    (t) => t.coefficient / (whole.find((w) => w.node === t.node)?.coefficient ?? 0),
  );
  const shares = own === 0 ? parts : [...parts, own / constant];
  const most = Math.max(...shares);
  return shares.every((share) => share > 0) && Number.isFinite(most) ? most * (1 + 2 ** -20) : undefined;
}

/** The ends of a mean are those of what it is taken of, but for rounding. */
function mean(of: Floats, sum: Floats): Floats {
  const slack = longest * Number.EPSILON * farthest(of);
  const lo = of.lo >= 0 ? of.lo / 2 : of.lo - slack;
  const hi = of.hi <= 0 ? of.hi / 2 : of.hi + slack;
  return floats(lo, hi, { least: sum.least / longest, nonZero: sum.nonZero && sum.least > 1e-200 });
}
