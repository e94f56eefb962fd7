/** Formulas in; letters for the parts that they have in common, out: what is long is read in pieces. */
import { topological, type Node } from '../graph/node.ts';
import { isSpelled, printNode, type Names } from '../graph/print.ts';
import { isMark } from '../graph/shapes.ts';
import { alongAxes } from '../operators/alongAxes.ts';
import { elementwise } from '../operators/elementwise.ts';

export interface Pieces {
  /** The names that were known, and the letters. */
  readonly names: Names;
  /** Nodes with letters, each after those it is made of; and the same with those whose names were known. */
  readonly lettered: readonly Node[];
  readonly named: readonly Node[];
}

export interface Naming {
  readonly known: Names;
  /** Names that mean something else already. */
  readonly taken: Iterable<string>;
  /** Nodes that get a letter however often they occur. */
  readonly always?: ReadonlySet<Node>;
}

/** A shorter part is as easily read as its letter. */
const shortest = 16;

/** Gives letters to the parts of formulas that are written more than once, smaller parts first. */
export function piecesOf(formulas: readonly Node[], { known, taken, always = new Set() }: Naming): Pieces {
  const names = new Map(unambiguous(known));
  const letters = lettersBut(new Set([...taken, ...names.values()]));
  const [lettered, named]: [Node[], Node[]] = [[], []];
  const uses = usesIn(formulas);
  for (const node of topological(formulas)) {
    const isRepeated = (uses.get(node) ?? 0) > 1 && node.args.length > 0 && !isMark(node);
    const wantsLetter = always.has(node) || (isRepeated && printNode(node, names).length >= shortest);
    if (!names.has(node) && wantsLetter) {
      names.set(node, letters.next().value);
      lettered.push(node);
    }
    if (names.has(node)) named.push(node);
  }
  return { names, lettered, named };
}

/** Names without those that stand for another node already: two functions may call different things `p`. */
function unambiguous(names: Names): Names {
  const nodes = new Map<string, Node>();
  for (const [node, name] of names) if (!nodes.has(name)) nodes.set(name, node);
  return new Map([...nodes].map(([name, node]) => [node, name]));
}

/** How often each node is written, where a part of a part is written once. Marks are not written at all. */
function usesIn(formulas: readonly Node[]): ReadonlyMap<Node, number> {
  const uses = new Map<Node, number>();
  const use = (node: Node): void => {
    const [inner] = node.args;
    if (isMark(node) && inner !== undefined) use(inner);
    else uses.set(node, (uses.get(node) ?? 0) + 1);
  };
  for (const node of topological(formulas)) if (!isMark(node)) node.args.forEach(use);
  return uses;
}

/** What names stand for, with the axes along which each varies. */
export const definitionsOf = (nodes: readonly Node[], names: Names): readonly string[] =>
  nodes.map((node) => {
    const along = node.axes.length === 0 ? '' : `[${node.axes.join(', ')}]`;
    return `${names.get(node) ?? ''}${along} = ${printNode(node, names)}`;
  });

/** What operators mean that no loss is written with, and that come up in formulas. */
export function meaningsIn(formulas: readonly Node[]): readonly string[] {
  const found = topological(formulas).flatMap((node) => {
    if ((node.op !== 'apply' && node.op !== 'along') || isSpelled(node)) return [];
    const {
      language,
      summary,
      arguments: of = ['x'],
    }: Described = node.op === 'apply' ? elementwise[node.name] : alongAxes[node.name];
    const axes = node.op === 'along' ? `[${node.over.join(', ')}]` : '';
    return language ? [] : [`${node.name}${axes}(${of.join(', ')}) is ${summary}`];
  });
  return [...new Set(found)];
}

interface Described {
  readonly language: boolean;
  readonly summary: string;
  readonly arguments?: readonly string[];
}

/** All of it under one `where`. */
export const whereLines = (definitions: readonly string[]): readonly string[] =>
  definitions.map((each, k) => `${k === 0 ? 'where' : '     '} ${each}`);

function* lettersBut(taken: ReadonlySet<string>): Generator<string, never> {
  for (let round = 0; ; round++)
    for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ') {
      const name = round === 0 ? letter : `${letter}${round}`;
      if (!taken.has(name)) yield name;
    }
}
