/** What a loop does with its values, one sink at a time: reduces them, keeps them, or writes them out. */
import type { Along, Node } from '../../../graph/node.ts';
import { isConst } from '../../../graph/node.ts';
import { operandOf, rootOf, type Loop, type Output, type Own, type Sink } from '../../../schedule/plan.ts';
import type { Scatter } from '../../../schedule/scatter.ts';
import { asNumber, asTest, binding, wrap } from '../expression.ts';
import type { Stored } from '../memory.ts';
import type { Reductions } from './reductions.ts';
import type { Scope } from './scope.ts';
import type { Values } from './values.ts';

/** A sum and what is added to it where its test lets it. */
interface Guarded {
  readonly sink: Extract<Sink, { kind: 'accumulate' | 'fold' }>;
  readonly value: Node;
}

export class Statements {
  readonly #scope: Scope;
  readonly #values: Values;
  readonly #reductions: Reductions;

  constructor(scope: Scope, values: Values, reductions: Reductions) {
    this.#scope = scope;
    this.#values = values;
    this.#reductions = reductions;
  }

  /** All sinks of a loop; what has the same test shares it, at the end. */
  write(loop: Loop): void {
    const scattered = new Map<string, string[]>();
    const guarded = new Map<Node, { readonly holds: Guarded[]; readonly fails: Guarded[] }>();
    for (const sink of loop.sinks) {
      if (sink.kind === 'scatter') {
        const { test, statement } = this.#scatter(sink.node, sink.scatter);
        scattered.set(test, [...(scattered.get(test) ?? []), statement]);
        continue;
      }
      const guard = this.#guardOf(sink);
      if (guard === undefined) {
        this.#sink(sink, loop);
        continue;
      }
      const found = guarded.get(guard.test) ?? { holds: [], fails: [] };
      (guard.holds ? found.holds : found.fails).push({ sink: guard.sink, value: guard.value });
      guarded.set(guard.test, found);
    }
    for (const [test, statements] of scattered)
      this.#scope.writer.block(`if (${test}) {`, () => this.#scope.writer.lines(statements));
    for (const [test, { holds, fails }] of guarded) this.#guardedSums(test, holds, fails, loop);
  }

  /** A sum of what a test lets through: it is added where the test holds, instead of adding 0 elsewhere. */
  #guardOf(sink: Sink): (Guarded & { readonly test: Node; readonly holds: boolean }) | undefined {
    if (sink.kind !== 'accumulate' && sink.kind !== 'fold') return undefined;
    const operand = operandOf(sink.node);
    const [test, yes, no] = operand.args;
    if (sink.node.name !== 'sum' || this.#scope.known.has(operand) || operand.op !== 'apply')
      return undefined;
    if (operand.name !== 'select' || test === undefined || yes === undefined || no === undefined)
      return undefined;
    if (isConst(no, 0)) return { sink, test, holds: true, value: yes };
    return isConst(yes, 0) ? { sink, test, holds: false, value: no } : undefined;
  }

  #guardedSums(test: Node, holds: readonly Guarded[], fails: readonly Guarded[], loop: Loop): void {
    const { writer } = this.#scope;
    const code = asTest(this.#values.code(test));
    const add = ({ sink, value }: Guarded): void => {
      const target = this.#reductions.target(sink.node, loop, sink.kind === 'fold');
      writer.line(`${target} += ${this.#values.number(value)};`);
    };
    const head = holds.length > 0 ? code.text : `!${wrap(code, binding.unary)}`;
    writer.block(
      `if (${head}) {`,
      () => (holds.length > 0 ? holds : fails).forEach(add),
      fails.length > 0 && holds.length > 0 ? '} else {' : '}',
    );
    if (holds.length > 0 && fails.length > 0) writer.indent(() => fails.forEach(add)).line('}');
  }

  #sink(sink: Exclude<Sink, { kind: 'scatter' }>, loop: Loop): void {
    const { at, writer } = this.#scope;
    switch (sink.kind) {
      case 'accumulate':
        return this.#reductions.accumulate(sink.node);
      case 'fold':
        return this.#reductions.fold(sink.node, loop);
      case 'scan':
        return this.#reductions.scan(sink.node, loop);
      case 'store': {
        // The value is written before it has a place: else it would be read from there.
        const value = this.#values.number(rootOf(sink));
        const kept = at.keep(sink.node, loop.pixels);
        const isVariable = kept.axes.length === 0 && !loop.pixels;
        writer.line(`${isVariable ? 'const ' : ''}${at.element(kept)} = ${value};`);
        return;
      }
      case 'park': {
        const value = this.#values.number(rootOf(sink));
        writer.line(`${at.element(at.output(sink.output))} = ${value};`);
        this.#scope.parked.add(sink.node);
        return;
      }
      case 'output':
        return this.#output(sink.output);
      case 'amend':
        return this.#own(this.#values.placeOf(sink.node), sink.own, '');
      case 'own':
        return this.#own(at.output(sink.output), sink.own, this.#asked(sink.output));
    }
  }

  /** Adds to the sum of the class that the pixel has, if it has one. */
  #scatter(node: Along, { axis, index, value }: Scatter): { test: string; statement: string } {
    const { at } = this.#scope;
    const place = wrap(asNumber(this.#values.code(index)), binding.sum);
    const target = at.element(at.accumulator(node), (a) => (a === axis ? place : at.coordinate(a)));
    return {
      test: `${place} >= 0 && ${place} < ${at.extent(axis)}`,
      statement: `${target} += ${this.#values.number(value)};`,
    };
  }

  /** Writes the entry of the class that the pixel has, if it has one. */
  #own(stored: Stored, { axis, index, value }: Own, asked: string): void {
    const { at, writer } = this.#scope;
    const place = wrap(asNumber(this.#values.code(index)), binding.sum);
    const target = at.element(stored, (a) => (a === axis ? place : at.coordinate(a)));
    writer.line(
      `if (${asked}${place} >= 0 && ${place} < ${at.extent(axis)}) ${target} = ${this.#values.number(value)};`,
    );
  }

  #output(output: Output): void {
    const { at, writer } = this.#scope;
    const target = at.element(at.output(output));
    const value = this.#values.number(output.node);
    const asked = this.#asked(output).replace(/ && $/, '');
    writer.line(`${asked === '' ? '' : `if (${asked}) `}${target} = ${value};`);
  }

  /** A test for gradients that were asked for, where there is anything else to do. */
  #asked(output: Output): string {
    const { at, nest } = this.#scope;
    const alone = nest.loops
      .flatMap((l) => l.sinks)
      .every(
        (s) =>
          s.kind === 'fold' ||
          s.kind === 'store' ||
          s.kind === 'amend' ||
          ((s.kind === 'output' || s.kind === 'own') && s.output === output),
      );
    return output.role === 'gradient' && !alone ? `${at.output(output).name} !== null && ` : '';
  }
}
