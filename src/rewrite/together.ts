/** Procedure about terms that have something in common: without it, rules see the difference that they are about. */
import type { Builder } from '../graph/builder.ts';
import { factorsOf, term, termsOf } from '../graph/parts.ts';
import { isConst, type Add, type Factor, type Node, type Term } from '../graph/node.ts';
import { choiceOf } from './choice.ts';
import type { Procedures } from './rule.ts';

type Simplify = (node: Node) => Node;

export const together: Procedures = {
  'common-factor': {
    why: 'terms with a common factor cancel where the sum of what is left of them need not',
    apply: (b, node, simplify) =>
      node.op === 'add' && node.constant === 0 ? withoutCommon(b, node, simplify) : undefined,
  },
  'common-test': {
    why: 'terms under one test cancel where their sum inside it need not',
    apply: (b, node, simplify) => (node.op === 'add' ? underTest(b, node, simplify) : undefined),
  },
};

/** w·x - w·y as w·(x - y), where a rule applies to x - y or terms of it cancel. */
function withoutCommon(b: Builder, node: Add, simplify: Simplify): Node | undefined {
  const all = termsOf(node);
  const common = commonFactors(all);
  if (common.length === 0) return undefined;
  const inverse = b.power(b.multiply(common), -1);
  const left = b.add(all.map((t) => term(b.times(t.node, inverse), t.coefficient)));
  const inner = cancelled(left, all.length, simplify);
  return inner && b.times(b.multiply(common), inner);
}

function commonFactors(terms: readonly Term[]): readonly Factor[] {
  const [first = [], ...others] = terms.map((t) => factorsOf(t.node));
  return first.filter((f) =>
    others.every((factors) => factors.some((g) => g.node === f.node && g.exponent === f.exponent)),
  );
}

/** (if c then x else u) - (if c then y else v) as if c then x - y else u - v. */
function underTest(b: Builder, node: Add, simplify: Simplify): Node | undefined {
  const all = termsOf(node);
  const tests = new Set(all.flatMap((t) => choiceOf(t.node)?.test ?? []));
  for (const test of tests) {
    const chosen = all.filter((t) => choiceOf(t.node)?.test === test);
    if (chosen.length < 2) continue;
    const branches = (['yes', 'no'] as const).map((of) => {
      const parts = chosen.map((t) => term(choiceOf(t.node)?.[of] ?? t.node, t.coefficient));
      const made = simplify(b.add(parts));
      return { made, merged: count(made) < parts.filter((part) => !isConst(part.node, 0)).length };
    });
    const [yes, no] = branches;
    if (yes === undefined || no === undefined || !(yes.merged || no.merged)) continue;
    const rest = all.filter((t) => !chosen.includes(t));
    return b.add([...rest, term(b.select(test, yes.made, no.made))], node.constant);
  }
  return undefined;
}

/** The sum simplified, where that made something of it. */
function cancelled(node: Node, terms: number, simplify: Simplify): Node | undefined {
  const made = simplify(node);
  return made !== node || count(node) < terms ? made : undefined;
}

/** How many terms a node is the sum of. */
const count = (node: Node): number =>
  node.op === 'add' ? node.args.length + Number(node.constant !== 0) : Number(!isConst(node, 0));
