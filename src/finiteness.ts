/**
 * The finiteness verdict: final expressions in; proved finite, finite under named assumptions, or the place that can
 * be infinite, out. Floating point is meant: a value that is positive but as small as you like counts as 0, since it
 * underflows, and an exponential without a bound overflows. Data are taken to be finite and below 1e100.
 */
import { elementwise } from './operators/elementwise.ts';
import { termsOf } from './graph/builder.ts';
import type { Node } from './graph/node.ts';
import { printNode, type Names } from './graph/print.ts';
import { isNonNegative, type Range } from './graph/range.ts';

export interface Verdict {
  readonly status: 'proved' | 'assuming' | 'unproved';
  /** Each makes one place finite: `smooth > 0`, `sum[i](y) is not 0`. */
  readonly assumptions: readonly string[];
  /** Places that can be infinite or NaN for data inside their domains. */
  readonly places: readonly Place[];
}

export interface Place {
  readonly expression: string;
  /** Where it happens: `p is 0`. */
  readonly where: string;
}

/** Smaller than this is 0: its reciprocal, and the square of that, must not overflow. */
const tiny = 1e-100;
/** exp(700) is the last power of ten that float64 holds, nearly. */
const largestExponent = 700;

/** Judges the nodes of one output. */
export function finiteness(root: Node, names: Names): Verdict {
  const search = new Search(names);
  search.visit(root, []);
  const places = [...search.places.values()];
  const assumptions = [...search.assumptions];
  return {
    status: places.length > 0 ? 'unproved' : assumptions.length > 0 ? 'assuming' : 'proved',
    assumptions,
    places,
  };
}

/** What is known in a branch: nodes that are not 0 there. */
type Facts = readonly Node[];

class Search {
  readonly assumptions = new Set<string>();
  readonly places = new Map<string, Place>();
  readonly #names: Names;
  readonly #seen = new Map<Node, Set<string>>();

  constructor(names: Names) {
    this.#names = names;
  }

  visit(node: Node, facts: Facts): void {
    const key = facts.map((f) => f.id).join();
    const seen = this.#seen.get(node) ?? new Set();
    if (seen.has(key)) return;
    this.#seen.set(node, seen.add(key));
    if (node.op === 'apply' && node.name === 'select') this.#choice(node, facts);
    else node.args.forEach((arg) => this.visit(arg, facts));
    this.#judge(node, facts);
  }

  #choice(node: Node, facts: Facts): void {
    const [test, yes, no] = node.args;
    if (test === undefined || yes === undefined || no === undefined) return;
    this.visit(test, facts);
    this.visit(yes, [...facts, ...nonZero(test, true)]);
    this.visit(no, [...facts, ...nonZero(test, false)]);
  }

  #judge(node: Node, facts: Facts): void {
    if (node.op === 'multiply')
      node.args.forEach((base, k) => {
        if ((node.exponents[k] ?? 1) < 0) this.#needsNonZero(base, node, facts);
      });
    if (node.op === 'apply') this.#judgeOperator(node, facts);
  }

  #judgeOperator(node: Node & { op: 'apply' }, facts: Facts): void {
    const [x, y] = node.args;
    if (x === undefined) return;
    const singular: Readonly<Record<string, number>> = { log: 0, log1p: -1 };
    const end = singular[node.name];
    if (end !== undefined && x.range.lo <= end + tiny && !facts.includes(x))
      this.#report(x, node, end, facts);
    if ((node.name === 'xlogy' || node.name === 'xlog1py') && y !== undefined) {
      const edge = node.name === 'xlogy' ? 0 : -1;
      if (y.range.lo <= edge + tiny && !facts.includes(y)) this.#report(y, node, edge, facts);
    }
    if (node.name === 'log1mexp' && x.range.hi >= -tiny) this.#report(x, node, 0, facts);
    if (['exp', 'expm1', 'sinh', 'cosh'].includes(node.name) && overflows(node.name, x.range))
      this.#place(node, `${printNode(x, this.#names)} is above ${largestExponent}`);
    if (node.name === 'pow' && y !== undefined && !isNonNegative(y.range)) this.#needsNonZero(x, node, facts);
  }

  /** A divisor: fine, fine under an assumption, or a place that can fail. */
  #needsNonZero(base: Node, node: Node, facts: Facts): void {
    if (base.range.lo > tiny || base.range.hi < -tiny || facts.includes(base)) return;
    this.#report(base, node, 0, facts);
  }

  #report(x: Node, node: Node, end: number, facts: Facts): void {
    const assumption = end === 0 ? assumptionFor(x, facts, this.#names) : undefined;
    if (assumption !== undefined) this.assumptions.add(assumption);
    else this.#place(node, `${printNode(x, this.#names)} is ${end}`);
  }

  #place(node: Node, where: string): void {
    const others = new Map([...this.#names].filter(([n]) => n !== node));
    const expression = printNode(node, others);
    this.places.set(`${expression} ${where}`, { expression, where });
  }
}

const overflows = (name: string, r: Range): boolean => {
  const both = name === 'sinh' || name === 'cosh';
  return r.hi > largestExponent || (both && r.lo < -largestExponent);
};

/** Nodes that cannot be 0 where a test came out so. */
function nonZero(test: Node, holds: boolean): Facts {
  if (test.op !== 'apply' || elementwise[test.name].language) return holds ? [test] : [];
  const [x, y] = test.args;
  if (test.name === 'and' && holds) return test.args.flatMap((arg) => nonZero(arg, true));
  if (test.name === 'or' && !holds) return test.args.flatMap((arg) => nonZero(arg, false));
  if (test.name === 'not' && x !== undefined) return nonZero(x, !holds);
  const isZero = (n: Node | undefined): boolean => n?.op === 'const' && n.value === 0;
  if (test.name === 'less' && holds && isZero(x) && y !== undefined) return [y];
  if (test.name === 'equal' && !holds) return isZero(x) && y ? [y] : isZero(y) && x ? [x] : [];
  return holds ? [test] : [];
}

/**
 * What would keep a divisor from 0: a hyperparameter that is added to it and may be 0 only at its domain's end, or
 * the divisor itself where it is a sum over data, such as a count.
 */
function assumptionFor(x: Node, facts: Facts, names: Names): string | undefined {
  if (x.op === 'hyperparameter') return `${x.name} is not 0`;
  if (
    x.op === 'add' &&
    x.constant >= 0 &&
    termsOf(x).every((t) => t.coefficient > 0 && isNonNegative(t.node.range))
  ) {
    const smooth = termsOf(x).find((t) => t.node.op === 'hyperparameter');
    if (smooth !== undefined) return `${printNode(smooth.node)} > 0`;
  }
  if (x.op === 'multiply') {
    const open = x.args.filter(
      (arg) => !(arg.range.lo > tiny || arg.range.hi < -tiny || facts.includes(arg)),
    );
    const each = open.map((arg) => assumptionFor(arg, facts, names));
    return each.includes(undefined) ? undefined : each.join(' and ');
  }
  const overData = (n: Node): boolean => n.op === 'along' || (n.op !== 'input' && n.args.some(overData));
  return overData(x) ? `${printNode(x, names)} is not 0` : undefined;
}
