/** Lowered expressions in, calls of TensorFlow.js out: one statement for each value that is used more than once. */
import { factorsOf, termsOf, type Builder, type Factor } from '../../graph/builder.ts';
import { isConst, topological, type Along, type Apply, type Node } from '../../graph/node.ts';
import { printNode } from '../../graph/print.ts';
import { isNonNegative } from '../../graph/range.ts';
import { binding, numberText, wrap } from '../js/expression.ts';
import type { Namer } from '../js/namer.ts';
import { hostCode, isHost, type HostNames } from './host.ts';
import type { Layout } from './layout.ts';
import { hotMask, maskOf } from './masks.ts';
import { othersOf } from './others.ts';
import { hostPart, reciprocalOf } from './reciprocal.ts';
import { spellings } from './spelling.ts';
import { isNumber, volumeOf, type Type, type Value } from './values.ts';

export interface Symbols extends HostNames {
  /** The prepared tensor of an input. */
  readonly input: (name: string) => string;
  /** The dimensions of an axis. */
  readonly dimensions: (axis: string) => string;
}

/** Longer expressions get a name of their own. */
const longest = 72;

export class Emitter {
  readonly #b: Builder;
  readonly #layout: Layout;
  readonly #symbols: Symbols;
  readonly #names: Namer;
  readonly #uses = new Map<Node, number>();
  readonly #hot = new Set<string>();
  readonly #known = new Map<Node | string, Value>();
  readonly #write: (line: string) => void;
  /** Kernels so far, one for each call. */
  kernels = 0;

  constructor(
    b: Builder,
    layout: Layout,
    symbols: Symbols,
    names: Namer,
    roots: readonly Node[],
    write: (line: string) => void,
  ) {
    [this.#b, this.#layout, this.#symbols] = [b, layout, symbols];
    [this.#names, this.#write] = [names, write];
    for (const root of roots) this.#use(root);
    for (const node of topological(roots)) {
      node.args.forEach((arg) => this.#use(arg));
      const mask = maskOf(node);
      if (mask?.kind === 'hot') this.#hot.add(`${mask.axis} ${mask.index.id}`);
    }
  }

  #use(node: Node): void {
    this.#uses.set(node, (this.#uses.get(node) ?? 0) + 1);
  }

  /** The value of a node; its statement is written when it is first asked for. */
  value(node: Node): Value {
    const known = this.#known.get(node);
    if (known !== undefined) return known;
    const made = isHost(node) ? this.#host(node) : this.#compute(node);
    const shared = (this.#uses.get(node) ?? 0) > 1;
    const kept = this.#keep(made, hintOf(node), shared, node);
    this.#known.set(node, kept);
    return kept;
  }

  /** The value of a node under a name, for text that repeats it. */
  named(node: Node, hint: string): Value {
    return this.#keep(this.value(node), hint, true);
  }

  /** A value as a tensor of floats. */
  float(value: Value): Value {
    if (value.type === 'float' || value.type === 'number') return value;
    const { text, axes } = this.#aligned(value);
    return this.#once(`float ${text}`, () => this.#call('cast', [text, `'float32'`], 'float', axes));
  }

  // --- statements ---------------------------------------------------------------------------------------------------

  #keep(value: Value, hint: string, shared: boolean, node?: Node): Value {
    const simple = /^[\p{L}\p{N}_$.]+$/u.test(value.text);
    if (simple || (!shared && value.text.length <= longest)) return value;
    const name = this.#names.take(hint);
    const comment = node === undefined || isHost(node) ? '' : commentOf(node);
    this.#write(`const ${name} = ${value.text};${comment}`);
    return { ...value, text: name };
  }

  #once(key: string, make: () => Value): Value {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const made = this.#keep(make(), key.split(' ')[0] ?? key, true);
    this.#known.set(key, made);
    return made;
  }

  #call(name: string, args: readonly string[], type: Type, axes: readonly string[]): Value {
    this.kernels++;
    return { text: `tf.${name}(${args.join(', ')})`, type, axes };
  }

  #host(node: Node): Value {
    const code = hostCode(node, this.#symbols);
    const text = code.binding < binding.product && node.op === 'apply' ? wrap(code, binding.atom) : code.text;
    return { text, type: 'number', axes: [] };
  }

  // --- nodes --------------------------------------------------------------------------------------------------------

  #compute(node: Node): Value {
    switch (node.op) {
      case 'input':
        return {
          text: this.#symbols.input(node.name),
          type: node.of === undefined ? 'float' : 'int',
          axes: node.axes,
          bare: node.of !== undefined && this.#isLast(node.of),
        };
      case 'position':
        return {
          text: `coordinates(${this.#positionArgs(node.axis)}, 'float32')`,
          type: 'float',
          axes: node.axes,
        };
      case 'multiply':
        return this.#product(factorsOf(node), undefined);
      case 'add':
        return this.#sum(node);
      case 'along':
        return this.#along(node);
      case 'apply':
        return this.#apply(node);
      default:
        throw new Error(`A ${node.op} was not lowered.`);
    }
  }

  /** An axis in the last dimension. */
  #isLast(axis: string | undefined): boolean {
    return axis !== undefined && this.#layout.slots.at(-1)?.includes(axis) === true;
  }

  #positionArgs(axis: string): string {
    return `${this.#symbols.size(axis)}, ${this.#symbols.dimensions(axis)}, at.rank`;
  }

  #volume(axes: readonly string[]): number {
    return volumeOf(axes, this.#layout.classes, this.#layout.batch);
  }

  #binary(name: string, x: Value, y: Value): Value {
    return this.#call(name, [x.text, y.text], 'float', union(x.axes, y.axes));
  }

  // --- products -----------------------------------------------------------------------------------------------------

  /** Small tensors first; numbers are multiplied in JavaScript and then join the smallest tensor. */
  #product(factors: readonly Factor[], scale: Node | undefined): Value {
    const host = this.#b.multiply([
      ...(scale === undefined ? [] : [{ node: scale, exponent: 1 }]),
      ...factors.filter((f) => isHost(f.node)),
    ]);
    const mean = this.#mean(factors, host);
    if (mean !== undefined) return mean;
    const tensors = factors.filter((f) => !isHost(f.node));
    const items = tensors
      .flatMap((f) => this.#factor(f))
      .sort(
        (p, q) =>
          this.#volume(p.value.axes) - this.#volume(q.value.axes) || Number(p.below) - Number(q.below),
      );
    const plain = isConst(host, 1);
    const lead = plain
      ? items.find((item) => !item.below)
      : (items.find((item) => item.below && item.guard !== 'always') ?? items[0]);
    const rest = items.filter((item) => item !== lead);
    const one: Value = { text: '1', type: 'number', axes: [] };
    if (lead === undefined && items[0] === undefined) return this.value(host);
    let product = lead === undefined ? one : this.#lead(lead, plain ? one : this.value(host), plain);
    for (const item of rest)
      product = item.below ? this.#divide(product, item) : this.#binary('mul', product, item.value);
    return product;
  }

  #lead(item: Item, host: Value, plain: boolean): Value {
    if (item.below) return this.#divide(host, item);
    return plain ? item.value : this.#binary('mul', item.value, host);
  }

  #divide(x: Value, { value, guard }: Item): Value {
    if (guard === undefined) return this.#binary('div', x, value);
    const axes = union(x.axes, value.axes);
    this.kernels += guard === 'always' ? 3 : 1;
    const sure = guard === 'always' ? '' : `, ${guard}`;
    return { text: `ratio(${x.text}, ${value.text}${sure})`, type: 'float', axes };
  }

  /** A sum over axes, divided by their sizes. */
  #mean(factors: readonly Factor[], host: Node): Value | undefined {
    const tensors = factors.filter((f) => !isHost(f.node));
    const [only] = tensors;
    if (tensors.length !== 1 || only?.exponent !== 1 || only.node.op !== 'along' || only.node.name !== 'sum')
      return undefined;
    if (
      (this.#uses.get(only.node) ?? 0) > 1 ||
      this.#b.times(host, this.#b.sizes(only.node.over)) !== this.#b.constant(1)
    )
      return undefined;
    return this.#reduce('mean', only.node);
  }

  #factor({ node, exponent }: Factor): readonly Item[] {
    const base = exponent > 0 && Number.isInteger(exponent) ? reciprocalOf(node) : undefined;
    const sure = base && hostPart(this.#b, base);
    if (base !== undefined && (sure !== undefined || (exponent === 1 && (this.#uses.get(node) ?? 0) < 2))) {
      const guard = sure === undefined ? 'always' : this.#test(sure);
      return Array.from({ length: exponent }, (): Item => ({ value: this.value(base), below: true, guard }));
    }
    const value = this.float(this.value(node));
    return [{ value: this.#power(value, Math.abs(exponent), node), below: exponent < 0, guard: undefined }];
  }

  #power(x: Value, exponent: number, node: Node): Value {
    if (exponent === 1) return x;
    return this.#once(`power${exponent} ${node.id}`, () => {
      if (exponent === 2) return this.#call('square', [x.text], 'float', x.axes);
      if (exponent === 0.5) return this.#call('sqrt', [x.text], 'float', x.axes);
      return this.#call('pow', [x.text, numberText(exponent)], 'float', x.axes);
    });
  }

  // --- sums ---------------------------------------------------------------------------------------------------------

  #sum(node: Node): Value {
    const b = this.#b;
    const constant = node.op === 'add' ? node.constant : 0;
    const terms = termsOf(node);
    const hosts = terms.filter((t) => isHost(t.node));
    const offset = b.add(hosts, constant);
    const parts = terms
      .filter((t) => !isHost(t.node))
      .map(({ node: n, coefficient }) => {
        const factors = factorsOf(n);
        const inner = (this.#uses.get(n) ?? 0) > 1 ? [{ node: n, exponent: 1 }] : factors;
        const scale = b.multiply(inner.filter((f) => isHost(f.node)));
        return {
          negative: coefficient < 0,
          scale: b.scale(Math.abs(coefficient), scale),
          tensors: inner.filter((f) => !isHost(f.node)),
        };
      });
    const [first] = parts;
    const common =
      first !== undefined &&
      parts.length > 1 &&
      isConst(offset, 0) &&
      !isConst(first.scale, 1) &&
      parts.every((p) => p.scale === first.scale)
        ? first.scale
        : undefined;
    const items = parts
      .map(({ negative, scale, tensors }) => ({
        negative,
        value: this.float(
          this.#term(
            tensors,
            common === undefined ? scale : b.constant(1),
            negative && parts.length === 1 && isConst(offset, 0),
          ),
        ),
      }))
      .sort(
        (p, q) =>
          this.#volume(p.value.axes) - this.#volume(q.value.axes) || Number(p.negative) - Number(q.negative),
      );
    const total = this.#addUp(items, offset, parts.length === 1);
    return common === undefined ? total : this.#binary('mul', total, this.value(common));
  }

  #term(tensors: readonly Factor[], scale: Node, negated: boolean): Value {
    const factor = negated ? this.#b.negate(scale) : scale;
    if (tensors.length === 1 && tensors[0]?.exponent === 1 && isConst(factor, 1))
      return this.value(tensors[0].node);
    if (tensors.length === 1 && tensors[0]?.exponent === 1 && isConst(factor, -1)) {
      const x = this.float(this.value(tensors[0].node));
      return this.#call('neg', [x.text], 'float', x.axes);
    }
    return this.#product(tensors, factor);
  }

  #addUp(
    items: readonly { readonly negative: boolean; readonly value: Value }[],
    offset: Node,
    single: boolean,
  ): Value {
    const zero = isConst(offset, 0);
    if (single && zero && items[0] !== undefined) return items[0].value;
    const constant = this.value(offset);
    const lead = items.find((item) => !item.negative);
    let rest = items.filter((item) => item !== lead);
    let sum: Value;
    if (lead !== undefined) sum = zero ? lead.value : this.#binary('add', lead.value, constant);
    else {
      const [negative] = rest;
      if (negative === undefined) return constant;
      rest = rest.slice(1);
      sum = zero
        ? this.#call('neg', [negative.value.text], 'float', negative.value.axes)
        : this.#binary('sub', constant, negative.value);
    }
    for (const item of rest) sum = this.#binary(item.negative ? 'sub' : 'add', sum, item.value);
    return sum;
  }

  // --- along axes ---------------------------------------------------------------------------------------------------

  #along(node: Along): Value {
    switch (node.name) {
      case 'sum':
      case 'prod':
      case 'max':
      case 'min':
        return this.#reduce(node.name, node);
      case 'argmax':
        return this.#argmax(node);
      case 'cumsum':
      case 'reverse_cumsum':
        return this.#cumsum(node);
      default:
        return this.#softmax(node);
    }
  }

  #dimensions(over: readonly string[]): string {
    const [only] = over;
    if (over.length === 1 && only !== undefined) return this.#symbols.dimensions(only);
    const ordered = this.#layout.slots.flat().filter((axis) => over.includes(axis));
    return `[${ordered.map((axis) => `...${this.#symbols.dimensions(axis)}`).join(', ')}]`;
  }

  #reduce(name: string, node: Along): Value {
    const counted = name === 'sum' ? this.#countedClasses(node) : undefined;
    const x = counted === undefined ? this.#operand(node) : this.value(counted.hot);
    const over = counted === undefined ? node.over : [...node.over, counted.axis];
    const args = node.axes.length === 0 ? [x.text] : [x.text, this.#dimensions(over), 'true'];
    return this.#call(name, args, 'float', node.axes);
  }

  /** How many indices are classes: the sum of their one-hot masks, where nothing else needs to know which are. */
  #countedClasses(node: Along): { readonly hot: Node; readonly axis: string } | undefined {
    const [valid] = node.args;
    const mask = valid && maskOf(valid);
    if (valid === undefined || mask?.kind !== 'valid' || (this.#uses.get(valid) ?? 0) > 1) return undefined;
    if (!this.#hot.has(`${mask.axis} ${mask.index.id}`)) return undefined;
    return { hot: hotMask(this.#b, mask.axis, mask.index), axis: mask.axis };
  }

  #operand(node: Node): Value {
    const [x] = node.args;
    if (x === undefined) throw new Error('An operator has an operand.');
    return this.float(this.value(x));
  }

  #argmax(node: Along): Value {
    const x = this.#operand(node);
    const [axis = ''] = node.over;
    const last = this.#isLast(axis);
    const found = this.#call('argMax', [x.text, `${this.#symbols.dimensions(axis)}[0]`], 'int', node.axes);
    if (last) return { ...found, bare: true };
    return this.#call('expandDims', [found.text, `${this.#symbols.dimensions(axis)}[0]`], 'int', node.axes);
  }

  #cumsum(node: Along): Value {
    const x = this.#operand(node);
    const at = `${this.#symbols.dimensions(node.over[0] ?? '')}[0]`;
    const args = [x.text, at, 'false', ...(node.name === 'reverse_cumsum' ? ['true'] : [])];
    return this.#call('cumsum', args, 'float', node.axes);
  }

  /** Softmax and its relatives: the largest element's probability tells the logarithm of all. */
  #softmax(node: Along): Value {
    const x = this.#operand(node);
    const { over } = node;
    const key = `${node.args[0]?.id ?? ''} ${over.join()}`;
    const reduced = node.axes.filter((axis) => !over.includes(axis));
    const at = this.#dimensions(over);
    const part = (name: string, make: () => Value): Value => this.#once(`${name} ${key}`, make);
    const top = () => part('largest', () => this.#call('max', [x.text, at, 'true'], 'float', reduced));
    const shifted = () => part('shifted', () => this.#binary('sub', x, top()));
    const softmax = () => part('softmax', () => this.#probabilities(x, over, shifted, reduced));
    const logOfLargest = () =>
      part('logOfLargest', () => {
        const largest = this.#call('max', [softmax().text, at, 'true'], 'float', reduced);
        return this.#call('log', [largest.text], 'float', reduced);
      });
    switch (node.name) {
      case 'softmax':
        return softmax();
      case 'log_softmax':
        return this.#binary('add', shifted(), logOfLargest());
      case 'logsumexp':
        return this.#binary('sub', top(), logOfLargest());
      default:
        return part('rest', () => this.#others(softmax(), over));
    }
  }

  /** There is a kernel for the last dimension. */
  #probabilities(x: Value, over: readonly string[], shifted: () => Value, reduced: readonly string[]): Value {
    if (this.#isSingleLast(over)) return this.#call('softmax', [x.text], 'float', x.axes);
    const { text } = this.#keep(this.#call('exp', [shifted().text], 'float', x.axes), 'exponential', true);
    const sum = this.#call('sum', [text, this.#dimensions(over), 'true'], 'float', reduced);
    return this.#call('div', [text, sum.text], 'float', x.axes);
  }

  /** The sum over the other elements along axes. */
  #others(x: Value, over: readonly string[]): Value {
    const [axis = ''] = over;
    if (this.#isSingleLast(over)) {
      this.kernels++;
      return { text: `others(${x.text}, ${this.#symbols.size(axis)})`, type: 'float', axes: x.axes };
    }
    const sum = this.#call('sum', [x.text, this.#dimensions(over), 'true'], 'float', x.axes);
    return this.#binary('sub', sum, x);
  }

  #isSingleLast(over: readonly string[]): boolean {
    return over.length === 1 && this.#isLast(over[0]);
  }

  // --- elementwise --------------------------------------------------------------------------------------------------

  #apply(node: Apply): Value {
    if (node.name === 'group') return this.#group(node);
    if (node.name === 'select') return this.#select(node);
    const spelling = spellings[node.name];
    if (spelling === undefined)
      throw new Error(`${node.name} has no spelling in TensorFlow.js and was not lowered.`);
    const args = node.args.map((arg) => this.value(arg));
    if (spelling.ofTests === true) {
      const tests = args.map((arg) => this.#bool(arg).text);
      return this.#call(spelling.call, tests, 'bool', node.axes);
    }
    if (spelling.test === true) return this.#comparison(spelling.call, args, node.axes);
    // The kernel of the wasm backend takes a sign of what is below 1e-7 as 0; its step is exact.
    const step = node.name === 'sign' && node.args.every((arg) => isNonNegative(arg.range));
    return this.#call(
      step ? 'step' : spelling.call,
      args.map((arg) => this.float(arg).text),
      'float',
      node.axes,
    );
  }

  #comparison(call: string, args: readonly Value[], axes: readonly string[]): Value {
    const integers = args.some((arg) => arg.type === 'int') && args.every((arg) => arg.type !== 'float');
    const texts = args.map((arg) => {
      if (!integers) return this.float(arg).text;
      return isNumber(arg) ? `tf.scalar(${arg.text}, 'int32')` : this.#aligned(arg).text;
    });
    return this.#call(call, texts, 'bool', axes);
  }

  /** An index that has no dimension for the class axis gets one of size 1. */
  #aligned(value: Value): Value {
    if (value.bare !== true) return value;
    const { text, type, axes } = value;
    return this.#once(`aligned ${text}`, () => this.#call('expandDims', [text, '-1'], type, axes));
  }

  #bool(value: Value): Value {
    if (value.type === 'bool') return value;
    const { text, type, axes } = this.#aligned(value);
    const zero = type === 'int' ? `tf.scalar(0, 'int32')` : '0';
    return this.#once(`test ${text}`, () => this.#call('notEqual', [text, zero], 'bool', axes));
  }

  /** A host expression as a JavaScript test. */
  #test(node: Node): string {
    const { text } = this.#host(node);
    return `${text} !== 0`;
  }

  #select(node: Apply): Value {
    const [test, yes, no] = node.args;
    if (test === undefined || yes === undefined || no === undefined)
      throw new Error('A select has three arguments.');
    const [first, second] = [this.float(this.value(yes)), this.float(this.value(no))];
    if (isHost(test))
      return {
        text: `(${this.#test(test)} ? ${first.text} : ${second.text})`,
        type: 'float',
        axes: node.axes,
      };
    const condition = this.#bool(this.value(test));
    this.kernels += 3;
    return this.#call('where', [condition.text, first.text, second.text], 'float', node.axes);
  }

  #group(node: Apply): Value {
    const [inner] = node.args;
    if (inner === undefined) throw new Error('A group has an argument.');
    const base = reciprocalOf(node);
    if (base !== undefined) {
      const sure = hostPart(this.#b, base);
      const one: Value = { text: '1', type: 'number', axes: [] };
      return this.#divide(one, {
        value: this.value(base),
        below: true,
        guard: sure === undefined ? 'always' : this.#test(sure),
      });
    }
    const rest = othersOf(node);
    if (rest !== undefined) {
      const found = this.#others(this.float(this.value(rest.x)), rest.sum.over);
      return rest.sign > 0 ? found : this.#call('neg', [found.text], 'float', node.axes);
    }
    const mask = maskOf(node);
    if (mask === undefined) return this.value(inner);
    if (mask.kind === 'hot') return this.#oneHot(mask.axis, mask.index);
    const hot = hotMask(this.#b, mask.axis, mask.index);
    if (!this.#hot.has(`${mask.axis} ${mask.index.id}`)) return this.float(this.value(inner));
    return this.#call(
      'sum',
      [this.value(hot).text, this.#dimensions([mask.axis]), 'true'],
      'float',
      node.axes,
    );
  }

  #oneHot(axis: string, index: Node): Value {
    const at = this.value(index);
    const axes = union(at.axes, [axis]);
    const size = this.#symbols.size(axis);
    if (at.bare === true && this.#isLast(axis)) {
      this.kernels++;
      return { text: `oneHot(${at.text}, ${size})`, type: 'float', axes };
    }
    const type = at.type === 'int' ? `'int32'` : `'float32'`;
    const range = `coordinates(${this.#positionArgs(axis)}, ${type})`;
    const equal = this.#call('equal', [this.#aligned(at).text, range], 'bool', axes);
    return this.float(this.#keep(equal, 'isClass', false));
  }
}

/** A factor of a product; `guard` says when the divisor may be 0, in JavaScript. */
interface Item {
  readonly value: Value;
  readonly below: boolean;
  readonly guard: string | undefined;
}

const union = (a: readonly string[], b: readonly string[]): readonly string[] =>
  [...new Set([...a, ...b])].sort();

/** What a value is called when nothing better is known. */
function hintOf(node: Node): string {
  switch (node.op) {
    case 'add':
      return isHost(node) ? 'factor' : 'sum';
    case 'multiply':
      return isHost(node) ? 'factor' : node.exponents.some((e) => e < 0) ? 'quotient' : 'product';
    case 'along':
      return node.name === 'sum'
        ? 'total'
        : node.name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
    case 'apply':
      if (node.name !== 'group')
        return node.name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
      if (reciprocalOf(node) !== undefined) return 'reciprocal';
      if (maskOf(node) !== undefined) return maskOf(node)?.kind === 'hot' ? 'isClass' : 'isValid';
      return node.args[0] === undefined ? 'value' : hintOf(node.args[0]);
    default:
      return 'value';
  }
}

function commentOf(node: Node): string {
  const text = printNode(node).replace(/group\(((?:[^()]|\([^()]*\))*)\)/g, '$1');
  return text.length > 90 ? '' : ` // ${text}`;
}
