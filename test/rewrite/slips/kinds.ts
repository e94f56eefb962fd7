/** A node of a syntax tree in; the slips at it out: a dropped condition, a swapped argument, a constant off by one. */
import type { AnyNode, Expression } from 'acorn';

/** Another text for the part of the code from \`start\` to \`end\`. */
export interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly what: string;
}

type Kind = (node: AnyNode, parent: AnyNode, code: string) => readonly Change[];

export const slipsIn: Kind = (node, parent, code) => kinds.flatMap((kind) => kind(node, parent, code));

const cut = ({ start, end }: { start: number; end: number }, code: string): string => code.slice(start, end);
const short = (text: string): string => text.replace(/\s+/g, ' ');

const change = (node: AnyNode, text: string, code: string): Change => ({
  start: node.start,
  end: node.end,
  text: `(${text})`,
  what: `${short(cut(node, code))} is ${short(text)}`,
});

/** A condition that always holds, or never. */
const condition: Kind = (node, _, code) => {
  if (node.type !== 'IfStatement' && node.type !== 'ConditionalExpression') return [];
  return [change(node.test, 'true', code), change(node.test, 'false', code)];
};

/** One of two conditions dropped. */
const operand: Kind = (node, _, code) => {
  if (node.type !== 'LogicalExpression' || node.operator === '??') return [];
  const { left, right } = node;
  const only = (kept: AnyNode, dropped: AnyNode): Change => ({
    ...change(node, cut(kept, code), code),
    what: `without ${short(cut(dropped, code))}`,
  });
  return [only(right, left), only(left, right)];
};

const flipped: Readonly<Record<string, string>> = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '**': '*',
};

/** A comparison moved by one or turned around, a sum that is a difference. */
const operator: Kind = (node, _, code) => {
  if (node.type !== 'BinaryExpression') return [];
  const other = flipped[node.operator];
  if (other === undefined) return [];
  return [change(node, `${cut(node.left, code)} ${other} ${cut(node.right, code)}`, code)];
};

/** A sign or a negation dropped. */
const sign: Kind = (node, _, code) =>
  node.type === 'UnaryExpression' ? [change(node, cut(node.argument, code), code)] : [];

/** A constant off by one, or the other truth. */
const constant: Kind = (node, parent, code) => {
  if (node.type !== 'Literal') return [];
  const { value } = node;
  if (typeof value !== 'number' && typeof value !== 'boolean') return [];
  const made = change(node, String(typeof value === 'number' ? value + 1 : !value), code);
  return [{ ...made, what: `${made.what} in ${short(cut(parent, code))}` }];
};

/** An element of a list dropped, or what is spread into an object. */
const element: Kind = (node, _, code) => {
  if (node.type !== 'ArrayExpression' && node.type !== 'ObjectExpression') return [];
  const all: readonly (AnyNode | null)[] = node.type === 'ArrayExpression' ? node.elements : node.properties;
  const parts = all.filter((part) => part !== null);
  const [open, close] = node.type === 'ArrayExpression' ? ['[', ']'] : ['{', '}'];
  return parts
    .filter((part) => node.type === 'ArrayExpression' || part.type === 'SpreadElement')
    .map((part) => {
      const rest = parts.filter((other) => other !== part).map((other) => cut(other, code));
      const made = change(node, `${open}${rest.join(', ')}${close}`, code);
      return { ...made, what: `without ${short(cut(part, code))} in ${open}…${close}` };
    });
};

/** Part of what a key is made of dropped. */
const key: Kind = (node, _, code) =>
  node.type === 'TemplateLiteral' ? node.expressions.map((part) => change(part, "''", code)) : [];

/** Sums and products are brought into order. */
const commutative: ReadonlySet<string> = new Set(['b.plus', 'b.times']);

/** Arguments the wrong way round. */
const swapped: Kind = (node, _, code) => {
  if (node.type !== 'CallExpression' || commutative.has(cut(node.callee, code))) return [];
  const texts = node.arguments.map((argument) => cut(argument, code));
  return texts.slice(1).flatMap((second, k): readonly Change[] => {
    const first = texts[k] ?? '';
    if (first === 'b' || first === second) return [];
    const all = texts.map((text, j) => (j === k ? second : j === k + 1 ? first : text));
    return [change(node, `${cut(node.callee, code)}(${all.join(', ')})`, code)];
  });
};

const askers: ReadonlySet<string> = new Set(['filter', 'find', 'some', 'every']);

/** A predicate that always holds or never, and some for all. */
const predicate: Kind = (node, _, code) => {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return [];
  const { property } = node.callee;
  const [asked] = node.arguments;
  if (property.type !== 'Identifier' || !askers.has(property.name) || asked === undefined) return [];
  const whole = cut(node, code);
  const object = cut(node.callee, code).slice(0, -property.name.length);
  const other = { some: 'every', every: 'some' }[property.name];
  const answers = ['true', 'false'].map((answer) => ({
    ...change(node, `${object}${property.name}(() => ${answer})`, code),
    what: `${short(whole.slice(object.length))} is ${answer} for all`,
  }));
  return other === undefined
    ? answers
    : [...answers, change(node, `${object}${other}(${cut(asked, code)})`, code)];
};

/** A statement that is left out. */
const statement: Kind = (node, _, code) =>
  node.type === 'ExpressionStatement' && isCall(node.expression)
    ? [change(node.expression, 'undefined', code)]
    : [];

const isCall = (node: Expression): boolean => node.type === 'CallExpression';

const kinds: readonly Kind[] = [
  condition,
  operand,
  operator,
  sign,
  constant,
  element,
  key,
  swapped,
  predicate,
  statement,
];
