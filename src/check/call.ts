/** Calls: finds out whether an operator of the language, or a loss, metric or function of the user is called. */
import { isAxisOperator } from '../operators/alongAxes.ts';
import { didYouMean } from '../text/suggest.ts';
import type { Call } from '../syntax/tree.ts';
import { builtins, isBuiltin } from './builtins.ts';
import { checkAxisOperator } from './axisOperator.ts';
import { complain, type Scope } from './scope.ts';
import { checkUserCall } from './userCall.ts';
import type { Value } from './value.ts';

/** Names that can be called in every file. */
export const operatorNames = (): readonly string[] => Object.keys(builtins);

export function checkCall(call: Call, scope: Scope): Value | undefined {
  const name = call.callee.text;
  if (scope.values.has(name) || scope.bindings.has(name))
    return complain(scope, 'call-of-value', call.callee.span, { name }, { remedy: 'Is a `*` missing?' });
  const found = scope.context.program.lookup(scope.module, name);
  if (found !== undefined) {
    const { declaration } = found;
    if (declaration.kind === 'const')
      return complain(scope, 'call-of-value', call.callee.span, { name }, { remedy: 'Is a `*` missing?' });
    return checkUserCall(call, declaration, found.module, scope);
  }
  if (isBuiltin(name)) return checkOperator(call, name, scope);
  if (scope.context.program.isBroken(scope.module, name)) return undefined;
  const guess = didYouMean(name, [...operatorNames(), ...scope.context.program.names(scope.module)]);
  return complain(
    scope,
    'call-unknown',
    call.callee.span,
    { name },
    { remedy: guess === undefined ? undefined : `Did you mean \`${guess}\`?` },
  );
}

function checkOperator(call: Call, name: string, scope: Scope): Value | undefined {
  const reduction = name === 'mean' || name === 'norm' || isAxisOperator(name);
  // `max` and `min` are both: with a bracket a reduction, with two arguments elementwise.
  const elementwise =
    (name === 'max' || name === 'min') && call.axes === undefined && call.arguments.length > 1;
  if (reduction && !elementwise) return checkAxisOperator(call, name, scope);
  return builtins[name]?.(call, scope);
}
