/** An expression and what is assumed in; the places out at which its computed value may be infinite or NaN. */
import type { Along, Apply, Multiply, Node, Pick } from '../graph/node.ts';
import { termsOf, type Term } from '../graph/builder.ts';
import { printNode, type Names } from '../graph/print.ts';
import { Contexts, Reach, type Context } from './context.ts';
import { informed, type Fact } from './facts.ts';
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

/** Judges one expression under assumptions: facts that hold everywhere. */
export class Analyser {
  readonly #root: Node;
  readonly #reach: Reach;

  constructor(root: Node) {
    this.#root = root;
    this.#reach = new Reach(root);
  }

  isFinite(facts: readonly Fact[]): boolean {
    return this.#analysis(facts, true).failures.size === 0;
  }

  places(facts: readonly Fact[], names: Names): readonly Place[] {
    const { failures } = this.#analysis(facts, false);
    const texts = new Map(
      [...failures].map(([node, values]) => {
        const expression = printNode(node, new Map([...names].filter(([n]) => n !== node)));
        const where = reasonOf(node, values, names);
        return [`${expression} ${where}`, { expression, where }];
      }),
    );
    return [...texts.values()];
  }

  #analysis(facts: readonly Fact[], first: boolean): Analysis {
    const analysis = new Analysis(this.#reach, first);
    analysis.start(this.#root, facts);
    return analysis;
  }
}

/** What the arguments of a node come out as. */
type Values = (node: Node) => Floats;

class Analysis {
  /** Nodes with an infinite or undefined end, with the values of what they are computed from. */
  readonly failures = new Map<Node, Values>();
  readonly #contexts: Contexts;
  /** Stop at the first failure: nothing but whether there is one is asked. */
  readonly #first: boolean;

  constructor(reach: Reach, first: boolean) {
    this.#contexts = new Contexts(reach);
    this.#first = first;
  }

  start(root: Node, facts: readonly Fact[]): void {
    this.valueOf(root, this.#contexts.of(facts));
  }

  valueOf(node: Node, outer: Context): Floats {
    if (this.#first && this.failures.size > 0) return unit;
    const context = this.#contexts.narrow(outer, node);
    const known = context.values.get(node);
    if (known !== undefined) return known;
    const computed = this.#compute(node, context);
    if (!isFinite(computed) && !this.failures.has(node))
      this.failures.set(node, (arg) => this.valueOf(arg, context));
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
        return node.name === 'select' ? this.#choice(node, context) : this.#operator(node, args());
      case 'along':
        return this.#along(node, args());
      case 'pick':
        return this.#pick(node, args(), outer);
    }
  }

  /** Powers of the factors; means and shares are taken together, since they are within bounds as a whole. */
  #factors(node: Multiply, args: readonly Floats[], context: Context): readonly Floats[] {
    const powers = args.map((arg, k) => power(arg, node.exponents[k] ?? 1));
    const { gone, made } = this.#mean(node, args, context) ??
      this.#share(node, args) ?? { gone: [], made: [] };
    return [...made, ...powers.filter((_, k) => !gone.includes(k))];
  }

  /** A sum over axes that is divided by their sizes is within the values that it is a sum of. */
  #mean(node: Multiply, args: readonly Floats[], context: Context): Together | undefined {
    const divides = (axis: string): number =>
      node.args.findIndex((arg, k) => arg.op === 'size' && arg.axis === axis && node.exponents[k] === -1);
    const sum = node.args.findIndex(
      (arg, k) =>
        arg.op === 'along' &&
        arg.name === 'sum' &&
        node.exponents[k] === 1 &&
        arg.over.every((axis) => divides(axis) >= 0),
    );
    const [along, total] = [node.args[sum], args[sum]];
    if (along?.op !== 'along' || total === undefined) return undefined;
    const [of = along] = along.args;
    const within = this.valueOf(of, this.#contexts.across(context, along.over));
    return { gone: [sum, ...along.over.map(divides)], made: [mean(within, total)] };
  }

  /** x / (x + y) with x, y ≥ 0 is a share of 1, if only the sum is not 0. */
  #share(node: Multiply, args: readonly Floats[]): Together | undefined {
    for (const [below, divisor] of node.args.entries()) {
      const whole = args[below];
      if (node.exponents[below] !== -1 || whole?.nonZero !== true) continue;
      const terms = termsOf(divisor);
      const constant = divisor.op === 'add' ? divisor.constant : 0;
      if (constant < 0 || !terms.every((t) => t.coefficient > 0 && t.node.range.lo >= 0)) continue;
      for (const [above, part] of node.args.entries()) {
        const most = node.exponents[above] === 1 ? shareOf(part, terms, constant) : undefined;
        if (most === undefined) continue;
        const nonZero = args[above]?.nonZero === true && farthest(whole) < mended;
        return {
          gone: [above, below],
          made: [floats(0, most, { nonZero: nonZero && nearest(args[above] ?? whole) > 1e-200 })],
        };
      }
    }
    return undefined;
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
      this.#contexts.where(context, test, holds, possible).map((inner) => this.valueOf(branch, inner));
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
}

/** What has to be so for a node to be infinite. */
function reasonOf(node: Node, value: Values, names: Names): string {
  const print = (n: Node): string => printNode(n, names);
  if (node.op === 'multiply') {
    const powers = node.args.map((arg, k) => power(value(arg), node.exponents[k] ?? 1));
    const divisor = node.args.find((_, k) => {
      const made = powers[k] ?? unit;
      return (node.exponents[k] ?? 1) < 0 && !isFinite(made);
    });
    if (divisor !== undefined) return `${print(divisor)} is ${nearest(value(divisor)) > 0 ? 'nearly ' : ''}0`;
    const root = node.args.find((_, k) => Number.isNaN(powers[k]?.lo));
    return root === undefined ? 'its factors are large' : `${print(root)} is below 0`;
  }
  if (node.op !== 'apply') return 'its operand is large';
  const [x = node, y = x] = node.args;
  switch (node.name) {
    case 'log':
    case 'log1mexp':
      return `${print(x)} is 0`;
    case 'log1p':
      return isOne(x, print);
    case 'xlogy':
      return `${print(y)} is 0`;
    case 'xlog1py':
      return isOne(y, print);
    case 'pow':
      if (value(x).lo < 0) return `${print(x)} is below 0`;
      return farthest(value(x)) > 1 && value(y).lo >= 0
        ? `${print(y)} is large`
        : `${print(x)} is 0 and ${print(y)} below 0`;
    default:
      return `${print(x)} is large`;
  }
}

/** Where 1 + x is 0, without a sign where there need not be one. */
function isOne(x: Node, print: (node: Node) => string): string {
  const [only] = x.args;
  const negates = x.op === 'add' && x.args.length === 1 && x.constant === 0 && x.coefficients[0] === -1;
  return negates && only !== undefined ? `${print(only)} is 1` : `${print(x)} is -1`;
}

/** Factors that were judged together, by their place, and what came out. */
interface Together {
  readonly gone: readonly number[];
  readonly made: readonly Floats[];
}

/** How large a part can be beside a sum of which all its terms are terms too. */
function shareOf(part: Node, whole: readonly Term[], constant: number): number | undefined {
  const own = part.op === 'add' ? part.constant : 0;
  const parts = termsOf(part).map(
    (t) => t.coefficient / (whole.find((w) => w.node === t.node)?.coefficient ?? 0),
  );
  const shares = own === 0 ? parts : [...parts, own / constant];
  const most = Math.max(...shares);
  return shares.every((share) => share > 0) && Number.isFinite(most) ? most * (1 + 2 ** -20) : undefined;
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
