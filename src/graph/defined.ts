/** Whether an expression is a finite real number for all arguments inside their domains. */
import { elementwise } from '../operators/elementwise.ts';
import type { Node } from './node.ts';
import { isNonNegative, isNonZero, within, type Range } from './range.ts';

const known = new WeakMap<Node, boolean>();

/** True only where it is proved; a reduction of nothing (an empty axis) does not occur. */
export function isDefined(node: Node): boolean {
  const cached = known.get(node);
  if (cached !== undefined) return cached;
  const defined = node.args.every(isDefined) && operationDefined(node);
  known.set(node, defined);
  return defined;
}

function operationDefined(node: Node): boolean {
  switch (node.op) {
    case 'const':
      return Number.isFinite(node.value);
    case 'add':
      return Number.isFinite(node.constant);
    case 'multiply':
      return node.args.every((arg, k) => powerDefined(arg.range, node.exponents[k] ?? 1));
    case 'apply': {
      if (node.name === 'pow')
        return (
          node.args[0] !== undefined && isNonNegative(node.args[0].range) && nonZeroOrPositivePower(node)
        );
      const { arguments: names, domain } = elementwise[node.name];
      const domains: Readonly<Record<string, Range>> = domain ?? {};
      return names.every((name, k) => {
        const allowed = domains[name];
        const arg = node.args[k];
        return allowed === undefined || (arg !== undefined && within(arg.range, allowed));
      });
    }
    default:
      return true;
  }
}

const powerDefined = (base: Range, exponent: number): boolean =>
  (exponent > 0 || isNonZero(base)) && (Number.isInteger(exponent) || isNonNegative(base));

function nonZeroOrPositivePower(node: Node): boolean {
  const [base, exponent] = node.args;
  return base !== undefined && exponent !== undefined && (isNonZero(base.range) || exponent.range.lo >= 0);
}
