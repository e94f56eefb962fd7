/**
 * Plans' expressions in; the same ones out, in which data that tests leave out are chosen, and not multiplied by 0: what is
 * not a number there would come out of a product.
 */
import type { Builder } from '../graph/builder.ts';
import { topological, type Node } from '../graph/node.ts';
import {
  choicesOf,
  common,
  needed,
  passes,
  readingsOf,
  testOf,
  type Guards,
  type Reading,
} from '../graph/readings.ts';

export interface Chosen {
  readonly roots: readonly Node[];
  readonly parts: readonly Node[];
}

/**
 * Results, and what is added up of elements, that are 0 where data are left out, as choices of it: where they are products
 * with what is 0 there, 0 · NaN would be no 0. `parts` are read like the roots that they are parts of.
 */
export function chooseKept(b: Builder, roots: readonly Node[], parts: readonly Node[]): Chosen {
  const guards = guardsOfInputs(readingsOf(b, roots, passes));
  if (guards.size === 0) return { roots, parts };
  const kept = (node: Node): Node => {
    const made = visit(node);
    const test = testOf(b, node, [missing(b, made, guards)]);
    return test === undefined ? made : b.select(test, made, b.constant(0));
  };
  const memo = new Map<Node, Node>();
  const visit = (node: Node): Node => {
    const known = memo.get(node);
    if (known !== undefined) return known;
    const isSum = node.op === 'along' && node.name === 'sum';
    const made = b.map(node, isSum ? kept : visit);
    memo.set(node, made);
    return made;
  };
  return { roots: roots.map(kept), parts: parts.map(kept) };
}

/** Guards of the data in a value that it is 0 without, and that are no choices in it yet. */
function missing(b: Builder, value: Node, guards: ReadonlyMap<string, Guards>): Guards {
  const own = needed(b, value);
  const wanted = [...guards].flatMap(([name, each]) =>
    [...each].flatMap(([key, guard]) => (own.has(key) ? [{ name, key, guard }] : [])),
  );
  if (wanted.length === 0) return new Map();
  const chosen = guardsOfInputs(readingsOf(b, [value], passes, choicesOf));
  const read = new Set(topological([value]).flatMap((n) => (n.op === 'input' ? [n.name] : [])));
  return new Map(
    wanted.flatMap(({ name, key, guard }) =>
      read.has(name) && chosen.get(name)?.has(key) !== true ? [[key, guard]] : [],
    ),
  );
}

/** What has to hold, by name, for any element of an input that may be NaN to matter; only inputs of which that can be said. */
function guardsOfInputs(readings: ReadonlyMap<Node, Reading>): ReadonlyMap<string, Guards> {
  const found = [...readings].flatMap(([node, reading]) =>
    node.op === 'input' && !node.range.integer ? [[node.name, common(reading)] as const] : [],
  );
  return new Map(found.filter(([, guards]) => guards.size > 0));
}
