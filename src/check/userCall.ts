/** Calls of losses, metrics and functions: the body is checked again with the arguments in place. */
import { overlap, topological, union, type Node } from '../graph/node.ts';
import { printRange, within, type Range } from '../graph/range.ts';
import { textOf } from '../text/source.ts';
import type {
  Call,
  Declaration,
  FunctionDeclaration,
  Input,
  LossDeclaration,
  Module,
  NamedArgument,
} from '../syntax/tree.ts';
import { countArguments, options } from './builtins.ts';
import { checkExpression } from './expression.ts';
import { hyperparameterRange, inputRange, mapAxis } from './signature.ts';
import { axesInWords, complain, nameNode, resolveAxis, type Scope } from './scope.ts';
import type { Value } from './value.ts';

type Callable = Exclude<Declaration, { kind: 'const' }>;

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

/** The scope of a callee's body. */
function bodyScope(
  call: Call,
  callee: Callable,
  module: Module,
  scope: Scope,
  parts: Pick<Scope, 'values' | 'axes' | 'outer'>,
): Scope {
  return {
    context: scope.context,
    module,
    bindings: new Map(callee.body.bindings.map((b) => [b.name.text, b])),
    frames: [...scope.frames, { name: callee.name.text, call: call.span }],
    known: new Map(),
    open: [],
    ...parts,
  };
}

// --- functions --------------------------------------------------------------------------------------------------

function enterFunction(
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

/** Binds axis parameters: the only one to all axes of the bracket, several one by one or by name. */
function functionAxes(
  call: Call,
  callee: FunctionDeclaration,
  scope: Scope,
): Map<string, readonly string[]> | undefined {
  const entries = call.axes ?? [];
  const bound = new Map<string, readonly string[]>();
  const mismatch = (): undefined =>
    complain(scope, 'axis-arguments', call.callee.span, {
      name: callee.name.text,
      expected:
        callee.axes.length === 0
          ? 'no axis parameters'
          : `the axis parameters ${callee.axes.map((a) => a.text).join(', ')}`,
      actual: entries.length === 0 ? 'none' : entries.map((e) => textOf(e.span)).join(', '),
    });
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

// --- losses and metrics -----------------------------------------------------------------------------------------

function enterLoss(call: Call, callee: LossDeclaration, module: Module, scope: Scope): Scope | undefined {
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

const isReals = (r: Range): boolean => r.lo === -Infinity && r.hi === Infinity && !r.integer;
const hasGradient = (node: Node): boolean =>
  topological([node]).some(
    (n) => (n.op === 'input' && n.differentiable) || (n.op === 'hyperparameter' && !n.frozen),
  );

/** An argument as the callee sees it: broadcast to the declared axes, in its domain, without gradient if so declared. */
function passInput(
  callee: LossDeclaration,
  input: Input,
  value: Value,
  argument: { readonly text: string; readonly span: Call['span'] },
  axes: ReadonlyMap<string, readonly string[]>,
  module: Module,
  scope: Scope,
): Value | undefined {
  const declared = inputRange(input, { ...scope, module });
  if (declared === undefined) return undefined;
  const { kind, differentiable, range } = declared;
  const name = callee.name.text;
  const mismatch = (actual: string, remedy?: string): undefined =>
    complain(
      scope,
      'argument-kind',
      argument.span,
      {
        parameter: input.name.text,
        name,
        expected:
          kind === 'index' ? `an index of ${mapAxis(axes, input.of)}` : `${kind} in ${printRange(range)}`,
        value: argument.text,
        actual,
      },
      { remedy, related: [{ span: input.span, message: `${input.name.text} is declared here` }] },
    );
  const all = union(
    value.axes,
    input.axes.flatMap((a) => axes.get(a.text) ?? []),
  );
  if (kind === 'index') {
    const target = mapAxis(axes, input.of);
    if (value.of === target) return { ...value, axes: all };
    return mismatch(value.of === undefined ? 'a number' : `an index of ${value.of}`);
  }
  if (value.of !== undefined) return mismatch('an index', `Use one_hot[${value.of}](${argument.text}).`);
  const actual = value.node.range;
  if (!within(actual, range)) {
    if (isReals(actual) && !isReals(range))
      return mismatch('any real number', remedyFor(kind, argument.text));
    if (actual.hi < range.lo || actual.lo > range.hi || (range.integer && !actual.integer))
      return mismatch(
        `in ${printRange(actual)}`,
        kind === 'label' ? 'For soft targets declare a loss with `soft` targets.' : undefined,
      );
    complain(
      scope,
      'argument-range',
      argument.span,
      {
        parameter: input.name.text,
        name,
        expected: `${kind} in ${printRange(range)}`,
        value: argument.text,
        actual: printRange(actual),
      },
      { related: [{ span: input.span, message: `${input.name.text} is declared here` }] },
    );
  }
  const node =
    !differentiable && hasGradient(value.node) ? scope.context.builder.stop(value.node) : value.node;
  return { node, axes: all };
}

const remedyFor = (kind: string, text: string): string | undefined =>
  kind === 'prob' || kind === 'soft'
    ? `Take probabilities: \`sigmoid(${text})\` or \`softmax[c](${text})\`.`
    : undefined;

// --- hyperparameters --------------------------------------------------------------------------------------------

/** Hyperparameters by name: given in the call, or their defaults. */
function passHyperparameters(
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
    const actual = value.node.range;
    if (
      option !== undefined &&
      (actual.hi < declared.range.lo ||
        actual.lo > declared.range.hi ||
        (value.node.op === 'const' && !within(actual, declared.range)))
    ) {
      complain(scope, 'default-outside-domain', option.span, {
        name,
        domain: printRange(declared.range),
        value: textOf(option.value.span),
      });
      fine = false;
    }
    values.set(name, value);
  }
  return fine ? values : undefined;
}
