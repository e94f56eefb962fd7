/** Expressions in; under which tests the values that they are made of are read, and so where these matter, out. */
import type { Builder } from './builder.ts';
import { isConst, overlap, topological, without, type Node } from './node.ts';
import { factorsOf } from './parts.ts';
import { isBinary } from './range.ts';
import { containsReduction, isMark, isTest, oneHot, outcomesOf, validity, type Outcome } from './shapes.ts';

/** A test, and the outcome without which a value does not matter. */
interface Guard extends Outcome {
  /** What holds with it: of a class, that its index is one. */
  readonly implied?: string;
}

/** All of them together, by what tells them apart. */
export type Guards = ReadonlyMap<string, Guard>;

/** Alternatives: a value matters where all guards of any of them hold. One without guards is everywhere. */
export type Reading = readonly Guards[];

/** More alternatives are taken for their common guards. */
const mostAlternatives = 4;

/** Whether a NaN in an argument can come out: nothing comes out of a test but 0 and 1. */
export const passes = (node: Node, argument: number): boolean =>
  node.op === 'apply' && node.name === 'select' ? argument > 0 : !isTest(node);

/** How what the roots are made of is read. */
export function readingsOf(
  b: Builder,
  roots: readonly Node[],
  reads: (node: Node, argument: number) => boolean,
  guards: (b: Builder, node: Node, argument: number) => Guards = guardsOf,
): ReadonlyMap<Node, Reading> {
  const readings = new Map<Node, Reading>(roots.map((root) => [root, everywhere]));
  for (const node of [...topological(roots)].reverse()) {
    const outer = readings.get(node);
    if (outer === undefined) continue;
    for (const [k, arg] of node.args.entries()) {
      const before = readings.get(arg);
      if (before === everywhere || isLeafWithoutData(arg) || !reads(node, k)) continue;
      const own = guards(b, node, k);
      if (outer === everywhere && own.size === 0) {
        readings.set(arg, everywhere);
        continue;
      }
      const over = node.op === 'along' ? node.over : node.op === 'pick' ? [node.axis] : [];
      const inner = outer.map((each) => every([elsewhere(each, over), own]));
      readings.set(arg, simplified(before === undefined ? inner : [...before, ...inner]));
    }
  }
  return readings;
}

const nothing: Guards = new Map();

/** There is but this one: what is read everywhere needs no closer look. */
const everywhere: Reading = [nothing];

const isLeafWithoutData = (node: Node): boolean => node.args.length === 0 && node.op !== 'input';

/** What was tested at one element along some axes says nothing of the others. */
const elsewhere = (guards: Guards, over: readonly string[]): Guards =>
  guards.size === 0 || over.length === 0
    ? guards
    : new Map([...guards].filter(([, { test }]) => overlap(test.axes, over).length === 0));

/** What has to hold for an argument to matter. */
function guardsOf(b: Builder, node: Node, argument: number): Guards {
  if (node.op !== 'multiply') return argument === 0 ? ofTest(b, node) : choicesOf(b, node, argument);
  return every(
    factorsOf(node).flatMap((f, k) => (k !== argument && f.exponent > 0 ? [needed(b, f.node)] : [])),
  );
}

/** The test of a choice does not matter where both branches are 0. */
const ofTest = (b: Builder, node: Node): Guards =>
  node.op === 'apply' && node.name === 'select'
    ? common(node.args.slice(1).flatMap((branch) => (isConst(branch, 0) ? [] : [needed(b, branch)])))
    : choicesOf(b, node, 0);

/** The same, of choices alone. */
export function choicesOf(b: Builder, node: Node, argument: number): Guards {
  const [x, y] = node.args;
  if (node.op === 'pick' && argument === 0 && y !== undefined)
    return holding(b, b.apply('equal', [b.position(node.axis), y]), true);
  if (node.op === 'apply' && node.name === 'select' && x !== undefined)
    return argument === 0 ? nothing : holding(b, x, argument === 1);
  return nothing;
}

const known = new WeakMap<Node, Guards>();

/** What has to hold for a value to be anything but 0. */
export function needed(b: Builder, node: Node): Guards {
  const found = known.get(node) ?? neededBy(b, node);
  known.set(node, found);
  return found;
}

function neededBy(b: Builder, node: Node): Guards {
  if (isBinary(node.range)) return holding(b, node, true);
  const inner = node.args.map((arg) => needed(b, arg));
  switch (node.op) {
    case 'multiply':
      return every(inner.filter((_, k) => (node.exponents[k] ?? 1) > 0));
    case 'add':
      return node.constant === 0 ? common(inner) : nothing;
    case 'along':
      return node.name === 'sum' ? elsewhere(every(inner), node.over) : nothing;
    case 'pick':
      return elsewhere(every([inner[0] ?? nothing, guardsOf(b, node, 0)]), [node.axis]);
    case 'apply': {
      if (node.name === 'difference') return common(inner);
      if (node.name !== 'select') return isMark(node) ? every(inner) : nothing;
      const branches = [1, 2].map(
        (k) => [node.args[k], every([guardsOf(b, node, k), inner[k] ?? nothing])] as const,
      );
      return common(branches.flatMap(([branch, guards]) => (branch && isConst(branch, 0) ? [] : [guards])));
    }
    default:
      return nothing;
  }
}

/** All guards of all; mostly there are none. */
function every(all: readonly Guards[]): Guards {
  const some = all.filter((guards) => guards.size > 0);
  return some.length > 1 ? new Map(some.flatMap((guards) => [...guards])) : (some[0] ?? nothing);
}

const readsData = (node: Node): boolean => topological([node]).some((n) => n.op === 'input');

const followed = { true: new WeakMap<Node, Guards>(), false: new WeakMap<Node, Guards>() };

/** What follows from the outcome of a test, and the other way round. */
function holding(b: Builder, test: Node, holds: boolean): Guards {
  const memo = followed[`${holds}`];
  const found = memo.get(test) ?? following(b, test, holds);
  memo.set(test, found);
  return found;
}

function following(b: Builder, test: Node, holds: boolean): Guards {
  const outcomes = outcomesOf(test, holds, (each) => validity(each) !== undefined);
  return every(outcomes.map((outcome) => guardsIn(b, outcome)));
}

function guardsIn(b: Builder, { test, holds }: Outcome): Guards {
  // A divisor that must not be 0 is no mask.
  if (!readsData(test) || (containsReduction(test) && !isBinary(test.range))) return nothing;
  const hot = holds ? oneHot(test) : undefined;
  if (hot === undefined) return new Map([[keyOf(test, holds), { test, holds }]]);
  // So much is known along the axis of the classes too.
  const valid = b.valid(hot.axis, hot.index);
  const implied = keyOf(valid, true);
  return new Map([
    [keyOf(test, true), { test, holds, implied }],
    [implied, { test: valid, holds }],
  ]);
}

/**
 * Fewer alternatives with the same meaning: those that others imply are left out, and so is a test where the other case
 * of it is covered anyway.
 */
function simplified(reading: Reading): Reading {
  if (reading.some((guards) => guards.size === 0)) return everywhere;
  if (reading.length === 1) return reading.every(isPossible) ? reading : [];
  const kept: Guards[] = [];
  for (const guards of [...reading].filter(isPossible).sort((x, y) => x.size - y.size))
    if (!kept.some((other) => [...other.keys()].every((key) => guards.has(key)))) kept.push(guards);
  for (const own of kept)
    for (const guard of own.values()) {
      const rest = withoutTest(own, guard, kept);
      if (rest !== undefined) return simplified([...kept.filter((each) => each !== own), rest]);
    }
  return kept.length <= mostAlternatives ? kept : [common(kept)];
}

/** No test comes out both ways. */
const isPossible = (guards: Guards): boolean =>
  [...guards.values()].every(({ test, holds }) => !guards.has(keyOf(test, !holds)));

/** Guards without one of them, where another alternative holds whenever all but it do: of a class, its index is one. */
function withoutTest(own: Guards, { test, holds, implied }: Guard, all: Reading): Guards | undefined {
  const failing = keyOf(test, !holds);
  const other = all.find(
    (each) => each.has(failing) && [...each.keys()].every((key) => key === failing || own.has(key)),
  );
  if (other === undefined) return undefined;
  const isNeeded = (key: string): boolean =>
    key !== keyOf(test, holds) && (key !== implied || other.has(key));
  return new Map([...own].filter(([key]) => isNeeded(key)));
}

const keyOf = (test: Node, holds: boolean): string => `${test.id} ${holds}`;

/** What holds in every alternative. */
export const common = ([first = nothing, ...others]: Reading): Guards =>
  new Map([...first].filter(([key]) => others.every((other) => other.has(key))));

/** 1 where a value matters; undefined where that is everywhere, or not known where the value is. */
export function testOf(b: Builder, value: Node, reading: Reading): Node | undefined {
  const isKnown = ({ test }: Guard): boolean => without(test.axes, value.axes).length === 0;
  const known = simplified(reading.map((guards) => new Map([...guards].filter(([, each]) => isKnown(each)))));
  if (known.length === 0 || known.some((guards) => guards.size === 0)) return undefined;
  const joined = (name: 'and' | 'or', nodes: readonly Node[]): Node =>
    nodes.reduce((x, y) => b.apply(name, [x, y]));
  return joined(
    'or',
    known.map((guards) =>
      joined(
        'and',
        [...guards.values()].map((each) => truth(b, each)),
      ),
    ),
  );
}

function truth(b: Builder, { test, holds }: Guard): Node {
  if (!holds) return b.apply('not', [test]);
  return isBinary(test.range) ? test : b.apply('indicator', [test]);
}
