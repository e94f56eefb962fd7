/** Terms: the summands of a result that are calls of losses, and the `part`s of its `where`. */
import type { Call, Expression, LossDeclaration } from '../syntax/tree.ts';
import { checkExpression } from './expression.ts';
import type { Scope } from './scope.ts';
import type { Value } from './value.ts';

interface Term {
  readonly name: string;
  readonly value: Value;
}

/** What a loss reports beside its value, under unique names: `ce`, `ce_2`. */
export function termsOf(loss: LossDeclaration, scope: Scope): readonly Term[] {
  const summands = summandsOf(loss.body.result, scope);
  const calls = summands.length < 2 ? [] : summands.flatMap((summand) => namedCall(summand, scope) ?? []);
  const parts = loss.body.bindings
    .filter((binding) => binding.part)
    .map((binding) => ({ name: binding.name.text, expression: binding.value }));
  const used = new Map<string, number>();
  return [...calls, ...parts].flatMap(({ name, expression }) => {
    const value = checkExpression(expression, scope);
    const count = (used.get(name) ?? 0) + 1;
    used.set(name, count);
    return value === undefined ? [] : [{ name: count === 1 ? name : `${name}_${count}`, value }];
  });
}

/** The expression behind parentheses and names of the `where`; a `part` stands for itself, under its own name. */
function unfold(expression: Expression, scope: Scope): Expression {
  if (expression.kind === 'group') return unfold(expression.inner, scope);
  if (expression.kind !== 'reference') return expression;
  const binding = scope.bindings.get(expression.name.text);
  return binding === undefined || binding.part ? expression : unfold(binding.value, scope);
}

function summandsOf(expression: Expression, scope: Scope): readonly Expression[] {
  const e = unfold(expression, scope);
  if (e.kind === 'binary' && (e.operator === '+' || e.operator === '-'))
    return [...summandsOf(e.left, scope), ...summandsOf(e.right, scope)];
  return e.kind === 'unary' && e.operator === '-' ? summandsOf(e.operand, scope) : [e];
}

function factorsOf(expression: Expression, scope: Scope): readonly Expression[] {
  const e = unfold(expression, scope);
  if (e.kind === 'binary' && e.operator === '*')
    return [...factorsOf(e.left, scope), ...factorsOf(e.right, scope)];
  if (e.kind === 'binary' && e.operator === '/') return factorsOf(e.left, scope);
  return e.kind === 'unary' && e.operator === '-' ? factorsOf(e.operand, scope) : [e];
}

/** The only loss call among the factors of a summand, bare or under one `mean` or `sum`. */
function namedCall(summand: Expression, scope: Scope): { name: string; expression: Expression } | undefined {
  const found = factorsOf(summand, scope).flatMap((factor) => {
    const callee = lossCalled(factor, scope);
    return callee === undefined ? [] : [{ name: callee, expression: factor }];
  });
  return found.length === 1 ? found[0] : undefined;
}

function lossCalled(factor: Expression, scope: Scope): string | undefined {
  if (factor.kind !== 'call') return undefined;
  const direct = lossName(factor, scope);
  if (direct !== undefined) return direct;
  const [argument] = factor.arguments;
  if (!['mean', 'sum'].includes(factor.callee.text) || argument === undefined) return undefined;
  const inner = unfold(argument, scope);
  return inner.kind === 'call' ? lossName(inner, scope) : undefined;
}

const lossName = (call: Call, scope: Scope): string | undefined => {
  const kind = scope.context.program.lookup(scope.module, call.callee.text)?.declaration.kind;
  return kind === 'loss' || kind === 'metric' ? call.callee.text : undefined;
};
