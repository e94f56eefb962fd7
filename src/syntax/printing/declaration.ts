/** A declaration or import of the tree in, its layout out. */
import { hasBlankLine } from './leaves.ts';
import { group, hardLine, indent, line, remarksEnd, softLine, type Layout } from './layout.ts';
import { ExpressionPrinter } from './expression.ts';
import type {
  Binding,
  Body,
  Declaration,
  Domain,
  Expression,
  FunctionDeclaration,
  Hyperparameter,
  Import,
  Input,
  LossDeclaration,
  Name,
} from '../tree.ts';

export type Item = Import | Declaration;

/** Lays out what stands at the top level of a file. */
export class DeclarationPrinter extends ExpressionPrinter {
  item(item: Item): Layout {
    if (!('kind' in item)) return [this.#import(item), indent(remarksEnd)];
    switch (item.kind) {
      case 'loss':
      case 'metric':
        return this.#loss(item);
      case 'fn':
        return this.#function(item);
      case 'const': {
        const head = [this.leaf('const'), ' ', this.#name(item.name), ' ', this.leaf('='), ' '];
        return [head, this.expression(item.value), indent(remarksEnd)];
      }
    }
  }

  #import({ names, from }: Import): Layout {
    const open = [this.leaf('import'), ' ', this.leaf('{')];
    const entry = ({ name, local }: Import['names'][number]): Layout => {
      const first = this.#name(name);
      // `a as a` is kept as it was written.
      return name.span.start === local.span.start
        ? first
        : [first, ' ', this.leaf('as'), ' ', this.#name(local)];
    };
    const gap = names.length === 0 ? softLine : line;
    const entries = [indent(gap, this.separated({ items: names, print: entry }, line)), gap];
    return [
      group(open, ...entries, this.leaf('}')),
      ' ',
      this.leaf('from'),
      ' ',
      this.leaf(`"${from.text}"`),
    ];
  }

  #loss(declaration: LossDeclaration): Layout {
    const head = [this.leaf(declaration.kind), ' ', this.#name(declaration.name)];
    const inputs = { items: declaration.inputs, print: (each: Input) => this.#input(each) };
    const signature = this.inRounds(inputs, this.#hyperparameters(declaration.hyperparameters));
    return [head, signature, ' ', this.leaf('='), this.#body(declaration.body)];
  }

  #function(declaration: FunctionDeclaration): Layout {
    const head = [this.leaf('fn'), ' ', this.#name(declaration.name)];
    const axes = declaration.axes.length === 0 ? '' : this.#axes(declaration.axes);
    const parameters = { items: declaration.parameters, print: (each: Name) => this.#name(each) };
    const signature = this.inRounds(parameters, this.#hyperparameters(declaration.hyperparameters));
    const { body } = declaration;
    const sign = [' ', this.leaf('=')];
    // A short function is a line; a loss always shows its formula on lines of its own.
    if (body.bindings.length > 0) return [head, axes, signature, sign, this.#body(body)];
    return [head, axes, signature, sign, group(indent(line, this.expression(body.result), remarksEnd))];
  }

  #input({ name, constant, kind, axes, of, domain }: Input): Layout {
    const head = [this.#name(name), this.leaf(':'), ' ', constant ? [this.leaf('const'), ' '] : ''];
    const type = [this.#name(kind), this.#axes(axes)];
    const classes = of === undefined ? '' : [' ', this.leaf('of'), ' ', this.#name(of)];
    return [head, type, classes, this.#domain(domain)];
  }

  #hyperparameters(items: readonly Hyperparameter[]): {
    readonly items: readonly Hyperparameter[];
    readonly print: (item: Hyperparameter) => Layout;
  } {
    return { items, print: (each) => this.#hyperparameter(each) };
  }

  #hyperparameter({ name, kind, domain, value }: Hyperparameter): Layout {
    const head = this.#name(name);
    const type = kind === undefined ? '' : [this.leaf(':'), ' ', this.#name(kind)];
    const values = this.#domain(domain);
    return [
      head,
      type,
      values,
      value === undefined ? '' : [' ', this.leaf('='), ' ', this.expression(value)],
    ];
  }

  #domain(domain: Domain | undefined): Layout {
    if (domain === undefined) return '';
    const head = [' ', this.leaf('in'), ' '];
    if (domain.kind === 'set') {
      const entries = {
        items: domain.values,
        print: (each: Expression) => this.expression(each),
      };
      return [head, this.leaf('{'), this.separated(entries, ' '), this.leaf('}')];
    }
    const open = this.leaf(domain.lowOpen ? '(' : '[');
    const low = [this.expression(domain.low), this.leaf(','), ' '];
    return [head, open, low, this.expression(domain.high), this.leaf(domain.highOpen ? ')' : ']')];
  }

  #body({ result, bindings }: Body): Layout {
    const value = indent(hardLine(), this.expression(result));
    if (bindings.length === 0) return [value, indent(remarksEnd)];
    const where = this.leaf('where');
    const [only] = bindings;
    if (bindings.length === 1 && only !== undefined)
      return [value, indent(hardLine(), group(where, indent(line, this.#binding(only), remarksEnd)))];
    const lines = bindings.map((each, index) => [
      hardLine(index > 0 && followsBlankLine(each)),
      this.#binding(each),
    ]);
    return [value, indent(hardLine(), where, indent(...lines, remarksEnd))];
  }

  #binding({ part, name, value }: Binding): Layout {
    const head = part ? [this.leaf('part'), ' ', this.#name(name)] : this.#name(name);
    return [head, ' ', this.leaf('='), ' ', this.expression(value)];
  }

  #axes(axes: readonly Name[]): Layout {
    return this.inSquares(axes, (each) => this.#name(each));
  }

  #name({ text }: Name): Layout {
    return this.leaf(text);
  }
}

/** Empty lines between bindings group them; one is kept. */
function followsBlankLine({ span }: Binding): boolean {
  const space = /\s*$/.exec(span.source.text.slice(0, span.start))?.[0] ?? '';
  return hasBlankLine(space);
}
