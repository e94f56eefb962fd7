/**
 * A loop in; the inside of its innermost loop over classes for two of them at once out. What a pixel has for all classes
 * is read once for both, and reductions over classes stay in variables meanwhile.
 */
import type { Along, Node } from '../../../graph/node.ts';
import type { Loop } from '../../../schedule/plan.ts';
import type { Code } from '../expression.ts';
import type { Reductions } from './reductions.ts';
import type { Local, Scope } from './scope.ts';
import type { Statements } from './statements.ts';
import type { Values } from './values.ts';
import { Variables } from './variables.ts';

/** One of the two positions, and what has a variable for it. */
interface Lane {
  readonly name: string;
  known: Map<Node, Code>;
  readonly locals: Map<Along, Local>;
}

export class Pairs {
  readonly #scope: Scope;
  readonly #values: Values;
  readonly #reductions: Reductions;
  readonly #statements: Statements;

  constructor(scope: Scope, values: Values, reductions: Reductions, statements: Statements) {
    this.#scope = scope;
    this.#values = values;
    this.#reductions = reductions;
    this.#statements = statements;
  }

  print(loop: Loop, axis: string, second: string): void {
    const { at, known, locals, writer } = this.#scope;
    const variables = new Variables(this.#scope, this.#values, loop, axis);
    const depth = loop.registers.length;
    const first = at.coordinate(axis);
    writer.line(`const ${second} = ${first} + 1;`);
    const lanes = [first, second].map((name): Lane => ({
      name,
      known: new Map(known),
      locals: new Map(locals),
    }));
    const each = (write: () => void): void => lanes.forEach((lane) => this.#on(lane, axis, write));
    each(() => {
      variables.declare(depth);
      this.#reductions.start(loop, depth);
      variables.rows();
    });
    writer.block(`for (let ${at.step} = 0; ${at.step} < count; ${at.step}++) {`, () => {
      this.#scope.known = new Map(known);
      variables.declare(depth + 1);
      const shared = this.#scope.known;
      const taken = this.#reductions.takeOut(loop, axis);
      for (const lane of lanes) {
        lane.known = new Map([...lane.known, ...shared]);
        taken.forEach(({ node, local }) => lane.locals.set(node, local));
      }
      each(() => variables.declare(depth + 2));
      each(() => this.#statements.write(loop));
      taken.forEach(({ element, local }) => writer.line(`${element} = ${local.value};`));
    });
    each(() => this.#reductions.flush(loop, depth));
    this.#scope.known = known;
  }

  /** Writes something for one of the two. */
  #on(lane: Lane, axis: string, write: () => void): void {
    const { known, locals } = this.#scope;
    this.#scope.at.lane = { axis, name: lane.name };
    this.#scope.known = lane.known;
    this.#scope.locals = lane.locals;
    write();
    lane.known = this.#scope.known;
    this.#scope.known = known;
    this.#scope.locals = locals;
    this.#scope.at.lane = undefined;
  }
}
