/** A call in; the values of the callee's hyperparameters out. */
import { knownRange } from '../graph/knownRange.ts';
import { printRange, within } from '../graph/range.ts';
import { textOf } from '../text/source.ts';
import type { Call, FunctionDeclaration, LossDeclaration, Module, NamedArgument } from '../syntax/tree.ts';
import { options } from './arguments.ts';
import { checkExpression } from './expression.ts';
import { holds, hyperparameterRange, printDomain, type DeclaredHyperparameter } from './signature.ts';
import { axesInWords, complain, type Scope } from './scope.ts';
import type { Value } from './value.ts';

/** Hyperparameters by name: given in the call, or their defaults. */
export function passHyperparameters(
  call: Call,
  callee: LossDeclaration | FunctionDeclaration,
  module: Module,
  scope: Scope,
): Map<string, Value> | undefined {
  const given: ReadonlyMap<string, NamedArgument> = options(
    call,
    callee.hyperparameters.map((h) => h.name.text),
    scope,
  );
  const values = new Map<string, Value>();
  let fine = call.named.every((n) => given.get(n.name.text) === n);
  for (const parameter of callee.hyperparameters) {
    const name = parameter.name.text;
    const option = given.get(name);
    const home = { ...scope, module };
    const declared = hyperparameterRange(parameter, home);
    let value: Value | undefined;
    if (option !== undefined) value = checkExpression(option.value, scope);
    else if (declared?.value !== undefined)
      value = { node: scope.context.builder.constant(declared.value), axes: [] };
    else if (parameter.value === undefined)
      complain(scope, 'option-missing', call.span, { name: callee.name.text, option: name });
    if (value === undefined || declared === undefined) {
      fine = false;
      continue;
    }
    if (callee.kind !== 'fn' && value.axes.length > 0) {
      complain(scope, 'hyperparameter-axes', option?.span ?? call.span, {
        option: name,
        name: callee.name.text,
        axes: axesInWords(value.axes),
      });
      fine = false;
    }
    if (option !== undefined && !keepsTo(declared, value, option, callee, scope)) fine = false;
    values.set(name, value);
  }
  return fine ? values : undefined;
}

/** Whether what is given can be a value of a hyperparameter; told, with a warning where it only may be. */
function keepsTo(
  declared: DeclaredHyperparameter,
  { node }: Value,
  { name, value, span }: NamedArgument,
  callee: LossDeclaration | FunctionDeclaration,
  scope: Scope,
): boolean {
  const [actual, domain] = [knownRange(node), printDomain(declared)];
  const text = textOf(value.span);
  const isOutside =
    node.op === 'const'
      ? !holds(declared, node.value)
      : actual.hi < declared.range.lo || actual.lo > declared.range.hi;
  if (isOutside) complain(scope, 'default-outside-domain', span, { name: name.text, domain, value: text });
  else if (node.op !== 'const' && !within(actual, { ...declared.range, integer: false }))
    complain(scope, 'argument-range', span, {
      parameter: name.text,
      name: callee.name.text,
      expected: `a value in ${domain}`,
      value: text,
      actual: printRange(actual),
    });
  return !isOutside;
}
