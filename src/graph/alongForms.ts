/** Normal forms of operators along axes: what does not vary along them comes out, sums of sums merge, one-hot terms pick. */
import type { AxisOperatorName } from '../operators/alongAxes.ts';
import type { Builder } from './builder.ts';
import { factorsOf, first, isScaled, scaleOf, term, termsOf } from './parts.ts';
import { containsReduction, oneHot } from './shapes.ts';
import { isConst, overlap, without, type Add, type Node, type Term } from './node.ts';

/** A simpler node that means `name[over](x)`, or undefined where there is none. */
export function simplifyAlong(
  b: Builder,
  name: AxisOperatorName,
  over: readonly string[],
  x: Node,
): Node | undefined {
  const present = overlap(over, x.axes);
  const absent = without(over, x.axes);
  if (absent.length > 0) return repeated(b, name, absent, present, x);
  if (present.length === 0) return x;
  return name === 'sum' ? simplifySum(b, over, x) : undefined;
}

/** Along axes on which the operand does not vary: every element is the same. */
function repeated(
  b: Builder,
  name: AxisOperatorName,
  absent: readonly string[],
  present: readonly string[],
  x: Node,
): Node {
  const count = b.sizes(absent);
  const rest = (node: Node): Node => b.along(name, present, node);
  switch (name) {
    case 'sum':
      return b.times(count, rest(x));
    case 'prod':
      return rest(b.apply('pow', [x, count]));
    case 'logsumexp':
      return b.plus(b.apply('log', [count]), rest(x));
    case 'softmax':
      return b.divide(present.length > 0 ? rest(x) : b.constant(1), count);
    case 'log_softmax':
      return b.minus(present.length > 0 ? rest(x) : b.constant(0), b.apply('log', [count]));
    case 'softmax_complement':
      return b.minus(b.constant(1), b.along('softmax', [...absent, ...present], x));
    case 'argmax':
      return b.constant(0);
    case 'cumsum':
    case 'reverse_cumsum':
      return runningCount(b, name, absent, x);
    case 'max':
    case 'min':
      return rest(x);
  }
}

function runningCount(
  b: Builder,
  name: 'cumsum' | 'reverse_cumsum',
  absent: readonly string[],
  x: Node,
): Node {
  const [axis = ''] = absent;
  const seen = b.plus(b.position(axis), b.constant(1));
  const left = b.minus(b.size(axis), b.position(axis));
  return b.times(name === 'cumsum' ? seen : left, x);
}

/** Sums: what does not vary along the axes comes out, sums of sums merge, a one-hot term picks. */
function simplifySum(b: Builder, over: readonly string[], x: Node): Node | undefined {
  if (x.op === 'along' && x.name === 'sum') return b.alongAsIs('sum', [...over, ...x.over].sort(), first(x));
  if (x.op === 'multiply') {
    const outer = factorsOf(x).filter((f) => overlap(f.node.axes, over).length === 0);
    if (outer.length > 0) {
      const inner = factorsOf(x).filter((f) => overlap(f.node.axes, over).length > 0);
      return b.times(b.multiply(outer), b.along('sum', over, b.multiply(inner)));
    }
  }
  if (x.op === 'add') {
    if (isScaled(x)) return b.scale(scaleOf(x), b.along('sum', over, first(x)));
    const split = splitByCofactor(b, over, x);
    if (split !== undefined) return split;
  }
  return sumOfOneHot(b, over, x);
}

/**
 * Terms with a factor that is itself a reduction and does not vary along the axes are summed on their own: the
 * factor comes out, and the sum needs no second pass over the data.
 */
function splitByCofactor(b: Builder, over: readonly string[], x: Add): Node | undefined {
  const groups = new Map<Node, Term[]>();
  const one = b.constant(1);
  for (const { node, coefficient } of termsOf(x)) {
    const outer = factorsOf(node).filter(
      (f) => overlap(f.node.axes, over).length === 0 && containsReduction(f.node),
    );
    const cofactor = b.multiply(outer);
    const inner = outer.length === 0 ? node : b.multiply(factorsOf(node).filter((f) => !outer.includes(f)));
    groups.set(cofactor, [...(groups.get(cofactor) ?? []), { coefficient, node: inner }]);
  }
  if (groups.size === 1 && groups.has(one)) return undefined;
  return sumGroups(b, over, x, groups);
}

function sumGroups(
  b: Builder,
  over: readonly string[],
  x: Add,
  groups: ReadonlyMap<Node, readonly Term[]>,
): Node {
  const one = b.constant(1);
  const parts = [...groups].map(([cofactor, terms]) =>
    term(b.times(cofactor, b.along('sum', over, b.add(terms, cofactor === one ? x.constant : 0)))),
  );
  const rest = groups.has(one) || x.constant === 0 ? 0 : x.constant;
  return b.add([...parts, { coefficient: rest, node: b.sizes(over) }]);
}

/** Σ_c (if position(c) == t then e else 0) is e at class t. */
function sumOfOneHot(b: Builder, over: readonly string[], x: Node): Node | undefined {
  if (x.op !== 'apply') return undefined;
  const test = x.name === 'select' ? x.args[0] : x;
  const hot = test && oneHot(test);
  if (hot === undefined || !over.includes(hot.axis)) return undefined;
  const [, yes, no] = x.name === 'select' ? x.args : [x, b.constant(1), b.constant(0)];
  if (yes === undefined || no === undefined || !isConst(no, 0)) return undefined;
  return b.along('sum', without(over, [hot.axis]), b.pick(hot.axis, yes, hot.index));
}
