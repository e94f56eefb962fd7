/** Expressions as WGSL: a node in, text with the fewest parentheses out, and its type. */
import { elementwise } from '../../operators/elementwise.ts';
import { factorsOf, termsOf } from '../../graph/parts.ts';
import type { Add, Apply, Node } from '../../graph/node.ts';
import { isMark } from '../../graph/shapes.ts';
import type { Range } from '../../graph/range.ts';
import { call, choice } from './calls.ts';
import { asFloat, asFour, asTest, atom, binding, code, floatText, wrap, type Code } from './code.ts';

/** How the arguments of a node are written: a name, or their own expression. */
export type Write = (node: Node) => Code;

/** Whether a divisor could come out as 0 in f32, or as a number that is flushed to 0. */
const mayVanish = (r: Range): boolean => !(r.lo >= 1e-30 || r.hi <= -1e-30);

export function expression(node: Node, write: Write): Code {
  switch (node.op) {
    case 'const':
      return constant(node.value);
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

const constant = (value: number): Code =>
  Number.isInteger(value) && Math.abs(value) < 2 ** 24
    ? code(String(value), value < 0 ? binding.unary : binding.atom, { type: 'i32' })
    : code(floatText(value), value < 0 ? binding.unary : binding.atom);

const anyFour = (parts: readonly Code[]): boolean => parts.some((c) => c.four);

/** 1 - x^y, which f32 rounds away where the power is near 1. */
function powerComplement(node: Add, write: Write): Code | undefined {
  const [power_] = node.args;
  if (node.constant !== 1 || node.args.length !== 1 || node.coefficients[0] !== -1) return undefined;
  if (power_?.op !== 'apply' || power_.name !== 'pow') return undefined;
  const [x, y] = power_.args;
  if (x === undefined || y === undefined || x.range.lo < 0) return undefined;
  return call('powerComplement', [write(x), write(y)]);
}

function sum(node: Add, write: Write): Code {
  const complement = powerComplement(node, write);
  if (complement !== undefined) return complement;
  const parts = termsOf(node).map(({ coefficient, node: n }) => {
    const size = Math.abs(coefficient);
    const own = asFloat(write(n));
    const text = size === 1 ? wrap(own, binding.product) : `${floatText(size)} * ${wrap(own, binding.unary)}`;
    return { negative: coefficient < 0, text, four: own.four };
  });
  const four = parts.some((p) => p.four);
  if (node.constant !== 0)
    parts.unshift({
      negative: node.constant < 0,
      text: floatText(Math.abs(node.constant)),
      four: false,
    });
  const [first, ...rest] = [...parts.filter((p) => !p.negative), ...parts.filter((p) => p.negative)];
  if (first === undefined) return atom('0.0');
  if (rest.length === 0 && !first.negative) return code(first.text, binding.product, { four });
  // A leading minus is applied to a factor in parentheses: -(-x) is no token of WGSL, --x would be.
  const lead = first.negative
    ? `-${first.text.startsWith('-') ? `(${first.text})` : first.text}`
    : first.text;
  const text = rest.reduce((all, p) => `${all} ${p.negative ? '-' : '+'} ${guardSign(p.text)}`, lead);
  return code(text, rest.length === 0 ? binding.unary : binding.sum, { four });
}

const guardSign = (text: string): string => (text.startsWith('-') ? `(${text})` : text);

/** Divisions follow each other: the product of several divisors could overflow or underflow. */
function product(node: Node, write: Write): Code {
  const factors = factorsOf(node);
  const above = factors.filter((f) => f.exponent > 0).map((f) => power(f.node, f.exponent, write));
  const below = factors.filter((f) => f.exponent < 0).flatMap((f) => divisors(f.node, -f.exponent, write));
  const [first, ...more] = above;
  if (first !== undefined && more.length === 0 && below.length === 0) return first;
  // A product or a power among the factors is multiplied up first, as it is where it has a name: a maximum is found again.
  const numerator =
    above.length === 0
      ? '1.0'
      : above.map((c, k) => wrap(c, k === 0 ? binding.product : binding.unary)).join(' * ');
  const text = [numerator, ...below.map((c) => wrap(c, binding.unary))].join(' / ');
  return code(text, binding.product, { four: anyFour([...above, ...below]) });
}

/** x^-2 is 1 / x / x: nothing overflows on the way. */
function divisors(base: Node, exponent: number, write: Write): readonly Code[] {
  const guarded = (c: Code): Code => (mayVanish(base.range) ? call('nonZero', [c]) : c);
  if (Number.isInteger(exponent) && exponent <= 4)
    return Array<Code>(exponent).fill(guarded(asFloat(write(base))));
  return [guarded(power(base, exponent, write))];
}

/** Functions that multiply, for powers of what has no name to be written several times. */
const powers: Readonly<Record<number, string>> = { 2: 'squared', 3: 'cubed', 4: 'fourthPower' };

/** Whole powers are products, halves are roots. */
function power(base: Node, exponent: number, write: Write): Code {
  const c = asFloat(write(base));
  if (exponent === 1) return c;
  if (exponent === 0.5) return call('squareRoot', [c]);
  const multiplied = powers[exponent];
  if (multiplied === undefined) return call('power', [c, atom(floatText(exponent))]);
  const simple = c.binding === binding.atom && /^[\w.]+$/.test(c.text);
  return simple
    ? code(Array<string>(exponent).fill(c.text).join(' * '), binding.product, { four: c.four })
    : call(multiplied, [c]);
}

const comparisons: Partial<Record<Apply['name'], string>> = {
  less: '<',
  less_equal: '<=',
  equal: '==',
  not_equal: '!=',
};

function apply(node: Apply, write: Write): Code {
  const [x, y, z] = node.args;
  const sign = comparisons[node.name];
  if (sign !== undefined && x && y) return comparison(sign, write(x), write(y));
  const test = (n: Node): Code => asTest(write(n));
  if ((node.name === 'and' || node.name === 'or') && x && y) return logic(node.name, test(x), test(y));
  if (node.name === 'not' && x) return negation(test(x));
  if (node.name === 'indicator' && x) return asFloat(test(x));
  if (isMark(node) && x) return write(x);
  if (node.name === 'difference' && x && y) return difference(asFloat(write(x)), asFloat(write(y)));
  if (node.name === 'select' && x && y && z) return choice(test(x), write(y), write(z));
  return spelled(node, write);
}

const difference = (x: Code, y: Code): Code =>
  code(`${wrap(x, binding.sum)} - ${guardSign(wrap(y, binding.product))}`, binding.sum, {
    four: anyFour([x, y]),
  });

function spelled(node: Apply, write: Write): Code {
  const spelling: string | undefined = elementwise[node.name].wgsl;
  const [, name, given] = /^(\w+)\(([$\d, ]+)\)$/.exec(spelling ?? '') ?? [];
  if (name === undefined || given === undefined)
    throw new Error(`${node.name} has no WGSL spelling and was not expanded.`);
  return call(
    name,
    given.split(', ').map((argument) => write(node.args[Number(argument.slice(1))] ?? node)),
  );
}

/** Whole numbers are compared as such: a class beyond 2^24 would not survive f32. */
function comparison(sign: string, x: Code, y: Code): Code {
  const whole = x.type === 'i32' && y.type === 'i32';
  const four = anyFour([x, y]);
  const part = (c: Code): string => {
    const one = whole ? c : asFloat(c);
    return wrap(four ? asFour(one) : one, binding.sum);
  };
  return code(`${part(x)} ${sign} ${part(y)}`, binding.relation, { type: 'bool', four });
}

const negation = (c: Code): Code =>
  code(`!${wrap(c, binding.unary)}`, binding.unary, { type: 'bool', four: c.four });

/** Both sides of `&` are computed, and vectors have no `&&`. */
function logic(name: 'and' | 'or', x: Code, y: Code): Code {
  const four = anyFour([x, y]);
  const sign = name === 'and' ? '&&' : '||';
  const part = (c: Code): string => (four ? wrap(asFour(c), binding.unary) : wrap(c, binding.relation));
  return code(`${part(x)} ${four ? sign.charAt(0) : sign} ${part(y)}`, binding.logic, { type: 'bool', four });
}
