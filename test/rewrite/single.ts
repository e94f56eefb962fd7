/**
 * A formula of the tables in, its values in single precision out: every operator exact and then rounded to f32, so
 * that what is lost is lost by the form and not by its operators.
 */
import { parseFormula } from '../../src/graph/formula.ts';
import { elementwise, isElementwise } from '../../src/operators/elementwise.ts';
import type { Body, Call, Expression } from '../../src/syntax/tree.ts';

/** One number, or one per class. */
export type Value = readonly number[];
export type Names = Readonly<Record<string, Value>>;

const f32 = Math.fround;
const at = (x: Value, k: number): number => x[x.length === 1 ? 0 : k] ?? NaN;

function map(f: (...xs: number[]) => number, ...args: readonly Value[]): Value {
  const length = Math.max(...args.map((x) => x.length));
  return Array.from({ length }, (_, k) => f32(f(...args.map((x) => at(x, k)))));
}

export function single(formula: string, names: Names): Value {
  return body(parseFormula(formula), names);
}

function body({ result, bindings }: Body, names: Names): Value {
  const all: Record<string, Value> = { ...names };
  for (const { name, value } of bindings) all[name.text] = evaluate(value, all);
  return evaluate(result, all);
}

function evaluate(e: Expression, names: Names): Value {
  switch (e.kind) {
    case 'number':
      return [f32(e.value)];
    case 'reference':
      return e.name.text === 'inf'
        ? [Infinity]
        : e.name.text === 'pi'
          ? [f32(Math.PI)]
          : (names[e.name.text] ?? []);
    case 'group':
      return evaluate(e.inner, names);
    case 'unary':
      return map((x) => (e.operator === '-' ? -x : Number(x === 0)), evaluate(e.operand, names));
    case 'if':
      return map(
        (test, yes, no) => (test !== 0 ? yes : no),
        evaluate(e.test, names),
        evaluate(e.yes, names),
        evaluate(e.no, names),
      );
    case 'binary':
      return map(arithmetic[e.operator] ?? (() => NaN), evaluate(e.left, names), evaluate(e.right, names));
    case 'call':
      return call(e, names);
  }
}

const arithmetic: Readonly<Record<string, (x: number, y: number) => number>> = {
  '+': (x, y) => x + y,
  '-': (x, y) => x - y,
  '*': (x, y) => x * y,
  '/': (x, y) => x / y,
  '^': (x, y) => x ** y,
  '<': (x, y) => Number(x < y),
  '<=': (x, y) => Number(x <= y),
  '>': (x, y) => Number(x > y),
  '>=': (x, y) => Number(x >= y),
  '==': (x, y) => Number(x === y),
  '!=': (x, y) => Number(x !== y),
};

function call(e: Call, names: Names): Value {
  const name = e.callee.text;
  const args = e.arguments.map((arg) => evaluate(arg, names));
  const [x = [], y = []] = args;
  if (name === 'sqrt') return map(Math.sqrt, x);
  if (name === 'position') return Array.from({ length: CLASSES }, (_, k) => k);
  if (name === 'valid') return map((t) => Number(isClass(t, CLASSES)), x);
  if (name === 'pick') return map((t) => (isClass(t, x.length) ? (x[t] ?? NaN) : 0), y);
  const along = e.axes === undefined ? undefined : alongAxis[name];
  if (along !== undefined) return along(x).map(f32);
  if (isElementwise(name)) return map((...xs) => elementwise[name].value(...xs), ...args);
  throw new Error(`No single precision for ${name}.`);
}

const CLASSES = 3;
const isClass = (t: number, size: number): boolean => Number.isInteger(t) && t >= 0 && t < size;

const sum = (x: Value): number => x.reduce((s, v) => s + v, 0);
const others = (x: Value): Value => {
  const exps = exponentials(x);
  return exps.map((_, k) => sum(exps.filter((__, j) => j !== k)));
};
const exponentials = (x: Value): Value => x.map((v) => Math.exp(v - Math.max(...x)));

/** Each to double precision; log1p of the others keeps a confident class exact. */
const alongAxis: Readonly<Record<string, (x: Value) => Value>> = {
  sum: (x) => [x.reduce((s, v) => f32(s + v), 0)],
  prod: (x) => [x.reduce((s, v) => f32(s * v), 1)],
  max: (x) => [Math.max(...x)],
  logsumexp: (x) => [Math.max(...x) + Math.log1p(sum(exponentials(x)) - 1)],
  softmax: (x) => exponentials(x).map((v) => v / sum(exponentials(x))),
  softmax_complement: (x) => others(x).map((v) => v / sum(exponentials(x))),
  log_softmax: (x) => {
    const exps = exponentials(x);
    const top = x.indexOf(Math.max(...x));
    return x.map((v) => v - Math.max(...x) - Math.log1p(at(others(x), top) / at(exps, top)));
  },
};
