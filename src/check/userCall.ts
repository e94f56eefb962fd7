/** Calls of losses, metrics and functions: the body is checked again with the arguments in place. */
import type { Call, Module } from '../syntax/tree.ts';
import type { Callable } from './callee.ts';
import { checkExpression } from './expression.ts';
import { enterFunction } from './functionCall.ts';
import { enterLoss } from './lossCall.ts';
import { complain, type Scope } from './scope.ts';
import type { Value } from './value.ts';

export function checkUserCall(call: Call, callee: Callable, module: Module, scope: Scope): Value | undefined {
  const chain = [...scope.frames.map((f) => f.name), callee.name.text];
  if (scope.frames.some((f) => f.name === callee.name.text))
    return complain(scope, 'recursion', call.callee.span, {
      name: callee.name.text,
      chain: chain.join(' → '),
    });
  const inside =
    callee.kind === 'fn'
      ? enterFunction(call, callee, module, scope)
      : enterLoss(call, callee, module, scope);
  if (inside === undefined) return undefined;
  const result = checkExpression(callee.body.result, inside);
  if (result === undefined || callee.kind !== 'metric') return result;
  return { ...result, node: scope.context.builder.stop(result.node) };
}
