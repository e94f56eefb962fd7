/**
 * Losses made of one operator, for its derivative: bare and inside a non-linear context, in every broadcast
 * pattern. The candidate is the value graph differentiated and interpreted; the oracle has the meaning as text.
 */
import { differentiate } from '../../src/differentiate/differentiate.ts';
import { Builder } from '../../src/graph/builder.ts';
import { formula } from '../../src/graph/formula.ts';
import type { Node } from '../../src/graph/node.ts';
import { printRange, range, type Range } from '../../src/graph/range.ts';
import type { ElementwiseName } from '../../src/operators/elementwise.ts';
import type { AxisOperatorName } from '../../src/operators/alongAxes.ts';
import type { Program } from '../../src/syntax/program.ts';
import { arrange } from '../../src/verify/oracle/tensor.ts';
import type { Candidate } from '../../src/verify/verify.ts';
import { program } from '../verify/program.ts';
import { callOf, domainOf, moderateDomain, operatorOf } from './calls.ts';
import { interpret } from './interpret.ts';
import { meanings } from './meanings.ts';

interface Input {
  readonly name: string;
  readonly axes: readonly string[];
  readonly range: Range;
  readonly index?: boolean;
  /** The only values, where it is drawn from a set. */
  readonly values?: readonly number[];
}

export interface Trial {
  readonly what: string;
  readonly inputs: readonly Input[];
  /** The loss, a scalar. */
  readonly text: string;
  readonly axes: readonly string[];
}

const both = ['n', 'i'];
const wide = range(-4, 4);

/** The axes of the arguments: the same, one missing on either side, disjoint, and none. */
const patterns: readonly { readonly name: string; readonly axes: readonly (readonly string[])[] }[] = [
  { name: 'the same axes', axes: [both, both, both] },
  { name: 'the first without i', axes: [['n'], both, both] },
  { name: 'the second without i', axes: [both, ['n'], ['i']] },
  { name: 'disjoint axes', axes: [['n'], ['i'], ['n']] },
  { name: 'the second a scalar', axes: [both, [], []] },
  { name: 'the first a scalar', axes: [[], both, both] },
];

/** Every pattern of an elementwise operator, bare and in a context whose slope varies. */
export function elementwiseTrials(name: ElementwiseName): readonly Trial[] {
  const { arguments: names } = operatorOf(name);
  const call = callOf(name, names);
  const fitting = names.length > 1 ? patterns : patterns.filter((_, k) => k === 0 || k === 5);
  const weight: Input = { name: 'v', axes: both, range: wide };
  const bare = `sum[n, i](v * ${call})`;
  const context = `atan(sum[n, i](sin(v * (0.5 + ${call})) * (1 + ${names[0]})))`;
  const broadcast = fitting.flatMap(({ name: pattern, axes }): readonly Trial[] => {
    const inputs = (domain: typeof domainOf): readonly Input[] => [
      ...names.map((argument, k) => ({ name: argument, axes: axes[k] ?? [], range: domain(name, argument) })),
      weight,
    ];
    return [
      { what: `bare, ${pattern}`, inputs: inputs(domainOf), text: bare, axes: both },
      { what: `in a context, ${pattern}`, inputs: inputs(moderateDomain), text: context, axes: both },
    ];
  });
  const corner = (corners[name] ?? []).map((sets): Trial => {
    const drawn = names.map((argument, k): Input => {
      const range = domainOf(name, argument);
      return { name: argument, axes: both, range, values: cornerSets[sets[k] ?? 'one'] };
    });
    return { what: 'at corners', inputs: [...drawn, weight], text: bare, axes: both };
  });
  return [...broadcast, ...corner];
}

const cornerSets = {
  zero: [0],
  one: [1],
  label: [0, 1],
  positive: [1, 2],
  negative: [-1, -2],
  whole: [0, 1, 2],
  sign: [-1, 0, 1],
};

/** Where derivatives have cases of their own, equal arguments and zeros: what the arguments are drawn from. */
const corners: { readonly [N in ElementwiseName]?: readonly (readonly (keyof typeof cornerSets)[])[] } = {
  max: [['label', 'label']],
  min: [['label', 'label']],
  at_least: [['whole', 'label']],
  at_most: [['whole', 'label']],
  abs: [['sign']],
  pow: [
    ['whole', 'positive'],
    ['positive', 'whole'],
  ],
  xlogy: [['zero', 'positive']],
  xlog1py: [['zero', 'positive']],
  xlog1mexp: [['zero', 'negative']],
  select: [['label', 'label', 'label']],
};

/** An operator along the axis c, alone and with the entries weighted, together and one picked. */
export function alongTrials(name: AxisOperatorName): readonly Trial[] {
  const [x, w]: readonly [Input, Input] = [
    { name: 'x', axes: ['n', 'c'], range: wide },
    { name: 'w', axes: ['n', 'c'], range: wide },
  ];
  const trial = (what: string, text: string, more: readonly Input[] = []): Trial => ({
    what,
    inputs: [x, w, ...more],
    text,
    axes: ['n', 'c'],
  });
  const t: Input = { name: 't', axes: ['n'], range: range(0, Infinity, { integer: true }), index: true };
  const bare = trial('bare', `sum[n, c](w * ${name}[c](x))`);
  return [
    bare,
    trial('in a context', `atan(sum[n, c](sin(w * ${name}[c](x))))`),
    trial('over an operand without n', `sum[n, c](w * ${name}[c](sum[n](x)))`),
    ...(cornered.has(name)
      ? [{ ...bare, what: 'at corners', inputs: [{ ...x, values: [0, 1, 2] }, w] }]
      : []),
    ...(picked.has(name)
      ? [trial('picked', `sum[n](sin(pick[c](${name}[c](x), t)) * pick[c](w, t))`, [t])]
      : []),
  ];
}

/** Equal entries, and zeros, have derivatives of their own. */
const cornered: ReadonlySet<string> = new Set(['max', 'min', 'prod']);
const picked: ReadonlySet<string> = new Set(['softmax', 'softmax_complement', 'log_softmax', 'cumsum']);

/** The loss of a trial for the oracle. */
export function oracleOf({ inputs, text }: Trial): Program {
  const declared = inputs.map(({ name, axes, range: domain, index, values }) =>
    index
      ? `${name}: index[${axes.join(', ')}] of c`
      : `${name}: real[${axes.join(', ')}] in ${values ? `{${values.join(', ')}}` : printRange(domain)}`,
  );
  return program(`${meanings}loss f(${declared.join(', ')}) = ${text}\n`);
}

/** The same by the compiler's tables: the formula as a graph, differentiated, and nothing else. */
export function candidateOf(trial: Trial): Candidate {
  const b = new Builder();
  const names = new Map(
    trial.inputs.map(({ name, axes, range: domain, index }) => [
      name,
      b.input({ name, axes, range: domain, differentiable: !index, ...(index ? { of: 'c' } : {}) }),
    ]),
  );
  const value = textGraph(b, trial.text, names);
  const leaves = new Set([...names.values()].filter((node) => node.op === 'input' && node.differentiable));
  const gradients = differentiate(b, value, b.constant(1), leaves);
  return (data) => ({
    value: interpret(value, data).data[0] ?? NaN,
    gradients: Object.fromEntries(
      trial.inputs
        .filter(({ index }) => !index)
        .map(({ name, axes }) => {
          const node = names.get(name);
          const found = node && gradients.get(node);
          const shape = { axes, sizes: axes.map((axis) => data.axes[axis] ?? 1) };
          return [name, found === undefined ? [] : arrange(interpret(found, data), shape).data];
        }),
    ),
  });
}

/** A formula over several brackets: each call along axes is built with its own axes. */
function textGraph(b: Builder, text: string, names: ReadonlyMap<string, Node>): Node {
  const bound: Record<string, Node> = Object.fromEntries(names);
  let rest = text;
  for (let k = 0; ; k++) {
    const innermost = /(\w+)\[([\w, ]+)\]\(/.exec(lastBracket(rest));
    if (innermost === null) return formula(rest, { builder: b, names: bound, axes: [] });
    const start = rest.lastIndexOf(innermost[0]);
    const end = closing(rest, start + innermost[0].length);
    const axes = (innermost[2] ?? '').split(', ');
    const inner = rest.slice(start, end + 1).replace(`[${innermost[2]}]`, '[A]');
    bound[`part${k}`] = formula(inner, { builder: b, names: bound, axes });
    rest = `${rest.slice(0, start)}part${k}${rest.slice(end + 1)}`;
  }
}

const lastBracket = (text: string): string => [...text.matchAll(/\w+\[[\w, ]+\]\(/g)].at(-1)?.[0] ?? '';

function closing(text: string, from: number): number {
  let open = 1;
  let place = from;
  for (; open > 0; place++) open += text[place] === '(' ? 1 : text[place] === ')' ? -1 : 0;
  return place - 1;
}
