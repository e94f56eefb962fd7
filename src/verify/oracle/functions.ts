/**
 * The elementwise functions of the language, each from its definition, over any number system. Forms are
 * chosen so that f64 keeps its digits; derivatives come from the number system alone.
 */
import type { Session } from './session.ts';
import { at } from './tensor.ts';

export interface ElementaryFunction {
  /** How many arguments; Infinity as the upper bound where any number may follow. */
  readonly arity: readonly [number, number];
  /** Named arguments with their defaults, handed over after the positional ones. */
  readonly named?: readonly { readonly name: string; readonly value: number }[];
  /** `written` tells which of the arguments are numbers of the source text. */
  apply<T>(session: Session<T>, values: readonly T[], written: readonly boolean[]): T;
}

type UnaryName = 'exp' | 'log' | 'log1p' | 'expm1' | 'sqrt' | 'sin' | 'cos' | 'tan' | 'atan';
type Analytic = UnaryName | 'sinh' | 'cosh' | 'tanh' | 'erf';

const analytic = (name: Analytic): ElementaryFunction => ({
  arity: [1, 1],
  apply: (session, values) => session.arithmetic[name](at(values, 0)),
});

const unary = (apply: <T>(session: Session<T>, x: T) => T): ElementaryFunction => ({
  arity: [1, 1],
  apply: (session, values) => apply(session, at(values, 0)),
});

const binary = (apply: <T>(session: Session<T>, x: T, y: T) => T): ElementaryFunction => ({
  arity: [2, 2],
  apply: (session, values) => apply(session, at(values, 0), at(values, 1)),
});

/** The nearest f64, for choosing between equal forms of a smooth function: no entry in the trace. */
const about = <T>({ arithmetic: a }: Session<T>, x: T): number => a.number(x);

function sigmoid<T>(session: Session<T>, x: T): T {
  const { arithmetic: a } = session;
  const one = a.of(1);
  if (about(session, x) >= 0) return a.divide(one, a.add(one, a.exp(a.negate(x))));
  const e = a.exp(x);
  return a.divide(e, a.add(one, e));
}

/** log(1 + exp(x)) with the exponential of a negative number only. */
function softplus<T>(session: Session<T>, x: T): T {
  const { arithmetic: a } = session;
  return about(session, x) > 0 ? a.add(x, a.log1p(a.exp(a.negate(x)))) : a.log1p(a.exp(x));
}

/** log(cosh(x)): as log1p(2 sinh²(x/2)) near 0, as |x| + log1p(exp(-2|x|)) - log(2) elsewhere. */
function logCosh<T>(session: Session<T>, x: T): T {
  const { arithmetic: a } = session;
  const two = a.of(2);
  const magnitude = about(session, x) < 0 ? a.negate(x) : x;
  if (about(session, magnitude) < 1) {
    const s = a.sinh(a.divide(x, two));
    return a.log1p(a.multiply(two, a.multiply(s, s)));
  }
  const tail = a.log1p(a.exp(a.negate(a.multiply(two, magnitude))));
  return a.subtract(a.add(magnitude, tail), a.log(two));
}

/** Half to even, as IEEE 754, WGSL and PyTorch round. */
function round<T>(session: Session<T>, x: T): T {
  const { arithmetic: a } = session;
  const below = a.floor(x);
  const order = session.compare(a.subtract(a.stop(x), below), a.of(0.5));
  const half = a.divide(below, a.of(2));
  const even = a.compare(half, a.floor(half)) === 0;
  const rounded = order < 0 || (order === 0 && even) ? below : a.add(below, a.of(1));
  session.trace.decide(a.number(rounded));
  return rounded;
}

function floor<T>(session: Session<T>, x: T): T {
  const result = session.arithmetic.floor(x);
  session.trace.decide(session.arithmetic.number(result));
  return result;
}

/**
 * The largest (direction 1) or smallest (-1) of the values, two at a time from the left. Equal variables share
 * the gradient; against a number of the source text there is none, so that max(x, 0) is relu(x).
 */
function extremum<T>(
  session: Session<T>,
  values: readonly T[],
  written: readonly boolean[],
  direction: 1 | -1,
): T {
  const { arithmetic: a } = session;
  let [best, bestWritten] = [at(values, 0), at(written, 0)];
  values.slice(1).forEach((value, i) => {
    const valueWritten = at(written, i + 1);
    const order = direction * session.bend(value, best);
    if (Number.isNaN(order)) best = a.add(value, best);
    else if (order === 0) best = valueWritten ? value : bestWritten ? best : a.tie([best, value]);
    else if (order > 0) best = value;
    bestWritten &&= valueWritten;
  });
  return best;
}

/** min(max(x, low), high), with no gradient through x where it touches or passes a bound. */
function clamp<T>(session: Session<T>, [x, low, high]: readonly [T, T, T]): T {
  const below = session.bend(x, low);
  const inside = Number.isNaN(below) || below > 0 ? x : low;
  return session.bend(inside, high) >= 0 ? high : inside;
}

const relu = <T>(session: Session<T>, x: T): T => {
  const zero = session.arithmetic.of(0);
  const order = session.bend(x, zero);
  return order > 0 || Number.isNaN(order) ? x : zero;
};

const abs = <T>(session: Session<T>, x: T): T => {
  const { arithmetic: a } = session;
  const order = session.bend(x, a.of(0));
  if (order === 0) return a.of(0);
  return order < 0 ? a.negate(x) : x;
};

const ratio: ElementaryFunction = {
  arity: [2, 2],
  named: [{ name: 'empty', value: 0 }],
  apply(session, values) {
    const [a, b, empty] = [at(values, 0), at(values, 1), at(values, 2)];
    return session.compare(b, session.arithmetic.of(0)) === 0 ? empty : session.arithmetic.divide(a, b);
  },
};

/** Every elementwise function by its name in the language; `stop` works on whole tensors, elsewhere. */
export const functions: Readonly<Record<string, ElementaryFunction>> = {
  exp: analytic('exp'),
  log: analytic('log'),
  log1p: analytic('log1p'),
  expm1: analytic('expm1'),
  log2: unary(({ arithmetic: a }, x) => a.divide(a.log(x), a.log(a.of(2)))),
  sqrt: analytic('sqrt'),
  abs: unary(abs),
  sign: unary((session, x) => session.arithmetic.of(session.bend(x, session.arithmetic.of(0)))),
  square: unary(({ arithmetic: a }, x) => a.multiply(x, x)),
  pow: binary(({ arithmetic: a }, x, y) => a.power(x, y)),
  min: { arity: [2, Infinity], apply: (session, values, written) => extremum(session, values, written, -1) },
  max: { arity: [2, Infinity], apply: (session, values, written) => extremum(session, values, written, 1) },
  clamp: {
    arity: [3, 3],
    apply: (session, values) => clamp(session, [at(values, 0), at(values, 1), at(values, 2)]),
  },
  relu: unary(relu),
  floor: unary(floor),
  round: unary(round),
  sin: analytic('sin'),
  cos: analytic('cos'),
  tan: analytic('tan'),
  atan: analytic('atan'),
  sinh: analytic('sinh'),
  cosh: analytic('cosh'),
  tanh: analytic('tanh'),
  erf: analytic('erf'),
  sigmoid: unary(sigmoid),
  log_sigmoid: unary((s, x) => s.arithmetic.negate(softplus(s, s.arithmetic.negate(x)))),
  softplus: unary(softplus),
  log_cosh: unary(logCosh),
  xlogy: binary(({ arithmetic: a }, x, y) => a.multiply(x, a.log(y))),
  ratio,
};
