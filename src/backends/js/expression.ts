/** Expressions as JavaScript: a node in, text with the fewest parentheses out. */
import { elementwise } from '../../operators/elementwise.ts';
import { factorsOf, termsOf } from '../../graph/parts.ts';
import type { Apply, Factor, Node } from '../../graph/node.ts';
import { isMark } from '../../graph/shapes.ts';

/** JavaScript's precedence, as far as it is used. */
export const binding = {
  ternary: 0,
  or: 1,
  and: 2,
  equality: 3,
  relation: 4,
  sum: 5,
  product: 6,
  unary: 7,
  atom: 8,
} as const;

export interface Code {
  readonly text: string;
  readonly binding: number;
  /** A JavaScript boolean, not yet a number. */
  readonly test?: boolean;
}

export const atom = (text: string): Code => ({ text, binding: binding.atom });

/** How the arguments of a node are written: a name, or their own expression. */
export type Write = (node: Node) => Code;

export const wrap = (code: Code, at: number): string => (code.binding < at ? `(${code.text})` : code.text);

/** As a number: a test becomes 0 or 1. `Number(…)` compiles to no branch, where `… ? 1 : 0` does. */
export const asNumber = (code: Code): Code => (code.test === true ? atom(`Number(${code.text})`) : code);

/** As a test: a number holds where it is not 0. */
export const asTest = (code: Code): Code =>
  code.test === true
    ? code
    : { text: `${wrap(code, binding.relation)} !== 0`, binding: binding.equality, test: true };

export function numberText(value: number): string {
  if (value === Infinity) return 'Infinity';
  if (value === -Infinity) return '-Infinity';
  return String(value);
}

export function expression(node: Node, write: Write): Code {
  switch (node.op) {
    case 'const':
      return { text: numberText(node.value), binding: node.value < 0 ? binding.unary : binding.atom };
    case 'add':
      return sum(node, write);
    case 'multiply':
      return product(node, write);
    case 'apply':
      return apply(node, write);
    default:
      throw new Error(`A ${node.op} is written where it is loaded.`);
  }
}

const number = (node: Node, write: Write, at: number): string => wrap(asNumber(write(node)), at);

function sum(node: Node, write: Write): Code {
  const constant = node.op === 'add' ? node.constant : 0;
  const parts = termsOf(node).map(({ coefficient, node: n }) => {
    const size = Math.abs(coefficient);
    const text =
      size === 1
        ? number(n, write, binding.product)
        : `${numberText(size)} * ${number(n, write, binding.unary)}`;
    return { negative: coefficient < 0, text };
  });
  if (constant !== 0) parts.unshift({ negative: constant < 0, text: numberText(Math.abs(constant)) });
  const ordered = [...parts.filter((p) => !p.negative), ...parts.filter((p) => p.negative)];
  const [first, ...rest] = ordered;
  if (first === undefined) return atom('0');
  if (rest.length === 0 && !first.negative) return { text: first.text, binding: binding.product };
  // Two signs in a row would be a decrement.
  const lead = first.negative
    ? `-${first.text.startsWith('-') ? `(${first.text})` : first.text}`
    : first.text;
  const text = rest.reduce((all, p) => `${all} ${p.negative ? '-' : '+'} ${p.text}`, lead);
  return { text, binding: rest.length === 0 ? binding.unary : binding.sum };
}

function product(node: Node, write: Write): Code {
  const factors = factorsOf(node);
  const above = wholeFirst(factors.filter((f) => f.exponent > 0)).map((f) =>
    power(f.node, f.exponent, write),
  );
  const below = factors.filter((f) => f.exponent < 0).map((f: Factor) => power(f.node, -f.exponent, write));
  const numerator = above.length === 0 ? '1' : multiplied(above);
  if (below.length === 0)
    return above.length === 1 && above[0] !== undefined
      ? above[0]
      : { text: numerator, binding: binding.product };
  const [only] = below;
  const divisor =
    below.length === 1 && only !== undefined ? wrap(only, binding.unary) : `(${multiplied(below)})`;
  return { text: `${numerator} / ${divisor}`, binding: binding.product };
}

/**
 * Multiplied one after the other. A product or a power among them is multiplied up first, as it is where it has a name:
 * what is compared with its own maximum has to be the same number wherever it is computed, to the last digit.
 */
const multiplied = (parts: readonly Code[]): string =>
  parts.map((code, k) => wrap(code, k === 0 ? binding.product : binding.unary)).join(' * ');

/** A product that is to be multiplied up before anything else. */
const isWhole = ({ node, exponent }: Factor): boolean =>
  exponent === 1 && node.op === 'apply' && node.name === 'group' && node.args[0]?.op === 'multiply';

/** In front it needs no parentheses. */
const wholeFirst = (factors: readonly Factor[]): readonly Factor[] => [
  ...factors.filter(isWhole),
  ...factors.filter((f) => !isWhole(f)),
];

/** Whole powers are products, halves are roots. */
function power(base: Node, exponent: number, write: Write): Code {
  const code = asNumber(write(base));
  if (exponent === 1) return code;
  if (exponent === 0.5) return atom(`Math.sqrt(${code.text})`);
  const simple = code.binding === binding.atom && /^[\w.$[\]]+$/.test(code.text);
  if (simple && Number.isInteger(exponent) && exponent <= 4)
    return { text: Array<string>(exponent).fill(code.text).join(' * '), binding: binding.product };
  return atom(`Math.pow(${code.text}, ${numberText(exponent)})`);
}

const signs: Partial<Record<Apply['name'], readonly [string, number]>> = {
  less: ['<', binding.relation],
  less_equal: ['<=', binding.relation],
  equal: ['===', binding.equality],
  not_equal: ['!==', binding.equality],
};

function apply(node: Apply, write: Write): Code {
  const [x, y, z] = node.args;
  const sign = signs[node.name];
  if (sign !== undefined && x !== undefined && y !== undefined)
    return {
      text: `${number(x, write, sign[1] + 1)} ${sign[0]} ${number(y, write, sign[1] + 1)}`,
      binding: sign[1],
      test: true,
    };
  const test = (n: Node, at: number): string => wrap(asTest(write(n)), at);
  if (node.name === 'and' && x && y)
    return {
      text: `${test(x, binding.and)} && ${test(y, binding.and + 1)}`,
      binding: binding.and,
      test: true,
    };
  if (node.name === 'or' && x && y)
    return { text: `${test(x, binding.or)} || ${test(y, binding.or + 1)}`, binding: binding.or, test: true };
  if (node.name === 'not' && x)
    return { text: `!${test(x, binding.unary)}`, binding: binding.unary, test: true };
  if (node.name === 'difference' && x && y)
    return {
      text: `${number(x, write, binding.sum)} - ${number(y, write, binding.product)}`,
      binding: binding.sum,
    };
  if (isMark(node) && x) return asNumber(write(x));
  if (node.name === 'indicator' && x) return atom(`Number(${asTest(write(x)).text})`);
  if (node.name === 'select' && x && y && z)
    return {
      text: `${test(x, binding.or)} ? ${number(y, write, binding.or)} : ${number(z, write, binding.ternary)}`,
      binding: binding.ternary,
    };
  const spelling: string | undefined = elementwise[node.name].js;
  if (spelling === undefined)
    throw new Error(`${node.name} has no JavaScript spelling and was not expanded.`);
  return atom(
    spelling.replace(/\$(\d)/g, (_, k: string) =>
      number(node.args[Number(k)] ?? node, write, spelling.startsWith('(') ? binding.unary : binding.ternary),
    ),
  );
}
