/** One nest of the plan in; the function that computes a tile of it out. */
import { isConst, type Along, type Node } from '../../graph/node.ts';
import {
  isLocal,
  operandOf,
  registers,
  type Loop,
  type Nest,
  type Output,
  type Own,
  type Sink,
} from '../../schedule/plan.ts';
import { isBounded } from '../../schedule/bounded.ts';
import { isBoundedLogSum, isLogSum } from '../../schedule/logProducts.ts';
import { chanceName } from '../../schedule/odds.ts';
import type { Scatter } from '../../schedule/scatter.ts';
import { Writer } from '../../text/writer.ts';
import { asNumber, asTest, atom, binding, expression, wrap, type Code } from './expression.ts';
import type { Stored } from './memory.ts';
import type { Namer } from './namer.ts';
import { Places, type PlacesContext } from './places.ts';
import { combine, initial, logArgument, powersOf, valueOf, variableNames } from './sinks.ts';

export interface Tile {
  readonly name: string;
  /** Module-level names that the function takes, in order; then outer coordinates, `start` and `count`. */
  readonly parameters: readonly string[];
  readonly code: string;
  /** Arrays that the tile keeps between loops, with their length as an expression. */
  readonly scratch: readonly { readonly name: string; readonly length: string }[];
  /** Outputs that it writes only where they were asked for. */
  readonly optional: readonly string[];
}

export interface TileContext extends PlacesContext {
  readonly names: Namer;
  /** For float32 data: exponentials to 9 digits at a third of the time. */
  readonly fast: boolean;
}

export function printTile(name: string, nest: Nest, context: TileContext): Tile {
  return new TilePrinter(name, nest, context).print();
}

/** The parameter that says where odds are capped, so that arrays of the gradients can hold them. */
export const largestLogit = 'largestLogit';

class TilePrinter {
  readonly #name: string;
  readonly #nest: Nest;
  readonly #context: TileContext;
  readonly #writer = new Writer();
  readonly #namer: Namer;
  readonly #at: Places;
  /** Values that an earlier loop of this tile has left in an output. */
  readonly #parked = new Set<Node>();
  /** Values that have a variable in scope: per function, and per loop. */
  #known = new Map<Node, Code>();

  constructor(name: string, nest: Nest, context: TileContext) {
    this.#name = name;
    this.#nest = nest;
    this.#context = context;
    this.#namer = context.names.inner();
    this.#at = new Places(context, this.#namer, nest.domain.at(-1));
  }

  print(): Tile {
    this.#nest.loops.forEach((loop) => this.#loop(loop));
    const { domain } = this.#nest;
    const outer = domain.slice(0, -1).map((axis) => this.#at.coordinate(axis));
    const parameters = [...this.#at.used].sort();
    const all = [...parameters, ...outer, ...(domain.length > 0 ? ['start', 'count'] : [])];
    const code = new Writer();
    code.block(`function ${this.#name}(${all.join(', ')}) {`, () =>
      code.line(this.#writer.toString().trimEnd()),
    );
    return {
      name: this.#name,
      parameters,
      code: code.toString(),
      scratch: [...this.#at.scratch].map(([name, length]) => ({ name, length })),
      optional: this.#optional(),
    };
  }

  #optional(): readonly string[] {
    return this.#sinks().flatMap((s) =>
      s.kind === 'output' && s.output.role === 'gradient' ? [this.#at.output(s.output).name] : [],
    );
  }

  #sinks(): readonly Sink[] {
    return this.#nest.loops.flatMap((l) => l.sinks);
  }

  // --- loops ----------------------------------------------------------------------------------------------------

  #loop(loop: Loop): void {
    const body = this.#bodyOf(loop);
    const outerKnown = new Set(this.#known.keys());
    body.declare(0);
    this.#initialise(loop, 0);
    this.#registerLoops(loop, 0, body);
    this.#flush(loop, 0);
    // What was declared at function level stays in scope for later loops.
    this.#known = new Map([...this.#known].filter(([n]) => outerKnown.has(n) || body.depth(n) === 0));
  }

  #registerLoops(loop: Loop, depth: number, body: Body): void {
    const axis = loop.registers[depth];
    if (axis === undefined) {
      this.#pixelLoop(loop, body);
      return;
    }
    const at = this.#at.coordinate(axis);
    const size = this.#at.extent(axis);
    const known = new Map(this.#known);
    const rows = new Map(this.#at.rows);
    const reversed = loop.sinks.some((s) => s.kind === 'scan' && s.node.name === 'reverse_cumsum');
    const head = reversed
      ? `for (let ${at} = ${size} - 1; ${at} >= 0; ${at}--) {`
      : `for (let ${at} = 0; ${at} < ${size}; ${at}++) {`;
    this.#writer.block(head, () => {
      body.declare(depth + 1);
      this.#initialise(loop, depth + 1);
      this.#registerLoops(loop, depth + 1, body);
      this.#flush(loop, depth + 1);
    });
    this.#known = known;
    this.#at.rows = rows;
  }

  #pixelLoop(loop: Loop, body: Body): void {
    const write = (): void => {
      if (loop.pixels) body.declare(loop.registers.length + 1);
      const guarded = new Map<Node, { readonly holds: Guarded[]; readonly fails: Guarded[] }>();
      for (const sink of loop.sinks) {
        const guard = this.#guardOf(sink);
        if (guard === undefined) {
          this.#sink(sink, loop);
          continue;
        }
        const found = guarded.get(guard.test) ?? { holds: [], fails: [] };
        (guard.holds ? found.holds : found.fails).push({ sink: guard.sink, value: guard.value });
        guarded.set(guard.test, found);
      }
      for (const [test, { holds, fails }] of guarded) this.#guardedSums(test, holds, fails);
    };
    if (!loop.pixels) {
      write();
      return;
    }
    body.rows();
    const growing = loop.sinks.filter(isGrowing).filter(({ node }) => this.#locals.has(node));
    if (growing.length === 0) this.#steps('0', 'count', write);
    else this.#blocks(loop, growing, write);
  }

  #steps(from: string, to: string, write: () => void): void {
    const known = new Map(this.#known);
    const k = this.#at.step;
    this.#writer.block(`for (let ${k} = ${from}; ${k} < ${to}; ${k}++) {`, write);
    this.#known = known;
  }

  /** Products of logarithms that may grow without bounds are looked at after every few factors. */
  #blocks(loop: Loop, growing: readonly Growing[], write: () => void): void {
    const [from, to] = [this.#namer.take('from'), this.#namer.take('to')];
    this.#writer.block(`for (let ${from} = 0; ${from} < count; ${from} += ${block}) {`, () => {
      this.#writer.line(`const ${to} = Math.min(${from} + ${block}, count);`);
      const befores = growing.map((sink) => {
        const before = this.#namer.take('before');
        this.#writer.line(`const ${before} = ${this.#locals.get(sink.node)?.value ?? '0'};`);
        return { sink, before };
      });
      this.#steps(from, to, write);
      for (const { sink, before } of befores) this.#settle(loop, sink, before, [from, to]);
    });
  }

  /** Takes the logarithm of a large product; of factors that were too large for it, one logarithm each. */
  #settle(loop: Loop, sink: Growing, before: string, [from, to]: readonly [string, string]): void {
    const product = this.#locals.get(sink.node)?.value ?? '0';
    const sum = this.#at.element(this.#at.accumulator(sink.node));
    this.#writer.block(`if (!(${product} < 1e150)) {`, () => {
      this.#writer.block(`if (!(${product} < Infinity)) {`, () => {
        this.#writer.line(`${product} = ${before};`);
        // For float64 data worked out again: what was parked meanwhile may have been rounded.
        const parked = [...this.#parked];
        if (!this.#context.fast) this.#parked.clear();
        const body = this.#bodyOf({ ...loop, sinks: [sink] });
        this.#steps(from, to, () => {
          body.declare(loop.registers.length + 1);
          this.#writer.line(`${sum} += Math.log1p(${this.#number(logArgument(sink.node))});`);
        });
        parked.forEach((node) => this.#parked.add(node));
      });
      this.#writer.line(`${sum} += Math.log1p(${product});`).line(`${product} = 0;`);
    });
  }

  /** A sum of what a test lets through: it is added where the test holds, instead of adding 0 elsewhere. */
  #guardOf(sink: Sink): (Guarded & { readonly test: Node; readonly holds: boolean }) | undefined {
    if (sink.kind !== 'accumulate' && sink.kind !== 'fold') return undefined;
    const operand = operandOf(sink.node);
    const [test, yes, no] = operand.args;
    if (sink.node.name !== 'sum' || this.#known.has(operand) || operand.op !== 'apply') return undefined;
    if (operand.name !== 'select' || test === undefined || yes === undefined || no === undefined)
      return undefined;
    if (isConst(no, 0)) return { sink, test, holds: true, value: yes };
    return isConst(yes, 0) ? { sink, test, holds: false, value: no } : undefined;
  }

  #guardedSums(test: Node, holds: readonly Guarded[], fails: readonly Guarded[]): void {
    const code = asTest(this.#code(test));
    const add = ({ sink, value }: Guarded): void => {
      const target =
        sink.kind === 'fold' ? this.#at.element(this.#at.keep(sink.node, true)) : this.#target(sink.node);
      this.#writer.line(`${target} += ${this.#number(value)};`);
    };
    const head = holds.length > 0 ? code.text : `!${wrap(code, binding.unary)}`;
    this.#writer.block(
      `if (${head}) {`,
      () => (holds.length > 0 ? holds : fails).forEach(add),
      fails.length > 0 && holds.length > 0 ? '} else {' : '}',
    );
    if (holds.length > 0 && fails.length > 0) this.#writer.indent(() => fails.forEach(add)).line('}');
  }

  /** Where a sum is added up: a variable, or an element that varies by pixel. */
  #target(node: Along): string {
    return this.#locals.get(node)?.value ?? this.#at.element(this.#at.accumulator(node));
  }

  // --- sinks ----------------------------------------------------------------------------------------------------

  /** The depth at which a reduction starts anew: around the loops over what it removes. */
  #startsAt(sink: Sink, loop: Loop): number | undefined {
    if (sink.kind === 'accumulate') return this.#at.perPixel(sink.node) ? undefined : loop.registers.length;
    if (sink.kind !== 'fold') return undefined;
    if (loop.pixels) return 0;
    const kept = registers(this.#context.plan.roles, sink.node);
    return kept.length === 0 ? 0 : undefined;
  }

  #initialise(loop: Loop, depth: number): void {
    for (const sink of loop.sinks) {
      if (sink.kind === 'accumulate' && this.#startsAt(sink, loop) === depth) this.#startSum(sink.node);
      if (sink.kind === 'fold' && depth === 0) this.#startFold(sink.node, loop);
    }
  }

  #locals = new Map<Along, { value: string; at?: string }>();

  #startSum(node: Along): void {
    const wish = this.#at.hint(node);
    const value = this.#namer.take(`${wish}Here`);
    this.#writer.line(`let ${value} = ${initial[node.name] ?? '0'};`);
    if (node.name !== 'argmax') {
      this.#locals.set(node, { value });
      return;
    }
    const at = this.#namer.take(`${wish}At`);
    this.#writer.line(`let ${at} = 0;`);
    this.#locals.set(node, { value, at });
  }

  #startFold(node: Along, loop: Loop): void {
    const lowest = node.name === 'max' && isBounded(operandOf(node));
    const start = lowest ? '-Number.MAX_VALUE' : (initial[node.name] ?? '0');
    const kept = this.#at.keep(node, loop.pixels);
    if (kept.axes.length === 0 && !loop.pixels) {
      this.#writer.line(`let ${kept.name} = ${node.name === 'argmax' ? '0' : start};`);
      if (node.name === 'argmax') this.#writer.line(`let ${kept.name}Best = -Infinity;`);
      return;
    }
    const length = this.#at.lengthOf(kept.axes, loop.pixels, 'count');
    this.#writer.line(`${kept.name}.fill(${node.name === 'argmax' ? '0' : start}, 0, ${length});`);
    if (node.name === 'argmax' && this.#maxBeside(node, loop) === undefined)
      this.#writer.line(`${this.#best(node, loop.pixels).name}.fill(-Infinity, 0, ${length});`);
  }

  #flush(loop: Loop, depth: number): void {
    for (const sink of loop.sinks) {
      if (sink.kind !== 'accumulate' || this.#startsAt(sink, loop) !== depth) continue;
      const local = this.#locals.get(sink.node);
      if (local === undefined) continue;
      const target = this.#at.element(this.#at.accumulator(sink.node));
      if (sink.node.name === 'argmax') this.#flushArgmax(sink.node, local);
      else {
        const value = isLogSum(sink.node) ? `Math.log1p(${local.value})` : local.value;
        this.#writer.line(combine(sink.node.name, target, value));
      }
    }
  }

  #flushArgmax(node: Along, local: { value: string; at?: string }): void {
    const at = this.#at.accumulator(node);
    const best = { ...at, name: `${at.name}Best` };
    this.#at.used.add(best.name);
    const [b, a] = [this.#at.element(best), this.#at.element(at)];
    this.#writer.block(
      `if (${local.value} > ${b} || (${local.value} === ${b} && ${local.at ?? '0'} < ${a})) {`,
      () => {
        this.#writer.line(`${b} = ${local.value};`).line(`${a} = ${local.at ?? '0'};`);
      },
    );
  }

  #sink(sink: Sink, loop: Loop): void {
    switch (sink.kind) {
      case 'accumulate':
        return this.#accumulate(sink.node);
      case 'scatter':
        return this.#scatter(sink.node, sink.scatter);
      case 'fold':
        return this.#fold(sink.node, loop);
      case 'scan':
        return this.#scan(sink.node, loop);
      case 'store': {
        // The value is written before it has a place: else it would be read from there.
        const value = this.#number(sink.node);
        const kept = this.#at.keep(sink.node, loop.pixels);
        const isVariable = kept.axes.length === 0 && !loop.pixels;
        this.#writer.line(`${isVariable ? 'const ' : ''}${this.#at.element(kept)} = ${value};`);
        return;
      }
      case 'park': {
        const value = this.#number(sink.node);
        const stored = this.#at.output(sink.output);
        this.#writer.line(`${this.#at.element(stored)} = ${value};`);
        this.#parked.add(sink.node);
        return;
      }
      case 'output':
        return this.#write(sink.output);
      case 'own':
        return this.#writeOwn(sink.output, sink.own);
    }
  }

  /** Adds to the sum of the class that the pixel has, if it has one. */
  #scatter(node: Along, { axis, index, value }: Scatter): void {
    const at = wrap(asNumber(this.#code(index)), binding.sum);
    const target = this.#at.element(this.#at.accumulator(node), (a) =>
      a === axis ? at : this.#at.coordinate(a),
    );
    this.#writer.block(`if (${at} >= 0 && ${at} < ${this.#at.extent(axis)}) {`, () =>
      this.#writer.line(`${target} += ${this.#number(value)};`),
    );
  }

  #accumulate(node: Along): void {
    const local = this.#locals.get(node);
    if (local !== undefined && isLogSum(node)) {
      // Π (1 + t) - 1, which keeps small t; its logarithm is taken once for the tile.
      const t = this.#atomic(logArgument(node), 't');
      this.#writer.line(`${local.value} = ${local.value} * (1 + ${t}) + ${t};`);
      return;
    }
    const value = this.#number(operandOf(node));
    if (local === undefined) {
      this.#writer.line(combine(node.name, this.#at.element(this.#at.accumulator(node)), value));
      return;
    }
    if (local.at === undefined) {
      this.#writer.line(combine(node.name, local.value, value));
      return;
    }
    const candidate = this.#namer.take('candidate');
    const place = this.#namer.take('place');
    this.#writer
      .line(`const ${candidate} = ${value};`)
      .line(`const ${place} = ${this.#flatPositionOf(node)};`);
    this.#writer.block(
      `if (${candidate} > ${local.value} || (${candidate} === ${local.value} && ${place} < ${local.at})) {`,
      () => this.#writer.line(`${local.value} = ${candidate};`).line(`${local.at} = ${place};`),
    );
  }

  /** The name of a variable that holds a value, a new one where there is none. */
  #atomic(node: Node, wish: string): string {
    const code = this.#numberCode(node);
    if (code.binding === binding.atom) return code.text;
    const name = this.#namer.take(wish);
    this.#writer.line(`const ${name} = ${code.text};`);
    return name;
  }

  /** The position along the axes of an argmax, row-major in the order of their names. */
  #flatPositionOf(node: Along): string {
    return node.over.reduce((flat, axis) => {
      const at = axis === this.#at.pixel ? `start + ${this.#at.step}` : this.#at.coordinate(axis);
      return flat === '' ? at : `(${flat}) * ${this.#at.extent(axis)} + ${at}`;
    }, '');
  }

  #maxBeside(node: Along, loop: Loop): Along | undefined {
    const found = loop.sinks.find(
      (s) =>
        s.kind === 'fold' &&
        s.node.name === 'max' &&
        s.node.args[0] === node.args[0] &&
        s.node.over.join() === node.over.join(),
    );
    return found?.kind === 'fold' ? found.node : undefined;
  }

  /** Where the largest value so far is kept beside its position. */
  #best(node: Along, pixels: boolean): Stored {
    const kept = this.#at.keep(node, pixels);
    const best = { ...kept, name: `${kept.name}Best` };
    if (kept.axes.length > 0 || pixels) this.#at.scratchFor(best, pixels);
    return best;
  }

  #fold(node: Along, loop: Loop): void {
    const target = this.#at.element(this.#at.keep(node, loop.pixels));
    const value = this.#number(operandOf(node));
    if (node.name === 'argmax') {
      const max = this.#maxBeside(node, loop);
      const best = this.#at.element(
        max === undefined ? this.#best(node, loop.pixels) : this.#at.keep(max, loop.pixels),
      );
      this.#writer.block(`if (${value} > ${best}) {`, () => {
        this.#writer.line(`${best} = ${value};`).line(`${target} = ${this.#flatPositionOf(node)};`);
      });
      return;
    }
    const covered = loop.sinks.some(
      (s) => s.kind === 'fold' && s.node.name === 'argmax' && this.#maxBeside(s.node, loop) === node,
    );
    if (covered) return;
    if (node.name !== 'max' || !isBounded(operandOf(node))) {
      this.#writer.line(combine(node.name, target, value));
      return;
    }
    // Math.max branches, and which of the two is larger cannot be guessed.
    const isAbove = this.#namer.take('isAbove');
    this.#writer.line(`const ${isAbove} = Number(${value} > ${target});`);
    this.#writer.line(`${target} = ${isAbove} * ${value} + (1 - ${isAbove}) * ${target};`);
  }

  #scan(node: Along, loop: Loop): void {
    const kept = this.#at.keep(node, loop.pixels);
    const [axis = ''] = node.over;
    const at = this.#at.coordinate(axis);
    const back = node.name === 'reverse_cumsum';
    const neighbour = this.#at.element(kept, (a) =>
      a === axis ? `(${at} ${back ? '+' : '-'} 1)` : this.#at.coordinate(a),
    );
    const first = back ? `${at} === ${this.#at.extent(axis)} - 1` : `${at} === 0`;
    this.#writer.line(
      `${this.#at.element(kept)} = (${first} ? 0 : ${neighbour}) + ${wrap(this.#numberCode(operandOf(node)), binding.product)};`,
    );
  }

  #writeOwn(output: Output, { axis, index, value }: Own): void {
    const at = wrap(asNumber(this.#code(index)), binding.sum);
    const target = this.#at.element(this.#at.output(output), (a) =>
      a === axis ? at : this.#at.coordinate(a),
    );
    this.#writer.line(
      `if (${this.#asked(output)}${at} >= 0 && ${at} < ${this.#at.extent(axis)}) ${target} = ${this.#number(value)};`,
    );
  }

  #write(output: Output): void {
    const target = this.#at.element(this.#at.output(output));
    const value = this.#number(output.node);
    const asked = this.#asked(output).replace(/ && $/, '');
    this.#writer.line(`${asked === '' ? '' : `if (${asked}) `}${target} = ${value};`);
  }

  /** A test for gradients that were asked for, where there is anything else to do. */
  #asked(output: Output): string {
    const alone = this.#sinks().every(
      (s) =>
        s.kind === 'fold' ||
        s.kind === 'store' ||
        ((s.kind === 'output' || s.kind === 'own') && s.output === output),
    );
    return output.role === 'gradient' && !alone ? `${this.#at.output(output).name} !== null && ` : '';
  }

  // --- values ---------------------------------------------------------------------------------------------------

  #number = (node: Node): string => this.#numberCode(node).text;
  #numberCode = (node: Node): Code => asNumber(this.#code(node));

  /** A variable in scope, a place in memory, or the expression itself. */
  #code(node: Node): Code {
    return (
      this.#known.get(node) ??
      this.#leaf(node) ??
      this.#special(node) ??
      expression(node, (arg) => this.#code(arg))
    );
  }

  /** The table-driven exponentials of float32 code, and what is capped. */
  #special(node: Node): Code | undefined {
    const [x] = node.args;
    if (node.op !== 'apply' || x === undefined) return undefined;
    const { fast } = this.#context;
    if (node.name === 'exp' && fast && x.range.hi <= 0) return atom(`expNegative(${this.#number(x)})`);
    if (node.name !== 'root_odds' && node.name !== 'excess') return undefined;
    this.#at.used.add(largestLogit);
    if (node.name === 'root_odds')
      return atom(`${fast ? 'fastRootOdds' : 'rootOdds'}(${this.#number(x)}, ${largestLogit})`);
    const logit = wrap(this.#numberCode(x), binding.relation + 1);
    const text = `${logit} > ${largestLogit} ? ${logit} - ${largestLogit} : 0`;
    return { text, binding: binding.ternary };
  }

  #leaf(node: Node): Code | undefined {
    const { symbols, plan } = this.#context;
    const parked = this.#parkedIn(node);
    if (parked !== undefined) return atom(this.#at.element(this.#at.output(parked)));
    switch (node.op) {
      case 'input': {
        const stored = symbols.inputs.get(node.name);
        if (stored === undefined) throw new Error(`There is no array for ${node.name}.`);
        this.#at.used.add(stored.name);
        return atom(this.#at.element(stored));
      }
      case 'hyperparameter': {
        const name = symbols.hyperparameters.get(node.name) ?? node.name;
        this.#at.used.add(name);
        return atom(name);
      }
      case 'size': {
        const name = symbols.sizes.get(node.axis) ?? node.axis;
        this.#at.used.add(name);
        return atom(name);
      }
      case 'position':
        return node.axis === this.#at.pixel
          ? { text: `start + ${this.#at.step}`, binding: binding.sum }
          : atom(this.#at.coordinate(node.axis));
      case 'pick':
        return this.#gather(node);
      case 'along':
        if (!isLocal(plan.roles, node)) return atom(this.#at.element(this.#at.accumulator(node)));
        return this.#fromScratch(node);
      default:
        return this.#at.kept.has(node) ? this.#fromScratch(node) : undefined;
    }
  }

  /** The output in whose array a value is for the time being. */
  #parkedIn(node: Node): Output | undefined {
    const { parked, parks } = this.#nest;
    return parked.get(node) ?? (this.#parked.has(node) ? parks.get(node) : undefined);
  }

  #fromScratch(node: Node): Code {
    const kept = this.#at.kept.get(node);
    if (kept === undefined) throw new Error('A fold is read after it was computed.');
    return atom(this.#at.element(kept));
  }

  /** An element at a computed class, 0 where the index is no class. */
  #gather(node: Node & { op: 'pick' }): Code {
    const [x, index] = node.args;
    if (x === undefined || index === undefined) throw new Error('A pick has two arguments.');
    const at = this.#code(index);
    const text = wrap(asNumber(at), binding.unary);
    const place = this.#at.element(this.#placeOf(x), (axis) =>
      axis === node.axis ? text : this.#at.coordinate(axis),
    );
    const certain = index.op === 'along' && index.name === 'argmax';
    if (certain) return atom(place);
    const relation = wrap(asNumber(at), binding.sum);
    return {
      text: `${relation} >= 0 && ${relation} < ${this.#at.extent(node.axis)} ? ${place} : 0`,
      binding: binding.ternary,
    };
  }

  #placeOf(x: Node): Stored {
    const parked = this.#parkedIn(x);
    if (parked !== undefined) return this.#at.output(parked);
    const kept = this.#at.kept.get(x);
    if (kept !== undefined) return kept;
    if (x.op === 'input') {
      const stored = this.#context.symbols.inputs.get(x.name);
      if (stored !== undefined) {
        this.#at.used.add(stored.name);
        return stored;
      }
    }
    return this.#at.accumulator(x);
  }

  // --- variables ------------------------------------------------------------------------------------------------

  /** Plans the variables of a loop: what is used more than once, or in a loop further inside. */
  #bodyOf(loop: Loop): Body {
    const roots = loop.sinks.map(valueOf);
    const defined = new Set(
      loop.sinks.flatMap((s) => (s.kind === 'store' || s.kind === 'park' ? [s.node] : [])),
    );
    const isLeafHere = (node: Node): boolean =>
      node.op === 'along' ||
      node.op === 'input' ||
      this.#nest.parked.has(node) ||
      (this.#nest.stored.has(node) && !defined.has(node)) ||
      node.args.length === 0;
    const order: Node[] = [];
    const uses = new Map<Node, number>();
    const visit = (node: Node): void => {
      const count = uses.get(node) ?? 0;
      uses.set(node, count + 1);
      if (count > 0) return;
      if (!isLeafHere(node) && node.op !== 'pick') node.args.forEach(visit);
      if (node.op === 'pick') node.args.slice(1).forEach((arg) => (visit(arg), visit(arg)));
      order.push(node);
    };
    roots.forEach(visit);
    const depth = (node: Node): number => this.#depthOf(node, loop);
    const deeper = new Set<Node>();
    for (const node of order)
      if (!isLeafHere(node)) for (const arg of node.args) if (depth(arg) < depth(node)) deeper.add(arg);
    const doubled = new Set(
      loop.sinks.flatMap((s) =>
        s.kind === 'fold' && (s.node.name === 'argmax' || s.node.name === 'max') ? [operandOf(s.node)] : [],
      ),
    );
    const wanted = (node: Node): boolean => {
      if (node.args.length === 0 && node.op !== 'input') return false;
      if (node.op === 'apply' && node.name === 'group' && (node.args[0]?.args.length ?? 0) === 0)
        return false;
      return (
        (uses.get(node) ?? 0) > 1 ||
        doubled.has(node) ||
        (deeper.has(node) && node.op !== 'along') ||
        (deeper.has(node) && depth(node) > 0) ||
        powersOf(node, order)
      );
    };
    return {
      depth,
      declare: (at) => {
        for (const node of order)
          if (depth(node) === at && wanted(node) && !this.#known.has(node)) this.#declare(node);
      },
      rows: () => {
        const name = (stored: Stored): void => {
          const row = this.#at.rowOf(stored);
          if (row !== undefined) this.#writer.line(`const ${row.name} = ${row.text};`);
        };
        for (const node of order) {
          const parked = this.#parkedIn(node);
          if (parked !== undefined) name(this.#at.output(parked));
          else if (node.op === 'input' && this.#at.perPixel(node)) name(this.#placeOf(node));
        }
        for (const sink of loop.sinks)
          if (sink.kind === 'output' || sink.kind === 'park') name(this.#at.output(sink.output));
      },
    };
  }

  #depthOf(node: Node, loop: Loop): number {
    if (this.#at.perPixel(node) || (node.op === 'position' && node.axis === this.#at.pixel))
      return loop.registers.length + 1;
    return loop.registers.reduce((depth, axis, k) => (node.axes.includes(axis) ? k + 1 : depth), 0);
  }

  #declare(node: Node): void {
    const code = this.#code(node);
    if (node.op === 'apply' && node.name === 'group' && /^\w+$/.test(code.text)) {
      this.#known.set(node, code);
      return;
    }
    const name = this.#namer.take(this.#variableName(node));
    this.#writer.line(`const ${name} = ${code.text};`);
    this.#known.set(node, {
      text: name,
      binding: binding.atom,
      ...(code.test === true ? { test: true } : {}),
    });
  }

  #variableName(node: Node): string {
    const hint = this.#context.symbols.hints.get(node);
    if (hint !== undefined) return hint;
    if (node.op === 'input') return `${node.name}Here`;
    const chance = chanceName(node);
    if (chance !== undefined) return chance;
    if (node.op === 'apply') return variableNames[node.name] ?? node.name;
    return node.op === 'add' || node.op === 'multiply' ? 'part' : node.op;
  }
}

type Growing = Extract<Sink, { kind: 'accumulate' }>;

/** A sum of logarithms whose product has no bound. */
const isGrowing = (sink: Sink): sink is Growing =>
  sink.kind === 'accumulate' && isLogSum(sink.node) && !isBoundedLogSum(sink.node);

/** A product of so many factors overflows only where they average 1e9 and more. */
const block = 16;

/** A sum and what is added to it where its test lets it. */
interface Guarded {
  readonly sink: Extract<Sink, { kind: 'accumulate' | 'fold' }>;
  readonly value: Node;
}

interface Body {
  depth(node: Node): number;
  /** Declares the variables of a depth: 0 is the function's own. */
  declare(depth: number): void;
  /** Declares the offsets of the rows that the pixel loop reads and writes. */
  rows(): void;
}
