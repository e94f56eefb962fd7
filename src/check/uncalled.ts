/** Names and numbers of arguments in a function's body, called or not: what does not depend on the call. */
import type { Call, Expression, FunctionDeclaration } from '../syntax/tree.ts';
import { countArguments } from './arguments.ts';
import { takesAxis } from './builtins.ts';
import { isCallable } from './call.ts';
import { isName } from './expression.ts';
import type { Scope } from './scope.ts';

/** Complains of what no call could make right. */
export function checkNames(declaration: FunctionDeclaration, outside: Scope): void {
  const { body, hyperparameters, parameters } = declaration;
  const names = [...parameters, ...hyperparameters.map(({ name }) => name)];
  const scope: Scope = {
    ...outside,
    values: new Map(names.map((name) => [name.text, undefined])),
    bindings: new Map(body.bindings.map((binding) => [binding.name.text, binding])),
  };
  for (const expression of [body.result, ...body.bindings.map(({ value }) => value)])
    visit(expression, scope);
}

function visit(expression: Expression, scope: Scope): void {
  if (expression.kind === 'reference') isName(expression, scope);
  else if (expression.kind === 'call') visitCall(expression, scope);
  else for (const part of partsOf(expression)) visit(part, scope);
}

function visitCall(call: Call, scope: Scope): void {
  const name = call.callee.text;
  if (isCallable(call, scope)) {
    const callee = scope.context.program.lookup(scope.module, name)?.declaration;
    if (callee?.kind === 'fn') countArguments(call, callee.parameters.length, scope);
    else if (callee?.kind === 'loss' || callee?.kind === 'metric')
      countArguments(call, callee.inputs.length, scope);
  }
  if (!takesAxis(name)) for (const argument of call.arguments) visit(argument, scope);
  for (const { value } of call.named) visit(value, scope);
}

function partsOf(expression: Exclude<Expression, Call>): readonly Expression[] {
  switch (expression.kind) {
    case 'number':
    case 'reference':
      return [];
    case 'group':
      return [expression.inner];
    case 'unary':
      return [expression.operand];
    case 'binary':
      return [expression.left, expression.right];
    case 'if':
      return [expression.test, expression.yes, expression.no];
  }
}
