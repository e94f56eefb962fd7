/** Whether a value is finite in float32 for all inputs inside their domains, so that a factor 0 shuts it out. */
import { termsOf } from '../../graph/parts.ts';
import { isDefined } from '../../graph/defined.ts';
import type { Node } from '../../graph/node.ts';
import { isNonNegative, isPositive, type Range } from '../../graph/range.ts';
import { isHost } from './host.ts';
import { reciprocalOf } from './reciprocal.ts';

/** Far from where float32 ends, so that a few more factors do no harm. */
const smallest = 1e-30;
const largestExponent = 80;

const known = new WeakMap<Node, boolean>();

/** True only where it is proved. Inputs are finite and not so large that their products overflow. */
export function isFinite32(node: Node): boolean {
  const cached = known.get(node);
  if (cached !== undefined) return cached;
  const finite = isHost(node)
    ? isDefined(node)
    : reciprocalOf(node) !== undefined
      ? node.args.every((power) => power.args.every(isFinite32))
      : node.args.every(isFinite32) && operationFinite(node);
  known.set(node, finite);
  return finite;
}

function operationFinite(node: Node): boolean {
  const [x, y] = node.args;
  switch (node.op) {
    case 'add':
      return Number.isFinite(node.constant);
    case 'multiply':
      return node.args.every((arg, k) => powerFinite(arg, node.exponents[k] ?? 1));
    case 'apply':
      switch (node.name) {
        case 'exp':
        case 'expm1':
        case 'sinh':
        case 'cosh':
          return x !== undefined && x.range.hi <= largestExponent;
        case 'log':
          return x !== undefined && awayFromZero(x);
        case 'log1p':
          return x !== undefined && x.range.lo > -1 + 1e-6;
        case 'log1mexp':
        case 'xlogy':
        case 'xlog1py':
        case 'tan':
          return false;
        case 'pow':
          return x !== undefined && y !== undefined && powFinite(x, y.range);
        default:
          return true;
      }
    default:
      return true;
  }
}

const powerFinite = (base: Node, exponent: number): boolean =>
  (exponent > 0 || awayFromZero(base)) && (Number.isInteger(exponent) || isNonNegative(base.range));

const powFinite = (base: Node, exponent: Range): boolean =>
  isNonNegative(base.range) &&
  (exponent.lo >= 0 || awayFromZero(base)) &&
  (exponent.hi <= 16 || base.range.hi <= 1);

/** A positive number that rounding cannot turn into 0: a sum with a part that is known before any tensor is. */
export function awayFromZero(node: Node): boolean {
  if (node.range.lo >= smallest) return true;
  if (isHost(node)) return isPositive(node.range);
  if (node.op === 'multiply')
    return node.args.every((arg, k) => (node.exponents[k] ?? 1) > 0 && awayFromZero(arg));
  if (node.op === 'along' && node.name === 'sum') return node.args.every(awayFromZero);
  if (node.op === 'apply' && node.name === 'group') return node.args.every(awayFromZero);
  if (node.op !== 'add' || node.constant < 0) return false;
  const terms = termsOf(node);
  const positive = terms.some((t) => t.coefficient > 0 && isHost(t.node) && isPositive(t.node.range));
  return positive && terms.every((t) => t.coefficient > 0 && isNonNegative(t.node.range));
}
