/** Operators along axes, `sum[n, i](x; keep = k)` and their like: the bracket, the options, the meaning. */
import { alongAxes, isAxisOperator, type AxisOperatorName } from '../operators/alongAxes.ts';
import { union, without, type Node } from '../graph/node.ts';
import { textOf } from '../text/source.ts';
import type { AxisArgument, Call, Expression } from '../syntax/tree.ts';
import { countArguments, options } from './arguments.ts';
import { checkNumber, constantOf } from './expression.ts';
import { axesInWords, axisNames, complain, resolveAxis, type Scope } from './scope.ts';
import { numberValue, type Value } from './value.ts';

/** A part of an axis, half-open. */
interface Slice {
  readonly axis: string;
  readonly from: number;
  readonly to: number;
}

/** The axes that a call's bracket names, resolved; undefined after a report. */
export function bracketAxes(call: Call, scope: Scope): readonly string[] | undefined {
  const name = call.callee.text;
  if (call.axes === undefined || call.axes.length === 0)
    return complain(scope, 'axes-missing', call.callee.span, { name }, { remedy: example(name, scope) });
  const resolved = call.axes.map((entry) => resolveEntry(entry, name, scope));
  const seen = new Set<string>();
  for (const [k, axes] of resolved.entries())
    for (const axis of axes ?? []) {
      if (seen.has(axis))
        return complain(scope, 'axis-twice', call.axes[k]?.span ?? call.callee.span, { axis });
      seen.add(axis);
    }
  return resolved.includes(undefined) ? undefined : [...seen];
}

/** What a call with axes looks like, with axes that there are. */
function example(name: string, scope: Scope): string {
  const axes = axisNames(scope);
  if (['one_hot', 'valid'].includes(name))
    return `Write \`${name}[c](t)\`, with the class axis in the bracket.`;
  if (name === 'pick') return 'Write `pick[c](x, t)`, with the class axis in the bracket.';
  const [last = 'i'] = axes.slice(-1);
  const all =
    oneAxis.has(name) || axes.length < 2 ? '' : `, or \`${name}[${axes.join(', ')}](…)\` for all axes`;
  return `Name the axes to work along: \`${name}[${last}](…)\`${all}.`;
}

function resolveEntry(entry: AxisArgument, name: string, scope: Scope): readonly string[] | undefined {
  if (entry.rename !== undefined) return complain(scope, 'axis-not-renamable', entry.span, { name });
  return resolveAxis(scope, entry.name);
}

/** A running sum has one direction, and a class is a position along one axis. */
const oneAxis: ReadonlySet<string> = new Set(['cumsum', 'argmax']);

/** What takes part in a reduction. */
interface Operand {
  readonly x: Value;
  readonly over: readonly string[];
  readonly keep: Node | undefined;
  readonly weight: Node | undefined;
  readonly slices: readonly Slice[];
}

export function checkAxisOperator(call: Call, name: string, scope: Scope): Value | undefined {
  const averaging = name === 'mean' || name === 'sum';
  const reduces = !isAxisOperator(name) || alongAxes[name].reduces;
  const given = options(call, averaging ? ['keep', 'weight'] : reduces ? ['keep'] : [], scope);
  const over = bracketAxes(call, scope);
  const slices = slicesOf(call, reduces && name !== 'argmax', scope);
  const elementwise =
    name === 'max' || name === 'min'
      ? `Element by element it is \`${name}(x, y)\`, without axes.`
      : undefined;
  const counted = countArguments(call, 1, scope, elementwise);
  const [argument] = call.arguments;
  const x = argument && checkNumber(argument, scope, `\`${name}\``);
  const option = (key: string): Value | undefined | 'mistaken' => {
    const found = given.get(key);
    return found === undefined ? undefined : (checkNumber(found.value, scope, `\`${key}\``) ?? 'mistaken');
  };
  const [keep, weight] = [option('keep'), option('weight')];
  if (over === undefined || slices === undefined || !counted || argument === undefined || x === undefined)
    return undefined;
  if (keep === 'mistaken' || weight === 'mistaken') return undefined;
  const operandAxes = union(x.axes, union(keep?.axes ?? [], weight?.axes ?? []));
  if (!present(over, operandAxes, name, argument, scope)) return undefined;
  if (oneAxis.has(name) && over.length !== 1)
    return complain(scope, 'axis-single', call.callee.span, { name });
  const operand = { x, over, keep: keep?.node, weight: weight?.node, slices };
  if (name === 'sum' || name === 'mean')
    scope.context.sums.push({
      kind: name,
      operand: summand(operand, scope),
      over,
      counted: keep !== undefined || weight !== undefined,
      span: call.span,
      scope,
    });
  return meaning(name, operand, operandAxes, scope);
}

function present(
  over: readonly string[],
  axes: readonly string[],
  name: string,
  argument: Expression,
  scope: Scope,
): boolean {
  const absent = without(over, axes);
  for (const axis of absent)
    complain(
      scope,
      'axis-absent',
      argument.span,
      { name, axis, value: textOf(argument.span), axes: axesInWords(axes) },
      { remedy: `Leave ${axis} out, or write \`size(${axis}) * …\` where the multiple is meant.` },
    );
  return absent.length === 0;
}

function slicesOf(call: Call, allowed: boolean, scope: Scope): readonly Slice[] | undefined {
  const slices: Slice[] = [];
  let fine = true;
  for (const { name, slice } of call.axes ?? []) {
    if (slice === undefined) continue;
    const axes = resolveAxis(scope, name);
    const from = slice.from === undefined ? 0 : constantOf(slice.from, scope);
    const to = slice.to === undefined ? Infinity : constantOf(slice.to, scope);
    const whole = (v: number | undefined): boolean =>
      v !== undefined && v >= 0 && (Number.isInteger(v) || v === Infinity);
    if (!allowed) complain(scope, 'slice-unexpected', slice.span, { name: call.callee.text });
    else if (axes?.length !== 1) complain(scope, 'axis-single', name.span, { name: `A part of an axis` });
    else if (from === undefined || to === undefined || !whole(from) || !whole(to) || from > to)
      complain(scope, 'slice-bound', slice.span, {});
    else {
      slices.push({ axis: axes[0] ?? '', from, to });
      continue;
    }
    fine = false;
  }
  return fine ? slices : undefined;
}

function meaning(name: string, operand: Operand, axes: readonly string[], scope: Scope): Value {
  const { builder } = scope.context;
  const { over } = operand;
  const rest = without(axes, over);
  if (name === 'mean') return numberValue(mean(operand, scope), rest);
  if (name === 'sum') return numberValue(total(operand, scope), rest);
  if (name === 'argmax') {
    const node = builder.along('argmax', over, masked(operand, -Infinity, scope));
    return { node, axes: rest, of: over[0] ?? '' };
  }
  if (isAxisOperator(name) && !alongAxes[name].reduces)
    return numberValue(builder.along(name, over, operand.x.node), axes);
  return numberValue(reduce(name, operand, scope), rest);
}

/** The test of taking part, from `keep` and from parts of axes; undefined where everything does. */
function takesPart({ keep, slices }: Operand, { context: { builder } }: Scope): Node | undefined {
  const tests = slices.flatMap(({ axis, from, to }) => [
    ...(from > 0 ? [builder.apply('less_equal', [builder.constant(from), builder.position(axis)])] : []),
    ...(to < Infinity ? [builder.apply('less', [builder.position(axis), builder.constant(to)])] : []),
  ]);
  return [...tests, ...(keep === undefined ? [] : [keep])].reduce<Node | undefined>(
    (all, test) => (all === undefined ? test : builder.apply('and', [all, test])),
    undefined,
  );
}

/** The operand where it takes part, `otherwise` elsewhere. */
function masked(operand: Operand, otherwise: number, scope: Scope): Node {
  const { builder } = scope.context;
  const test = takesPart(operand, scope);
  return test === undefined
    ? operand.x.node
    : builder.select(test, operand.x.node, builder.constant(otherwise));
}

/** x, or w · x; where the weight is 0 nothing of x leaks. */
function summand(operand: Operand, scope: Scope): Node {
  const { builder } = scope.context;
  const { weight } = operand;
  const inside = masked(operand, 0, scope);
  if (weight === undefined) return inside;
  return builder.select(weight, builder.times(weight, inside), builder.constant(0));
}

const total = (operand: Operand, scope: Scope): Node =>
  scope.context.builder.along('sum', operand.over, summand(operand, scope));

function mean(operand: Operand, scope: Scope): Node {
  const { builder } = scope.context;
  const sum = total(operand, scope);
  const divisor = count(operand, scope);
  const quotient = builder.divide(sum, divisor);
  return divisor.range.lo > 0 ? quotient : builder.select(divisor, quotient, builder.constant(0));
}

/** How many take part, or their weight. */
function count(operand: Operand, scope: Scope): Node {
  const { builder } = scope.context;
  const { keep, weight, over, slices } = operand;
  if (keep === undefined && weight === undefined) {
    const whole = without(
      over,
      slices.map((s) => s.axis),
    );
    return builder.times(builder.sizes(whole), ...slices.map((s) => lengthOf(s, scope)));
  }
  const test = takesPart(operand, scope);
  const one = builder.constant(1);
  const counted = test === undefined ? one : builder.select(test, one, builder.constant(0));
  return builder.along('sum', over, weight === undefined ? counted : builder.times(counted, weight));
}

/** The length of a part of an axis, which may be shorter than the axis or empty. */
function lengthOf({ axis, from, to }: Slice, { context: { builder } }: Scope): Node {
  const size = builder.size(axis);
  const end = to === Infinity ? size : builder.apply('at_most', [size, builder.constant(to)]);
  if (from === 0) return end;
  return builder.apply('at_least', [
    builder.add([{ coefficient: 1, node: end }], -from),
    builder.constant(0),
  ]);
}

/** max, min, prod, logsumexp, norm; nothing kept gives 0, and 1 for a product. */
function reduce(name: string, operand: Operand, scope: Scope): Node {
  const { builder } = scope.context;
  const { over } = operand;
  const zero = builder.constant(0);
  if (name === 'norm') {
    const squares = builder.along('sum', over, builder.power(masked(operand, 0, scope), 2));
    // The slope of a norm at 0 is 0.
    return builder.select(squares, builder.power(squares, 0.5), zero);
  }
  const neutral: Readonly<Record<string, number>> = {
    max: -Infinity,
    min: Infinity,
    logsumexp: -Infinity,
    prod: 1,
  };
  const reduced = builder.along(axisOperator(name), over, masked(operand, neutral[name] ?? 0, scope));
  if (name === 'prod' || (operand.keep === undefined && operand.slices.length === 0)) return reduced;
  return builder.select(count(operand, scope), reduced, zero);
}

function axisOperator(name: string): AxisOperatorName {
  if (!isAxisOperator(name)) throw new Error(`${name} is no operator along axes.`);
  return name;
}
