/** A list of choices in, a well-typed loss over several axes and kinds out: the same list gives the same text. */

/** Reads numbers off a list; where it ends, every choice is the first one, so that short lists are small losses. */
class Choices {
  readonly #list: readonly number[];
  #place = 0;

  constructor(list: readonly number[]) {
    this.#list = list;
  }

  below(count: number): number {
    return (this.#list[this.#place++] ?? 0) % count;
  }

  of<T>(options: readonly [T, ...T[]]): T {
    return options[this.below(options.length)] ?? options[0];
  }
}

type Axis = 'n' | 'i' | 'c';

/** An expression with what is known of its values: all reals, above 0, or inside [0, 1]. */
interface Term {
  readonly text: string;
  readonly axes: readonly Axis[];
  readonly values: 'real' | 'positive' | 'unit';
}

const term = (text: string, axes: readonly Axis[], values: Term['values'] = 'real'): Term => ({
  text,
  axes,
  values,
});

const leaves: readonly [Term, ...Term[]] = [
  term('x', ['n', 'i']),
  term('z', ['n', 'c', 'i']),
  term('p', ['n', 'i'], 'unit'),
  term('y', ['n', 'i'], 'unit'),
  term('s', ['n'], 'unit'),
  term('b', ['c']),
  term('k', [], 'positive'),
  term('one_hot[c](t)', ['n', 'c', 'i'], 'unit'),
];

const declaration = `loss f(x: real[n, i], z: logit[n, c, i], p: prob[n, i], y: label[n, i], s: soft[n], b: real[c],
  t: index[n, i] of c; k: real in (0, 2] = 0.7) =`;

/** Exponentials of what is already large would overflow in every sample. */
const tame = ({ text, values }: Term): string => (values === 'unit' ? text : `tanh(${text})`);
const above = ({ text, values }: Term): string => (values === 'real' ? `(${text})^2 + 0.3` : `${text} + 0.3`);

const unary: readonly [(x: Term) => Term, ...((x: Term) => Term)[]] = [
  (x) => term(`sigmoid(${x.text})`, x.axes, 'unit'),
  (x) => term(`softplus(${x.text})`, x.axes, 'positive'),
  (x) => term(`exp(${tame(x)})`, x.axes, 'positive'),
  (x) => term(`log(${above(x)})`, x.axes),
  (x) => term(`sqrt(${above(x)})`, x.axes, 'positive'),
  (x) => term(`(${above(x)})^k`, x.axes, 'positive'),
  (x) => term(`tanh(${x.text})`, x.axes),
  (x) => term(`abs(${x.text})`, x.axes),
  (x) => term(`relu(${x.text})`, x.axes),
  (x) => term(`log_cosh(${x.text})`, x.axes),
  (x) => term(`atan(${x.text})`, x.axes),
  (x) => term(`erf(${x.text})`, x.axes),
  (x) => term(`sin(${x.text})`, x.axes),
  (x) => term(`square(${tame(x)})`, x.axes, 'unit'),
  (x) => term(`log1p(exp(${x.text}))`, x.axes, 'positive'),
  (x) => term(`expm1(${tame(x)})`, x.axes),
  (x) => term(`log(sigmoid(${x.text}))`, x.axes),
  (x) => (x.values === 'unit' ? term(`(1 - ${x.text})`, x.axes, 'unit') : term(`(-${x.text})`, x.axes)),
  (x) => term(`clamp(${x.text}, -0.8, 0.9)`, x.axes),
];

const union = (a: Term, b: Term): readonly Axis[] => [...new Set([...a.axes, ...b.axes])];

const binary: readonly [(x: Term, y: Term) => Term, ...((x: Term, y: Term) => Term)[]] = [
  (x, y) => term(`(${x.text} + ${y.text})`, union(x, y)),
  (x, y) => term(`(${x.text} - ${y.text})`, union(x, y)),
  (x, y) =>
    term(`${x.text} * ${y.text}`, union(x, y), x.values === 'unit' && y.values === 'unit' ? 'unit' : 'real'),
  (x, y) => term(`${x.text} / (${above(y)})`, union(x, y)),
  (x, y) => term(`max(${x.text}, ${y.text})`, union(x, y)),
  (x, y) => term(`min(${x.text}, ${y.text})`, union(x, y)),
  (x, y) => term(`(if ${x.text} < ${y.text} then ${y.text} else 2 * ${x.text})`, union(x, y)),
  (x, y) =>
    term(`(if y == 1 then ${x.text} else ${y.text})`, [...new Set([...union(x, y), 'n', 'i'] as const)]),
  (x, y) => term(`xlogy(${x.text}, ${above(y)})`, union(x, y)),
  (x, y) => term(`ratio(${x.text}, ${above(y)})`, union(x, y)),
];

/** Reductions and operators along one axis that the operand has. */
function along(x: Term, axis: Axis, choices: Choices): Term {
  const rest = x.axes.filter((each) => each !== axis);
  const indexed = [...new Set([...rest, 'n', 'i'] as const)];
  const keep = axis === 'i' && choices.below(3) === 0 ? '; keep = y' : '';
  return choices.of<() => Term>([
    () => term(`sum[${axis}](${x.text}${keep})`, keep ? indexed.filter((each) => each !== axis) : rest),
    () => term(`mean[${axis}](${x.text}${keep})`, keep ? indexed.filter((each) => each !== axis) : rest),
    () => term(`max[${axis}](${x.text})`, rest),
    () => term(`min[${axis}](${x.text})`, rest),
    () => term(`logsumexp[${axis}](${x.text})`, rest),
    () => term(`norm[${axis}](${x.text})`, rest),
    () => term(`prod[${axis}](${tame(x)})`, rest),
    () => term(`softmax[${axis}](${x.text})`, x.axes, 'unit'),
    () => term(`log_softmax[${axis}](${x.text})`, x.axes),
    () => term(`log(softmax[${axis}](${x.text}))`, x.axes),
    () => (axis === 'c' ? term(`pick[c](${x.text}, t)`, indexed) : term(`mean[${axis}](${x.text})`, rest)),
    () =>
      axis === 'c'
        ? term(`pick[c](softmax[c](${x.text}), t)`, indexed, 'unit')
        : term(`sum[${axis}](${x.text})`, rest),
  ])();
}

function expression(choices: Choices, depth: number): Term {
  if (depth === 0) return choices.of(leaves);
  switch (choices.below(4)) {
    case 0:
      return choices.of(leaves);
    case 1:
      return choices.of(unary)(expression(choices, depth - 1));
    case 2: {
      const x = expression(choices, depth - 1);
      const [first, ...others] = x.axes;
      return first === undefined ? choices.of(unary)(x) : along(x, choices.of([first, ...others]), choices);
    }
    default:
      return choices.of(binary)(expression(choices, depth - 1), expression(choices, depth - 1));
  }
}

/** A loss named `f` with a scalar result. */
export function generate(list: readonly number[], depth: number): string {
  const choices = new Choices(list);
  const { text, axes } = expression(choices, depth);
  if (axes.length === 0) return `${declaration}\n  ${text}\n`;
  const reduction = choices.of(['mean', 'sum']);
  return `${declaration}\n  ${reduction}[${axes.join(', ')}](${text})\n`;
}
