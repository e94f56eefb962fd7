/**
 * Formulas of the tables: text in the loss language in, nodes out. `A` stands for a list of axes. Beside the
 * language's own operators a formula may use those that arise inside the compiler only.
 */
import { isAxisOperator } from '../operators/alongAxes.ts';
import { isElementwise } from '../operators/elementwise.ts';
import { parse } from '../syntax/parse.ts';
import type { Body, Call, Expression } from '../syntax/tree.ts';
import type { Builder } from './builder.ts';
import type { Node } from './node.ts';
import { ready } from './ready.ts';

/** What the names of a formula stand for. */
export interface Environment {
  readonly builder: Builder;
  readonly names: Readonly<Record<string, Node>>;
  /** The axes behind `A`. */
  readonly axes: readonly string[];
}

/** A tree without the places of its nodes in a text. */
type Placeless<Tree> = Tree extends readonly (infer Item)[]
  ? readonly Placeless<Item>[]
  : Tree extends object
    ? { readonly [Field in keyof Tree as Exclude<Field, 'span' | 'operatorSpan'>]: Placeless<Tree[Field]> }
    : Tree;

/** A formula as nodes are built from it. */
export type Formula = Placeless<Body>;

const parsed = new Map<string, Body>();

/** Parses a formula once; a mistake in a table is a bug of the compiler. */
export function parseFormula(text: string): Body {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const mistakes: string[] = [];
  const module = parse({ path: 'formula', text: `fn formula() = ${text}` }, (d) => mistakes.push(d.message));
  const [declaration] = module.declarations;
  if (declaration?.kind !== 'fn' || mistakes.length > 0)
    throw new Error(`The formula \`${text}\` is wrong: ${mistakes.join(' ')}`);
  parsed.set(text, declaration.body);
  return declaration.body;
}

/** Builds the nodes that a formula means. */
export function formula(text: string, environment: Environment): Node {
  const { result, bindings }: Formula = ready[text] ?? parseFormula(text);
  const names = { ...environment.names };
  for (const binding of bindings) names[binding.name.text] = build(binding.value, { ...environment, names });
  return build(result, { ...environment, names });
}

function build(e: Placeless<Expression>, env: Environment): Node {
  const { builder: b } = env;
  switch (e.kind) {
    case 'number':
      return b.constant(e.value);
    case 'reference':
      return named(e.name.text, env);
    case 'group':
      return build(e.inner, env);
    case 'unary':
      return e.operator === '-' ? b.negate(build(e.operand, env)) : b.apply('not', [build(e.operand, env)]);
    case 'if':
      return b.select(build(e.test, env), build(e.yes, env), build(e.no, env));
    case 'binary':
      return binary(e.operator, build(e.left, env), build(e.right, env), b);
    case 'call':
      return call(e, env);
  }
}

function named(name: string, { builder, names }: Environment): Node {
  const node = names[name];
  if (node !== undefined) return node;
  if (name === 'inf') return builder.constant(Infinity);
  if (name === 'pi') return builder.constant(Math.PI);
  throw new Error(`A formula uses ${name}, which is not bound.`);
}

function binary(operator: string, x: Node, y: Node, b: Builder): Node {
  switch (operator) {
    case '+':
      return b.plus(x, y);
    case '-':
      return b.minus(x, y);
    case '*':
      return b.times(x, y);
    case '/':
      return b.divide(x, y);
    case '^':
      return b.apply('pow', [x, y]);
    case '<':
      return b.apply('less', [x, y]);
    case '<=':
      return b.apply('less_equal', [x, y]);
    case '>':
      return b.apply('less', [y, x]);
    case '>=':
      return b.apply('less_equal', [y, x]);
    case '==':
      return b.apply('equal', [x, y]);
    case '!=':
      return b.apply('not_equal', [x, y]);
    case 'and':
    case 'or':
      return b.apply(operator, [x, y]);
    default:
      throw new Error(`A formula uses the operator ${operator}.`);
  }
}

function call(e: Placeless<Call>, env: Environment): Node {
  const { builder: b, axes } = env;
  const name = e.callee.text;
  if (name === 'position') return flatPosition(b, axes);
  if (name === 'size') return b.sizes(axes);
  const args = e.arguments.map((arg) => build(arg, env));
  const [x, y] = args;
  if (x === undefined) throw new Error(`${name} has an argument.`);
  if (name === 'sqrt') return b.power(x, 0.5);
  if (name === 'relu') return b.apply('at_least', [x, b.constant(0)]);
  if (name === 'valid') return b.valid(axes[0] ?? '', x);
  if (name === 'pick' && y !== undefined) return pickAlong(b, axes, x, y);
  if (e.axes !== undefined && isAxisOperator(name)) return b.along(name, axes, x);
  if (isElementwise(name)) return b.apply(name, args);
  throw new Error(`A formula calls ${name}, which no table knows.`);
}

/** The row-major position along several axes, which is what argmax over them returns. */
export function flatPosition(b: Builder, axes: readonly string[]): Node {
  return [...axes]
    .sort()
    .reduce<Node>((flat, axis) => b.plus(b.times(flat, b.size(axis)), b.position(axis)), b.constant(0));
}

function pickAlong(b: Builder, axes: readonly string[], x: Node, index: Node): Node {
  const [axis] = axes;
  if (axis !== undefined && axes.length === 1) return b.pick(axis, x, index);
  const hit = b.apply('equal', [flatPosition(b, axes), index]);
  return b.along('sum', axes, b.select(hit, x, b.constant(0)));
}
