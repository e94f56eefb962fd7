/** An expression and what is assumed in; the places out at which its computed value may be infinite or NaN. */
import { first, termsOf } from '../graph/parts.ts';
import type { Along, Apply, Multiply, Node, Pick } from '../graph/node.ts';
import type { Range } from '../graph/range.ts';
import { isComparison, isMark } from '../graph/shapes.ts';
import { Contexts, Reach, type Context } from './context.ts';
import { informed, type Fact } from './facts.ts';
import {
  exactly,
  floats,
  isFinite,
  isZero,
  join,
  longest,
  meet,
  multiply,
  ofDomain,
  power,
  scale,
  total,
  unit,
  type Floats,
} from './floats.ts';
import { alongAxes, isValid } from './alongAxes.ts';
import { applied } from './operators.ts';
import type { Failures } from './places.ts';
import type { Values } from './reason.ts';
import { maskOf } from '../graph/masks.ts';
import { keepsSome } from './masks.ts';
import { meanIn, shareIn } from './shares.ts';

/** What takes the place of an infinite end once it is reported: the rest is judged as if it were mended. */
const mended = 1e100;

/** Expressions, and the denominators that sums in them were written for. */
export interface Subject {
  readonly roots: readonly Node[];
  readonly denominators: ReadonlyMap<Node, Node>;
}

/** What underflows is smaller than this, as often as it may be added. */
const negligible = 1e-200;

/** Judges expressions under assumptions: facts that hold everywhere. */
export class Analyser {
  readonly #denominators: ReadonlyMap<Node, Node>;
  readonly #reach: Reach;
  /** Values that were found to be finite stay so, whoever asks: under the same facts they are the same. */
  readonly #finite: Contexts;

  constructor({ roots, denominators }: Subject) {
    this.#denominators = denominators;
    this.#reach = new Reach([...roots, ...denominators.values()]);
    this.#finite = new Contexts(this.#reach);
  }

  /** Whether all of them are finite. */
  isFinite(roots: readonly Node[], facts: readonly Fact[]): boolean {
    const analysis = new Analysis(this.#finite, this.#denominators, () => {
      throw notFinite;
    });
    try {
      for (const root of roots) analysis.start(root, facts);
      return true;
    } catch (thrown) {
      if (thrown === notFinite) return false;
      throw thrown;
    }
  }

  /** Where a value may be infinite or NaN though what it is computed from is not. */
  failures(root: Node, facts: readonly Fact[]): Failures {
    const found = new Map<Node, Values>();
    const analysis = new Analysis(new Contexts(this.#reach), this.#denominators, (node, values) => {
      if (!found.has(node)) found.set(node, values);
    });
    analysis.start(root, facts);
    return found;
  }
}

/** Thrown at the first failure where no more is asked: nothing that follows from it is kept. */
const notFinite = Symbol('not finite');

class Analysis {
  readonly #contexts: Contexts;
  readonly #denominators: ReadonlyMap<Node, Node>;
  readonly #fail: (node: Node, values: Values) => void;

  constructor(
    contexts: Contexts,
    denominators: ReadonlyMap<Node, Node>,
    fail: (node: Node, values: Values) => void,
  ) {
    this.#contexts = contexts;
    this.#denominators = denominators;
    this.#fail = fail;
  }

  start(root: Node, facts: readonly Fact[]): void {
    this.valueOf(root, this.#contexts.of(facts));
  }

  valueOf(node: Node, outer: Context): Floats {
    const context = this.#contexts.narrow(outer, node);
    const known = context.values.get(node);
    if (known !== undefined) return known;
    const computed = this.#compute(node, context);
    if (!isFinite(computed)) this.#fail(node, (arg) => this.valueOf(arg, context));
    const finite = isFinite(computed)
      ? computed
      : floats(Math.max(computed.lo, -mended), Math.min(computed.hi, mended), computed);
    const signed = withSign(finite, node.range);
    const related = this.#denominators.has(node)
      ? (meet(signed, this.#asDenominator(node, context)) ?? signed)
      : signed;
    const made = informed(node, related, context.facts) ?? related;
    context.values.set(node, made);
    return made;
  }

  /**
   * A sum of parts of one sign is its denominator but for rounding: what bounds the one from 0 bounds the other, where
   * that is so much that nothing that underflowed matters.
   */
  #asDenominator(parts: Node, context: Context): Partial<Floats> {
    const denominator = this.#denominators.get(parts);
    if (denominator === undefined || parts === denominator) return {};
    const isOneSigned = termsOf(parts).every((t) => t.coefficient > 0 && t.node.range.lo >= 0);
    if (!isOneSigned || (parts.op === 'add' && parts.constant < 0)) return {};
    const { lo, least } = this.valueOf(denominator, context);
    return least < negligible ? {} : { least: least / 2, lo: Math.max(0, lo) / 2 };
  }

  #compute(node: Node, outer: Context): Floats {
    const axes = node.op === 'along' ? node.over : node.op === 'pick' ? [node.axis] : [];
    const context = axes.length === 0 ? outer : this.#contexts.across(outer, axes);
    const args = (): readonly Floats[] => node.args.map((arg) => this.valueOf(arg, context));
    switch (node.op) {
      case 'const':
        return exactly(node.value);
      case 'input':
      case 'hyperparameter':
      case 'hole':
        return ofDomain(node.range);
      case 'size':
        return floats(1, longest, { integer: true });
      case 'position':
        return floats(0, longest, { integer: true });
      case 'add':
        return total([
          ...args().map((arg, k) => scale(node.coefficients[k] ?? 1, arg)),
          ...(node.constant === 0 ? [] : [exactly(node.constant)]),
        ]);
      case 'multiply':
        return multiply(this.#factors(node, args(), context));
      case 'apply':
        if (node.name === 'select') return this.#choice(node, context);
        if (isComparison(node))
          return applied(
            node.name,
            node.args.map((arg) => this.#compared(arg, context)),
          );
        return this.#operator(node, args());
      case 'along':
        return this.#ofKept(node, outer, context) ?? alongAxes(node, args()[0] ?? unit);
      case 'pick':
        return this.#pick(node, args(), outer);
    }
  }

  /** Powers of the factors; means and shares are taken together, since they are within bounds as a whole. */
  #factors(node: Multiply, args: readonly Floats[], context: Context): readonly Floats[] {
    const powers = args.map((arg, k) => power(arg, node.exponents[k] ?? 1));
    const within = (of: Node, axes: readonly string[]): Floats =>
      this.valueOf(of, this.#contexts.across(context, axes));
    const { gone, made } = meanIn(node, args, within) ?? shareIn(node, args) ?? { gone: [], made: [] };
    return [...made, ...powers.filter((_, k) => !gone.includes(k))];
  }

  /** An extremum of what is kept: infinite only where nothing is. */
  #ofKept(node: Along, outer: Context, context: Context): Floats | undefined {
    const mask = maskOf(node);
    if (mask === undefined) return undefined;
    const [kept = unit, ...others] = this.#within(mask.kept, mask.test, mask.holds, context);
    const made = alongAxes(node, others.reduce(join, kept));
    if (node.name === 'argmax' || keepsSome(mask, node.over, outer.facts)) return made;
    return floats(node.name === 'min' ? made.lo : -Infinity, node.name === 'min' ? Infinity : made.hi, made);
  }

  /** What is compared may be infinite: that is judged where its value is used. */
  #compared(node: Node, context: Context): Floats {
    if (isMark(node)) return this.#compared(first(node), context);
    if (node.op === 'const') return exactly(node.value);
    if (node.op === 'apply' && node.name === 'select') return this.#choice(node, context);
    const kept =
      node.op === 'along'
        ? this.#ofKept(node, context, this.#contexts.across(context, node.over))
        : undefined;
    return kept ?? this.valueOf(node, context);
  }

  #operator(node: Apply, args: readonly Floats[]): Floats {
    const [x, y] = node.args;
    // x · log(x) is bounded, whatever 0 does to its logarithm.
    if (node.name === 'xlogy' && x === y && args[0] !== undefined)
      return floats(-1, Math.max(0, args[0].hi * Math.log(args[0].hi)));
    return applied(node.name, args);
  }

  /** Each branch in the cases that lead to it. */
  #choice(node: Apply, context: Context): Floats {
    const [test, yes, no] = node.args;
    if (test === undefined || yes === undefined || no === undefined) return exactly(0);
    const outcome = this.valueOf(test, context);
    const values = [
      ...(isZero(outcome) ? [] : this.#within(yes, test, true, context)),
      ...(outcome.nonZero ? [] : this.#within(no, test, false, context)),
    ];
    return values.length === 0 ? exactly(0) : values.reduce(join);
  }

  /** A branch in each case in which the test comes out so. */
  #within(branch: Node, test: Node, holds: boolean, context: Context): readonly Floats[] {
    const possible = (facts: readonly Fact[]): boolean =>
      facts.every((fact) => {
        const [only, ...others] = fact.terms;
        if (only === undefined) return meet(exactly(fact.constant), fact.known) !== undefined;
        return (
          others.length > 0 || informed(only.node, this.valueOf(only.node, context), [fact]) !== undefined
        );
      });
    const cases = this.#contexts.where(context, test, holds, possible);
    // Infinity as it is written is no mishap of its own: it is one of the choice, in that case.
    return cases.map((inner) =>
      branch.op === 'const' ? exactly(branch.value) : this.valueOf(branch, inner),
    );
  }

  /** The entry of a class; 0 where the index is none, if that can be. */
  #pick(node: Pick, [x = exactly(0)]: readonly Floats[], context: Context): Floats {
    const index = node.args[1];
    const valid = context.facts.some(
      ({ terms: [only, ...others], constant, known }) =>
        known.nonZero === true &&
        constant === 0 &&
        others.length === 0 &&
        only !== undefined &&
        index !== undefined &&
        isValid(only.node, node.axis, index),
    );
    return valid ? x : join(x, exactly(0));
  }
}

/** Signs that the graph knows by its structure, such as that of x - max(x). */
function withSign(found: Floats, { lo, hi }: Range): Floats {
  const [above, below] = [lo >= 0 && found.lo < 0, hi <= 0 && found.hi > 0];
  if (!above && !below) return found;
  return meet(found, { ...(above ? { lo: 0 } : {}), ...(below ? { hi: 0 } : {}) }) ?? found;
}
