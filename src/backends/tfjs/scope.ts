/** The names of one generated function, its first statements, and the values that it computes. */
import type { Signature } from '../../compile.ts';
import type { Builder } from '../../graph/builder.ts';
import type { Node } from '../../graph/node.ts';
import type { Writer } from '../../text/writer.ts';
import { Namer } from '../js/namer.ts';
import { Emission } from './emission.ts';
import type { Layout } from './layout.ts';
import { key, literal } from './literal.ts';
import { calledHelpers } from './runtime.ts';
import type { Value } from './values.ts';

/** Names that generated functions use themselves. */
const taken = [
  ...calledHelpers,
  ...'tf tensors params options at value recording toFloat slots layouts flat hyperparameters evaluate compute computeTerms slopes'.split(
    ' ',
  ),
];

export interface Surroundings {
  readonly builder: Builder;
  readonly signature: Signature;
  readonly layout: Layout;
  readonly labels: ReadonlyMap<Node, string>;
}

export class Scope {
  readonly emission: Emission;
  readonly #writer: Writer;
  readonly #names = new Namer(taken);
  readonly #inputs: ReadonlyMap<string, string>;
  readonly #hyperparameters: ReadonlyMap<string, string>;
  readonly #sizes: ReadonlyMap<string, string>;
  readonly #dimensions: ReadonlyMap<string, string>;
  readonly #layout: Layout;

  /** `inputs` are the tensors that the function is given. */
  constructor(
    { builder, signature, layout, labels }: Surroundings,
    inputs: readonly string[],
    roots: readonly Node[],
    writer: Writer,
  ) {
    this.#writer = writer;
    this.#layout = layout;
    const named = (names: readonly string[], wish = (name: string): string => name) =>
      new Map(names.map((name) => [name, this.#names.take(wish(name))]));
    this.#inputs = named(inputs);
    const free = signature.hyperparameters.filter((h) => !h.pinned);
    this.#hyperparameters = named(free.map((h) => h.name));
    const axes = layout.slots.flat();
    this.#sizes = named(axes);
    this.#dimensions = named(axes, (axis) => `${axis}Axes`);
    const found = (names: ReadonlyMap<string, string>) => (name: string) => names.get(name) ?? name;
    const symbols = {
      size: found(this.#sizes),
      hyperparameter: found(this.#hyperparameters),
      input: found(this.#inputs),
      dimensions: found(this.#dimensions),
    };
    const write = (line: string): void => void writer.line(line);
    const defaults = new Map(signature.hyperparameters.map((h) => [h.name, h.value ?? 1]));
    const scene = { builder, layout, symbols, labels, defaults, names: this.#names, write };
    this.emission = new Emission(scene, roots);
  }

  size(axis: string): string {
    return this.#sizes.get(axis) ?? axis;
  }

  /** Tensors in their places, sizes, dimensions and hyperparameters. */
  open(): void {
    const fields = (names: ReadonlyMap<string, string>): string =>
      [...names].map(([name, local]) => (name === local ? name : `${key(name)}: ${local}`)).join(', ');
    const w = this.#writer;
    if (this.#hyperparameters.size > 0) w.line(`const { ${fields(this.#hyperparameters)} } = params;`);
    w.line('const at = layOut(tensors, options.sizes);');
    w.line(`const { ${fields(this.#sizes)} } = at.sizes;`);
    w.line(`const { ${fields(this.#dimensions)} } = at.dimensions;`);
    for (const [name, local] of this.#inputs) {
      w.line(`const ${local} = at.tensor(${literal(name)});`);
      this.emission.tally.use('', this.#kernelsOfPlacing(name));
    }
  }

  /** A value in the shape that callers expect: its axes in their order, with all their dimensions. */
  shaped({ text, axes: own }: Value, axes: readonly string[]): string {
    // A result that is an input itself would be taken for both on the way back.
    const isInput = [...this.#inputs.values()].includes(text);
    const kernels = axes.length === 0 ? 0 : this.#kernelsOfShaping(own, axes);
    this.emission.tally.use(text, kernels + (isInput ? 1 : 0));
    const apart = isInput ? `tf.clone(${text})` : text;
    return axes.length === 0 ? `scalar(${apart})` : `at.shaped(${apart}, ${literal(axes)})`;
  }

  /** A value for each example, or the mean of all. */
  overExamples({ text }: Value, batch: string): string {
    this.emission.tally.use(text, 1);
    return `overExamples(${text}, ${this.size(batch)}, options.reduction)`;
  }

  /** The gradient of an input, in the input's own shape. */
  gradient(name: string, node: Node): string {
    const { text, axes } = this.emission.floatOf(node);
    const own = this.#layout.inputs.find((input) => input.name === name)?.axes ?? [];
    this.emission.tally.use(text, this.#kernelsOfShaping(axes, own));
    return `at.back(${literal(name)}, ${text})`;
  }

  /** An input gets a dimension for each axis that it lacks; out of order it is transposed before. */
  #kernelsOfPlacing(name: string): number {
    const input = this.#layout.inputs.find((each) => each.name === name);
    if (input === undefined) return 0;
    const placed = this.#layout.slots.length - (input.bare ? 1 : 0);
    return (input.transposed ? 2 : 0) + (input.axes.length === placed ? 0 : 1);
  }

  /** What does not vary along an axis is spread out along it; then dimensions go, or change places. */
  #kernelsOfShaping(own: readonly string[], axes: readonly string[]): number {
    const { slots } = this.#layout;
    const ordered = slots.flat().filter((axis) => axes.includes(axis));
    const spread = axes.every((axis) => own.includes(axis)) ? 0 : 2;
    if (ordered.join() !== axes.join()) return spread + 2;
    return spread + (axes.length === slots.length ? 0 : 1);
  }
}
