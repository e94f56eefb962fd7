/** Reductions of a tile as JavaScript: what they start from, how a value is taken in, and where the result is left. */
import type { Along } from '../../../graph/node.ts';
import { isBounded } from '../../../schedule/bounded.ts';
import { isLogSum } from '../../../schedule/logProducts.ts';
import { operandOf, registers, type Loop, type Sink } from '../../../schedule/plan.ts';
import { binding, wrap } from '../expression.ts';
import type { Stored } from '../memory.ts';
import { combine, initial, logArgument } from '../sinks.ts';
import type { Local, Scope } from './scope.ts';
import type { Values } from './values.ts';

/** An element that is in a variable for the time being. */
export interface TakenOut {
  readonly node: Along;
  readonly element: string;
  readonly local: Local;
}

export class Reductions {
  readonly #scope: Scope;
  readonly #values: Values;

  constructor(scope: Scope, values: Values) {
    this.#scope = scope;
    this.#values = values;
  }

  /** Begins the reductions that start anew at this depth of a loop. */
  start(loop: Loop, depth: number): void {
    for (const sink of loop.sinks) {
      if (sink.kind === 'accumulate' && this.#startsAt(sink, loop) === depth) this.#startSum(sink.node);
      if (sink.kind === 'fold' && depth === 0) this.#startFold(sink.node, loop);
    }
  }

  /** Reads into variables what a loop over pixels adds to at the same element for all positions along an axis. */
  takeOut(loop: Loop, axis: string): readonly TakenOut[] {
    const { at, namer, writer } = this.#scope;
    return loop.sinks.flatMap((sink): TakenOut[] => {
      if (sink.kind !== 'fold') return [];
      const kept = at.keep(sink.node, loop.pixels);
      if (kept.axes.includes(axis)) return [];
      const element = at.element(kept);
      const value = namer.take(`${at.hint(sink.node)}Here`);
      writer.line(`let ${value} = ${element};`);
      return [{ node: sink.node, element, local: { value } }];
    });
  }

  /** Leaves in memory what was added up in variables since this depth was entered. */
  flush(loop: Loop, depth: number): void {
    const { at, locals, writer } = this.#scope;
    for (const sink of loop.sinks) {
      if (sink.kind !== 'accumulate' || this.#startsAt(sink, loop) !== depth) continue;
      const local = locals.get(sink.node);
      if (local === undefined) continue;
      const target = at.element(at.accumulator(sink.node));
      if (sink.node.name === 'argmax') this.#flushArgmax(sink.node, local);
      else {
        const value = isLogSum(sink.node) ? `Math.log1p(${local.value})` : local.value;
        writer.line(combine(sink.node.name, target, value));
      }
    }
  }

  /** Where a value is added up: a variable, or an element that varies by pixel. */
  target(node: Along, loop: Loop, isFold: boolean): string {
    const { at, locals } = this.#scope;
    const local = locals.get(node)?.value;
    return local ?? at.element(isFold ? at.keep(node, loop.pixels) : at.accumulator(node));
  }

  accumulate(node: Along): void {
    const { at, locals, writer } = this.#scope;
    const local = locals.get(node);
    if (local !== undefined && isLogSum(node)) {
      // Π (1 + t) - 1, which keeps small t; its logarithm is taken once for the tile.
      const t = this.#values.atomic(logArgument(node), 't');
      writer.line(`${local.value} = ${local.value} * (1 + ${t}) + ${t};`);
      return;
    }
    const value = this.#values.number(operandOf(node));
    if (local?.at === undefined) {
      writer.line(combine(node.name, local?.value ?? at.element(at.accumulator(node)), value));
      return;
    }
    this.#accumulateArgmax(node, value, { value: local.value, at: local.at });
  }

  fold(node: Along, loop: Loop): void {
    const { writer, namer } = this.#scope;
    const target = this.target(node, loop, true);
    const value = this.#values.number(operandOf(node));
    if (node.name === 'argmax') {
      this.#foldArgmax(node, loop, value, target);
      return;
    }
    const covered = loop.sinks.some(
      (s) => s.kind === 'fold' && s.node.name === 'argmax' && maxBeside(s.node, loop) === node,
    );
    if (covered) return;
    if (node.name !== 'max' || !isBounded(operandOf(node))) {
      writer.line(combine(node.name, target, value));
      return;
    }
    // Math.max branches, and which of the two is larger cannot be guessed.
    const isAbove = namer.take('isAbove');
    writer.line(`const ${isAbove} = Number(${value} > ${target});`);
    writer.line(`${target} = ${isAbove} * ${value} + (1 - ${isAbove}) * ${target};`);
  }

  /** A running sum along a register axis. */
  scan(node: Along, loop: Loop): void {
    const { at, writer } = this.#scope;
    const kept = at.keep(node, loop.pixels);
    const [axis = ''] = node.over;
    const here = at.coordinate(axis);
    const back = node.name === 'reverse_cumsum';
    const neighbour = at.element(kept, (a) =>
      a === axis ? `(${here} ${back ? '+' : '-'} 1)` : at.coordinate(a),
    );
    const first = back ? `${here} === ${at.extent(axis)} - 1` : `${here} === 0`;
    writer.line(
      `${at.element(kept)} = (${first} ? 0 : ${neighbour}) + ${wrap(this.#values.numberCode(operandOf(node)), binding.product)};`,
    );
  }

  /** The depth at which a reduction starts anew: around the loops over what it removes. */
  #startsAt(sink: Sink, loop: Loop): number | undefined {
    const { at, context } = this.#scope;
    if (sink.kind === 'accumulate') return at.perPixel(sink.node) ? undefined : loop.registers.length;
    if (sink.kind !== 'fold') return undefined;
    if (loop.pixels) return 0;
    return registers(context.plan.roles, sink.node).length === 0 ? 0 : undefined;
  }

  #startSum(node: Along): void {
    const { at, locals, namer, writer } = this.#scope;
    const wish = at.hint(node);
    const value = namer.take(`${wish}Here`);
    writer.line(`let ${value} = ${initial[node.name] ?? '0'};`);
    if (node.name !== 'argmax') {
      locals.set(node, { value });
      return;
    }
    const place = namer.take(`${wish}At`);
    writer.line(`let ${place} = 0;`);
    locals.set(node, { value, at: place });
  }

  #startFold(node: Along, loop: Loop): void {
    const { at, writer } = this.#scope;
    const lowest = node.name === 'max' && isBounded(operandOf(node));
    const start = lowest ? '-Number.MAX_VALUE' : (initial[node.name] ?? '0');
    const kept = at.keep(node, loop.pixels);
    if (kept.axes.length === 0 && !loop.pixels) {
      writer.line(`let ${kept.name} = ${node.name === 'argmax' ? '0' : start};`);
      if (node.name === 'argmax') writer.line(`let ${kept.name}Best = -Infinity;`);
      return;
    }
    const length = at.lengthOf(kept.axes, loop.pixels, 'count');
    writer.line(`${kept.name}.fill(${node.name === 'argmax' ? '0' : start}, 0, ${length});`);
    if (node.name === 'argmax' && maxBeside(node, loop) === undefined)
      writer.line(`${this.#best(node, loop.pixels).name}.fill(-Infinity, 0, ${length});`);
  }

  // --- the position of the largest value ------------------------------------------------------------------------

  #accumulateArgmax(node: Along, value: string, local: Required<Local>): void {
    const { namer, writer } = this.#scope;
    const candidate = namer.take('candidate');
    const place = namer.take('place');
    writer
      .line(`const ${candidate} = ${value};`)
      .line(`const ${place} = ${this.#flatPositionOf(node)};`)
      .block(
        `if (${candidate} > ${local.value} || (${candidate} === ${local.value} && ${place} < ${local.at})) {`,
        () => writer.line(`${local.value} = ${candidate};`).line(`${local.at} = ${place};`),
      );
  }

  #foldArgmax(node: Along, loop: Loop, value: string, target: string): void {
    const { at, writer } = this.#scope;
    const max = maxBeside(node, loop);
    const best = at.element(max === undefined ? this.#best(node, loop.pixels) : at.keep(max, loop.pixels));
    writer.block(`if (${value} > ${best}) {`, () => {
      writer.line(`${best} = ${value};`).line(`${target} = ${this.#flatPositionOf(node)};`);
    });
  }

  #flushArgmax(node: Along, local: Local): void {
    const { at, writer } = this.#scope;
    const place = at.accumulator(node);
    const best = { ...place, name: `${place.name}Best` };
    at.used.add(best.name);
    const [b, a] = [at.element(best), at.element(place)];
    writer.block(
      `if (${local.value} > ${b} || (${local.value} === ${b} && ${local.at ?? '0'} < ${a})) {`,
      () => {
        writer.line(`${b} = ${local.value};`).line(`${a} = ${local.at ?? '0'};`);
      },
    );
  }

  /** The position along the axes of an argmax, row-major in the order of their names. */
  #flatPositionOf(node: Along): string {
    const { at } = this.#scope;
    return node.over.reduce((flat, axis) => {
      const here = axis === at.pixel ? `start + ${at.here}` : at.coordinate(axis);
      return flat === '' ? here : `(${flat}) * ${at.extent(axis)} + ${here}`;
    }, '');
  }

  /** Where the largest value so far is kept beside its position. */
  #best(node: Along, pixels: boolean): Stored {
    const { at } = this.#scope;
    const kept = at.keep(node, pixels);
    const best = { ...kept, name: `${kept.name}Best` };
    if (kept.axes.length > 0 || pixels) at.scratchFor(best, pixels);
    return best;
  }
}

/** The maximum whose position an argmax of the same loop asks for. */
function maxBeside(node: Along, loop: Loop): Along | undefined {
  const found = loop.sinks.find(
    (s) =>
      s.kind === 'fold' &&
      s.node.name === 'max' &&
      s.node.args[0] === node.args[0] &&
      s.node.over.join() === node.over.join(),
  );
  return found?.kind === 'fold' ? found.node : undefined;
}
