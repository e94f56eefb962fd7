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
  const forms = derive(builder, checked, []).stages.flatMap(({ roots }) => {
    const gradients = roots.filter(({ role }) => role === 'gradient');
    return gradients.length === 0 ? [] : [write(gradients, taken)];
  });
  return forms.reduce((shortest, form) => (form.length < shortest.length ? form : shortest));
}

function write(gradients: readonly Root[], taken: ReadonlySet<string>): string {
  const names = nameShared(gradients, taken);
  const lines = gradients.map((root) => `dL/d${root.name} = ${printNode(root.node, names)}`);
  const where = [...names].map(([node, short]) => `  ${short} = ${printNode(node, names)}`);
  return [...lines, ...(where.length === 0 ? [] : ['where', ...where.reverse()])].join('\n');
}

/** Letters for expressions that stand in several places, arguments before what is made of them. */
function nameShared(roots: readonly Root[], taken: ReadonlySet<string>): ReadonlyMap<Node, string> {
  const nodes = topological(roots.map(({ node }) => node));
  const uses = new Map<Node, number>();
  for (const { node } of roots) uses.set(node, (uses.get(node) ?? 0) + 1);
  for (const node of nodes) for (const part of new Set(node.args)) uses.set(part, (uses.get(part) ?? 0) + 1);
  const names = new Map<Node, string>();
  const letters = fresh(taken);
  for (const node of nodes) {
    if ((uses.get(node) ?? 0) < 2) continue;
    if (printNode(node, names).length >= shortest) names.set(node, letters());
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
