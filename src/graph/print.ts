/** Graphs as text in the loss language's own notation, for `explain` and for comments in generated code. */
import { factorsOf, termsOf } from './parts.ts';
import { isConst, type Apply, type Factor, type Node } from './node.ts';
import { printNumber } from './range.ts';
import { isMark, validity } from './shapes.ts';

/** How tightly an expression binds: what is looser than its place gets parentheses. */
const level = { choice: 0, compare: 1, sum: 2, product: 3, power: 4, atom: 5 } as const;

interface Text {
  readonly text: string;
  readonly level: number;
}

/** Names for shared nodes, so that a long expression can be printed in pieces. */
export type Names = ReadonlyMap<Node, string>;

const noNames: Names = new Map();

/** A formula in terms of the names around it; the node's own name would say nothing. */
export const printNode = (node: Node, names: Names = noNames): string => show(node, names).text;

/** What was printed with the same names: formulas have parts in common, and a part may occur in many places of one. */
const printed = new WeakMap<Names, WeakMap<Node, Text>>();

function show(node: Node, names: Names): Text {
  const texts = printed.get(names) ?? new WeakMap<Node, Text>();
  printed.set(names, texts);
  const known = texts.get(node);
  if (known !== undefined) return known;
  const text = textOf(node, (n, at) => {
    const name = names.get(n);
    if (name !== undefined) return name;
    const shown = show(n, names);
    return shown.level < at ? `(${shown.text})` : shown.text;
  });
  texts.set(node, text);
  return text;
}

function textOf(node: Node, inner: Inner): Text {
  const atom = (text: string): Text => ({ text, level: level.atom });
  switch (node.op) {
    case 'const':
      return { text: printNumber(node.value), level: node.value < 0 ? level.sum : level.atom };
    case 'input':
    case 'hyperparameter':
    case 'hole':
      return atom(node.name);
    case 'size':
      return atom(`size(${node.axis})`);
    case 'position':
      return atom(`position(${node.axis})`);
    case 'add':
      return { text: showSum(node, inner), level: level.sum };
    case 'multiply':
      return showProduct(node, inner);
    case 'apply':
      return showApply(node, inner);
    case 'along':
      return atom(`${node.name}[${node.over.join(', ')}](${inner(node.args[0] ?? node, 0)})`);
    case 'pick':
      return atom(`pick[${node.axis}](${node.args.map((arg) => inner(arg, 0)).join(', ')})`);
  }
}

type Inner = (node: Node, at: number) => string;

function showSum(node: Node, inner: Inner): string {
  const constant = node.op === 'add' ? node.constant : 0;
  const parts = termsOf(node).map(({ coefficient, node: n }) => {
    const size = Math.abs(coefficient);
    const product = inner(n, level.product);
    const scaled = product.startsWith('1 / ')
      ? `${printNumber(size)} / ${product.slice(4)}`
      : `${printNumber(size)} * ${product}`;
    const text = size === 1 ? product : scaled;
    return { negative: coefficient < 0, text };
  });
  if (constant !== 0) {
    const leading = { negative: constant < 0, text: printNumber(Math.abs(constant)) };
    parts.splice(constant > 0 || parts.every((p) => p.negative) ? 0 : parts.length, 0, leading);
  }
  parts.sort((p, q) => Number(p.negative) - Number(q.negative));
  return parts
    .map(({ negative, text }, k) => (k === 0 ? (negative ? '-' : '') : negative ? ' - ' : ' + ') + text)
    .join('');
}

function showProduct(node: Node, inner: Inner): Text {
  const factors = factorsOf(node);
  const power = ({ node: n }: Factor, exponent: number): string => {
    if (exponent === 1) return inner(n, level.power);
    if (exponent === 0.5) return `sqrt(${inner(n, 0)})`;
    return `${inner(n, level.atom)}^${printNumber(exponent)}`;
  };
  const above = factors.filter((f) => f.exponent > 0).map((f) => power(f, f.exponent));
  const below = factors.filter((f) => f.exponent < 0).map((f) => power(f, -f.exponent));
  const only = factors.length === 1 ? factors[0] : undefined;
  if (only !== undefined && only.exponent > 0)
    return { text: power(only, only.exponent), level: only.exponent === 0.5 ? level.atom : level.power };
  const top = above.length === 0 ? '1' : above.join(' * ');
  if (below.length === 0) return { text: top, level: level.product };
  return {
    text: `${top} / ${below.length === 1 ? below[0] : `(${below.join(' * ')})`}`,
    level: level.product,
  };
}

const infix: Partial<Record<Apply['name'], readonly [string, number]>> = {
  less: ['<', level.compare],
  less_equal: ['<=', level.compare],
  equal: ['==', level.compare],
  not_equal: ['!=', level.compare],
  and: ['and', level.choice],
  or: ['or', level.choice],
  difference: ['-', level.sum],
};

/** Comparisons read from the other side. */
const mirrored: Partial<Record<Apply['name'], string>> = {
  less: '>',
  less_equal: '>=',
  equal: '==',
  not_equal: '!=',
};

/** Bounds differ from `max` and `min` in a slope, which their formulas do not show. */
const bounds: Partial<Record<Apply['name'], string>> = { at_least: 'max', at_most: 'min' };

/** Whether an operator is written as words and signs of the language, and not by its own name. */
export const isSpelled = (node: Node): boolean =>
  node.op === 'apply' &&
  (isMark(node) ||
    node.name in infix ||
    node.name in bounds ||
    node.name === 'select' ||
    node.name === 'not');

/** Only the compiler minds that a value is kept whole: people see it in parentheses where it is beside something. */
function showMarked(x: Node, inner: Inner): Text {
  const text = inner(x, level.choice);
  const bindsAt = ([level.atom, level.power] as const).find((at) => inner(x, at) === text);
  return { text, level: bindsAt ?? level.choice };
}

function showApply(node: Apply, inner: Inner): Text {
  const [x, y, z] = node.args;
  if (isMark(node) && x !== undefined) return showMarked(x, inner);
  const valid = validity(node);
  if (valid !== undefined)
    return { text: `valid[${valid.axis}](${inner(valid.index, level.choice)})`, level: level.atom };
  const sign = infix[node.name];
  if (sign !== undefined && x !== undefined && y !== undefined) {
    // What is compared comes before the number that it is compared with.
    const turned = isConst(x) && !isConst(y) ? mirrored[node.name] : undefined;
    const [left, right] = turned === undefined ? [x, y] : [y, x];
    const at = sign[1] + 1;
    return { text: `${inner(left, at)} ${turned ?? sign[0]} ${inner(right, at)}`, level: sign[1] };
  }
  if (node.name === 'select' && x !== undefined && y !== undefined && z !== undefined)
    return {
      text: `if ${inner(x, level.choice)} then ${inner(y, 1)} else ${inner(z, level.choice)}`,
      level: level.choice,
    };
  if (node.name === 'not' && x !== undefined)
    return { text: `not ${inner(x, level.compare)}`, level: level.choice };
  return {
    text: `${bounds[node.name] ?? node.name}(${node.args.map((arg) => inner(arg, 0)).join(', ')})`,
    level: level.atom,
  };
}
