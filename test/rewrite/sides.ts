/** A rewrite rule in, both of its sides as losses of one program, and points drawn for its holes, out. */
import { holesOf, type Rule } from '../../src/rewrite/rule.ts';
import { reals, type Range } from '../../src/graph/range.ts';
import type { Program } from '../../src/syntax/program.ts';
import type { Data } from '../../src/verify/oracle/data.ts';
import { Random } from '../../src/verify/random.ts';
import { meanings } from '../operators/meanings.ts';
import { program } from '../verify/program.ts';

/** The length of the axis A in all samples. */
export const CLASSES = 3;

export interface Hole {
  readonly name: string;
  readonly range: Range;
  /** Varies along A. */
  readonly along: boolean;
  /** A class along A. */
  readonly index: boolean;
}

export const holes = (rule: Rule): readonly Hole[] =>
  holesOf(rule.from).map((name) => ({
    name,
    range: rule.when?.[name] ?? reals,
    along: rule.along?.includes(name) ?? false,
    index: new RegExp(`pick\\[A\\]\\(.*, ${name}\\)`).test(rule.from),
  }));

/** In a formula of the tables \`valid\` has the axes of the rule; in the language it names them. */
export const inLanguage = (formula: string): string => formula.replaceAll('valid(', 'valid[A](');

const end = (value: number): string =>
  value === Infinity ? 'inf' : value === -Infinity ? '-inf' : String(value);

export function declaration({ name, range, along, index }: Hole, differentiable = true): string {
  const axes = along ? '[A, i]' : '[i]';
  if (index) return `${name}: index[i] of A`;
  const { lo, hi, loOpen, hiOpen, integer } = range;
  const kind = `${differentiable ? '' : 'const '}real${axes}`;
  if (integer) return `${name}: ${kind} in {${[...new Set(edgesOf(range))].join(', ')}}`;
  return `${name}: ${kind} in ${loOpen ? '(' : '['}${end(lo)}, ${end(hi)}${hiOpen ? ')' : ']'}`;
}

/** The losses \`left\` and \`right\`. */
export function sides(rule: Rule): Program {
  const inputs = holes(rule)
    .map((hole) => declaration(hole))
    .join(', ');
  const loss = (name: string, formula: string): string =>
    `loss ${name}(${inputs}) = ${inLanguage(formula)}\n`;
  return program(`${meanings}${loss('left', rule.from)}${loss('right', rule.to)}`);
}

/** Where something happens: 0, near 0, near the ends, everyday and large values. */
export function edgesOf(range: Range): readonly number[] {
  const { lo, hi } = range;
  const near = [2 ** -40, 2 ** -24, 2 ** -12, 0.01, 0.3];
  const far = [1, 2.5, 10, 20, 50, 88, 100];
  const values = [
    ...(Number.isFinite(lo) ? [lo, ...near.map((d) => lo + d), ...far.map((d) => lo + d)] : []),
    ...(Number.isFinite(hi) ? [hi, ...near.map((d) => hi - d), ...far.map((d) => hi - d)] : []),
    ...[0, ...near, ...far, ...near.map((d) => 1 - d), ...near.map((d) => 1 + d)],
    ...[...near, ...far].map((d) => -d),
  ].map(Math.fround);
  return values.filter((v) => inside(v, range));
}

/** Points as data with the axis i: single-precision values, now and then near another hole's or opposite to it. */
export function draw(rule: Rule, count: number, seed: number): Data {
  const random = new Random(seed);
  const drawn = new Map<string, number[]>();
  for (const hole of holes(rule)) {
    const edges = edgesOf(hole.range);
    const rows = hole.along ? CLASSES : 1;
    const before = [...drawn.values()].find((values) => values.length === rows * count);
    const value = (k: number): number => {
      // Everything 0 at once is where quotients break.
      if (k % count === 0 && !hole.index && inside(0, hole.range)) return 0;
      if (hole.index) return random.below(CLASSES + 1) - (random.chance(0.1) ? 1 : 0);
      if (inside(0, hole.range) && random.chance(0.1)) return 0;
      const other = before?.[k];
      if (other !== undefined && random.chance(0.3)) {
        const related = Math.fround(
          random.choose([other, -other, 1 - other, other * (1 + 2 ** -14), other * 1.06, other + 0.25]),
        );
        if (inside(related, hole.range)) return related;
      }
      if (random.chance(0.5)) return random.choose(edges);
      const near = Math.fround(random.choose(edges) + random.normal() * 0.7);
      return inside(near, hole.range) ? near : random.choose(edges);
    };
    drawn.set(
      hole.name,
      Array.from({ length: rows * count }, (_, k) => value(k)),
    );
  }
  const inputs = holes(rule).map(({ name, along }) => {
    const data = drawn.get(name) ?? [];
    return [
      name,
      along ? { axes: ['A', 'i'], sizes: [CLASSES, count], data } : { axes: ['i'], sizes: [count], data },
    ];
  });
  return { inputs: Object.fromEntries(inputs), parameters: {}, axes: { A: CLASSES, i: count } };
}

const inside = (v: number, { lo, hi, loOpen, hiOpen, integer }: Range): boolean =>
  (!integer || Number.isInteger(v)) && (loOpen ? v > lo : v >= lo) && (hiOpen ? v < hi : v <= hi);
