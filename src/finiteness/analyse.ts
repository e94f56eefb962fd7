/** An expression and what is assumed in; the places out at which its computed value may be infinite or NaN. */
import type { Along, Apply, Multiply, Node, Pick } from '../graph/node.ts';
import { printNode, type Names } from '../graph/print.ts';
import { casesOf, informed, type Fact } from './facts.ts';
import {
  exactly,
  farthest,
  floats,
  isFinite,
  isZero,
  join,
  longest,
  meet,
  multiply,
  nearest,
  ofDomain,
  power,
  repeated,
  scale,
  total,
  unit,
  type Floats,
} from './floats.ts';
import { applied } from './operators.ts';
import type { Place } from './verdict.ts';

/** What takes the place of an infinite end once it is reported: the rest is judged as if it were mended. */
const mended = 1e100;

/** The places of one expression, under facts that hold everywhere. */
export function placesOf(root: Node, names: Names, facts: readonly Fact[]): readonly Place[] {
  const analysis = new Analysis(names);
  analysis.valueOf(root, new Context(facts));
  return analysis.places;
}

/** The facts of a branch, with the values that were found in it. */
class Context {
  readonly facts: readonly Fact[];
  readonly values = new Map<Node, Floats>();
  readonly #inner = new Map<string, readonly Context[]>();

  constructor(facts: readonly Fact[]) {
    this.facts = facts;
  }

  /** The cases in which a test comes out so, of which there may be none. */
  where(test: Node, holds: boolean, possible: (facts: readonly Fact[]) => boolean): readonly Context[] {
    const key = `${test.id} ${holds}`;
    const known = this.#inner.get(key);
    if (known !== undefined) return known;
    const made = casesOf(test, holds)
      .filter(possible)
      .map((facts) => (this.#knows(facts) ? this : new Context([...this.facts, ...facts])));
    this.#inner.set(key, made);
    return made;
  }

  #knows(facts: readonly Fact[]): boolean {
    return facts.every((fact) =>
      this.facts.some(
        (own) =>
          JSON.stringify(own.known) === JSON.stringify(fact.known) &&
          own.constant === fact.constant &&
          own.terms.length === fact.terms.length &&
          own.terms.every(
            (t, k) => t.node === fact.terms[k]?.node && t.coefficient === fact.terms[k].coefficient,
          ),
      ),
    );
  }
}

class Analysis {
  readonly #names: Names;
  readonly #places = new Map<string, Place>();

  constructor(names: Names) {
    this.#names = names;
  }

  get places(): readonly Place[] {
    return [...this.#places.values()];
  }

  valueOf(node: Node, context: Context): Floats {
    const known = context.values.get(node);
    if (known !== undefined) return known;
    const computed = this.#compute(node, context);
    if (!isFinite(computed)) this.#report(node, context);
    const [lo, hi] = [Math.max(computed.lo, -mended), Math.min(computed.hi, mended)];
    const finite = isFinite(computed) ? computed : floats(lo, hi, computed);
    // Signs that the graph knows by its structure, such as that of x - max(x).
    const { range } = node;
    const sign = { ...(range.lo >= 0 ? { lo: 0 } : {}), ...(range.hi <= 0 ? { hi: 0 } : {}) };
    const signed = meet(finite, sign) ?? finite;
    const made = informed(node, signed, context.facts) ?? signed;
    context.values.set(node, made);
    return made;
  }

  #compute(node: Node, context: Context): Floats {
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
        return node.name === 'select' ? this.#choice(node, context) : this.#operator(node, args());
      case 'along':
        return this.#along(node, args());
      case 'pick':
        return this.#pick(node, args(), context);
    }
  }

  /** Powers of the factors; a sum over axes that is divided by their sizes is a mean, within the values it is of. */
  #factors(node: Multiply, args: readonly Floats[], context: Context): readonly Floats[] {
    const powers = args.map((arg, k) => power(arg, node.exponents[k] ?? 1));
    const divides = (axis: string): number =>
      node.args.findIndex((arg, k) => arg.op === 'size' && arg.axis === axis && node.exponents[k] === -1);
    const sum = node.args.findIndex(
      (arg, k) =>
        arg.op === 'along' &&
        arg.name === 'sum' &&
        node.exponents[k] === 1 &&
        arg.over.every((axis) => divides(axis) >= 0),
    );
    const averaged = node.args[sum];
    if (averaged?.op !== 'along') return powers;
    const gone = [sum, ...averaged.over.map(divides)];
    const [of = averaged] = averaged.args;
    return [
      mean(this.valueOf(of, context), powers[sum] ?? unit),
      ...powers.filter((_, k) => !gone.includes(k)),
    ];
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
    const possible = (facts: readonly Fact[]): boolean =>
      facts.every((fact) => {
        const [only, ...others] = fact.terms;
        if (only === undefined) return meet(exactly(fact.constant), fact.known) !== undefined;
        return (
          others.length > 0 || informed(only.node, this.valueOf(only.node, context), [fact]) !== undefined
        );
      });
    const within = (branch: Node, holds: boolean): readonly Floats[] =>
      context.where(test, holds, possible).map((inner) => this.valueOf(branch, inner));
    const values = [
      ...(isZero(outcome) ? [] : within(yes, true)),
      ...(outcome.nonZero ? [] : within(no, false)),
    ];
    return values.length === 0 ? exactly(0) : values.reduce(join);
  }

  #along(node: Along, [x = exactly(0)]: readonly Floats[]): Floats {
    const count = longest;
    switch (node.name) {
      case 'sum': {
        const sum = repeated(x, count);
        return countsLargest(node) ? floats(1, sum.hi, sum) : sum;
      }
      case 'cumsum':
      case 'reverse_cumsum':
        return repeated(x, count);
      case 'max':
      case 'min':
        return x;
      case 'argmax':
        return floats(0, count, { integer: true });
      case 'logsumexp':
        return floats(x.lo, x.hi + Math.log(count));
      case 'softmax':
      case 'softmax_complement':
        return unit;
      case 'log_softmax':
        return floats(x.lo - x.hi - Math.log(count), 0);
      case 'prod':
        return productOf(x);
    }
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

  #report(node: Node, context: Context): void {
    const others = new Map([...this.#names].filter(([n]) => n !== node));
    const expression = printNode(node, others);
    const where = this.#reason(node, context);
    this.#places.set(`${expression} ${where}`, { expression, where });
  }

  /** What has to be so for the node to be infinite. */
  #reason(node: Node, context: Context): string {
    const print = (n: Node): string => printNode(n, this.#names);
    const value = (n: Node): Floats => context.values.get(n) ?? exactly(0);
    if (node.op === 'multiply') {
      const divisor = node.args.find(
        (arg, k) => (node.exponents[k] ?? 1) < 0 && !isFinite(power(value(arg), node.exponents[k] ?? 1)),
      );
      if (divisor !== undefined)
        return nearest(value(divisor)) > 0 ? `${print(divisor)} is nearly 0` : `${print(divisor)} is 0`;
      const root = node.args.find((arg, k) => Number.isNaN(power(value(arg), node.exponents[k] ?? 1).lo));
      return root === undefined ? 'its factors are large' : `${print(root)} is below 0`;
    }
    if (node.op !== 'apply') return 'its operand is large';
    const [x = node, y = x] = node.args;
    switch (node.name) {
      case 'log':
        return `${print(x)} is 0`;
      case 'log1p':
        return isOne(x, print);
      case 'log1mexp':
        return `${print(x)} is 0`;
      case 'xlogy':
        return `${print(y)} is 0`;
      case 'xlog1py':
        return isOne(y, print);
      case 'pow':
        return farthest(value(x)) > 1 && value(y).lo >= 0
          ? `${print(y)} is large`
          : `${print(x)} is 0 and ${print(y)} below 0`;
      default:
        return `${print(x)} is large`;
    }
  }
}

/** Where 1 + x is 0, without a sign where there need not be one. */
function isOne(x: Node, print: (node: Node) => string): string {
  const [only] = x.args;
  const negates = x.op === 'add' && x.args.length === 1 && x.constant === 0 && x.coefficients[0] === -1;
  return negates && only !== undefined ? `${print(only)} is 1` : `${print(x)} is -1`;
}

/** The ends of a mean are those of what it is taken of, but for rounding. */
function mean(of: Floats, sum: Floats): Floats {
  const slack = longest * Number.EPSILON * farthest(of);
  const lo = of.lo >= 0 ? of.lo / 2 : of.lo - slack;
  const hi = of.hi <= 0 ? of.hi / 2 : of.hi + slack;
  return floats(lo, hi, { least: sum.least / longest, nonZero: sum.nonZero && sum.least > 1e-200 });
}

/** A count of elements that equal the largest one, of which there is one at least. */
function countsLargest({ over, args: [x] }: Along): boolean {
  if (x?.op !== 'apply' || x.name !== 'equal') return false;
  const [a, b] = x.args;
  const isMax = (max: Node | undefined, of: Node | undefined): boolean =>
    max?.op === 'along' && max.name === 'max' && max.args[0] === of && max.over.join() === over.join();
  return isMax(a, b) || isMax(b, a);
}

/** Up to four factors may be large; more are beyond all use, and beyond float64. */
function productOf(x: Floats): Floats {
  const most = Math.max(1, farthest(x)) ** 4;
  if (x.lo < 0) return floats(-most, most);
  return floats(x.lo >= 1 ? 1 : 0, x.hi <= 1 ? x.hi : most);
}

/** `0 <= t and t < size(c)` */
function isValid(test: Node, axis: string, index: Node): boolean {
  if (test.op !== 'apply') return false;
  if (test.name === 'and') {
    const [low, high] = test.args;
    return (
      low?.op === 'apply' &&
      low.name === 'less_equal' &&
      low.args[1] === index &&
      high?.op === 'apply' &&
      high.name === 'less' &&
      high.args[0] === index &&
      high.args[1]?.op === 'size' &&
      high.args[1].axis === axis
    );
  }
  // A class that equals the position along the axis is one.
  return (
    test.name === 'equal' &&
    test.args.includes(index) &&
    test.args.some((arg) => arg.op === 'position' && arg.axis === axis)
  );
}
