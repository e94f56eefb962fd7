/** Branches of an expression in; what is known in each, without what does not matter there, out. */
import { topological, type Node } from '../graph/node.ts';
import { casesOf, type Cases, type Fact } from './facts.ts';
import type { Floats } from './floats.ts';
import { counts } from '../graph/masks.ts';
import { isPositional, masksIn } from './masks.ts';

/** The facts of a branch, with the values that were found in it. */
export class Context {
  readonly facts: readonly Fact[];
  readonly values = new Map<Node, Floats>();
  /** What remains of the facts for a node. */
  readonly narrowed = new Map<Node, Context>();
  /** The branches of a test here. */
  readonly yes = new Map<Node, readonly Context[]>();
  readonly no = new Map<Node, readonly Context[]>();

  constructor(facts: readonly Fact[]) {
    this.facts = facts;
  }
}

/** Finds the context of every place; places of which the same is known share one. */
export class Contexts {
  readonly #reach: Reach;
  readonly #known = new Map<string, Context>();

  constructor(reach: Reach) {
    this.#reach = reach;
  }

  of(facts: readonly Fact[]): Context {
    const numbered = new Map(facts.map((fact) => [this.#reach.number(fact), fact]));
    return this.#ofSorted([...numbered].sort(([a], [b]) => a - b).map(([, fact]) => fact));
  }

  #ofSorted(facts: readonly Fact[]): Context {
    const key = facts.map((fact) => this.#reach.number(fact)).join();
    const known = this.#known.get(key) ?? new Context(facts);
    this.#known.set(key, known);
    return known;
  }

  /** Only what says something about the node, or about what it is made of. */
  narrow(context: Context, node: Node): Context {
    if (context.facts.length === 0) return context;
    const known = context.narrowed.get(node);
    if (known !== undefined) return known;
    const facts = context.facts.filter((fact) =>
      this.#reach.anchors(fact).some((anchor) => this.#reach.holds(node, anchor)),
    );
    const made = facts.length === context.facts.length ? context : this.#ofSorted(facts);
    context.narrowed.set(node, made);
    return made;
  }

  /** The cases in which a test comes out so; what contradicts what is known is none. */
  where(
    context: Context,
    test: Node,
    holds: boolean,
    possible: (facts: readonly Fact[]) => boolean,
  ): readonly Context[] {
    const branches = holds ? context.yes : context.no;
    const known = branches.get(test);
    if (known !== undefined) return known;
    const made = this.#reach
      .cases(test, holds)
      .filter(possible)
      .map((facts) => this.of([...context.facts, ...facts]));
    branches.set(test, made);
    return made;
  }

  /** What is known of all elements along some axes: what was tested at one of them says nothing of the others. */
  across(context: Context, axes: readonly string[]): Context {
    const varies = ({ terms, everywhere }: Fact): boolean =>
      everywhere !== true && terms.some((t) => t.node.axes.some((axis) => axes.includes(axis)));
    return context.facts.some(varies) ? this.of(context.facts.filter((fact) => !varies(fact))) : context;
  }
}

/** Which nodes an expression is made of, and what its tests say: the same whatever is assumed. */
export class Reach {
  readonly #index = new Map<Node, number>();
  readonly #below: readonly Uint32Array[];
  readonly #masks: readonly Node[];
  readonly #cases = new Map<Node, { readonly yes: Cases; readonly no: Cases }>();
  readonly #numbers = new Map<Fact, number>();
  readonly #forms = new Map<string, number>();
  readonly #anchors = new Map<Fact, readonly Node[]>();

  constructor(roots: readonly Node[]) {
    const nodes = topological(roots);
    nodes.forEach((node, k) => this.#index.set(node, k));
    const below: Uint32Array[] = [];
    for (const [k, node] of nodes.entries()) {
      const mask = new Uint32Array((nodes.length >> 5) + 1);
      mask[k >> 5] = 1 << (k & 31);
      for (const arg of node.args)
        below[this.#index.get(arg) ?? 0]?.forEach((word, w) => (mask[w] = (mask[w] ?? 0) | word));
      below.push(mask);
    }
    this.#below = below;
    this.#masks = masksIn(nodes);
  }

  /** Whether a node is another, or made of it. */
  holds(node: Node, other: Node): boolean {
    const [k, at] = [this.#index.get(node), this.#index.get(other)];
    if (k === undefined || at === undefined) return false;
    return (((this.#below[k]?.[at >> 5] ?? 0) >>> (at & 31)) & 1) === 1;
  }

  cases(test: Node, holds: boolean): Cases {
    const known = this.#cases.get(test) ?? { yes: casesOf(test, true), no: casesOf(test, false) };
    this.#cases.set(test, known);
    return holds ? known.yes : known.no;
  }

  /** Facts that say the same have one number. */
  number(fact: Fact): number {
    const known = this.#numbers.get(fact);
    if (known !== undefined) return known;
    const { terms, constant, signOnly, everywhere } = fact;
    const { lo, hi, nonZero } = fact.known;
    const form = terms.map((t) => `${t.coefficient}*${t.node.id}`).join('+');
    const key = `${form} ${constant} ${lo} ${hi} ${nonZero} ${signOnly} ${everywhere}`;
    const number = this.#forms.get(key) ?? this.#forms.size;
    this.#forms.set(key, number);
    this.#numbers.set(fact, number);
    return number;
  }

  /** The test by which an extremum keeps elements, where it is their number that is known. */
  #counted(node: Node): readonly Node[] {
    const [of] = node.args;
    if (node.op === 'along' && node.name === 'sum' && of !== undefined)
      return this.#masks.filter((test) => counts(of, test, true) || counts(of, test, false));
    const isLength = node.op === 'size' || (node.op === 'apply' && node.axes.length === 0);
    return isLength ? this.#masks.filter(isPositional) : [];
  }

  /** Nodes by which what a fact speaks of can be recognised. */
  anchors(fact: Fact): readonly Node[] {
    const known = this.#anchors.get(fact);
    if (known !== undefined) return known;
    const made = fact.terms
      .slice(0, 1)
      .flatMap(({ node }) => [node, ...indexesOf(node), ...testsOf(node), ...this.#counted(node)]);
    this.#anchors.set(fact, made);
    return made;
  }
}

/** The index that a test is about: what is picked by it depends on the test. */
const indexesOf = (test: Node): readonly Node[] =>
  test.op === 'apply'
    ? topological([test]).filter((node) => node.op === 'input' && node.of !== undefined)
    : [];

/** The test inside a sum, which its negative has too. */
function testsOf(sum: Node): readonly Node[] {
  const [of] = sum.args;
  const test = sum.op === 'along' && of?.op === 'apply' && of.name === 'select' ? of.args[0] : undefined;
  return test === undefined ? [] : [test];
}
