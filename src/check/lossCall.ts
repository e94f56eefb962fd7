/** A call of a loss or metric in; the scope of its body, axes and inputs bound, out. */
import { overlap } from '../graph/node.ts';
import { textOf } from '../text/source.ts';
import type { Call, LossDeclaration, Module } from '../syntax/tree.ts';
import { countArguments } from './builtins.ts';
import { bodyScope } from './callee.ts';
import { checkExpression } from './expression.ts';
import { passHyperparameters } from './passHyperparameters.ts';
import { passInput } from './passInput.ts';
import { axesInWords, complain, nameNode, resolveAxis, type Scope } from './scope.ts';
import type { Value } from './value.ts';

/** Undefined where a mistake was reported. */
export function enterLoss(
  call: Call,
  callee: LossDeclaration,
  module: Module,
  scope: Scope,
): Scope | undefined {
  const axes = lossAxes(call, callee, scope);
  const counted = countArguments(call, callee.inputs.length, scope);
  const given = call.arguments.map((argument) => checkExpression(argument, scope));
  const hyperparameters = passHyperparameters(call, callee, module, scope);
  if (axes === undefined || !counted || hyperparameters === undefined || given.includes(undefined))
    return undefined;
  const values = new Map<string, Value | undefined>();
  const known = given.filter((v) => v !== undefined);
  if (!suppliesAxes(call, callee, axes, known, scope)) return undefined;
  for (const [k, input] of callee.inputs.entries()) {
    const value = known[k];
    const argument = call.arguments[k];
    if (value === undefined || argument === undefined) return undefined;
    const passed = passInput(
      callee,
      input,
      value,
      { text: textOf(argument.span), span: argument.span },
      axes,
      module,
      scope,
    );
    if (passed === undefined) return undefined;
    nameNode(scope.context, passed.node, input.name.text);
    values.set(input.name.text, passed);
  }
  for (const [name, value] of hyperparameters) values.set(name, value);
  return bodyScope(call, callee, module, scope, { values, axes });
}

const declaredAxes = (callee: LossDeclaration): readonly string[] => [
  ...new Set(
    callee.inputs.flatMap((i) => [...i.axes.map((a) => a.text), ...(i.of === undefined ? [] : [i.of.text])]),
  ),
];

/** The callee's axes under the call's renaming; the others keep their names. */
function lossAxes(
  call: Call,
  callee: LossDeclaration,
  scope: Scope,
): Map<string, readonly string[]> | undefined {
  const declared = declaredAxes(callee);
  const bound = new Map<string, readonly string[]>(declared.map((axis) => [axis, [axis]]));
  for (const entry of call.axes ?? []) {
    if (entry.slice !== undefined)
      return complain(scope, 'slice-unexpected', entry.slice.span, { name: callee.name.text });
    if (!declared.includes(entry.name.text))
      return complain(
        scope,
        'axis-arguments',
        entry.span,
        {
          name: callee.name.text,
          expected: axesInWords(declared),
          actual: entry.name.text,
        },
        {
          remedy: `Write the axis of ${callee.name.text} first: \`${callee.name.text}[${declared[0] ?? 'i'}: ${entry.name.text}](…)\`.`,
        },
      );
    const axes = resolveAxis(scope, entry.rename ?? entry.name);
    if (axes === undefined) return undefined;
    bound.set(entry.name.text, axes);
  }
  // An axis that the call does not name stands for the caller's axis of that name, whatever that stands for there.
  for (const axis of declared)
    if (!(call.axes ?? []).some((e) => e.name.text === axis)) bound.set(axis, scope.axes.get(axis) ?? [axis]);
  const names = [...bound];
  for (const [k, [first, axes]] of names.entries())
    for (const [second, others] of names.slice(k + 1)) {
      const [shared] = overlap(axes, others);
      if (shared !== undefined)
        return complain(scope, 'axis-collision', call.callee.span, {
          name: callee.name.text,
          first,
          second,
          axis: shared,
        });
    }
  return bound;
}

/** Every axis of the callee must come with some argument; then the others are broadcast along it. */
function suppliesAxes(
  call: Call,
  callee: LossDeclaration,
  axes: ReadonlyMap<string, readonly string[]>,
  given: readonly Value[],
  scope: Scope,
): boolean {
  const supplied = new Set(given.flatMap((v) => [...v.axes, ...(v.of === undefined ? [] : [v.of])]));
  let fine = true;
  for (const [k, input] of callee.inputs.entries()) {
    const argument = call.arguments[k];
    const value = given[k];
    if (argument === undefined || value === undefined) continue;
    for (const axis of input.axes) {
      const mapped = axes.get(axis.text) ?? [];
      if (mapped.every((a) => supplied.has(a))) continue;
      const own = value.axes.filter((a) => ![...axes.values()].flat().includes(a));
      complain(
        scope,
        'axis-missing-in-arguments',
        argument.span,
        {
          name: callee.name.text,
          axis: axis.text,
          argument: textOf(argument.span),
          axes: axesInWords(value.axes),
        },
        {
          remedy:
            own[0] === undefined
              ? undefined
              : `Rename it in the call: \`${callee.name.text}[${axis.text}: ${own[0]}](…)\`.`,
        },
      );
      fine = false;
    }
    if (!fine) return false;
  }
  return true;
}
