/** A call of a loss or metric in; the scope of its body, axes and inputs bound, out. */
import { overlap } from '../graph/node.ts';
import { textOf } from '../text/source.ts';
import type { Call, LossDeclaration, Module, Name } from '../syntax/tree.ts';
import { countArguments } from './arguments.ts';
import { bodyScope } from './callee.ts';
import { checkExpression } from './expression.ts';
import { passHyperparameters } from './passHyperparameters.ts';
import { passInput } from './passInput.ts';
import { axesInWords, axisNames, complain, nameNode, resolveAxis, type Scope } from './scope.ts';
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
  if (axes === undefined || !counted) return undefined;
  const known = given.filter((v) => v !== undefined);
  const supplied = known.length === given.length && suppliesAxes(call, callee, axes, known, scope);
  const values = new Map<string, Value | undefined>();
  // Each argument is held to its input, whatever is wrong with the others.
  for (const [k, input] of callee.inputs.entries()) {
    const value = given[k];
    const argument = call.arguments[k];
    if (value === undefined || argument === undefined) continue;
    const place = { text: textOf(argument.span), span: argument.span };
    const passed = passInput(callee, input, value, place, axes, module, scope);
    if (passed === undefined) continue;
    nameNode(scope.context, passed.node, input.name.text);
    values.set(input.name.text, passed);
  }
  if (hyperparameters === undefined || !supplied || values.size < callee.inputs.length) return undefined;
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
  const isMissing = ({ text }: Name): boolean => !(axes.get(text) ?? []).every((a) => supplied.has(a));
  const told = new Map<string, number>();
  for (const [k, input] of callee.inputs.entries())
    for (const { text } of input.axes.filter(isMissing)) if (!told.has(text)) told.set(text, k);
  const remedies = renamings(call, callee, [...told], given, axes, scope);
  for (const [axis, k] of told) {
    const [argument, value] = [call.arguments[k], given[k]];
    if (argument === undefined || value === undefined) continue;
    complain(
      scope,
      'axis-missing-in-arguments',
      argument.span,
      {
        name: callee.name.text,
        axis,
        argument: textOf(argument.span),
        axes: axesInWords(value.axes),
      },
      { remedy: remedies.get(axis) },
    );
  }
  return told.size === 0;
}

/** For missing axes, the renaming in the call that brings them: each is offered an axis of its own. */
function renamings(
  call: Call,
  callee: LossDeclaration,
  missing: readonly (readonly [axis: string, argument: number])[],
  given: readonly Value[],
  axes: ReadonlyMap<string, readonly string[]>,
  scope: Scope,
): ReadonlyMap<string, string> {
  const taken = new Set([...axes.values()].flat());
  const inOrder = axisNames(scope);
  const pairs = missing.flatMap(([axis, k]) => {
    const own = given[k]?.axes ?? [];
    const offered = inOrder.find((name) => own.includes(name) && !taken.has(name));
    if (offered === undefined) return [];
    taken.add(offered);
    return [{ axis, text: `${axis}: ${offered}` }];
  });
  const written = (call.axes ?? []).map((entry) => textOf(entry.span));
  const bracket = [...written, ...pairs.map(({ text }) => text)].join(', ');
  const what = pairs.length > 1 ? 'them' : 'it';
  const remedy = `Rename ${what} in the call: \`${callee.name.text}[${bracket}](…)\`.`;
  return new Map(pairs.map(({ axis }) => [axis, remedy]));
}
