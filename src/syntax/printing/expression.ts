/** An expression of the tree in, its layout out, with parentheses where the tree alone would be read otherwise. */
import type { Leaf } from './leaves.ts';
import { group, indent, line, softLine, type Layout } from './layout.ts';
import type {
  AxisArgument,
  Binary,
  BinaryOperator,
  Call,
  Conditional,
  Expression,
  NamedArgument,
} from '../tree.ts';

/** How tightly each form binds; the levels of the grammar. */
const tightness: Readonly<Record<BinaryOperator, number>> = {
  or: 1,
  and: 2,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '==': 4,
  '!=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '^': 8,
};
const [loosest, negation, comparison, negative, atom] = [0, 3, 4, 7, 9];

function tightnessOf(expression: Expression): number {
  if (expression.kind === 'binary') return tightness[expression.operator];
  if (expression.kind === 'unary') return expression.operator === 'not' ? negation : negative;
  // A number that the compiler made may be negative.
  return expression.kind === 'number' && expression.text.startsWith('-') ? negative : atom;
}

/** Where an expression stands: how tight it has to be, and whether something to the right could be drawn into it. */
interface Place {
  readonly atLeast: number;
  readonly last: boolean;
}

const alone: Place = { atLeast: loosest, last: true };

/** Lays out expressions; every token goes through `leaf`, from left to right. */
export class ExpressionPrinter {
  protected readonly leaf: Leaf;

  constructor(leaf: Leaf) {
    this.leaf = leaf;
  }

  expression(expression: Expression, place: Place = alone): Layout {
    const open = expression.kind === 'if' && !place.last;
    if (!open && tightnessOf(expression) >= place.atLeast) return this.#bare(expression, place);
    return group(this.leaf('('), indent(softLine, this.#bare(expression, alone)), softLine, this.leaf(')'));
  }

  #bare(expression: Expression, place: Place): Layout {
    switch (expression.kind) {
      case 'number':
        return this.leaf(expression.text);
      case 'reference':
        return this.leaf(expression.name.text);
      case 'group':
        return group(
          this.leaf('('),
          indent(softLine, this.expression(expression.inner)),
          softLine,
          this.leaf(')'),
        );
      case 'unary': {
        const sign = expression.operator === 'not' ? [this.leaf('not'), ' '] : this.leaf('-');
        const atLeast = expression.operator === 'not' ? negation : negative;
        return [sign, this.expression(expression.operand, { ...place, atLeast })];
      }
      case 'binary':
        return this.#binary(expression, place);
      case 'if':
        return group(...this.#conditional(expression));
      case 'call':
        return this.#call(expression);
    }
  }

  #binary(expression: Binary, { last }: Place): Layout {
    if (expression.operator === '^') {
      const base = this.expression(expression.left, { atLeast: atom, last: false });
      return [base, this.leaf('^'), this.expression(expression.right, { atLeast: negative, last })];
    }
    const { first, rest } = chainOf(expression);
    const level = tightness[expression.operator];
    // Comparisons do not chain, so neither side may be one.
    const head = this.expression(first, { atLeast: level === comparison ? level + 1 : level, last: false });
    const tail = rest.map(({ operator, right }, index): Layout => {
      const sign = this.leaf(operator);
      const isLast = last && index === rest.length - 1;
      return [line, sign, ' ', this.expression(right, { atLeast: level + 1, last: isLast })];
    });
    return group(head, indent(...tail));
  }

  /** `if a then b else if c then d else e`, one clause to a line where it is long. */
  #conditional({ test, yes, no }: Conditional): readonly Layout[] {
    const clause = group(
      this.leaf('if'),
      ' ',
      this.expression(test),
      indent(line, this.leaf('then'), ' ', this.expression(yes)),
    );
    const otherwise = this.leaf('else');
    return [
      clause,
      line,
      otherwise,
      ' ',
      ...(no.kind === 'if' ? this.#conditional(no) : [this.expression(no)]),
    ];
  }

  #call(call: Call): Layout {
    const callee = this.leaf(call.callee.text);
    const axes = call.axes === undefined ? '' : this.inSquares(call.axes, (each) => this.#axis(each));
    const values = { items: call.arguments, print: (each: Expression) => this.expression(each) };
    const named = { items: call.named, print: (each: NamedArgument) => this.#named(each) };
    return [callee, axes, this.inRounds(values, named)];
  }

  #named({ name, value }: NamedArgument): Layout {
    const leaf = this.leaf(name.text);
    const isBare =
      value.kind === 'reference' && value.name.text === name.text && value.span.start === name.span.start;
    return isBare ? leaf : [leaf, ' ', this.leaf('='), ' ', this.expression(value)];
  }

  #axis({ name, rename, slice }: AxisArgument): Layout {
    const leaf = this.leaf(name.text);
    if (rename !== undefined) return [leaf, this.leaf(':'), ' ', this.leaf(rename.text)];
    if (slice === undefined) return leaf;
    const colon = this.leaf(':');
    const from = slice.from === undefined ? '' : this.expression(slice.from);
    const dots = this.leaf('..');
    return [leaf, colon, ' ', from, dots, slice.to === undefined ? '' : this.expression(slice.to)];
  }

  /** Entries in square brackets, always on one line. */
  protected inSquares<Item>(items: readonly Item[], print: (item: Item) => Layout): Layout {
    return [this.leaf('['), this.separated({ items, print }, ' '), this.leaf(']')];
  }

  /** `(values; hyperparameters)`: on one line, else each half on a line, else each entry on a line. */
  protected inRounds<Value, Named>(values: Entries<Value>, named: Entries<Named>): Layout {
    const open = this.leaf('(');
    const first = group(this.separated(values, line));
    const gap = values.items.length === 0 ? ' ' : line;
    const second = named.items.length === 0 ? '' : [this.leaf(';'), gap, group(this.separated(named, line))];
    return group(open, indent(softLine, first, second), softLine, this.leaf(')'));
  }

  protected separated<Item>({ items, print }: Entries<Item>, gap: Layout): Layout {
    return items.map((item, index) => (index === 0 ? print(item) : [this.leaf(','), gap, print(item)]));
  }
}

/** The entries of a list, and how to print one. */
export interface Entries<Item> {
  readonly items: readonly Item[];
  readonly print: (item: Item) => Layout;
}

/** `a - b + c` as its first operand and what follows it. */
function chainOf(expression: Binary): { readonly first: Expression; readonly rest: readonly Binary[] } {
  const { left } = expression;
  const level = tightness[expression.operator];
  const chains = level !== comparison && left.kind === 'binary' && tightness[left.operator] === level;
  if (!chains) return { first: left, rest: [expression] };
  const { first, rest } = chainOf(left);
  return { first, rest: [...rest, expression] };
}
