/** Checks one loss of a program: names, axes, kinds and domains in, a graph out, all mistakes collected. */
import { topological } from '../graph/node.ts';
import type { Builder } from '../graph/builder.ts';
import type { Program } from '../syntax/program.ts';
import type { LossDeclaration, Name } from '../syntax/tree.ts';
import { diagnostic, isError, type Diagnostic, type Report } from '../text/diagnostic.ts';
import { didYouMean } from '../text/suggest.ts';
import { span } from '../text/source.ts';
import type { CheckedHyperparameter, CheckedInput, CheckedLoss } from './checked.ts';
import { checkConstant } from './constants.ts';
import { checkExpression } from './expression.ts';
import { complain, type Scope } from './scope.ts';
import { warnOfIgnored } from './ignored.ts';
import {
  holds,
  hyperparameterRange,
  inputRange,
  printDomain,
  setValues,
  type DeclaredInput,
} from './signature.ts';
import { termsOf } from './terms.ts';
import { checkNames } from './uncalled.ts';
import type { Value } from './value.ts';

/** Names of the losses and metrics that a program's entry file declares. */
export const lossNames = (program: Program): readonly string[] =>
  program.entry.declarations.flatMap((d) => (d.kind === 'loss' || d.kind === 'metric' ? [d.name.text] : []));

/** Finds a loss or metric of the entry file by name. */
export function findLoss(program: Program, name: string, report: Report): LossDeclaration | undefined {
  const found = program.lookup(program.entry, name)?.declaration;
  if (found?.kind === 'loss' || found?.kind === 'metric') return found;
  // It is there, but for a mistake in its syntax that was reported.
  if (program.isBroken(program.entry, name)) return undefined;
  const names = lossNames(program);
  const guess = didYouMean(name, names);
  const { source } = program.entry;
  report(
    diagnostic(
      'loss-unknown',
      span(source, 0, 0),
      { name, file: source.path },
      { remedy: guess ? `Did you mean \`${guess}\`?` : `It declares: ${names.join(', ') || 'none'}.` },
    ),
  );
  return undefined;
}

/** The checked loss, or undefined where an error was reported. */
export function check(
  program: Program,
  name: string,
  builder: Builder,
  pins: Readonly<Record<string, number>>,
  report: Report,
): CheckedLoss | undefined {
  const loss = findLoss(program, name, report);
  if (loss === undefined) return undefined;
  let failed = false;
  const seen = new Set<string>();
  const once = (d: Diagnostic): void => {
    failed ||= isError(d);
    // What an error left half checked looks unused or uncounted: warnings wait until there is none.
    if (failed && !isError(d)) return;
    const key = `${d.code} ${d.span.source.path} ${d.span.start} ${d.message}`;
    if (!seen.has(key)) report(d);
    seen.add(key);
  };
  const module = program.lookup(program.entry, name)?.module ?? program.entry;
  const outside = emptyScope(program, module, builder, once);
  const checked = checkLoss(loss, outside, pins);
  for (const declaration of module.declarations)
    if (declaration.kind === 'fn') checkNames(declaration, outside);
    else if (declaration.kind === 'const') checkConstant(declaration, outside);
  return failed ? undefined : checked;
}

function emptyScope(program: Program, module: Scope['module'], builder: Builder, report: Report): Scope {
  return {
    context: { builder, program, report, names: new Map(), sums: [] },
    module,
    values: new Map(),
    bindings: new Map(),
    axes: new Map(),
    frames: [],
    known: new Map(),
    open: [],
  };
}

function checkLoss(
  loss: LossDeclaration,
  outside: Scope,
  pins: Readonly<Record<string, number>>,
): CheckedLoss | undefined {
  // A name that stands for two things was reported where the file was read.
  const names = [...loss.inputs, ...loss.hyperparameters, ...loss.body.bindings].map(({ name }) => name.text);
  if (new Set(names).size < names.length) return undefined;
  const inputs = loss.inputs.map((input) => checkInput(input, outside));
  const hyperparameters = loss.hyperparameters.map((h) => checkHyperparameter(h, pins, outside));
  const axes = [
    ...new Set(loss.inputs.flatMap((i) => [...i.axes.map((a) => a.text), ...(i.of ? [i.of.text] : [])])),
  ];
  const values = new Map<string, Value | undefined>();
  loss.inputs.forEach((input, k) => values.set(input.name.text, inputs[k] && inputValue(inputs[k])));
  loss.hyperparameters.forEach((h, k) => {
    const checked = hyperparameters[k];
    values.set(h.name.text, checked && { node: checked.node, axes: [] });
  });
  const scope: Scope = {
    ...outside,
    values,
    bindings: new Map(loss.body.bindings.map((b) => [b.name.text, b])),
    axes: new Map(axes.map((axis) => [axis, [axis]])),
    frames: [],
  };
  const result = checkExpression(loss.body.result, scope);
  loss.body.bindings.forEach((binding) => checkExpression(binding.value, scope));
  if (result === undefined || inputs.includes(undefined) || hyperparameters.includes(undefined))
    return undefined;
  for (const { name: binding, part } of loss.body.bindings)
    if (!part && !referenced(binding.text, scope))
      complain(scope, 'binding-unused', binding.span, { name: binding.text }, { remedy: unusedRemedy });
  const known = inputs.filter((i) => i !== undefined);
  const terms = termsOf(loss, scope);
  const unused = unusedInputs(loss, [result, ...terms.map((t) => t.value)], scope);
  if (loss.kind === 'loss') {
    for (const { text, span: at } of unused) complain(scope, 'input-unused', at, { input: text });
    const indexes = known.flatMap((i) =>
      i.of === undefined ? [] : [{ name: i.name, axis: i.of, axes: i.axes, node: i.node }],
    );
    warnOfIgnored(scope.context.sums, indexes);
  }
  return {
    declaration: loss,
    name: loss.name.text,
    kind: loss.kind,
    inputs: known,
    hyperparameters: hyperparameters.filter((h) => h !== undefined),
    axes,
    unused: unused.map(({ text }) => text),
    names: outside.context.names,
    result: { ...result, axes: axes.filter((axis) => result.axes.includes(axis)) },
    terms: terms.map((t) => ({
      ...t,
      value: { ...t.value, axes: axes.filter((a) => t.value.axes.includes(a)) },
    })),
  };
}

const inputValue = (input: CheckedInput): Value => ({
  node: input.node,
  axes: [...input.axes].sort(),
  ...(input.of === undefined ? {} : { of: input.of }),
});

const integer = ({ range: { integer: isWhole }, differentiable }: DeclaredInput): boolean =>
  isWhole && !differentiable;

function checkInput(input: LossDeclaration['inputs'][number], scope: Scope): CheckedInput | undefined {
  const declared = inputRange(input, scope);
  const twice = input.axes.find((axis, k) => input.axes.findIndex((a) => a.text === axis.text) !== k);
  if (twice !== undefined) return complain(scope, 'axis-twice', twice.span, { axis: twice.text });
  if (declared === undefined) return undefined;
  const { builder } = scope.context;
  const axes = input.axes.map((a) => a.text);
  const of = input.of === undefined ? {} : { of: input.of.text };
  const values = setValues(input.domain, scope);
  const info = {
    name: input.name.text,
    axes,
    range: declared.range,
    differentiable: declared.differentiable,
    ...of,
  };
  return {
    ...info,
    kind: declared.kind,
    // That it is 0 or 1 is true of its values and not of their derivative: t · t is no t.
    node: builder.input({ ...info, range: { ...declared.range, integer: integer(declared) } }),
    ...(values === undefined ? {} : { values }),
  };
}

function checkHyperparameter(
  parameter: LossDeclaration['hyperparameters'][number],
  pins: Readonly<Record<string, number>>,
  scope: Scope,
): CheckedHyperparameter | undefined {
  const name = parameter.name.text;
  const declared = hyperparameterRange(parameter, scope);
  if (declared === undefined) return undefined;
  const { builder } = scope.context;
  const { values } = declared;
  const pin = pins[name];
  if (pin !== undefined && !holds(declared, pin))
    return complain(scope, 'default-outside-domain', parameter.span, {
      name,
      domain: printDomain(declared),
      value: pin,
    });
  const value = pin ?? declared.value;
  return {
    name,
    range: declared.range,
    pinned: pin !== undefined,
    node: pin === undefined ? builder.hyperparameter(name, declared.range) : builder.constant(pin),
    ...(value === undefined ? {} : { value }),
    ...(values === undefined ? {} : { values }),
  };
}

function unusedInputs(loss: LossDeclaration, values: readonly Value[], scope: Scope): readonly Name[] {
  const used = new Set<string>();
  for (const node of topological(values.map((v) => v.node))) {
    if (node.op === 'input') used.add(node.name);
  }
  return loss.inputs.flatMap(({ name }) =>
    used.has(name.text) || referenced(name.text, scope) ? [] : [name],
  );
}

const unusedRemedy = 'Leave it out, or write `part` before it to report its value.';

/** Whether the body names an input or a binding at all, for instance only its sizes, or in a part that simplified away. */
const referenced = (name: string, scope: Scope): boolean =>
  [...scope.known.keys()].some((e) => e.kind === 'reference' && e.name.text === name);
