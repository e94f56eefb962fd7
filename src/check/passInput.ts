/** An argument of a call of a loss in; the input that its body sees out. */
import { knownRange } from '../graph/knownRange.ts';
import { topological, union, type Node } from '../graph/node.ts';
import { printRange, within, type Range } from '../graph/range.ts';
import type { Call, Input, LossDeclaration, Module } from '../syntax/tree.ts';
import { inputRange, mapAxis } from './signature.ts';
import { complain, type Scope } from './scope.ts';
import type { Value } from './value.ts';

const isReals = (r: Range): boolean => r.lo === -Infinity && r.hi === Infinity && !r.integer;
const hasGradient = (node: Node): boolean =>
  topological([node]).some(
    (n) => (n.op === 'input' && n.differentiable) || (n.op === 'hyperparameter' && !n.frozen),
  );

/** An argument as the callee sees it: broadcast to the declared axes, in its domain, without gradient if so declared. */
export function passInput(
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
  const actual = knownRange(value.node);
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
