/**
 * Parking: what the last pass needs of the first is left in the array that the last pass will overwrite with the
 * gradient: no memory is spent, and no exponential computed twice. The value that saves most is parked; a costly one
 * that keeps its accuracy in a rounded array, as the smaller of two probabilities does.
 */
import type { Node } from '../graph/node.ts';
import type { Range } from '../graph/range.ts';
import { isSame } from '../graph/shapes.ts';
import { apartOf } from './apart.ts';
import { isBounded } from './bounded.ts';
import { isCostly, isTranscendental } from './cost.ts';
import { rootOf, type Output, type Sink } from './plan.ts';

export interface Draft {
  readonly level: number;
  readonly domain: readonly string[];
  readonly sinks: Sink[];
  /** Values that are read from the array of an output. */
  readonly parked: Map<Node, Output>;
  /** Values that it leaves there itself, and reads back in its own later loops. */
  readonly parks: Map<Node, Output>;
}

/** Decides for each pass that only writes one gradient what it takes over from the first pass over the same pixels. */
export function park(
  drafts: readonly Draft[],
  isComplete: (node: Node) => boolean,
  level: (node: Node) => number,
): void {
  for (const draft of drafts) {
    const [sink] = draft.sinks;
    const owns = draft.sinks.flatMap((s) => (s.kind === 'own' ? [s.own.value] : []));
    if (
      draft.level === 0 ||
      draft.sinks.length !== 1 + owns.length ||
      sink?.kind !== 'output' ||
      sink.output.role !== 'gradient'
    )
      continue;
    const first = drafts.find((d) => d.level === 0 && d.domain.join() === draft.domain.join());
    if (first === undefined) continue;
    const { output } = sink;
    const there = new Set(first.sinks.flatMap((s) => cone(rootOf(s), isComplete)));
    const isThere = (n: Node): boolean => {
      const apart = apartOf(n);
      if (apart === undefined) return there.has(n);
      // Both parts are kept, which takes no more than what is there already.
      const parts = cones([apart.all, apart.own.value], isComplete);
      return parts.every((m) => there.has(m) || !isCostly(m));
    };
    const roots = [output.node, ...owns];
    const here = cones(roots, isComplete);
    const before = costlyIn(here);
    const picked = new Set(here.flatMap((n) => (n.op === 'pick' ? [n.args[0]] : [])));
    // An array of float32 would round what has to be the number that its extremum was.
    const exact = new Set(cones(here.filter(isSame), isComplete));
    // Nor is an exponential of a rounded number that has no bound exact, or below the largest one.
    const exponents = new Set(
      cones(
        here.filter(isTranscendental).flatMap((n) => n.args),
        isComplete,
      ),
    );
    const candidates = here.filter(
      (n) =>
        n.args.length > 0 &&
        !(exponents.has(n) && isUnbounded(n.range)) &&
        n.op !== 'pick' &&
        isBounded(n) &&
        isThere(n) &&
        !exact.has(n) &&
        level(n) === 0 &&
        sameAxes(n, output) &&
        (isKept(n) || !picked.has(n)),
    );
    const saved = (n: Node): number =>
      before - costlyIn(cones(roots, (m) => m === n || isComplete(m)).filter((m) => m !== n));
    const [best] = candidates
      .map((node) => ({ node, saves: saved(node) }))
      .filter(({ saves }) => saves > 0)
      .sort(
        (p, q) =>
          q.saves - p.saves || Number(isKept(q.node)) - Number(isKept(p.node)) || p.node.id - q.node.id,
      )
      .map(({ node }) => node);
    if (best === undefined) continue;
    first.sinks.push({ kind: 'park', node: best, output });
    first.parks.set(best, output);
    draft.parked.set(best, output);
  }
}

const isUnbounded = ({ lo, hi }: Range): boolean => lo === -Infinity || hi === Infinity;
const isKept = (node: Node): boolean => node.op === 'apply' && node.name === 'kept';
const sameAxes = (node: Node, output: Output): boolean =>
  node.axes.length === output.axes.length && output.axes.every((a) => node.axes.includes(a));
/** An exponential takes the time of several divisions. */
const costlyIn = (nodes: readonly Node[]): number =>
  nodes.reduce((sum, node) => sum + (isTranscendental(node) ? 4 : isCostly(node) ? 1 : 0), 0);

const cones = (roots: readonly Node[], isLeaf: (node: Node) => boolean): readonly Node[] => [
  ...new Set(roots.flatMap((root) => cone(root, isLeaf))),
];

/** What a value is computed from in its own pass: down to inputs and to what is complete; roots are never complete. */
function cone(root: Node, isLeaf: (node: Node) => boolean): readonly Node[] {
  const seen = new Set<Node>();
  const visit = (node: Node): void => {
    if (seen.has(node)) return;
    seen.add(node);
    if (node === root || !isLeaf(node)) node.args.forEach(visit);
  };
  visit(root);
  return [...seen];
}
