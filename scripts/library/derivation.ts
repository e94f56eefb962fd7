/** A loss in; its gradient as the compiler derived it, as text in the loss language, out. */
import { check } from '../../src/check/check.ts';
import { derive, type Root } from '../../src/derive.ts';
import { Builder } from '../../src/graph/builder.ts';
import { topological, type Node } from '../../src/graph/node.ts';
import { printNode } from '../../src/graph/print.ts';
import type { LibraryDeclaration } from './library.ts';

/** Shared expressions shorter than this are repeated rather than named. */
const shortest = 24;

/**
 * `dL/dz = …` for every differentiated input, with the expressions that they share named below. Every stage of the
 * compiler from differentiation on has a form of it, all of them equal: the shortest is for people.
 */
export function gradientText({ program, name }: LibraryDeclaration): string {
  const builder = new Builder();
  const checked = check(program, name, builder, {}, () => {});
  if (checked === undefined) throw new Error(`${name} does not compile.`);
  const taken = new Set([...checked.inputs, ...checked.hyperparameters].map((each) => each.name));
  const { stages, names } = derive(builder, checked, []);
  const forms = stages.flatMap(({ roots }) => {
    const gradients = roots.filter(({ role }) => role === 'gradient');
    return gradients.length === 0 ? [] : [write(gradients, names, taken)];
  });
  return forms.reduce((shortest, form) => (form.length < shortest.length ? form : shortest));
}

type Names = ReadonlyMap<Node, string>;

function write(gradients: readonly Root[], source: Names, taken: ReadonlySet<string>): string {
  const names = nameShared(gradients, source, taken);
  const lines = gradients.map((root) => `dL/d${root.name} = ${printNode(root.node, names)}`);
  const where = [...names].map(([node, short]) => `  ${short} = ${printNode(node, names)}`);
  return [...lines, ...(where.length === 0 ? [] : ['where', ...where.reverse()])].join('\n');
}

/**
 * Names for expressions that stand in several places, arguments before what is made of them: as the source names
 * them, or else a letter.
 */
function nameShared(roots: readonly Root[], source: Names, taken: ReadonlySet<string>): Names {
  const nodes = topological(roots.map(({ node }) => node));
  const uses = new Map<Node, number>();
  for (const { node } of roots) uses.set(node, (uses.get(node) ?? 0) + 1);
  for (const node of nodes) for (const part of new Set(node.args)) uses.set(part, (uses.get(part) ?? 0) + 1);
  const names = new Map<Node, string>();
  const given = new Set(taken);
  const letters = fresh(new Set([...taken, ...source.values()]));
  for (const node of nodes) {
    if ((uses.get(node) ?? 0) < 2) continue;
    if (printNode(node, names).length < shortest) continue;
    const label = source.get(node);
    names.set(node, label === undefined || given.has(label) ? letters() : label);
    if (label !== undefined) given.add(label);
  }
  return names;
}

/** A, B, C, …, then A1, B1, …; never the name of an input. */
function fresh(taken: ReadonlySet<string>): () => string {
  let next = 0;
  return () => {
    for (;;) {
      const round = Math.floor(next / 26);
      const name = String.fromCharCode(65 + (next % 26)) + (round === 0 ? '' : String(round));
      next++;
      if (!taken.has(name)) return name;
    }
  };
}
