/** The operators of the language that are called by name, apart from reductions and their like. */
import { elementwise, isElementwise, type ElementwiseName } from '../operators/elementwise.ts';
import { alongAxes } from '../operators/alongAxes.ts';
import { isConst, union, without, type Node } from '../graph/node.ts';
import { textOf } from '../text/source.ts';
import type { Call } from '../syntax/tree.ts';
import { countArguments, options } from './arguments.ts';
import { bracketAxes } from './axisOperator.ts';
import { checkExpression, checkNumber } from './expression.ts';
import { axesInWords, complain, resolveAxis, type Scope } from './scope.ts';
import { numberValue, type Value } from './value.ts';

type Check = (call: Call, scope: Scope) => Value | undefined;

function noAxes(call: Call, scope: Scope): boolean {
  if (call.axes === undefined) return true;
  complain(scope, 'axes-unexpected', call.callee.span, { name: call.callee.text });
  return false;
}

/** An elementwise operator of `count` numbers, made by `make`. */
const numbers =
  (count: number, make: (scope: Scope, ...nodes: Node[]) => Node): Check =>
  (call, scope) => {
    options(call, [], scope);
    const ready = [noAxes(call, scope), countArguments(call, count, scope)].every(Boolean);
    const values = call.arguments.map((arg) => checkNumber(arg, scope, `\`${call.callee.text}\``));
    const known = values.filter((v) => v !== undefined);
    if (!ready || known.length < values.length) return undefined;
    const axes = known.reduce<readonly string[]>((all, v) => union(all, v.axes), []);
    return numberValue(make(scope, ...known.map((v) => v.node)), axes);
  };

const apply = (name: ElementwiseName): Check =>
  numbers(elementwise[name].arguments.length, (scope, ...nodes) => scope.context.builder.apply(name, nodes));

/** `max(x, y)`: against a constant the slope at the tie is 0, between variables it is shared. */
const extremum =
  (shared: 'max' | 'min', bounded: 'at_least' | 'at_most'): Check =>
  (call, scope) =>
    numbers(Math.max(2, call.arguments.length), ({ context: { builder } }, ...nodes) =>
      nodes.reduce((x, y) => {
        if (isConst(y)) return builder.apply(bounded, [x, y]);
        return isConst(x) ? builder.apply(bounded, [y, x]) : builder.apply(shared, [x, y]);
      }),
    )(call, scope);

const ratio: Check = (call, scope) => {
  const empty = options(call, ['empty'], scope).get('empty');
  const otherwise = empty === undefined ? undefined : checkNumber(empty.value, scope, '`empty`');
  if (empty !== undefined && otherwise === undefined) return undefined;
  const { builder } = scope.context;
  const fallback = otherwise?.node ?? builder.constant(0);
  const quotient = numbers(2, (_, a, b) => {
    if (a === undefined || b === undefined) throw new Error('ratio has two arguments.');
    return builder.select(b, builder.divide(a, b), fallback);
  })({ ...call, named: [] }, scope);
  return quotient && numberValue(quotient.node, union(quotient.axes, otherwise?.axes ?? []));
};

/** Whether the arguments of an operator are names of axes, and not values. */
export const takesAxis = (name: string): boolean => name === 'size' || name === 'position';

/** `size(c)` and `position(c)`: the argument is the name of an axis. */
const ofAxis =
  (make: (scope: Scope, axes: readonly string[]) => Value): Check =>
  (call, scope) => {
    options(call, [], scope);
    const ready = [noAxes(call, scope), countArguments(call, 1, scope)].every(Boolean);
    const [argument] = call.arguments;
    if (!ready || argument === undefined) return undefined;
    const name = call.callee.text;
    if (argument.kind !== 'reference')
      return complain(
        scope,
        'axis-single',
        argument.span,
        { name },
        { remedy: `Write \`${name}(c)\` with the name of an axis.` },
      );
    const axes = resolveAxis(scope, argument.name);
    if (axes === undefined) return undefined;
    if (name === 'position' && axes.length !== 1)
      return complain(scope, 'axis-single', argument.span, { name });
    return make(scope, axes);
  };

/** The single class axis of `one_hot[c]`, `pick[c]` and `valid[c]`, and the index that points into it. */
function indexed(call: Call, at: number, scope: Scope): { axis: string; index: Value } | undefined {
  options(call, [], scope);
  const axes = bracketAxes(call, scope);
  const counted = countArguments(call, at + 1, scope);
  const argument = call.arguments[at];
  const index = argument && checkExpression(argument, scope);
  if (axes === undefined || !counted || argument === undefined || index === undefined) return undefined;
  const name = call.callee.text;
  const [axis] = axes;
  if (axis === undefined || axes.length !== 1)
    return complain(scope, 'axis-single', call.callee.span, { name });
  if (index.of === axis) return { axis, index };
  const actual = index.of === undefined ? 'a number' : `an index of ${index.of}`;
  const value = textOf(argument.span);
  return complain(
    scope,
    'index-expected',
    argument.span,
    { name, axis, value, actual },
    { remedy: remedyForIndex(call, at, axis, index, scope) },
  );
}

/** The other axis, the other order, or the other kind. */
function remedyForIndex(
  { callee: { text: name }, arguments: given }: Call,
  at: number,
  axis: string,
  { of }: Value,
  scope: Scope,
): string | undefined {
  const [first, second] = given.map(({ span }) => textOf(span));
  if (of !== undefined) return `Did you mean \`${name}[${of}](…)\`?`;
  const isSwapped = at === 1 && given[0] !== undefined && checkExpression(given[0], scope)?.of === axis;
  if (isSwapped) return `The index comes second: \`${name}[${axis}](${second}, ${first})\`.`;
  const argument = given[at];
  return argument?.kind === 'reference' && scope.values.has(argument.name.text)
    ? `Declare it as \`${argument.name.text}: index[…] of ${axis}\`.`
    : undefined;
}

const oneHot: Check = (call, scope) => {
  const found = indexed(call, 0, scope);
  if (found === undefined) return undefined;
  const { builder } = scope.context;
  const node = builder.apply('equal', [builder.position(found.axis), found.index.node]);
  return numberValue(node, union(found.index.axes, [found.axis]));
};

const valid: Check = (call, scope) => {
  const found = indexed(call, 0, scope);
  return found && numberValue(scope.context.builder.valid(found.axis, found.index.node), found.index.axes);
};

const pick: Check = (call, scope) => {
  const found = indexed(call, 1, scope);
  const [argument] = call.arguments;
  const isSwapped = found === undefined && argument && checkExpression(argument, scope)?.of !== undefined;
  const x = argument && !isSwapped ? checkNumber(argument, scope, '`pick`') : undefined;
  if (found === undefined || argument === undefined || x === undefined) return undefined;
  if (!x.axes.includes(found.axis))
    return complain(scope, 'axis-absent', argument.span, {
      name: 'pick',
      axis: found.axis,
      value: textOf(argument.span),
      axes: axesInWords(x.axes),
    });
  const node = scope.context.builder.pick(found.axis, x.node, found.index.node);
  return numberValue(node, union(without(x.axes, [found.axis]), found.index.axes));
};

const stop: Check = numbers(1, (scope, x) => scope.context.builder.stop(nodeOf(x)));
const along: Check = () => {
  throw new Error('Operators along axes are checked in axisOperator.ts.');
};

const nodeOf = (node: Node | undefined): Node => {
  if (node === undefined) throw new Error('The number of arguments was checked.');
  return node;
};

const language = <T extends object>(
  table: T,
  keep: (name: keyof T & string) => boolean,
): (keyof T & string)[] => (Object.keys(table) as (keyof T & string)[]).filter(keep);

const tableOperators = Object.fromEntries([
  ...language(elementwise, (name) => isElementwise(name) && elementwise[name].language).map((name) => [
    name,
    apply(name),
  ]),
  ...language(alongAxes, (name) => alongAxes[name].language).map((name) => [name, along]),
]) as Readonly<Record<string, Check>>;

/** Every name that the language itself gives a meaning to. */
export const builtins: Readonly<Record<string, Check>> = {
  ...tableOperators,
  max: extremum('max', 'at_least'),
  min: extremum('min', 'at_most'),
  mean: along,
  norm: along,
  sqrt: numbers(1, ({ context: { builder } }, x) => builder.power(nodeOf(x), 0.5)),
  square: numbers(1, ({ context: { builder } }, x) => builder.power(nodeOf(x), 2)),
  relu: numbers(1, ({ context: { builder } }, x) =>
    builder.apply('at_least', [nodeOf(x), builder.constant(0)]),
  ),
  clamp: numbers(3, ({ context: { builder } }, x, lo, hi) =>
    builder.apply('at_most', [builder.apply('at_least', [nodeOf(x), nodeOf(lo)]), nodeOf(hi)]),
  ),
  log2: numbers(1, ({ context: { builder } }, x) =>
    builder.scale(Math.LOG2E, builder.apply('log', [nodeOf(x)])),
  ),
  log_sigmoid: numbers(1, ({ context: { builder } }, x) =>
    builder.negate(builder.apply('softplus', [builder.negate(nodeOf(x))])),
  ),
  ratio,
  stop,
  size: ofAxis((scope, axes) => numberValue(scope.context.builder.sizes(axes), [])),
  position: ofAxis((scope, axes) => numberValue(scope.context.builder.position(axes[0] ?? ''), axes)),
  one_hot: oneHot,
  valid,
  pick,
};

export const isBuiltin = (name: string): boolean => Object.hasOwn(builtins, name);
