/** A call of a function in; the scope of its body, axes and parameters bound, out. */
import { textOf } from '../text/source.ts';
import type { Call, FunctionDeclaration, Module } from '../syntax/tree.ts';
import { countArguments } from './arguments.ts';
import { bodyScope } from './callee.ts';
import { checkExpression } from './expression.ts';
import { passHyperparameters } from './passHyperparameters.ts';
import { axisNames, complain, resolveAxis, type Scope } from './scope.ts';
import type { Value } from './value.ts';

/** Undefined where a mistake was reported. */
export function enterFunction(
  call: Call,
  callee: FunctionDeclaration,
  module: Module,
  scope: Scope,
): Scope | undefined {
  const axes = functionAxes(call, callee, scope);
  const counted = countArguments(call, callee.parameters.length, scope);
  const values = new Map<string, Value | undefined>();
  for (const [k, parameter] of callee.parameters.entries()) {
    const argument = call.arguments[k];
    values.set(parameter.text, argument && checkExpression(argument, scope));
  }
  const hyperparameters = passHyperparameters(call, callee, module, scope);
  if (axes === undefined || !counted || hyperparameters === undefined) return undefined;
  for (const [name, value] of hyperparameters) values.set(name, value);
  if ([...values.values()].includes(undefined)) return undefined;
  return bodyScope(call, callee, module, scope, { values, axes, outer: scope });
}

/** A bracket with an axis for every parameter, where there are so many. */
function bracketFor({ name, axes }: FunctionDeclaration, scope: Scope): string | undefined {
  if (axes.length === 0) return `Leave the bracket out: \`${name.text}(…)\`.`;
  const known = axisNames(scope);
  if (known.length < axes.length) return undefined;
  const bracket = axes.map(({ text }, k) => (known.includes(text) ? text : known.at(k - axes.length)));
  return `Say which axes it works along: for example \`${name.text}[${bracket.join(', ')}](…)\`.`;
}

/** Binds axis parameters: the only one to all axes of the bracket, several one by one or by name. */
function functionAxes(
  call: Call,
  callee: FunctionDeclaration,
  scope: Scope,
): Map<string, readonly string[]> | undefined {
  const entries = call.axes ?? [];
  const bound = new Map<string, readonly string[]>();
  const mismatch = (): undefined =>
    complain(
      scope,
      'axis-arguments',
      call.callee.span,
      {
        name: callee.name.text,
        expected:
          callee.axes.length === 0
            ? 'no axis parameters'
            : `the axis ${callee.axes.length === 1 ? 'parameter' : 'parameters'} ${callee.axes.map((a) => a.text).join(', ')}`,
        actual: entries.length === 0 ? 'none' : entries.map((e) => textOf(e.span)).join(', '),
      },
      { remedy: bracketFor(callee, scope) },
    );
  if (entries.some((e) => e.slice !== undefined)) {
    const slice = entries.find((e) => e.slice !== undefined);
    return complain(scope, 'slice-unexpected', slice?.span ?? call.span, { name: callee.name.text });
  }
  const byName = entries.length > 0 && entries.every((e) => e.rename !== undefined);
  const [only] = callee.axes;
  if (callee.axes.length === 1 && only !== undefined && entries.length > 0 && !byName) {
    const axes = entries.map((e) => resolveAxis(scope, e.name));
    if (axes.includes(undefined)) return undefined;
    return bound.set(
      only.text,
      axes.flatMap((a) => a ?? []),
    );
  }
  if (entries.length !== callee.axes.length) return mismatch();
  for (const [k, parameter] of callee.axes.entries()) {
    const entry = byName ? entries.find((e) => e.name.text === parameter.text) : entries[k];
    if (entry === undefined || (!byName && entry.rename !== undefined)) return mismatch();
    const axes = resolveAxis(scope, entry.rename ?? entry.name);
    if (axes === undefined) return undefined;
    bound.set(parameter.text, axes);
  }
  return bound;
}
