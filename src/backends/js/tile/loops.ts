/** A loop of a nest in; nested `for` statements out, over register axes outside and over the pixels of the tile inside. */
import type { Loop } from '../../../schedule/plan.ts';
import { inBlocks, isGrowing, type Steps } from './logBlocks.ts';
import { Pairs } from './pairs.ts';
import { Reductions } from './reductions.ts';
import type { Scope } from './scope.ts';
import { pixelsAtOnce } from './several.ts';
import { Statements } from './statements.ts';
import { Values } from './values.ts';
import { leftBy, Variables } from './variables.ts';

export class Loops {
  readonly #scope: Scope;
  readonly #values: Values;
  readonly #reductions: Reductions;
  readonly #statements: Statements;
  readonly #pairs: Pairs;

  constructor(scope: Scope) {
    this.#scope = scope;
    this.#values = new Values(scope);
    this.#reductions = new Reductions(scope, this.#values);
    this.#statements = new Statements(scope, this.#values, this.#reductions);
    this.#pairs = new Pairs(scope, this.#values, this.#reductions, this.#statements);
  }

  print(loop: Loop): void {
    const scope = this.#scope;
    const variables = new Variables(scope, this.#values, loop);
    const outer = new Set(scope.known.keys());
    variables.declare(0);
    this.#reductions.start(loop, 0);
    if (loop.paired) this.#countPairs(loop);
    this.#registers(loop, 0, variables);
    this.#reductions.flush(loop, 0);
    // What was declared at function level stays in scope for later loops.
    scope.known = new Map([...scope.known].filter(([n]) => outer.has(n) || variables.depth(n) === 0));
  }

  #registers(loop: Loop, depth: number, variables: Variables): void {
    const { at, writer } = this.#scope;
    const axis = loop.registers[depth];
    if (axis === undefined) {
      this.#pixels(loop, variables);
      return;
    }
    const here = at.coordinate(axis);
    const size = at.extent(axis);
    const inside = (): void => {
      variables.declare(depth + 1);
      this.#reductions.start(loop, depth + 1);
      this.#registers(loop, depth + 1, variables);
      this.#reductions.flush(loop, depth + 1);
    };
    const pairs = this.#scope.pairs.get(axis);
    if (loop.paired && depth === loop.registers.length - 1 && pairs !== undefined) {
      this.#scope.leaving = new Set(leftBy(loop));
      this.#within(() =>
        writer.block(`for (let ${here} = 0; ${here} < ${pairs.end}; ${here} += 2) {`, () =>
          this.#pairs.print(loop, axis, pairs.second),
        ),
      );
      this.#within(() =>
        writer.block(`for (let ${here} = ${pairs.end}; ${here} < ${size}; ${here}++) {`, inside),
      );
      this.#scope.leaving = new Set();
      return;
    }
    const reversed = loop.sinks.some((s) => s.kind === 'scan' && s.node.name === 'reverse_cumsum');
    const head = reversed
      ? `for (let ${here} = ${size} - 1; ${here} >= 0; ${here}--) {`
      : `for (let ${here} = 0; ${here} < ${size}; ${here}++) {`;
    this.#within(() => writer.block(head, inside));
  }

  /** How many positions along the innermost axis are taken two at a time. */
  #countPairs(loop: Loop): void {
    const { at, namer, pairs, writer } = this.#scope;
    const axis = loop.registers.at(-1);
    if (axis === undefined || pairs.has(axis)) return;
    const end = namer.take(`${at.coordinate(axis)}Paired`);
    pairs.set(axis, { end, second: namer.take(at.coordinate(axis)) });
    writer.line(`const ${end} = ${at.extent(axis)} - (${at.extent(axis)} % 2);`);
  }

  #pixels(loop: Loop, variables: Variables): void {
    const write = (): void => {
      if (loop.pixels) variables.declare(loop.registers.length + 1);
      this.#statements.write(loop);
    };
    if (!loop.pixels) {
      write();
      return;
    }
    variables.rows();
    const atOnce = this.#scope.context.fast ? pixelsAtOnce(this.#scope.nest, loop, variables.values) : 1;
    const steps: Steps = (from, to) =>
      atOnce === 1 ? this.#steps(from, to, write) : this.#several(atOnce, loop, from, to, write);
    const growing = loop.sinks.filter(isGrowing).filter(({ node }) => this.#scope.locals.has(node));
    if (growing.length === 0) steps('0', 'count', write);
    else inBlocks(this.#scope, this.#values, loop, growing, { steps, again: this.#steps }, write);
  }

  #steps: Steps = (from, to, write) => {
    const { at, writer } = this.#scope;
    const k = at.step;
    this.#scope.within(() => writer.block(`for (let ${k} = ${from}; ${k} < ${to}; ${k}++) {`, write));
  };

  /** Several pixels per round, and one by one those that are left at the end. */
  #several(atOnce: number, loop: Loop, from: string, to: string, write: () => void): void {
    const { at, namer, writer } = this.#scope;
    const k = at.step;
    const whole = namer.take('whole');
    writer.line(`const ${whole} = ${to} - (${to} % ${atOnce});`);
    writer.line(
      `// ${atOnce === 4 ? 'Four' : 'Two'} at a time: what the engine checks of an array is checked once for them.`,
    );
    this.#scope.leaving = new Set(leftBy(loop));
    writer.block(`for (let ${k} = ${from}; ${k} < ${whole}; ${k} += ${atOnce}) {`, () => {
      for (let ahead = 0; ahead < atOnce; ahead++) {
        at.ahead = ahead;
        this.#scope.within(write);
      }
    });
    at.ahead = 0;
    this.#steps(whole, to, write);
    this.#scope.leaving = new Set();
  }

  /** What is declared inside a block ends with it: variables, and names of rows. */
  #within(write: () => void): void {
    const rows = new Map(this.#scope.at.rows);
    this.#scope.within(write);
    this.#scope.at.rows = rows;
  }
}
