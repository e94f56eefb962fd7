/** Smart constructors: arguments in, the hash-consed node in normal form out. One builder holds one graph. */
import { alongAxes, type AxisOperatorName } from '../operators/alongAxes.ts';
import type { ElementwiseName } from '../operators/elementwise.ts';
import { simplifyAlong } from './alongForms.ts';
import { applyRange, infiniteMultiple, simplifyApply } from './applyForms.ts';
import {
  isConst,
  union,
  without,
  type Add,
  type Along,
  type Apply,
  type Const,
  type Coordinate,
  type Factor,
  type Hole,
  type HyperparameterNode,
  type InputNode,
  type Multiply,
  type Node,
  type Pick,
  type Size,
  type Term,
} from './node.ts';
import { first, isScaled, leadingSign, listed, only, scaleOf, term } from './parts.ts';
import { pickInside } from './pickForms.ts';
import { isGuard, isTest } from './shapes.ts';
import { Collected } from './collected.ts';
import { Interner, sameNodes, type Draft } from './intern.ts';
import {
  addRanges,
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

export interface InputInfo {
  readonly name: string;
  readonly axes: readonly string[];
  readonly range: Range;
  readonly differentiable: boolean;
  readonly of?: string;
}

const none: readonly number[] = [];
const natural = range(0, Infinity, { integer: true });
const length = range(1, Infinity, { integer: true });

export class Builder {
  readonly #interner = new Interner();

  #remember(label: string, draft: Draft): Node {
    const constant = draft.op === 'const' ? draft.value : 0;
    return this.#interner.node(draft.op, label, constant, none, draft.args, () => draft);
  }

  // --- leaves -------------------------------------------------------------------------------------------------

  constant(value: number): Node {
    const draft: Omit<Const, 'id' | 'memo'> = { op: 'const', args: [], axes: [], range: point(value), value };
    return this.#remember('', draft);
  }

  input(info: InputInfo): Node {
    const draft: Omit<InputNode, 'id' | 'memo'> = {
      op: 'input',
      args: [],
      axes: [...info.axes].sort(),
      range: info.range,
      name: info.name,
      differentiable: info.differentiable,
      ...(info.of === undefined ? {} : { of: info.of }),
    };
    return this.#remember(`${info.name} ${draft.axes.join()}${info.differentiable ? '' : ' frozen'}`, draft);
  }

  hyperparameter(name: string, values: Range, frozen = false): Node {
    const draft: Omit<HyperparameterNode, 'id' | 'memo'> = {
      op: 'hyperparameter',
      args: [],
      axes: [],
      range: values,
      name,
      frozen,
    };
    return this.#remember(`${name}${frozen ? ' frozen' : ''}`, draft);
  }

  /** The same value with no gradient: its inputs are read as constants. */
  stop(node: Node): Node {
    return this.substitute(node, (leaf) => {
      if (leaf.op === 'input') return this.input({ ...leaf, differentiable: false });
      return leaf.op === 'hyperparameter' ? this.hyperparameter(leaf.name, leaf.range, true) : undefined;
    });
  }

  size(axis: string): Node {
    const draft: Omit<Size, 'id' | 'memo'> = { op: 'size', args: [], axes: [], range: length, axis };
    return this.#remember(axis, draft);
  }

  sizes(axes: readonly string[]): Node {
    return this.multiply(axes.map((axis) => ({ node: this.size(axis), exponent: 1 })));
  }

  position(axis: string): Node {
    const draft: Omit<Coordinate, 'id' | 'memo'> = {
      op: 'position',
      args: [],
      axes: [axis],
      range: natural,
      axis,
    };
    return this.#remember(axis, draft);
  }

  hole(name: string, axes: readonly string[], values: Range): Node {
    const draft: Omit<Hole, 'id' | 'memo'> = { op: 'hole', args: [], axes, range: values, name };
    return this.#remember(name, draft);
  }

  // --- sums ---------------------------------------------------------------------------------------------------

  /** constant + Σ coefficient · node, flattened, like terms collected. */
  add(terms: readonly Term[], constant = 0): Node {
    const collected = new Collected();
    let offset = constant;
    const put = (node: Node, coefficient: number): void => {
      if (coefficient === 0) return;
      if (node.op === 'const') offset += coefficient * node.value;
      else if (node.op === 'add') {
        offset += coefficient * node.constant;
        node.args.forEach((arg, k) => put(arg, coefficient * (node.coefficients[k] ?? 0)));
      } else if (Number.isFinite(coefficient)) collected.put(node, coefficient);
      else collected.put(...infiniteMultiple(this, node, coefficient));
    };
    for (const { node, coefficient } of terms) put(node, coefficient);
    const { nodes: args, counts: coefficients } = collected.sorted();
    const [only] = args;
    if (only === undefined) return this.constant(offset);
    if (args.length === 1 && offset === 0 && coefficients[0] === 1) return only;
    return this.#interner.node('add', '', offset, coefficients, args, (): Omit<Add, 'id' | 'memo'> => ({
      op: 'add',
      args,
      axes: args.reduce<readonly string[]>((axes, arg) => union(axes, arg.axes), []),
      range: args.reduce(
        (sum, arg, k) => addRanges(sum, scaleRange(coefficients[k] ?? 0, arg.range)),
        point(offset),
      ),
      constant: offset,
      coefficients,
    }));
  }

  plus = (a: Node, b: Node): Node => this.add([term(a), term(b)]);
  minus = (a: Node, b: Node): Node => this.add([term(a), term(b, -1)]);
  scale = (coefficient: number, node: Node): Node =>
    coefficient === 1 ? node : this.add([{ coefficient, node }]);
  negate = (node: Node): Node => this.scale(-1, node);

  // --- products -----------------------------------------------------------------------------------------------

  /** Π node ^ exponent, flattened, equal bases merged; a numeric coefficient comes out as a scaled sum. */
  multiply(factors: readonly Factor[]): Node {
    const collected = new Collected();
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
      } else collected.put(base, exponent);
    };
    for (const factor of factors) put(factor.node, factor.exponent);
    if (coefficient === 0) return this.constant(0);
    return this.scale(coefficient, this.#product(collected));
  }

  #product(collected: Collected): Node {
    const { nodes: args, counts: exponents } = collected.sorted();
    args.forEach((arg, k) => {
      if ((exponents[k] ?? 0) > 0 && isBinary(arg.range)) exponents[k] = 1;
    });
    const guarded = args.findIndex((arg, k) => (exponents[k] ?? 0) > 0 && isGuard(arg));
    if (guarded >= 0) return this.#sinkIntoGuard(guarded, listed(args, exponents));
    const test = args.length > 1 ? args.findIndex((arg, k) => (exponents[k] ?? 0) > 0 && isTest(arg)) : -1;
    if (test >= 0) return this.#asGuard(test, listed(args, exponents));
    const [only] = args;
    if (only === undefined) return this.constant(1);
    if (args.length === 1 && exponents[0] === 1) return only;
    if (args.length === 1 && exponents[0] === 0.5) {
      const root = this.#rootOfSquare(only);
      if (root !== undefined) return root;
    }
    return this.#interner.node('multiply', '', 0, exponents, args, (): Omit<Multiply, 'id' | 'memo'> => ({
      op: 'multiply',
      args,
      axes: args.reduce<readonly string[]>((axes, arg) => union(axes, arg.axes), []),
      range: args.reduce(
        (p, arg, k) => multiplyRanges(p, powerRange(arg.range, exponents[k] ?? 1)),
        point(1),
      ),
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
  #asGuard(at: number, all: readonly Factor[]): Node {
    const test = all[at]?.node ?? this.constant(1);
    const rest = this.multiply(all.filter((_, k) => k !== at));
    return isTest(rest) ? this.apply('and', [test, rest]) : this.select(test, rest, this.constant(0));
  }

  /** x · (if c then e else 0) is if c then x · e else 0: what the test shuts out cannot leak as 0 · inf. */
  #sinkIntoGuard(at: number, all: readonly Factor[]): Node {
    const guarded = all[at];
    const [test, yes, no] = guarded?.node.args ?? [];
    if (guarded === undefined || test === undefined || yes === undefined || no === undefined)
      throw new Error('A select has three arguments.');
    const rest = all.filter((_, k) => k !== at);
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
    return this.#interner.node('apply', name, 0, none, args, (): Omit<Apply, 'id' | 'memo'> => ({
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
    const sorted = [...over].sort();
    return simplifyAlong(this, name, sorted, x) ?? this.alongAsIs(name, sorted, x);
  }

  /** An operator along axes of its operand, for which there is no simpler form. */
  alongAsIs(name: AxisOperatorName, over: readonly string[], x: Node): Node {
    const { reduces, range: rangeOf } = alongAxes[name];
    return this.#interner.node(
      'along',
      `${name} ${over.join()}`,
      0,
      none,
      [x],
      (): Omit<Along, 'id' | 'memo'> => ({
        op: 'along',
        name,
        over,
        args: [x],
        axes: reduces ? without(x.axes, over) : x.axes,
        range: rangeOf(x.range),
      }),
    );
  }

  // --- gather -------------------------------------------------------------------------------------------------

  /** x at class t; 0 where t is no class. Elementwise operators are applied to the picked values only. */
  pick(axis: string, x: Node, index: Node): Node {
    const picked = this.pickValue(axis, x, index);
    return picked.op === 'pick' && picked.args[0] === x
      ? picked
      : this.select(this.valid(axis, index), picked, this.constant(0));
  }

  /** x at class t where t is known to be a class. */
  pickValue = (axis: string, x: Node, index: Node): Node => pickInside(this, axis, x, index, new Map());

  /** What is gathered from x itself. */
  pickAsIs(axis: string, x: Node, index: Node): Node {
    const draft: Omit<Pick, 'id' | 'memo'> = {
      op: 'pick',
      axis,
      args: [x, index],
      axes: union(without(x.axes, [axis]), index.axes),
      range: hull(x.range, point(0)),
    };
    return this.#remember(axis, draft);
  }

  // --- rebuilding ---------------------------------------------------------------------------------------------

  /** The same operation on what `change` makes of the arguments; the node itself where they stay as they are. */
  map(node: Node, change: (arg: Node) => Node): Node {
    const { args } = node;
    let changed: Node[] | undefined;
    for (let k = 0; k < args.length; k++) {
      const arg = args[k];
      if (arg === undefined) continue;
      const made = change(arg);
      if (changed === undefined && made !== arg) changed = args.slice(0, k);
      changed?.push(made);
    }
    return changed === undefined ? node : this.rebuild(node, changed);
  }

  /** The same operation on other arguments, in normal form. */
  rebuild(node: Node, args: readonly Node[]): Node {
    if (sameNodes(args, node.args)) return node;
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
    const made = replace(node) ?? this.map(node, (arg) => this.substitute(arg, replace, memo));
    memo.set(node, made);
    return made;
  }
}

/** A power of a product is the product of powers: for whole exponents, or where no factor is negative. */
const distributes = (node: Multiply, exponent: number): boolean =>
  Number.isInteger(exponent) || node.args.every((arg) => isNonNegative(arg.range));
