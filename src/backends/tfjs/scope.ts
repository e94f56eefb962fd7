/** The names of one generated function, its first statements, and the values that it computes. */
import type { Signature } from '../../compile.ts';
import type { Builder } from '../../graph/builder.ts';
import type { Node } from '../../graph/node.ts';
import type { Writer } from '../../text/writer.ts';
import { Namer } from '../js/namer.ts';
import { Emission } from './emission.ts';
import type { Layout } from './layout.ts';
import { key, literal } from './literal.ts';
import type { Value } from './values.ts';

/** Names that generated functions and their helpers use themselves. */
const taken = (
  'tf tensors params options at value recording layOut overExamples scalar ratio weigh toFloat choose oneHot others coordinates settle ' +
  'slots layouts flat hyperparameters evaluate compute computeTerms slopes'
).split(' ');

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

  /** `inputs` are the tensors that the function is given. */
  constructor(
    { builder, signature, layout, labels }: Surroundings,
    inputs: readonly string[],
    roots: readonly Node[],
    writer: Writer,
  ) {
    this.#writer = writer;
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
    this.emission = new Emission({ builder, layout, symbols, labels, names: this.#names, write }, roots);
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
    for (const [name, local] of this.#inputs) w.line(`const ${local} = at.tensor(${literal(name)});`);
  }

  /** A value in the shape that callers expect: its axes in their order, with all their dimensions. */
  shaped({ text }: Value, axes: readonly string[]): string {
    return axes.length === 0 ? `scalar(${text})` : `at.shaped(${text}, ${literal(axes)})`;
  }

  /** The gradient of an input, in the input's own shape. */
  gradient(name: string, node: Node): string {
    return `at.back(${literal(name)}, ${this.emission.floatOf(node).text})`;
  }
}
