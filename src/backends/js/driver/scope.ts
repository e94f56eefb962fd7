/** What the parts that print the drivers of one module share: its names, its plans' extents, and its working memory. */
import type { Node } from '../../../graph/node.ts';
import { upstreamName } from '../../../graph/upstream.ts';
import type { Plan } from '../../../schedule/plan.ts';
import type { JsInput } from '../module.ts';
import type { Stored, Symbols } from '../memory.ts';
import { Namer } from '../namer.ts';

export class ModuleScope {
  readonly input: JsInput;
  readonly names = new Namer();
  readonly symbols: Symbols & { readonly accumulators: Map<Node, Stored> };
  readonly upstream: string;
  /** Names of arrays that are kept between calls. */
  readonly arrays = new Set<string>();

  constructor(input: JsInput) {
    this.input = input;
    const { signature, extents } = input;
    const inputs = new Map<string, Stored>();
    for (const each of signature.inputs)
      inputs.set(each.name, { name: this.names.take(each.name), axes: this.swept(each.layout) });
    this.upstream = this.names.take('upstream');
    inputs.set(upstreamName(signature.inputs), { name: this.upstream, axes: this.swept(signature.result) });
    const hyperparameters = new Map(signature.hyperparameters.map((h) => [h.name, this.names.take(h.name)]));
    const coordinates = new Map([...extents.keys()].map((axis) => [axis, this.names.take(axis)]));
    const sizes = new Map(signature.axes.map((axis) => [axis, this.names.take(`${axis}Size`)]));
    const extentNames = new Map(
      [...extents].map(([axis, behind]) => [
        axis,
        behind.length === 1 ? (sizes.get(axis) ?? axis) : this.names.take(`${behind.join('')}Size`),
      ]),
    );
    this.symbols = {
      inputs,
      hyperparameters,
      coordinates,
      sizes,
      extents: extentNames,
      accumulators: new Map(),
      hints: input.hints,
    };
  }

  swept(axes: readonly string[]): readonly string[] {
    return [...new Set(axes.map((axis) => this.input.swept.get(axis) ?? axis))];
  }

  /** The number of elements along declared or swept axes. */
  length(axes: readonly string[]): string {
    const { extents, sizes } = this.symbols;
    return axes.map((axis) => extents.get(axis) ?? sizes.get(axis) ?? axis).join(' * ') || '1';
  }

  /** Gives the reductions of a plan their names, in the scope of its driver. */
  nameAccumulators(plan: Plan, scope: Namer): void {
    this.symbols.accumulators.clear();
    for (const node of plan.accumulators) {
      const wish =
        this.input.hints.get(node) ??
        `${node.name}Of${node.args[0]?.op === 'apply' ? capital(node.args[0].name) : ''}${node.args[0]?.op === 'input' ? capital(node.args[0].name) : 'Parts'}`;
      const axes = [...plan.roles.streaming, ...plan.roles.register].filter((axis) =>
        node.axes.includes(axis),
      );
      this.symbols.accumulators.set(node, { name: scope.take(wish), axes });
    }
  }
}

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
