/** Expressions as WGSL: a node in, text with the fewest parentheses out, and its type. */
import { elementwise } from '../../operators/elementwise.ts';
import { factorsOf, termsOf } from '../../graph/builder.ts';
import type { Add, Apply, Node } from '../../graph/node.ts';
import type { Range } from '../../graph/range.ts';

/** How strongly a text binds; WGSL wants comparisons and logic that are mixed in parentheses anyway. */
export const binding = { logic: 0, relation: 1, sum: 2, product: 3, unary: 4, atom: 5 } as const;

export interface Code {
  readonly text: string;
  readonly binding: number;
  readonly type: 'f32' | 'i32' | 'bool';
}

/** How the arguments of a node are written: a name, or their own expression. */
export type Write = (node: Node) => Code;

export const atom = (text: string, type: Code['type'] = 'f32'): Code => ({
  text,
  binding: binding.atom,
  type,
});
const code = (text: string, at: number, type: Code['type'] = 'f32'): Code => ({ text, binding: at, type });

export const wrap = ({ text, binding: own }: Code, at: number): string => (own < at ? `(${text})` : text);

/** As a floating-point number: a test becomes 0 or 1. */
export const asFloat = (c: Code): Code => {
  if (c.type === 'f32') return c;
  return /^-?\d+$/.test(c.text) ? code(`${c.text}.0`, c.binding) : atom(`f32(${c.text})`);
};

/** As a whole number, for an index. */
export const asInteger = (c: Code): Code => (c.type === 'i32' ? c : atom(`i32(${c.text})`, 'i32'));

/** As a test: a number holds where it is not 0. */
export const asTest = (c: Code): Code =>
  c.type === 'bool'
    ? c
    : code(`${wrap(c, binding.sum)} != ${c.type === 'i32' ? '0' : '0.0'}`, binding.relation, 'bool');

/** What stands for infinity: far beyond any data, and small enough that a million of them can be added. */
export const farthest = 1e30;
const smallestNormal = 2 ** -126;

/** A literal that is a finite f32. */
export function floatText(value: number): string {
  if (Math.abs(value) === Infinity) return floatText(Math.sign(value) * farthest);
  if (Math.abs(Math.fround(value)) === Infinity) return floatText(Math.sign(value) * 3.4028234e38);
  if (value !== 0 && Math.abs(value) < smallestNormal) return floatText(Math.sign(value) * 1.1754944e-38);
  const text = String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

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
    ? code(String(value), value < 0 ? binding.unary : binding.atom, 'i32')
    : code(floatText(value), value < 0 ? binding.unary : binding.atom);

const float = (node: Node, write: Write, at: number): string => wrap(asFloat(write(node)), at);

/** 1 - x^y, which f32 rounds away where the power is near 1. */
function powerComplement(node: Add, write: Write): Code | undefined {
  const [power_] = node.args;
  if (node.constant !== 1 || node.args.length !== 1 || node.coefficients[0] !== -1) return undefined;
  if (power_?.op !== 'apply' || power_.name !== 'pow') return undefined;
  const [x, y] = power_.args;
  if (x === undefined || y === undefined || x.range.lo < 0) return undefined;
  return atom(`powerComplement(${asFloat(write(x)).text}, ${asFloat(write(y)).text})`);
}

function sum(node: Add, write: Write): Code {
  const complement = powerComplement(node, write);
  if (complement !== undefined) return complement;
  const parts = termsOf(node).map(({ coefficient, node: n }) => {
    const size = Math.abs(coefficient);
    const text =
      size === 1
        ? float(n, write, binding.product)
        : `${floatText(size)} * ${float(n, write, binding.unary)}`;
    return { negative: coefficient < 0, text };
  });
  if (node.constant !== 0)
    parts.unshift({ negative: node.constant < 0, text: floatText(Math.abs(node.constant)) });
  const [first, ...rest] = [...parts.filter((p) => !p.negative), ...parts.filter((p) => p.negative)];
  if (first === undefined) return atom('0.0');
  if (rest.length === 0 && !first.negative) return code(first.text, binding.product);
  // A leading minus is applied to a factor in parentheses: -(-x) is no token of WGSL, --x would be.
  const lead = first.negative
    ? `-${first.text.startsWith('-') ? `(${first.text})` : first.text}`
    : first.text;
  const text = rest.reduce((all, p) => `${all} ${p.negative ? '-' : '+'} ${guardSign(p.text)}`, lead);
  return code(text, rest.length === 0 ? binding.unary : binding.sum);
}

const guardSign = (text: string): string => (text.startsWith('-') ? `(${text})` : text);

/** Divisions follow each other: the product of several divisors could overflow or underflow. */
function product(node: Node, write: Write): Code {
  const factors = factorsOf(node);
  const above = factors.filter((f) => f.exponent > 0).map((f) => power(f.node, f.exponent, write));
  const below = factors.filter((f) => f.exponent < 0).flatMap((f) => divisors(f.node, -f.exponent, write));
  const [first, ...more] = above;
  if (first !== undefined && more.length === 0 && below.length === 0) return first;
  const numerator = above.length === 0 ? '1.0' : above.map((c) => wrap(c, binding.product)).join(' * ');
  return code([numerator, ...below.map((c) => wrap(c, binding.unary))].join(' / '), binding.product);
}

/** x^-2 is 1 / x / x: nothing overflows on the way. */
function divisors(base: Node, exponent: number, write: Write): readonly Code[] {
  const guarded = (c: Code): Code => (mayVanish(base.range) ? atom(`nonZero(${c.text})`) : c);
  if (Number.isInteger(exponent) && exponent <= 4)
    return Array<Code>(exponent).fill(guarded(asFloat(write(base))));
  return [guarded(power(base, exponent, write))];
}

/** Whole powers are products, halves are roots. */
function power(base: Node, exponent: number, write: Write): Code {
  const c = asFloat(write(base));
  if (exponent === 1) return c;
  if (exponent === 0.5) return atom(`squareRoot(${c.text})`);
  const simple = c.binding === binding.atom && /^[\w.]+$/.test(c.text);
  if (simple && Number.isInteger(exponent) && exponent <= 4)
    return code(Array<string>(exponent).fill(c.text).join(' * '), binding.product);
  return atom(`power(${c.text}, ${floatText(exponent)})`);
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
  if (node.name === 'not' && x) return code(`!${wrap(test(x), binding.unary)}`, binding.unary, 'bool');
  if (node.name === 'indicator' && x) return asFloat(test(x));
  if (node.name === 'group' && x) return write(x);
  if (node.name === 'difference' && x && y)
    return code(
      `${float(x, write, binding.sum)} - ${guardSign(float(y, write, binding.product))}`,
      binding.sum,
    );
  if (node.name === 'select' && x && y && z) return choice(test(x), write(y), write(z));
  return spelled(node, write);
}

function spelled(node: Apply, write: Write): Code {
  const spelling: string | undefined = elementwise[node.name].wgsl;
  if (spelling === undefined) throw new Error(`${node.name} has no WGSL spelling and was not expanded.`);
  return atom(
    spelling.replace(/\$(\d)/g, (_, k: string) => asFloat(write(node.args[Number(k)] ?? node)).text),
  );
}

/** Whole numbers are compared as such: a class beyond 2^24 would not survive f32. */
function comparison(sign: string, x: Code, y: Code): Code {
  const whole = x.type === 'i32' && y.type === 'i32';
  const [a, b] = whole ? [x, y] : [asFloat(x), asFloat(y)];
  return code(`${wrap(a, binding.sum)} ${sign} ${wrap(b, binding.sum)}`, binding.relation, 'bool');
}

function logic(name: 'and' | 'or', x: Code, y: Code): Code {
  const part = (c: Code): string => wrap(c, binding.relation);
  return code(`${part(x)} ${name === 'and' ? '&&' : '||'} ${part(y)}`, binding.logic, 'bool');
}

function choice(test: Code, yes: Code, no: Code): Code {
  if (yes.type === no.type && yes.type !== 'f32')
    return atom(`select(${no.text}, ${yes.text}, ${test.text})`, yes.type);
  return atom(`select(${asFloat(no).text}, ${asFloat(yes).text}, ${test.text})`);
}
