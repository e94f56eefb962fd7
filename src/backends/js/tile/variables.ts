/** A loop in; which of its values get a variable, and at which depth of the loop each is declared, out. */
import type { Node } from '../../../graph/node.ts';
import { apartOf } from '../../../schedule/apart.ts';
import { operandOf, type Loop } from '../../../schedule/plan.ts';
import { chanceName } from '../../../schedule/odds.ts';
import { binding } from '../expression.ts';
import type { Stored } from '../memory.ts';
import { powersOf, valueOf, variableNames } from '../sinks.ts';
import type { Scope } from './scope.ts';
import type { Values } from './values.ts';

export class Variables {
  readonly #scope: Scope;
  readonly #values: Values;
  readonly #loop: Loop;
  readonly #order: readonly Node[];
  readonly #wanted: (node: Node) => boolean;
  /** The axis of which two positions are taken at once: what varies along it is one level further inside. */
  readonly #paired: string | undefined;

  constructor(scope: Scope, values: Values, loop: Loop, paired?: string) {
    this.#scope = scope;
    this.#values = values;
    this.#loop = loop;
    this.#paired = paired;
    const isLeaf = this.#leaves();
    const { order, uses } = reached(loop.sinks.map(valueOf), isLeaf);
    this.#order = order;
    this.#wanted = this.#wants(uses, isLeaf);
  }

  /** What a round of the loop computes or reads. */
  get values(): readonly Node[] {
    return this.#order;
  }

  /** The depth at which a value is declared: 0 is the function's own, the pixels are inside of all register axes. */
  depth(node: Node): number {
    const { registers } = this.#loop;
    const { at } = this.#scope;
    if (at.perPixel(node) || (node.op === 'position' && node.axis === at.pixel)) {
      const varies = this.#paired !== undefined && node.axes.includes(this.#paired);
      return registers.length + (varies ? 2 : 1);
    }
    return registers.reduce((depth, axis, k) => (node.axes.includes(axis) ? k + 1 : depth), 0);
  }

  /** Declares the variables of a depth. */
  declare(depth: number): void {
    for (const node of this.#order)
      if (this.depth(node) === depth && this.#wanted(node) && !this.#scope.known.has(node))
        this.#declare(node);
  }

  /** Declares the offsets of the rows that the pixel loop reads and writes. */
  rows(): void {
    const { at, writer } = this.#scope;
    const name = (stored: Stored): void => {
      const row = at.rowOf(stored);
      if (row !== undefined) writer.line(`const ${row.name} = ${row.text};`);
    };
    for (const node of this.#order) {
      const parked = this.#scope.parkedIn(node);
      if (parked !== undefined) name(at.output(parked));
      else if (node.op === 'input' && at.perPixel(node)) name(this.#values.placeOf(node));
    }
    for (const sink of this.#loop.sinks)
      if (sink.kind === 'output' || sink.kind === 'park') name(at.output(sink.output));
  }

  /** What the loop does not compute, but finds. */
  #leaves(): (node: Node) => boolean {
    const { nest } = this.#scope;
    const defined = new Set(leftBy(this.#loop));
    return (node) =>
      node.op === 'along' ||
      node.op === 'input' ||
      nest.parked.has(node) ||
      (nest.stored.has(node) && !defined.has(node)) ||
      node.args.length === 0;
  }

  /** Used more than once, or in a loop further inside. */
  #wants(uses: ReadonlyMap<Node, number>, isLeaf: (node: Node) => boolean): (node: Node) => boolean {
    const order = this.#order;
    const deeper = new Set<Node>();
    for (const node of order)
      if (!isLeaf(node)) for (const arg of node.args) if (this.depth(arg) < this.depth(node)) deeper.add(arg);
    const doubled = new Set(
      this.#loop.sinks.flatMap((s) =>
        s.kind === 'fold' && (s.node.name === 'argmax' || s.node.name === 'max') ? [operandOf(s.node)] : [],
      ),
    );
    return (node) => {
      if (node.args.length === 0 && node.op !== 'input') return false;
      if (node.op === 'apply' && node.name === 'group' && (node.args[0]?.args.length ?? 0) === 0)
        return false;
      return (
        (uses.get(node) ?? 0) > 1 ||
        doubled.has(node) ||
        (deeper.has(node) && node.op !== 'along') ||
        (deeper.has(node) && this.depth(node) > 0) ||
        powersOf(node, order)
      );
    };
  }

  #declare(node: Node): void {
    const { known, namer, writer } = this.#scope;
    const code = this.#values.code(node);
    if (node.op === 'apply' && node.name === 'group' && /^\w+$/.test(code.text)) {
      known.set(node, code);
      return;
    }
    const name = namer.take(this.#nameFor(node));
    writer.line(`const ${name} = ${code.text};`);
    known.set(node, {
      text: name,
      binding: binding.atom,
      ...(code.test === true ? { test: true } : {}),
    });
  }

  #nameFor(node: Node): string {
    const hint = this.#scope.context.symbols.hints.get(node);
    if (hint !== undefined) return hint;
    if (node.op === 'input') return `${node.name}Here`;
    if (apartOf(node) !== undefined) return 'other';
    const chance = chanceName(node);
    if (chance !== undefined) return chance;
    if (node.op === 'apply') return variableNames[node.name] ?? node.name;
    return node.op === 'add' || node.op === 'multiply' ? 'part' : node.op;
  }
}

/** What a loop leaves in memory under its own name. */
export const leftBy = (loop: Loop): readonly Node[] =>
  loop.sinks.flatMap((s) => (s.kind === 'store' || s.kind === 'park' ? [s.node] : []));

/** Everything that roots need down to the leaves, arguments first, and how often it is used. */
function reached(
  roots: readonly Node[],
  isLeaf: (node: Node) => boolean,
): { readonly order: readonly Node[]; readonly uses: ReadonlyMap<Node, number> } {
  const order: Node[] = [];
  const uses = new Map<Node, number>();
  const visit = (node: Node): void => {
    const count = uses.get(node) ?? 0;
    uses.set(node, count + 1);
    if (count > 0) return;
    if (!isLeaf(node) && node.op !== 'pick') node.args.forEach(visit);
    // An index is written twice or more.
    if (node.op === 'pick') node.args.slice(1).forEach((arg) => (visit(arg), visit(arg)));
    order.push(node);
  };
  roots.forEach(visit);
  return { order, uses };
}
