/** Elementwise operators, choices and masks as calls of TensorFlow.js. */
import type { Apply, Node } from '../../graph/node.ts';
import { isNonNegative } from '../../graph/range.ts';
import { emitOthers } from './along.ts';
import { emitReciprocal } from './arithmetic.ts';
import { complete, isComplete } from './complete.ts';
import type { Emission } from './emission.ts';
import { isHost } from './host.ts';
import { hotMask, maskOf, type Mask } from './masks.ts';
import { othersOf } from './others.ts';
import { reciprocalOf } from './reciprocal.ts';
import { spellings } from './spelling.ts';
import { isNumber, union, type Value } from './values.ts';

export function emitApply(e: Emission, node: Apply): Value {
  if (node.name === 'group') return group(e, node);
  if (node.name === 'select') return select(e, node);
  const spelling = spellings[node.name];
  if (spelling === undefined)
    throw new Error(`${node.name} has no spelling in TensorFlow.js and was not lowered.`);
  const args = node.args.map((arg) => e.value(arg));
  if (spelling.ofTests === true)
    return e.call(
      spelling.call,
      args.map((arg) => e.bool(arg).text),
      'bool',
      node.axes,
    );
  if (spelling.test === true) return comparison(e, spelling.call, args, node.axes);
  const floats = args.map((arg) => e.float(arg).text);
  if (spelling.carried === true) return e.run(spelling.call, floats, 'float', node.axes, 1);
  // The kernel of the wasm backend takes a sign of what is below 1e-7 as 0; its step is exact.
  const step = node.name === 'sign' && node.args.every((arg) => isNonNegative(arg.range));
  return e.call(step ? 'step' : spelling.call, floats, 'float', node.axes);
}

/** Integers are compared as such; all else as floats. */
function comparison(e: Emission, call: string, args: readonly Value[], axes: readonly string[]): Value {
  const integers = args.some((arg) => arg.type === 'int') && args.every((arg) => arg.type !== 'float');
  const texts = args.map((arg) => {
    if (!integers) return e.float(arg).text;
    return isNumber(arg) ? `tf.scalar(${arg.text}, 'int32')` : e.aligned(arg).text;
  });
  return e.call(call, texts, 'bool', axes);
}

function select(e: Emission, node: Apply): Value {
  const [test, yes, no] = node.args;
  if (test === undefined || yes === undefined || no === undefined)
    throw new Error('A select has three arguments.');
  if (isHost(test)) return hostChoice(e, test, yes, no, node.axes);
  const [first, second] = [e.floatOf(yes), e.floatOf(no)];
  const condition = e.bool(e.value(test));
  const [tensor, number] = isNumber(first) ? [second, first] : [first, second];
  const isWhole = tensor.axes.length === node.axes.length && isComplete(tensor === first ? yes : no);
  if (isNumber(number) && !isNumber(tensor) && isWhole)
    return chosen(e, condition, tensor, number, tensor === first);
  const args = [condition.text, first.text, second.text];
  return e.run('choose', args, 'float', node.axes, kernelsOfChoice(e, condition, [first, second], node.axes));
}

/** A tensor where a test comes out so, and a number elsewhere. */
function chosen(e: Emission, test: Value, tensor: Value, number: Value, outcome: boolean): Value {
  const args = [test.text, tensor.text, number.text, ...(outcome ? [] : ['false'])];
  const known = e.tally.number(test.text);
  const spread = test.axes.length < tensor.axes.length ? 1 : 0;
  const usual = 2 + spread + (e.isDeep && tensor.axes.length > 0 ? 3 : 0);
  const kernels = known === undefined ? usual : (known !== 0) === outcome ? 0 : 1;
  return e.run('chosen', args, 'float', tensor.axes, kernels);
}

/**
 * `tf.where` clones each of its arguments, or spreads it out, before it chooses; what is a number gets dimensions before.
 * Of more than four dimensions, all are made one dimension instead. Where the test is a truth of JavaScript, the one or the other is taken as it is.
 */
function kernelsOfChoice(
  e: Emission,
  test: Value,
  branches: readonly [Value, Value],
  axes: readonly string[],
): number {
  const known = e.tally.number(test.text);
  if (known !== undefined) return isNumber(branches[known !== 0 ? 0 : 1]) ? 1 : 0;
  if (axes.length === 0) return 4;
  const all = [test, ...branches];
  if (!e.isDeep) return 4 + all.filter((value) => value.axes.length === 0).length;
  const spread = branches.filter((branch) => axes.some((axis) => !branch.axes.includes(axis)));
  return 9 + spread.length;
}

/** A choice that JavaScript makes. */
function hostChoice(e: Emission, test: Node, yes: Node, no: Node, axes: readonly string[]): Value {
  const branches = [e.value(yes), e.value(no)];
  const truths = branches.every(({ type, text }) => type === 'bool' || text === '0' || text === '1');
  const [first, second] = branches.map((value) =>
    !truths ? e.float(value).text : isNumber(value) ? String(value.text === '1') : value.text,
  );
  const text = `(${testOf(e, test)} ? ${first ?? ''} : ${second ?? ''})`;
  const [chosen, taken] = e.usual(test) !== 0 ? [first, yes] : [second, no];
  e.tally.choice(text, chosen ?? '', isHost(taken) ? e.usual(taken) : undefined);
  return { text, type: truths ? 'bool' : 'float', axes };
}

/** A host expression as a JavaScript test. */
function testOf(e: Emission, node: Node): string {
  const { text } = e.value(node);
  const truth = /^Number\((.*)\)$/.exec(text)?.[1];
  return truth ?? `${text} !== 0`;
}

function group(e: Emission, node: Apply): Value {
  const [inner] = node.args;
  if (inner === undefined) throw new Error('A group has an argument.');
  const base = reciprocalOf(node);
  if (base !== undefined) return emitReciprocal(e, base);
  const rest = othersOf(node);
  if (rest !== undefined) {
    const found = emitOthers(e, complete(e, rest.x, rest.sum.over), rest.sum.over);
    return rest.sign > 0 ? found : e.call('neg', [found.text], 'float', node.axes);
  }
  const mask = maskOf(node);
  if (mask?.kind === 'hot') return oneHot(e, mask);
  if (mask?.kind !== 'valid' || !e.hasHot(mask))
    return mask === undefined ? e.value(inner) : e.floatOf(inner);
  const hot = e.value(hotMask(e.builder, mask.axis, mask.index));
  return e.call('sum', [hot.text, e.dimensions([mask.axis]), 'true'], 'float', node.axes);
}

function oneHot(e: Emission, { axis, index }: Mask): Value {
  const at = e.value(index);
  const axes = union(at.axes, [axis]);
  if (at.bare === true && e.isLast(axis)) return e.run('oneHot', [at.text, e.size(axis)], 'float', axes, 1);
  const all = e.coordinates(axis, at.type === 'int' ? 'int32' : 'float32');
  const equal = e.call('equal', [e.aligned(at).text, all.text], 'bool', axes);
  return e.run('toFloat', [equal.text], 'float', axes, 1);
}
