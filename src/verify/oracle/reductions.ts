/** Operators with an axis bracket: reductions with `keep` and `weight`, softmax and running sums. */
import type { Session } from './session.ts';
import { arrange, at, group, union, type NamedTensor, type Shape } from './tensor.ts';

/** The elements that take part in one result, each with its weight where there are weights. */
interface Members<T> {
  readonly values: readonly T[];
  readonly weights: readonly T[] | undefined;
}

type Reduce = <T>(session: Session<T>, members: Members<T>) => T;

interface Reduction {
  /** A weight has a meaning: the sum behind the reduction is a weighted sum. */
  readonly weighted: boolean;
  readonly reduce: Reduce;
}

/** Each value times its weight. An element of constant weight 0 is out, so that its NaN does not leak. */
function weigh<T>(session: Session<T>, { values, weights }: Members<T>): readonly T[] {
  const { arithmetic: a } = session;
  if (weights === undefined) return values;
  return values.flatMap((value, i) => {
    const weight = at(weights, i);
    return a.isZero(weight) ? [] : [a.multiply(weight, value)];
  });
}

const sum: Reduce = (session, members) => session.arithmetic.sum(weigh(session, members));

const mean: Reduce = (session, members) => {
  const { arithmetic: a } = session;
  const divisor = members.weights === undefined ? a.of(members.values.length) : a.sum(members.weights);
  return a.compare(divisor, a.of(0)) === 0 ? a.of(0) : a.divide(sum(session, members), divisor);
};

/**
 * About the largest value, as a constant: a safe scale for what follows, whose result does not depend on the
 * choice. Hence no entry in the trace, and the nearest f64 is enough to choose by.
 */
function scale<T>(session: Session<T>, values: readonly T[]): T {
  const { arithmetic: a } = session;
  let best = at(values, 0);
  for (const value of values) if (!(a.number(value) <= a.number(best))) best = value;
  return a.stop(best);
}

/** The winner along an axis; ties share the gradient equally. */
const extremum =
  (direction: 1 | -1): Reduce =>
  (session, { values }) => {
    const { arithmetic: a } = session;
    if (values.length === 0) return a.of(0);
    let tied = [at(values, 0)];
    let winner = 0;
    for (let i = 1; i < values.length; i++) {
      const value = at(values, i);
      const order = direction * a.compare(value, at(tied, 0));
      if (Number.isNaN(order)) return a.of(NaN);
      if (order > 0) [tied, winner] = [[value], i];
      else if (order === 0) tied.push(value);
    }
    session.trace.decide(winner);
    session.trace.decide(tied.length);
    if (tied.length > 1 && tied.some(a.depends)) session.trace.ties++;
    return a.tie(tied);
  };

/** Σ w exp(x) as exp(m) · Σ w exp(x - m) with the constant m = max x. */
const logsumexp: Reduce = (session, { values, weights }) => {
  const { arithmetic: a } = session;
  const taking = values.filter((_, i) => weights === undefined || !a.isZero(at(weights, i)));
  if (taking.length === 0) return a.of(0);
  const m = scale(session, taking);
  if (Math.abs(a.number(m)) === Infinity) return m;
  const terms = values.map((x, i) =>
    weights !== undefined && a.isZero(at(weights, i)) ? a.of(0) : a.exp(a.subtract(x, m)),
  );
  return a.add(m, a.log(sum(session, { values: terms, weights })));
};

/** √(Σ w x²) with the values scaled by the largest magnitude, whose square might overflow. */
const norm: Reduce = (session, { values, weights }) => {
  const { arithmetic: a } = session;
  const taking = values.filter((_, i) => weights === undefined || !a.isZero(at(weights, i)));
  if (taking.length === 0) return a.of(0);
  const magnitudes = taking.map((x) => (a.number(x) < 0 ? a.negate(x) : x));
  const m = scale(session, magnitudes);
  if (a.compare(m, a.of(0)) === 0) return a.of(0);
  const squares = values.map((x, i) => {
    if (weights !== undefined && a.isZero(at(weights, i))) return a.of(0);
    const ratio = a.divide(x, m);
    return a.multiply(ratio, ratio);
  });
  return a.multiply(m, a.sqrt(sum(session, { values: squares, weights })));
};

const product: Reduce = ({ arithmetic: a }, { values }) =>
  values.reduce((total, value) => a.multiply(total, value), a.of(1));

/** The reductions of the language. Nothing kept gives 0, and 1 for a product. */
export const reductions: Readonly<Record<string, Reduction>> = {
  sum: { weighted: true, reduce: sum },
  mean: { weighted: true, reduce: mean },
  max: { weighted: false, reduce: extremum(1) },
  min: { weighted: false, reduce: extremum(-1) },
  prod: { weighted: false, reduce: product },
  logsumexp: { weighted: true, reduce: logsumexp },
  norm: { weighted: true, reduce: norm },
};

export interface Leaving<T> {
  readonly keep?: NamedTensor<T> | undefined;
  readonly weight?: NamedTensor<T> | undefined;
}

/** Reduces a tensor along axes; `keep` and `weight` may bring further axes, which ride along. */
export function reduce<T>(
  session: Session<T>,
  name: string,
  tensor: NamedTensor<T>,
  axes: readonly string[],
  { keep, weight }: Leaving<T>,
): NamedTensor<T> {
  const { arithmetic: a } = session;
  const reduction = reductions[name];
  if (reduction === undefined) throw new Error(`There is no reduction ${name}.`);
  if (weight !== undefined && !reduction.weighted)
    throw new Error(`${name} has no weighted form: only sum, mean, logsumexp and norm have one.`);
  const shape = union([tensor, ...(keep ? [keep] : []), ...(weight ? [weight] : [])]);
  const { rest, groups } = group(arrange(tensor, shape), axes);
  const keeps = keep && group(arrange(keep, shape), axes).groups;
  const weights = weight && group(arrange(weight, shape), axes).groups;
  const data = groups.map((values, g) => {
    const flags = keeps && at(keeps, g);
    const takesPart = (_: T, i: number) => flags === undefined || a.number(at(flags, i)) !== 0;
    return reduction.reduce(session, {
      values: values.filter(takesPart),
      weights: weights && at(weights, g).filter(takesPart),
    });
  });
  return { ...rest, data };
}

type Scan = <T>(session: Session<T>, values: readonly T[]) => readonly T[];

const softmax: Scan = (session, values) => {
  const { arithmetic: a } = session;
  const m = scale(session, values);
  const terms = values.map((x) => a.exp(a.subtract(x, m)));
  const total = a.sum(terms);
  return terms.map((term) => a.divide(term, total));
};

const logSoftmax: Scan = (session, values) => {
  const { arithmetic: a } = session;
  const m = scale(session, values);
  const total = a.log(a.sum(values.map((x) => a.exp(a.subtract(x, m)))));
  return values.map((x) => a.subtract(a.subtract(x, m), total));
};

const runningSum: Scan = (session, values) => {
  const result: (typeof values)[number][] = [];
  for (const value of values) {
    const before = result.at(-1);
    result.push(before === undefined ? value : session.arithmetic.add(before, value));
  }
  return result;
};

/** Operators that keep the axes and work along them. */
export const scans: Readonly<Record<string, Scan>> = {
  softmax,
  log_softmax: logSoftmax,
  cumsum: runningSum,
};

/** Applies a scan along the axes. */
export function scan<T>(
  session: Session<T>,
  name: string,
  tensor: NamedTensor<T>,
  axes: readonly string[],
): NamedTensor<T> {
  const apply = scans[name];
  if (apply === undefined) throw new Error(`There is no operator ${name}.`);
  const { rest, groups } = group(tensor, axes);
  const worked: Shape = {
    axes: [...rest.axes, ...axes],
    sizes: [...rest.sizes, ...axes.map((axis) => at(tensor.sizes, tensor.axes.indexOf(axis)))],
  };
  const data = groups.flatMap((values) => apply(session, values));
  return arrange({ ...worked, data }, tensor);
}
