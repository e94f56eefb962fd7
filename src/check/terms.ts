/** Terms: the summands of a result that are calls of losses, and the `part`s of its `where`. */
import type { Call, Expression, LossDeclaration } from '../syntax/tree.ts';
import { checkExpression } from './expression.ts';
import type { Scope } from './scope.ts';
import type { Value } from './value.ts';

/** What is to be reported under a name. */
interface Named {
  readonly name: string;
  readonly expression: Expression;
}

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
  return [...numbered(calls, parts), ...parts].flatMap(({ name, expression }) => {
    const value = checkExpression(expression, scope);
    return value === undefined ? [] : [{ name, value }];
  });
}

/** Calls with a number where their loss is called again, one that makes no name of a part or of another loss. */
function numbered(calls: readonly Named[], parts: readonly Named[]): readonly Named[] {
  const names = new Set([...calls, ...parts].map((each) => each.name));
  const used = new Set(parts.map((part) => part.name));
  return calls.map(({ name, expression }) => {
    let own = name;
    if (used.has(name)) for (let k = 2; own === name || names.has(own); k++) own = `${name}_${k}`;
    names.add(own);
    used.add(own);
    return { name: own, expression };
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
function namedCall(summand: Expression, scope: Scope): Named | undefined {
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
  return kind === 'loss' ? call.callee.text : undefined;
};
