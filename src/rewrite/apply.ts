/** The applier: roots and rule tables in, rewritten roots and a log of every rule fired out. */
import type { Builder } from '../graph/builder.ts';
import type { Node } from '../graph/node.ts';
import { applyRule, kindOf, rulesFor, type Procedures, type Rules } from './rule.ts';

export interface Step {
  readonly rule: string;
  readonly why: string;
  readonly before: Node;
  readonly after: Node;
}

export interface Rewriting {
  readonly roots: readonly Node[];
  readonly log: readonly Step[];
}

/** A graph of a few hundred nodes needs a few dozen steps; ten thousand is a rule that undoes another. */
const fuel = 10_000;

/** What earlier runs with the same tables made of nodes, to be handed to the next one. */
export type Settled = Map<Node, Node>;

/** Rewrites bottom up to a fixpoint, rules in table order, textual rules before procedures. */
export function rewrite(
  b: Builder,
  roots: readonly Node[],
  rules: Rules,
  procedures: Procedures,
  done: Settled = new Map(),
): Rewriting {
  const log: Step[] = [];
  const named = Object.entries(procedures);
  const fired = (rule: string, why: string, before: Node, after: Node): Node => {
    log.push({ rule, why, before, after });
    if (log.length > fuel) throw new Error(`Rewriting does not end; the last rule was ${rule}.`);
    return after;
  };
  const step = (node: Node): Node | undefined => {
    for (const { name, rule, needs } of rulesFor(rules, kindOf(node))) {
      if (!needs.every((kind) => node.args.some((arg) => kindOf(arg) === kind))) continue;
      const after = applyRule(b, rule, node);
      if (after !== undefined) return fired(name, rule.why, node, after);
    }
    for (const [name, procedure] of named) {
      const after = procedure.apply(b, node, visit);
      if (after !== undefined && after !== node) return fired(name, procedure.why, node, after);
    }
    return undefined;
  };
  const visit = (node: Node): Node => {
    const known = done.get(node);
    if (known !== undefined) return known;
    const rebuilt = b.map(node, visit);
    const result = rebuilt === node ? settle(rebuilt) : visit(rebuilt);
    done.set(node, result);
    done.set(result, result);
    return result;
  };
  const settle = (node: Node): Node => {
    const after = step(node);
    return after === undefined ? node : visit(after);
  };
  return { roots: roots.map(visit), log };
}
