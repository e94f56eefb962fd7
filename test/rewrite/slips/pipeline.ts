/** A loss in; what becomes of it out, stage by stage: the entry of a compiler in which slips can be chosen. */
import { check } from '../../../src/check/check.ts';
import { compile, type CompiledLoss } from '../../../src/compile.ts';
import { derive, nodesOf, type Derived } from '../../../src/derive.ts';
import { Builder } from '../../../src/graph/builder.ts';
import { topological, type Node } from '../../../src/graph/node.ts';
import { divisors } from '../../../src/rewrite/divisors.ts';
import { choices, guards } from '../../../src/rewrite/guards.ts';
import { sumRules } from '../../../src/rewrite/sums.ts';
import type { Program } from '../../../src/syntax/program.ts';
import type { Report } from '../../../src/text/diagnostic.ts';

export interface Expressions {
  /** The rules that fired. */
  readonly fired: ReadonlySet<string>;
  /** The final expressions: the same text for the same expressions. */
  readonly text: string;
  /** What is added up or compared along axes, each once: an accumulator of some pass. */
  readonly reductions: number;
}

/** Whose firing is written down for the forms; a test of its own holds those of text. */
export const procedures: ReadonlySet<string> = new Set([
  'label-cases',
  ...[guards, sumRules([]), choices, divisors].flatMap((table) => Object.keys(table)),
]);

const report: Report = (d) => {
  if (d.severity === 'error') throw new Error(`${d.code} ${d.message}`);
};

export function expressions(program: Program, name: string): Expressions {
  const builder = new Builder();
  const checked = check(program, name, builder, {}, report);
  if (checked === undefined) throw new Error(`${name} does not compile.`);
  const derived = derive(builder, checked, []);
  return {
    fired: new Set(derived.stages.flatMap(({ log }) => log.map(({ rule }) => rule))),
    text: written(derived),
    reductions: nodesOf(derived.roots).filter((node) => node.op === 'along').length,
  };
}

export function code(program: Program, name: string): CompiledLoss {
  const compiled = compile(program, name, {}, report);
  if (compiled === undefined) throw new Error(`${name} does not compile.`);
  return compiled;
}

/** Every node once, arguments by their number. */
function written({ roots }: Derived): string {
  const numbers = new Map<Node, number>();
  const lines = topological(roots.map((root) => root.node)).map((node) => {
    numbers.set(node, numbers.size);
    const { id: _, args, range: __, memo: ___, ...own } = node;
    return `${JSON.stringify(own)} ${args.map((arg) => numbers.get(arg)).join()}`;
  });
  return [...lines, ...roots.map((root) => numbers.get(root.node))].join('\n');
}
