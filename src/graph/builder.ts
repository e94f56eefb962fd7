/** Smart constructors: arguments in, the hash-consed node in normal form out. One builder holds one graph. */
import { alongAxes, type AxisOperatorName } from '../operators/alongAxes.ts';
import { elementwise, type ElementwiseName } from '../operators/elementwise.ts';
import { simplifyApply } from './applyForms.ts';
import {
  isConst,
  overlap,
  union,
  without,
  type Add,
  type Along,
  type Apply,
  type Const,
  type Coordinate,
  type Hole,
  type HyperparameterNode,
  type InputNode,
  type Multiply,
  type Node,
  type Pick,
  type Size,
} from './node.ts';
import { compareNodes, keyOf } from './order.ts';
import {
  addRanges,
  intersect,
  isBinary,
  isNonNegative,
  multiplyRanges,
  point,
  powerRange,
  range,
  scaleRange,
  hull,
  type Range,
} from './range.ts';

export interface Term {
  readonly coefficient: number;
  readonly node: Node;
}
export interface Factor {
  readonly node: Node;
  readonly exponent: number;
}

export interface InputInfo {
  readonly name: string;
  readonly axes: readonly string[];
  readonly range: Range;
  readonly differentiable: boolean;
  readonly of?: string;
}

const natural = range(0, Infinity, { integer: true });
const length = range(1, Infinity, { integer: true });

/** What a node of each kind carries beside its id. */
type Draft = Node extends infer N ? (N extends Node ? Omit<N, 'id'> : never) : never;

export class Builder {
  readonly #known = new Map<string, Node>();
  #count = 0;

  #remember(name: string, values: readonly number[], draft: Draft): Node {
    return this.#recall(draft.op, name, values, draft.args, () => draft);
  }

  /** The known node of this structure, or a new one; what it carries is worked out only where it is new. */
  #recall(
    op: Node['op'],
    name: string,
    values: readonly number[],
    args: readonly Node[],
    draft: () => Draft,
  ): Node {
    const key = keyOf(op, name, values, args);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const node: Node = { ...draft(), id: this.#count++ };
    this.#known.set(key, node);
    return node;
  }

  // --- leaves -------------------------------------------------------------------------------------------------

  constant(value: number): Node {
    const draft: Omit<Const, 'id'> = { op: 'const', args: [], axes: [], range: point(value), value };
    return this.#remember('', [value], draft);
  }

  input(info: InputInfo): Node {
    const draft: Omit<InputNode, 'id'> = {
      op: 'input',
      args: [],
      axes: [...info.axes].sort(),
      range: info.range,
      name: info.name,
      differentiable: info.differentiable,
      ...(info.of === undefined ? {} : { of: info.of }),
    };
    return this.#remember(
      `${info.name} ${draft.axes.join()}${info.differentiable ? '' : ' frozen'}`,
      [],
      draft,
    );
  }

  hyperparameter(name: string, values: Range, frozen = false): Node {
    const draft: Omit<HyperparameterNode, 'id'> = {
      op: 'hyperparameter',
      args: [],
      axes: [],
      range: values,
      name,
      frozen,
    };
    return this.#remember(`${name}${frozen ? ' frozen' : ''}`, [], draft);
  }

  /** The same value with no gradient: its inputs are read as constants. */
  stop(node: Node): Node {
    return this.substitute(node, (leaf) => {
      if (leaf.op === 'input') return this.input({ ...leaf, differentiable: false });
      return leaf.op === 'hyperparameter' ? this.hyperparameter(leaf.name, leaf.range, true) : undefined;
    });
  }

  size(axis: string): Node {
    const draft: Omit<Size, 'id'> = { op: 'size', args: [], axes: [], range: length, axis };
    return this.#remember(axis, [], draft);
  }

  sizes(axes: readonly string[]): Node {
    return this.multiply(axes.map((axis) => ({ node: this.size(axis), exponent: 1 })));
  }

  position(axis: string): Node {
    const draft: Omit<Coordinate, 'id'> = { op: 'position', args: [], axes: [axis], range: natural, axis };
    return this.#remember(axis, [], draft);
  }

  hole(name: string, axes: readonly string[], values: Range): Node {
    const draft: Omit<Hole, 'id'> = { op: 'hole', args: [], axes, range: values, name };
    return this.#remember(name, [], draft);
  }

  // --- sums ---------------------------------------------------------------------------------------------------

  /** constant + Σ coefficient · node, flattened, like terms collected. */
  add(terms: readonly Term[], constant = 0): Node {
    const collected = new Map<Node, number>();
    let offset = constant;
    const put = (node: Node, coefficient: number): void => {
      if (coefficient === 0) return;
      if (node.op === 'const') offset += coefficient * node.value;
      else if (node.op === 'add') {
        offset += coefficient * node.constant;
        node.args.forEach((arg, k) => put(arg, coefficient * (node.coefficients[k] ?? 0)));
      } else collected.set(node, (collected.get(node) ?? 0) + coefficient);
    };
    for (const term of terms) put(term.node, term.coefficient);
    const kept = [...collected].filter(([, k]) => k !== 0).sort(([a], [b]) => compareNodes(a, b));
    const [only] = kept;
    if (only === undefined) return this.constant(offset);
    if (kept.length === 1 && offset === 0 && only[1] === 1) return only[0];
    const args = kept.map(([node]) => node);
    const coefficients = kept.map(([, k]) => k);
    return this.#recall('add', '', [offset, ...coefficients], args, (): Omit<Add, 'id'> => ({
      op: 'add',
      args,
      axes: args.reduce<readonly string[]>((axes, arg) => union(axes, arg.axes), []),
      range: kept.reduce((sum, [node, k]) => addRanges(sum, scaleRange(k, node.range)), point(offset)),
      constant: offset,
      coefficients,
    }));
  }

  plus = (a: Node, b: Node): Node => this.add([term(a), term(b)]);
  minus = (a: Node, b: Node): Node => this.add([term(a), term(b, -1)]);
  scale = (coefficient: number, node: Node): Node => this.add([{ coefficient, node }]);
  negate = (node: Node): Node => this.scale(-1, node);

  // --- products -----------------------------------------------------------------------------------------------

  /** Π node ^ exponent, flattened, equal bases merged; a numeric coefficient comes out as a scaled sum. */
  multiply(factors: readonly Factor[]): Node {
    const collected = new Map<Node, number>();
    let coefficient = 1;
    const put = (base: Node, exponent: number): void => {
      if (exponent === 0) return;
      if (base.op === 'const') coefficient *= base.value ** exponent;
      else if (base.op === 'multiply' && distributes(base, exponent))
        base.args.forEach((arg, k) => put(arg, exponent * (base.exponents[k] ?? 0)));
      else if (base.op === 'add' && Number.isInteger(exponent) && leadingSign(base) < 0) {
        if (exponent % 2 !== 0) coefficient = -coefficient;
        put(this.negate(base), exponent);
      } else if (base.op === 'add' && isScaled(base) && (Number.isInteger(exponent) || scaleOf(base) > 0)) {
        coefficient *= scaleOf(base) ** exponent;
        put(first(base), exponent);
      } else collected.set(base, (collected.get(base) ?? 0) + exponent);
    };
    for (const factor of factors) put(factor.node, factor.exponent);
    if (coefficient === 0) return this.constant(0);
    return this.scale(coefficient, this.#product(collected));
  }

  #product(collected: ReadonlyMap<Node, number>): Node {
    const kept = [...collected]
      .filter(([, e]) => e !== 0)
      .map(([node, e]): Factor => ({ node, exponent: isBinary(node.range) && e > 0 ? 1 : e }))
      .sort((a, b) => compareNodes(a.node, b.node));
    const guarded = kept.find((f) => f.exponent > 0 && isGuard(f.node));
    if (guarded !== undefined) return this.#sinkIntoGuard(guarded, kept);
    const test = kept.length > 1 ? kept.find((f) => f.exponent > 0 && isTest(f.node)) : undefined;
    if (test !== undefined) return this.#asGuard(test, kept);
    const [only] = kept;
    if (only === undefined) return this.constant(1);
    if (kept.length === 1 && only.exponent === 1) return only.node;
    const [base] = kept;
    if (kept.length === 1 && base?.exponent === 0.5) {
      const root = this.#rootOfSquare(base.node);
      if (root !== undefined) return root;
    }
    const args = kept.map((f) => f.node);
    const exponents = kept.map((f) => f.exponent);
    return this.#recall('multiply', '', exponents, args, (): Omit<Multiply, 'id'> => ({
      op: 'multiply',
      args,
      axes: args.reduce<readonly string[]>((axes, arg) => union(axes, arg.axes), []),
      range: kept.reduce((p, f) => multiplyRanges(p, powerRange(f.node.range, f.exponent)), point(1)),
      exponents,
    }));
  }

  /** (x^2)^(1/2) is |x|. */
  #rootOfSquare(node: Node): Node | undefined {
    if (node.op !== 'multiply' || node.args.length !== 1 || node.exponents[0] !== 2) return undefined;
    const [x] = node.args;
    return x && this.apply('abs', [x]);
  }

  /** test · x is if test then x else 0: where the test fails, x may be infinite. */
  #asGuard(test: Factor, all: readonly Factor[]): Node {
    const rest = this.multiply(all.filter((f) => f !== test));
    return isTest(rest)
      ? this.apply('and', [test.node, rest])
      : this.select(test.node, rest, this.constant(0));
  }

  /** x · (if c then e else 0) is if c then x · e else 0: what the test shuts out cannot leak as 0 · inf. */
  #sinkIntoGuard(guarded: Factor, all: readonly Factor[]): Node {
    const [test, yes, no] = guarded.node.args;
    if (test === undefined || yes === undefined || no === undefined)
      throw new Error('A select has three arguments.');
    const rest = all.filter((f) => f !== guarded);
    const inner = (branch: Node): Node =>
      isConst(branch, 0) ? branch : this.multiply([...rest, { node: branch, exponent: guarded.exponent }]);
    return this.apply('select', [test, inner(yes), inner(no)]);
  }

  times = (...nodes: readonly Node[]): Node => this.multiply(nodes.map((node) => ({ node, exponent: 1 })));
  divide = (a: Node, b: Node): Node =>
    this.multiply([
      { node: a, exponent: 1 },
      { node: b, exponent: -1 },
    ]);
  power = (node: Node, exponent: number): Node => this.multiply([{ node, exponent }]);

  // --- elementwise operators ----------------------------------------------------------------------------------

  apply(name: ElementwiseName, args: readonly Node[]): Node {
    const simpler = simplifyApply(this, name, args);
    if (simpler !== undefined) return simpler;
    return this.#recall('apply', name, [], args, (): Omit<Apply, 'id'> => ({
      op: 'apply',
      name,
      args,
      axes: args.reduce<readonly string[]>((axes, arg) => union(axes, arg.axes), []),
      range: applyRange(name, args),
    }));
  }

  select = (test: Node, yes: Node, no: Node): Node => this.apply('select', [test, yes, no]);

  /** 1 where an index is a class. */
  valid(axis: string, index: Node): Node {
    const aboveZero = this.apply('less_equal', [this.constant(0), index]);
    return this.apply('and', [aboveZero, this.apply('less', [index, this.size(axis)])]);
  }

  // --- operators along axes -----------------------------------------------------------------------------------

  along(name: AxisOperatorName, over: readonly string[], x: Node): Node {
    const present = overlap([...over].sort(), x.axes);
    const absent = without([...over].sort(), x.axes);
    if (absent.length > 0) return this.#repeated(name, absent, present, x);
    if (present.length === 0) return x;
    if (name === 'sum') return this.#sum(present, x);
    return this.#along(name, present, x);
  }

  #along(name: AxisOperatorName, over: readonly string[], x: Node): Node {
    const { reduces, range: rangeOf } = alongAxes[name];
    return this.#recall('along', `${name} ${over.join()}`, [], [x], (): Omit<Along, 'id'> => ({
      op: 'along',
      name,
      over,
      args: [x],
      axes: reduces ? without(x.axes, over) : x.axes,
      range: rangeOf(x.range),
    }));
  }

  /** Along axes on which the operand does not vary: every element is the same. */
  #repeated(name: AxisOperatorName, absent: readonly string[], present: readonly string[], x: Node): Node {
    const count = this.sizes(absent);
    const rest = (node: Node): Node => this.along(name, present, node);
    switch (name) {
      case 'sum':
        return this.times(count, rest(x));
      case 'prod':
        return rest(this.apply('pow', [x, count]));
      case 'logsumexp':
        return this.plus(this.apply('log', [count]), rest(x));
      case 'softmax':
        return this.divide(present.length > 0 ? rest(x) : this.constant(1), count);
      case 'log_softmax':
        return this.minus(present.length > 0 ? rest(x) : this.constant(0), this.apply('log', [count]));
      case 'softmax_complement':
        return this.minus(this.constant(1), this.along('softmax', [...absent, ...present], x));
      case 'argmax':
        return this.constant(0);
      case 'cumsum':
      case 'reverse_cumsum':
        return this.#runningCount(name, absent, x);
      case 'max':
      case 'min':
        return rest(x);
    }
  }

  #runningCount(name: 'cumsum' | 'reverse_cumsum', absent: readonly string[], x: Node): Node {
    const [axis = ''] = absent;
    const seen = this.plus(this.position(axis), this.constant(1));
    const left = this.minus(this.size(axis), this.position(axis));
    return this.times(name === 'cumsum' ? seen : left, x);
  }

  /** Sums: what does not vary along the axes comes out, sums of sums merge, a one-hot term picks. */
  #sum(over: readonly string[], x: Node): Node {
    if (x.op === 'along' && x.name === 'sum')
      return this.#along('sum', [...over, ...x.over].sort(), first(x));
    if (x.op === 'multiply') {
      const outer = factorsOf(x).filter((f) => overlap(f.node.axes, over).length === 0);
      if (outer.length > 0) {
        const inner = factorsOf(x).filter((f) => overlap(f.node.axes, over).length > 0);
        return this.times(this.multiply(outer), this.along('sum', over, this.multiply(inner)));
      }
    }
    if (x.op === 'add') {
      if (isScaled(x)) return this.scale(scaleOf(x), this.along('sum', over, first(x)));
      const split = this.#splitByCofactor(over, x);
      if (split !== undefined) return split;
    }
    return this.#sumOfOneHot(over, x) ?? this.#along('sum', over, x);
  }

  /**
   * Terms with a factor that is itself a reduction and does not vary along the axes are summed on their own: the
   * factor comes out, and the sum needs no second pass over the data.
   */
  #splitByCofactor(over: readonly string[], x: Add): Node | undefined {
    const groups = new Map<Node, Term[]>();
    const one = this.constant(1);
    for (const { node, coefficient } of termsOf(x)) {
      const outer = factorsOf(node).filter(
        (f) => overlap(f.node.axes, over).length === 0 && containsReduction(f.node),
      );
      const cofactor = this.multiply(outer);
      const inner =
        outer.length === 0 ? node : this.multiply(factorsOf(node).filter((f) => !outer.includes(f)));
      groups.set(cofactor, [...(groups.get(cofactor) ?? []), { coefficient, node: inner }]);
    }
    if (groups.size === 1 && groups.has(one)) return undefined;
    return this.#sumGroups(over, x, groups);
  }

  #sumGroups(over: readonly string[], x: Add, groups: ReadonlyMap<Node, readonly Term[]>): Node {
    const one = this.constant(1);
    const parts = [...groups].map(([cofactor, terms]) =>
      term(this.times(cofactor, this.along('sum', over, this.add(terms, cofactor === one ? x.constant : 0)))),
    );
    const rest = groups.has(one) || x.constant === 0 ? 0 : x.constant;
    return this.add([...parts, { coefficient: rest, node: this.sizes(over) }]);
  }

  /** Σ_c (if position(c) == t then e else 0) is e at class t. */
  #sumOfOneHot(over: readonly string[], x: Node): Node | undefined {
    if (x.op !== 'apply') return undefined;
    const test = x.name === 'select' ? x.args[0] : x;
    const hot = test && oneHot(test);
    if (hot === undefined || !over.includes(hot.axis)) return undefined;
    const [, yes, no] = x.name === 'select' ? x.args : [x, this.constant(1), this.constant(0)];
    if (yes === undefined || no === undefined || !isConst(no, 0)) return undefined;
    return this.along('sum', without(over, [hot.axis]), this.pick(hot.axis, yes, hot.index));
  }

  // --- gather -------------------------------------------------------------------------------------------------

  /** x at class t; 0 where t is no class. Elementwise operators are applied to the picked values only. */
  pick(axis: string, x: Node, index: Node): Node {
    const picked = this.#pickInside(axis, x, index, new Map());
    return picked.op === 'pick' && picked.args[0] === x
      ? picked
      : this.select(this.valid(axis, index), picked, this.constant(0));
  }

  /** x at class t where t is known to be a class. */
  pickValue(axis: string, x: Node, index: Node): Node {
    return this.#pickInside(axis, x, index, new Map());
  }

  #pickInside(axis: string, x: Node, index: Node, memo: Map<Node, Node>): Node {
    if (!x.axes.includes(axis)) return x;
    const known = memo.get(x);
    if (known !== undefined) return known;
    const made = this.#pickOnce(axis, x, index, memo);
    memo.set(x, made);
    return made;
  }

  #pickOnce(axis: string, x: Node, index: Node, memo: Map<Node, Node>): Node {
    if (x.op === 'position') return index;
    // A table of one value per class is computed once and looked up; what varies with the index is picked first.
    const perElement = index.axes.every((a) => x.axes.includes(a));
    const isKept = x.op === 'apply' && x.name === 'kept';
    if (perElement && !isKept && (x.op === 'apply' || x.op === 'add' || x.op === 'multiply'))
      return this.rebuild(
        x,
        x.args.map((arg) => this.#pickInside(axis, arg, index, memo)),
      );
    const draft: Omit<Pick, 'id'> = {
      op: 'pick',
      axis,
      args: [x, index],
      axes: union(without(x.axes, [axis]), index.axes),
      range: hull(x.range, point(0)),
    };
    return this.#remember(axis, [], draft);
  }

  // --- rebuilding ---------------------------------------------------------------------------------------------

  /** The same operation on other arguments, in normal form. */
  rebuild(node: Node, args: readonly Node[]): Node {
    if (args.every((arg, k) => arg === node.args[k])) return node;
    switch (node.op) {
      case 'add':
        return this.add(
          args.map((arg, k) => term(arg, node.coefficients[k])),
          node.constant,
        );
      case 'multiply':
        return this.multiply(args.map((arg, k) => ({ node: arg, exponent: node.exponents[k] ?? 1 })));
      case 'apply':
        return this.apply(node.name, args);
      case 'along':
        return this.along(node.name, node.over, only(args));
      case 'pick': {
        const [x, index] = args;
        if (x === undefined || index === undefined) throw new Error('A pick has two arguments.');
        return this.pick(node.axis, x, index);
      }
      default:
        return node;
    }
  }

  /** Rebuilds a graph from the leaves up, replacing nodes where `replace` says so. */
  substitute(node: Node, replace: (node: Node) => Node | undefined, memo = new Map<Node, Node>()): Node {
    const known = memo.get(node);
    if (known !== undefined) return known;
    const made =
      replace(node) ??
      this.rebuild(
        node,
        node.args.map((arg) => this.substitute(arg, replace, memo)),
      );
    memo.set(node, made);
    return made;
  }
}

export const term = (node: Node, coefficient = 1): Term => ({ node, coefficient });

/** The range of an operator's result; what is measured from a maximum is never above it. */
function applyRange(name: ElementwiseName, args: readonly Node[]): Range {
  const own = elementwise[name].range(...args.map((arg) => arg.range));
  const [x, max] = args;
  if (name !== 'difference' || x === undefined || max?.op !== 'along' || max.name !== 'max') return own;
  const measured = x.op === 'pick' ? x.args[0] : x;
  return measured === max.args[0] && x.op !== 'pick' ? intersect(own, range(-Infinity, 0)) : own;
}

const only = (args: readonly Node[]): Node => {
  const [x] = args;
  if (x === undefined) throw new Error('A node has an argument.');
  return x;
};
const first = (node: Node): Node => only(node.args);

const isScaled = (node: Add): boolean => node.args.length === 1 && node.constant === 0;
const scaleOf = (node: Add): number => node.coefficients[0] ?? 1;
const leadingSign = (node: Add): number => node.constant || (node.coefficients[0] ?? 1);

const termLists = new WeakMap<Node, readonly Term[]>();
const factorLists = new WeakMap<Node, readonly Factor[]>();

/** The terms of a sum, without its constant; any other node is a sum of one. The same list for every call. */
export function termsOf(node: Node): readonly Term[] {
  const known = termLists.get(node);
  if (known !== undefined) return known;
  const terms = node.op === 'add' ? node.args.map((arg, k) => term(arg, node.coefficients[k])) : [term(node)];
  termLists.set(node, terms);
  return terms;
}

/** The factors of a product; any other node is a product of one. The same list for every call. */
export function factorsOf(node: Node): readonly Factor[] {
  const known = factorLists.get(node);
  if (known !== undefined) return known;
  const factors =
    node.op === 'multiply'
      ? node.args.map((arg, k) => ({ node: arg, exponent: node.exponents[k] ?? 1 }))
      : [{ node, exponent: 1 }];
  factorLists.set(node, factors);
  return factors;
}

/** A power of a product is the product of powers: for whole exponents, or where no factor is negative. */
const distributes = (node: Multiply, exponent: number): boolean =>
  Number.isInteger(exponent) || node.args.every((arg) => isNonNegative(arg.range));

/** `if c then e else 0`, or the other way round. */
export const isGuard = (node: Node): boolean =>
  node.op === 'apply' && node.name === 'select' && node.args.slice(1).some((branch) => isConst(branch, 0));

/** A comparison, or tests combined: 0 or 1, and meant as a condition. A label is a number. */
const isTest = (node: Node): boolean => node.op === 'apply' && tests.has(node.name);
const tests: ReadonlySet<ElementwiseName> = new Set([
  'less',
  'less_equal',
  'equal',
  'not_equal',
  'and',
  'or',
  'not',
]);

const reductions = new WeakMap<Node, boolean>();
/** Whether a value depends on a reduction: it is known only after a pass over data. */
export function containsReduction(node: Node): boolean {
  const known = reductions.get(node);
  if (known !== undefined) return known;
  const found = node.op === 'along' || node.args.some(containsReduction);
  reductions.set(node, found);
  return found;
}

/** `position(c) == t` with an index t that does not vary along c: a one-hot entry, never stored. */
export function oneHot(node: Node): { readonly axis: string; readonly index: Node } | undefined {
  if (node.op !== 'apply' || node.name !== 'equal') return undefined;
  const [a, b] = node.args;
  if (a === undefined || b === undefined) return undefined;
  if (a.op === 'position' && b.range.integer && !b.axes.includes(a.axis)) return { axis: a.axis, index: b };
  if (b.op === 'position' && a.range.integer && !a.axes.includes(b.axis)) return { axis: b.axis, index: a };
  return undefined;
}
