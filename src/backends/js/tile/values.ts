/** A node in; the JavaScript by which a tile gets its value out: a variable, a place in memory, or an expression. */
import type { Node } from '../../../graph/node.ts';
import { isLocal } from '../../../schedule/plan.ts';
import { asNumber, atom, binding, expression, wrap, type Code } from '../expression.ts';
import type { Stored } from '../memory.ts';
import type { Scope } from './scope.ts';

/** The parameter that says where odds are capped, so that arrays of the gradients can hold them. */
export const largestLogit = 'largestLogit';

export class Values {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  number = (node: Node): string => this.numberCode(node).text;
  numberCode = (node: Node): Code => asNumber(this.code(node));

  /** A variable in scope, a place in memory, or the expression itself. */
  code(node: Node): Code {
    return (
      this.#scope.known.get(node) ??
      this.#leaf(node) ??
      this.#special(node) ??
      expression(node, (arg) => this.code(arg))
    );
  }

  /** The name of a variable that holds a value, a new one where there is none. */
  atomic(node: Node, wish: string): string {
    const code = this.numberCode(node);
    if (code.binding === binding.atom) return code.text;
    const name = this.#scope.namer.take(wish);
    this.#scope.writer.line(`const ${name} = ${code.text};`);
    return name;
  }

  /** Where an array is that holds a node: an input, what is parked or kept, or a complete reduction. */
  placeOf(x: Node): Stored {
    const { at, context } = this.#scope;
    const parked = this.#scope.parkedIn(x);
    if (parked !== undefined) return at.output(parked);
    const kept = at.kept.get(x);
    if (kept !== undefined) return kept;
    if (x.op === 'input') {
      const stored = context.symbols.inputs.get(x.name);
      if (stored !== undefined) {
        at.used.add(stored.name);
        return stored;
      }
    }
    return at.accumulator(x);
  }

  /** The table-driven exponentials of float32 code, and what is capped. */
  #special(node: Node): Code | undefined {
    const [x] = node.args;
    if (node.op !== 'apply' || x === undefined) return undefined;
    const { fast } = this.#scope.context;
    if (node.name === 'exp' && fast && x.range.hi <= 0) {
      this.#scope.isFaster = true;
      return atom(`expNegative(${this.number(x)})`);
    }
    if (node.name !== 'root_odds' && node.name !== 'excess') return undefined;
    this.#scope.at.used.add(largestLogit);
    if (node.name === 'root_odds') {
      if (fast) this.#scope.isFaster = true;
      return atom(`${fast ? 'fastRootOdds' : 'rootOdds'}(${this.number(x)}, ${largestLogit})`);
    }
    const logit = wrap(this.numberCode(x), binding.relation + 1);
    const text = `${logit} > ${largestLogit} ? ${logit} - ${largestLogit} : 0`;
    return { text, binding: binding.ternary };
  }

  #leaf(node: Node): Code | undefined {
    const { at, context } = this.#scope;
    const { symbols, plan } = context;
    const parked = this.#scope.parkedIn(node);
    if (parked !== undefined) return atom(at.element(at.output(parked)));
    switch (node.op) {
      case 'input': {
        const stored = symbols.inputs.get(node.name);
        if (stored === undefined) throw new Error(`There is no array for ${node.name}.`);
        at.used.add(stored.name);
        return atom(at.element(stored));
      }
      case 'hyperparameter': {
        const name = symbols.hyperparameters.get(node.name) ?? node.name;
        at.used.add(name);
        return atom(name);
      }
      case 'size': {
        const name = symbols.sizes.get(node.axis) ?? node.axis;
        at.used.add(name);
        return atom(name);
      }
      case 'position':
        return node.axis === at.pixel
          ? { text: `start + ${at.here}`, binding: binding.sum }
          : atom(at.coordinate(node.axis));
      case 'pick':
        return this.#gather(node);
      case 'along':
        if (!isLocal(plan.roles, node)) return atom(at.element(at.accumulator(node)));
        return this.#fromScratch(node);
      default:
        return at.kept.has(node) && !this.#scope.leaving.has(node) ? this.#fromScratch(node) : undefined;
    }
  }

  #fromScratch(node: Node): Code {
    const kept = this.#scope.at.kept.get(node);
    if (kept === undefined) throw new Error('A fold is read after it was computed.');
    return atom(this.#scope.at.element(kept));
  }

  /** An element at a computed class, 0 where the index is no class. */
  #gather(node: Node & { op: 'pick' }): Code {
    const { at } = this.#scope;
    const [x, index] = node.args;
    if (x === undefined || index === undefined) throw new Error('A pick has two arguments.');
    const code = asNumber(this.code(index));
    const text = wrap(code, binding.unary);
    const place = at.element(this.placeOf(x), (axis) => (axis === node.axis ? text : at.coordinate(axis)));
    const certain = index.op === 'along' && index.name === 'argmax';
    if (certain) return atom(place);
    const relation = wrap(code, binding.sum);
    return {
      text: `${relation} >= 0 && ${relation} < ${at.extent(node.axis)} ? ${place} : 0`,
      binding: binding.ternary,
    };
  }
}
