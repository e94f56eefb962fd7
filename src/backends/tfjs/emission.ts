/** Lowered expressions in, calls of TensorFlow.js out: one statement for each value that is used more than once. */
import type { Builder } from '../../graph/builder.ts';
import { topological, type Node } from '../../graph/node.ts';
import { binding, wrap } from '../js/expression.ts';
import type { Namer } from '../js/namer.ts';
import { emitAlong } from './along.ts';
import { emitProduct, emitSum } from './arithmetic.ts';
import { emitApply } from './elementwise.ts';
import { hostCode, hostValue, isHost, type HostNames } from './host.ts';
import type { Layout } from './layout.ts';
import { maskOf, type Mask } from './masks.ts';
import { commentOf, hintOf } from './naming.ts';
import { Tally } from './tally.ts';
import { volumeOf, type Type, type Value } from './values.ts';

export interface Symbols extends HostNames {
  /** The prepared tensor of an input. */
  readonly input: (name: string) => string;
  /** The dimensions of an axis. */
  readonly dimensions: (axis: string) => string;
}

export interface Scene {
  readonly builder: Builder;
  readonly layout: Layout;
  readonly symbols: Symbols;
  readonly names: Namer;
  /** What the source calls some nodes. */
  readonly labels: ReadonlyMap<Node, string>;
  /** Hyperparameters that may be left out. */
  readonly defaults: ReadonlyMap<string, number>;
  readonly write: (line: string) => void;
}

/** Longer expressions get a name of their own. */
const longest = 72;

/** The statements of one generated function. */
export class Emission {
  readonly #scene: Scene;
  readonly #uses = new Map<Node, number>();
  readonly #hot = new Set<string>();
  readonly #known = new Map<Node | string, Value>();
  readonly tally = new Tally();

  constructor(scene: Scene, roots: readonly Node[]) {
    this.#scene = scene;
    const use = (node: Node): void => void this.#uses.set(node, this.uses(node) + 1);
    roots.forEach(use);
    for (const node of topological(roots)) {
      node.args.forEach(use);
      const mask = maskOf(node);
      if (mask?.kind === 'hot') this.#hot.add(keyOf(mask));
    }
  }

  get builder(): Builder {
    return this.#scene.builder;
  }

  /** How often a node is an argument or a result. */
  uses(node: Node): number {
    return this.#uses.get(node) ?? 0;
  }

  /** Whether the one-hot mask of an index is computed anyway. */
  hasHot(mask: Mask): boolean {
    return this.#hot.has(keyOf(mask));
  }

  // --- values -------------------------------------------------------------------------------------------------------

  /** The value of a node; its statement is written when it is first asked for. */
  value(node: Node): Value {
    const known = this.#known.get(node);
    if (known !== undefined) return known;
    const made = isHost(node) ? this.#host(node) : this.#compute(node);
    const hint = hintOf(node, this.#scene.labels);
    const comment = (): string => (isHost(node) ? '' : commentOf(node));
    const kept = this.keep(made, hint, this.uses(node) > 1, comment);
    this.#known.set(node, kept);
    return kept;
  }

  /** The value of a node that is used more often than the graph says. */
  shared(node: Node): Value {
    const known = this.value(node);
    const kept = this.keep(known, hintOf(node, this.#scene.labels), true, () => commentOf(node));
    this.#known.set(node, kept);
    return kept;
  }

  /** A value as a tensor of floats. */
  float(value: Value): Value {
    if (value.type === 'float' || value.type === 'number') return value;
    const { text, axes } = this.aligned(value);
    return this.once(`float ${text}`, () => this.run('toFloat', [text], 'float', axes, 1));
  }

  /** The value of a node as a tensor of floats. */
  floatOf(node: Node): Value {
    return this.float(this.value(node));
  }

  /** A value as a tensor of truths. */
  bool(value: Value): Value {
    if (value.type === 'bool') return value;
    const { text, type, axes } = this.aligned(value);
    const zero = type === 'int' ? `tf.scalar(0, 'int32')` : '0';
    return this.once(`test ${text}`, () => this.call('notEqual', [text, zero], 'bool', axes));
  }

  /** An index that has no dimension for the class axis gets one of size 1. */
  aligned(value: Value): Value {
    if (value.bare !== true) return value;
    const { text, type, axes } = value;
    return this.once(`aligned ${text}`, () => this.call('expandDims', [text, '-1'], type, axes));
  }

  // --- statements ---------------------------------------------------------------------------------------------------

  /** Under a name where it is shared or long; otherwise as it is. */
  keep(value: Value, hint: string, shared: boolean, comment = (): string => ''): Value {
    const simple = /^[\p{L}\p{N}_$.]+$/u.test(value.text);
    if (simple || (!shared && value.text.length <= longest)) return value;
    const name = this.#scene.names.take(hint);
    this.#scene.write(`const ${name} = ${value.text};${comment()}`);
    this.tally.state(name, value.text);
    return { ...value, text: name };
  }

  /** A value that is no node of the graph, computed when it is first asked for; its key begins with its name. */
  once(key: string, make: () => Value): Value {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const made = this.keep(make(), key.split(' ')[0] ?? key, true);
    this.#known.set(key, made);
    return made;
  }

  /** The call of a function of `tf`, which runs one kernel. */
  call(name: string, args: readonly string[], type: Type, axes: readonly string[]): Value {
    return this.run(`tf.${name}`, args, type, axes, 1);
  }

  /** The call of a function that runs some kernels. */
  run(name: string, args: readonly string[], type: Type, axes: readonly string[], kernels: number): Value {
    const text = `${name}(${args.join(', ')})`;
    this.tally.call(text, args, kernels);
    return { text, type, axes };
  }

  // --- places -------------------------------------------------------------------------------------------------------

  size(axis: string): string {
    return this.#scene.symbols.size(axis);
  }

  /** The dimensions of axes, as an array. */
  dimensions(over: readonly string[]): string {
    const { layout, symbols } = this.#scene;
    const [only] = over;
    if (over.length === 1 && only !== undefined) return symbols.dimensions(only);
    const ordered = layout.slots.flat().filter((axis) => over.includes(axis));
    return `[${ordered.map((axis) => `...${symbols.dimensions(axis)}`).join(', ')}]`;
  }

  /** The only dimension of an axis. */
  dimension(axis: string): string {
    return `${this.#scene.symbols.dimensions(axis)}[0]`;
  }

  /** What a host node is with hyperparameters at their defaults, for a batch of images. */
  usual(node: Node): number {
    return hostValue(node, {
      size: (axis) => this.volume([axis]),
      hyperparameter: (name) => this.#scene.defaults.get(name) ?? 1,
    });
  }

  /** 0, 1, 2, … along an axis. */
  coordinates(axis: string, type: 'float32' | 'int32'): Value {
    const args = [this.size(axis), this.dimensions([axis]), 'at.rank', `'${type}'`];
    return this.run('coordinates', args, type === 'int32' ? 'int' : 'float', [axis], 0);
  }

  /** There are more dimensions than some operations take. */
  get isDeep(): boolean {
    return this.#scene.layout.slots.length > 4;
  }

  isLast(axis: string | undefined): boolean {
    return axis !== undefined && this.#scene.layout.slots.at(-1)?.includes(axis) === true;
  }

  /** A value has the pixels, or whatever else is no batch and no class. */
  isLarge(axes: readonly string[]): boolean {
    const { batch, classes } = this.#scene.layout;
    return axes.some((axis) => axis !== batch && !classes.has(axis));
  }

  /** How large a value is, about. */
  volume(axes: readonly string[]): number {
    return volumeOf(axes, this.#scene.layout.classes, this.#scene.layout.batch);
  }

  // --- nodes --------------------------------------------------------------------------------------------------------

  #host(node: Node): Value {
    const code = hostCode(node, this.#scene.symbols);
    const text = code.binding < binding.product && node.op === 'apply' ? wrap(code, binding.atom) : code.text;
    return { text, type: 'number', axes: [] };
  }

  #compute(node: Node): Value {
    switch (node.op) {
      case 'input': {
        const type = node.of === undefined ? 'float' : 'int';
        const text = this.#scene.symbols.input(node.name);
        return { text, type, axes: node.axes, bare: this.isLast(node.of) };
      }
      case 'position':
        return this.coordinates(node.axis, 'float32');
      case 'multiply':
        return emitProduct(this, node);
      case 'add':
        return emitSum(this, node);
      case 'along':
        return emitAlong(this, node);
      case 'apply':
        return emitApply(this, node);
      default:
        throw new Error(`A ${node.op} was not lowered.`);
    }
  }
}

const keyOf = ({ axis, index }: Mask): string => `${axis} ${index.id}`;
