/** Reductions, softmax and running sums as calls of TensorFlow.js. */
import type { Along, Node } from '../../graph/node.ts';
import { binary } from './arithmetic.ts';
import { complete } from './complete.ts';
import type { Emission } from './emission.ts';
import { hotMask, maskOf } from './masks.ts';
import { union, type Value } from './values.ts';

export function emitAlong(e: Emission, node: Along): Value {
  switch (node.name) {
    case 'sum':
    case 'prod':
    case 'max':
    case 'min':
      return reduction(e, node.name, node);
    case 'argmax':
      return argmax(e, node);
    case 'cumsum':
    case 'reverse_cumsum': {
      const backwards = node.name === 'reverse_cumsum' ? ['true'] : [];
      const args = [operand(e, node).text, e.dimension(node.over[0] ?? ''), 'false', ...backwards];
      return e.call('cumsum', args, 'float', node.axes);
    }
    default:
      return softmaxOrRelative(e, node);
  }
}

function operand(e: Emission, node: Along): Value {
  const [x] = node.args;
  if (x === undefined) throw new Error('An operator has an operand.');
  return complete(e, x, node.over);
}

function reduction(e: Emission, name: string, node: Along): Value {
  const counted = name === 'sum' ? countedClasses(e, node) : undefined;
  const x = counted === undefined ? operand(e, node) : e.value(counted.hot);
  const over = counted === undefined ? node.over : [...node.over, counted.axis];
  const args = node.axes.length === 0 ? [x.text] : [x.text, e.dimensions(over), 'true'];
  return e.call(name, args, 'float', node.axes);
}

/** How many indices are classes: the sum of their one-hot masks, where nothing else needs to know which are. */
function countedClasses(e: Emission, node: Along): { readonly hot: Node; readonly axis: string } | undefined {
  const [valid] = node.args;
  const mask = valid && maskOf(valid);
  if (valid === undefined || mask?.kind !== 'valid' || e.uses(valid) > 1 || !e.hasHot(mask)) return undefined;
  return { hot: hotMask(e.builder, mask.axis, mask.index), axis: mask.axis };
}

function argmax(e: Emission, node: Along): Value {
  const [axis = ''] = node.over;
  const found = e.call('argMax', [operand(e, node).text, e.dimension(axis)], 'int', node.axes);
  if (e.isLast(axis)) return { ...found, bare: true };
  return e.call('expandDims', [found.text, e.dimension(axis)], 'int', node.axes);
}

/** The largest element's probability tells the logarithm of all. */
function softmaxOrRelative(e: Emission, node: Along): Value {
  const { over } = node;
  const x = operand(e, node);
  const reduced = node.axes.filter((axis) => !over.includes(axis));
  const at = e.dimensions(over);
  const part = (name: string, make: () => Value): Value =>
    e.once(`${name} ${node.args[0]?.id ?? ''} ${over.join()}`, make);
  const top = (): Value => part('largest', () => e.call('max', [x.text, at, 'true'], 'float', reduced));
  const shifted = (): Value => part('shifted', () => binary(e, 'sub', x, top()));
  const softmax = (): Value => part('softmax', () => probabilities(e, x, over, shifted, reduced));
  const logOfLargest = (): Value =>
    part('logOfLargest', () => {
      const largest = e.call('max', [softmax().text, at, 'true'], 'float', reduced);
      return e.call('log', [largest.text], 'float', reduced);
    });
  switch (node.name) {
    case 'softmax':
      return softmax();
    case 'log_softmax':
      return binary(e, 'add', shifted(), logOfLargest());
    case 'logsumexp':
      return e.call('sub', [top().text, logOfLargest().text], 'float', reduced);
    default:
      return part('rest', () => emitOthers(e, softmax(), over));
  }
}

/** There is a kernel for the last dimension. */
function probabilities(
  e: Emission,
  x: Value,
  over: readonly string[],
  shifted: () => Value,
  reduced: readonly string[],
): Value {
  if (over.length === 1 && e.isLast(over[0])) return e.call('softmax', [x.text], 'float', x.axes);
  const { text } = e.keep(e.call('exp', [shifted().text], 'float', x.axes), 'exponential', true);
  const sum = e.call('sum', [text, e.dimensions(over), 'true'], 'float', reduced);
  return e.call('div', [text, sum.text], 'float', x.axes);
}

/** The sum over all other elements along axes. */
export function emitOthers(e: Emission, x: Value, over: readonly string[]): Value {
  const [axis = ''] = over;
  if (over.length === 1 && e.isLast(axis))
    return e.run('others', [x.text, e.size(axis)], 'float', union(x.axes, over), 1);
  const sum = e.call('sum', [x.text, e.dimensions(over), 'true'], 'float', x.axes);
  return e.call('sub', [sum.text, x.text], 'float', x.axes);
}
