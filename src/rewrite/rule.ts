/** Rewrite rules: named rows of text with a reason and, where it needs one, a condition on the ranges. */
import { alongAxes, type AxisOperatorName } from '../operators/alongAxes.ts';
import { Builder } from '../graph/builder.ts';
import { formula } from '../graph/formula.ts';
import type { Node } from '../graph/node.ts';
import { reals, within, type Range } from '../graph/range.ts';
import { boundHoles, boundTo, matchRoot, type Bound } from './match.ts';

export interface Rule {
  /** The form that is replaced, over holes; `A` stands for any list of axes. */
  readonly from: string;
  readonly to: string;
  /** What goes wrong with the left side, or what the right side saves. */
  readonly why: string;
  /** Holes and the values they may take; a rule without a condition holds wherever its left side is finite. */
  readonly when?: Readonly<Record<string, Range>>;
  /** Holes that vary along `A`. */
  readonly along?: readonly string[];
  /** Holes that may vary along `A` or not: nothing along it is done to them. */
  readonly free?: readonly string[];
}

/** A rule that text cannot say; it sees the node and returns what replaces it. */
export interface Procedure {
  readonly why: string;
  /** `simplify` rewrites a candidate with the same tables, so that its range can be judged. */
  apply(b: Builder, node: Node, simplify: (node: Node) => Node): Node | undefined;
}

export type Rules = Readonly<Record<string, Rule>>;
export type Procedures = Readonly<Record<string, Procedure>>;

/** Gives a table its type while keeping the names of its rows. */
export const rules = <const Table extends Rules>(table: Table): Table => table;

interface Compiled {
  readonly pattern: Node;
  /** What the node, and each of these among its arguments, must be for the pattern to have a chance. */
  readonly root: string;
  readonly needs: readonly string[];
  readonly holes: readonly string[];
}

const compiled = new WeakMap<Rule, Compiled>();
const operatorWords = new Set(['if', 'then', 'else', 'and', 'or', 'not', 'inf', 'pi']);

/** The names of a formula that are neither called nor axes: its holes. */
export function holesOf(text: string): readonly string[] {
  const names = [...text.matchAll(/[A-Za-z_]\w*(?![\w([])/g)].map(([name]) => name);
  return [...new Set(names)].filter((name) => name !== 'A' && !operatorWords.has(name));
}

function compileRule(rule: Rule): Compiled {
  const known = compiled.get(rule);
  if (known !== undefined) return known;
  const builder = new Builder();
  const holes = holesOf(rule.from);
  const names = Object.fromEntries(
    holes.map((name) => [
      name,
      builder.hole(name, rule.along?.includes(name) ? ['A'] : [], holeRange(rule, name)),
    ]),
  );
  const pattern = formula(rule.from, { builder, names, axes: ['A'] });
  const structured = pattern.args.filter((arg) => arg.op !== 'hole' && arg.op !== 'const');
  const made = { pattern, holes, root: kindOf(pattern), needs: structured.map(kindOf) };
  compiled.set(rule, made);
  return made;
}

/** The operation of a node, by which rules are looked up. */
export function kindOf(node: Node): string {
  if (node.op === 'apply') return node.name;
  return node.op === 'along' ? alongKinds[node.name] : node.op;
}

/** Written once: `max` along axes is not `max` of two numbers. */
const alongKinds = Object.fromEntries(
  Object.keys(alongAxes).map((name) => [name, `${name} along axes`]),
) as Readonly<Record<AxisOperatorName, string>>;

/** A row of a table, with what a node must have among its arguments for it. */
interface Row {
  readonly name: string;
  readonly rule: Rule;
  readonly needs: readonly string[];
}

const indexes = new WeakMap<Rules, ReadonlyMap<string, readonly Row[]>>();
const noRows: readonly Row[] = [];

/** The rules of a table whose pattern's root is of a kind, in table order. */
export function rulesFor(table: Rules, kind: string): readonly Row[] {
  const known = indexes.get(table) ?? indexOf(table);
  indexes.set(table, known);
  return known.get(kind) ?? noRows;
}

function indexOf(table: Rules): ReadonlyMap<string, readonly Row[]> {
  const index = new Map<string, Row[]>();
  for (const [name, rule] of Object.entries(table)) {
    const { root, needs } = compileRule(rule);
    const rows = index.get(root) ?? [];
    index.set(root, rows);
    rows.push({ name, rule, needs });
  }
  return index;
}

/** A hole's range in the pattern: wide, so that the pattern's own normal form assumes nothing of it. */
const holeRange = (rule: Rule, name: string): Range =>
  rule.from.includes(`, ${name})`) ? { ...reals, integer: true } : reals;

/** The node with the rule applied at its root, or undefined where it does not match. */
export function applyRule(b: Builder, rule: Rule, node: Node): Node | undefined {
  const { pattern } = compileRule(rule);
  for (const { bindings, scale, rest } of matchRoot(b, pattern, node)) {
    if (!holds(rule, bindings.holes) || !varies(rule, bindings.holes, bindings.axes)) continue;
    const made = formula(rule.to, {
      builder: b,
      names: Object.fromEntries(
        [...boundHoles(bindings.holes)].map(({ name, node: bound }) => [name, bound]),
      ),
      axes: bindings.axes ?? [],
    });
    const whole = pattern.op === 'multiply' ? b.times(made, rest) : b.plus(b.scale(scale, made), rest);
    if (whole !== node) return whole;
  }
  return undefined;
}

const holds = (rule: Rule, holes: Bound | undefined): boolean =>
  Object.entries(rule.when ?? {}).every(([name, range]) => {
    const node = boundTo(holes, name);
    return node !== undefined && within(node.range, range);
  });

/** Holes inside an operator along A must vary along it, the others must not: else the sides differ by more. */
function varies(rule: Rule, holes: Bound | undefined, axes: readonly string[] | undefined): boolean {
  if (axes === undefined) return true;
  return [...boundHoles(holes)].every(({ name, node }) => {
    const shared = node.axes.some((axis) => axes.includes(axis));
    if (rule.free?.includes(name)) return true;
    return rule.along?.includes(name) ? shared : !shared;
  });
}
