/** What a loss reports beside its result: `part`s, and the named losses that its result is a sum of. */
import type { Program } from '../../syntax/program.ts';
import type { Body, Call, Expression, Module } from '../../syntax/tree.ts';

/** A term and the expression of its value, to be read in the scope of the loss. */
export interface Term {
  readonly name: string;
  readonly value: Expression;
}

/** The terms of a body, the summands of its result first, then its parts, names made distinct. */
export function termsOf(program: Program, module: Module, body: Body): readonly Term[] {
  const finder = new Finder(program, module, body);
  const summands = finder.summands(body.result);
  const calls = summands.length < 2 ? [] : summands.flatMap((summand) => finder.lossCall(summand) ?? []);
  const parts = body.bindings
    .filter((binding) => binding.part)
    .map(({ name, value }) => ({ name: name.text, value }));
  const reported = new Set(parts.map((part) => part.value));
  const others = calls.filter((call) => !reported.has(call.value));
  const given: string[] = parts.map((part) => part.name);
  const terms = others.map(({ name, value }) => {
    const own = given.includes(name)
      ? distinct(name, [...given, ...others.map((other) => other.name)])
      : name;
    given.push(own);
    return { name: own, value };
  });
  return [...terms, ...parts];
}

/** The name with the least number behind it that is not taken. */
function distinct(name: string, taken: readonly string[]): string {
  for (let use = 2; ; use++) if (!taken.includes(`${name}_${use}`)) return `${name}_${use}`;
}

class Finder {
  readonly #program: Program;
  readonly #module: Module;
  readonly #bindings: ReadonlyMap<string, Expression>;

  constructor(program: Program, module: Module, body: Body) {
    this.#program = program;
    this.#module = module;
    this.#bindings = new Map(body.bindings.map(({ name, value }) => [name.text, value]));
  }

  /** The expression behind groups and names of the `where`. */
  #open(expression: Expression): Expression {
    if (expression.kind === 'group') return this.#open(expression.inner);
    if (expression.kind !== 'reference') return expression;
    const bound = this.#bindings.get(expression.name.text);
    return bound === undefined ? expression : this.#open(bound);
  }

  summands(written: Expression): readonly Expression[] {
    const expression = this.#open(written);
    if (expression.kind === 'unary' && expression.operator === '-') return this.summands(expression.operand);
    if (expression.kind === 'binary' && (expression.operator === '+' || expression.operator === '-'))
      return [...this.summands(expression.left), ...this.summands(expression.right)];
    return [expression];
  }

  /** The only factor of a summand that is a loss, reduced as written; undefined where there is not one. */
  lossCall(summand: Expression): Term | undefined {
    const calls = this.#factors(summand).flatMap((factor) => this.#asLoss(factor) ?? []);
    return calls.length === 1 ? calls[0] : undefined;
  }

  #factors(written: Expression): readonly Expression[] {
    const expression = this.#open(written);
    if (expression.kind === 'unary' && expression.operator === '-') return this.#factors(expression.operand);
    if (expression.kind !== 'binary') return [expression];
    if (expression.operator === '/') return this.#factors(expression.left);
    if (expression.operator !== '*') return [expression];
    return [...this.#factors(expression.left), ...this.#factors(expression.right)];
  }

  #asLoss(factor: Expression): Term | undefined {
    if (factor.kind !== 'call') return undefined;
    if (this.#isLoss(factor)) return { name: factor.callee.text, value: factor };
    const [operand, ...further] = factor.arguments;
    const averaged = ['mean', 'sum'].includes(factor.callee.text) && factor.axes !== undefined;
    if (!averaged || operand === undefined || further.length > 0) return undefined;
    const inner = this.#asLoss(this.#open(operand));
    return inner && { name: inner.name, value: factor };
  }

  #isLoss(call: Call): boolean {
    return this.#program.lookup(this.#module, call.callee.text)?.declaration.kind === 'loss';
  }
}
