/** A formula in, all the formulas that differ from it by one slip out: a lost term, a wrong sign, a constant off by 0.1 %. */
import { parseFormula } from '../../src/graph/formula.ts';
import type { Expression } from '../../src/syntax/tree.ts';
import type { Span } from '../../src/text/source.ts';

export interface Mutant {
  readonly what: string;
  readonly formula: string;
}

const PREFIX = 'fn formula() = '.length;
/** The logarithm of nothing is further out than minus this; any other number there would do. */
const FAR = 1e29;
const comparisons: ReadonlySet<string> = new Set(['<', '<=', '>', '>=', '==', '!=', 'and', 'or']);

/** Mutants of a formula; where a form changes over to another that means the same is not one of its slips. */
export function mutants(formula: string): readonly Mutant[] {
  const { result, bindings } = parseFormula(formula);
  const cut = ({ start, end }: Span): string => formula.slice(start - PREFIX, end - PREFIX);
  const replaced = ({ start, end }: Span, by: string, what: string): Mutant => ({
    what,
    formula: `${formula.slice(0, start - PREFIX)}${by}${formula.slice(end - PREFIX)}`,
  });

  const slips = (e: Expression): readonly Mutant[] => {
    switch (e.kind) {
      case 'number': {
        if (e.value > FAR) return [];
        const off = e.value === 0 ? 0.001 : e.value * 1.001;
        return [replaced(e.span, String(off), `${e.text} is ${off}`)];
      }
      case 'reference':
        return [];
      case 'group':
        return slips(e.inner);
      case 'unary':
        return [replaced(e.span, `(${cut(e.operand.span)})`, `no sign: ${cut(e.span)}`), ...slips(e.operand)];
      case 'if':
        return [...slips(e.yes), ...slips(e.no)];
      case 'call':
        return e.arguments.flatMap(slips);
      case 'binary': {
        if (comparisons.has(e.operator)) return [];
        const [left, right] = [`(${cut(e.left.span)})`, `(${cut(e.right.span)})`];
        const kept = [left, right].map((side) => replaced(e.span, side, `only ${side} of ${cut(e.span)}`));
        const other = { '+': '-', '-': '+', '*': '/', '/': '*' }[String(e.operator)];
        const swapped =
          other === undefined
            ? []
            : [replaced(e.span, `(${left} ${other} ${right})`, `${other} in ${cut(e.span)}`)];
        return [...kept, ...swapped, ...slips(e.left), ...slips(e.right)];
      }
    }
  };
  return [...slips(result), ...bindings.flatMap((binding) => slips(binding.value))];
}
