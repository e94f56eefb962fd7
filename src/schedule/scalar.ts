/**
 * Forms for scalar code, in which a loop over classes runs outside a loop over pixels: whether an element is the
 * largest is read off its exponential, which is kept anyway, and factors common to two cases leave the choice.
 */
import type { Builder } from '../graph/builder.ts';
import { factorsOf, term, termsOf } from '../graph/parts.ts';
import { isConst, type Factor, type Node } from '../graph/node.ts';
import { isBinary } from '../graph/range.ts';
import { ungrouped } from '../graph/shapes.ts';
import { blended, isBlendable } from './blend.ts';

export function scalarForms(b: Builder, roots: readonly Node[]): readonly Node[] {
  const memo = new Map<Node, Node>();
  const visit = (node: Node): Node => {
    const known = memo.get(node);
    if (known !== undefined) return known;
    const rebuilt = b.map(node, visit);
    const after =
      largest(b, rebuilt) ??
      commonGuard(b, rebuilt) ??
      commonFactors(b, rebuilt) ??
      commonTerms(b, rebuilt) ??
      factored(b, rebuilt);
    const made = after === undefined ? rebuilt : visit(after);
    memo.set(node, made);
    return made;
  };
  return roots.map(visit);
}

/**
 * x == max(x) as a number: the exponential of what is measured from the maximum is 1 there and below 1 elsewhere, so
 * rounding it down tells, without a branch; in a later pass the exponential is at hand and x need not be read.
 */
function largest(b: Builder, node: Node): Node | undefined {
  if (node.op !== 'apply' || (node.name !== 'equal' && node.name !== 'not_equal')) return undefined;
  for (const [x, max] of [node.args, [...node.args].reverse()]) {
    if (x === undefined || max?.op !== 'along' || max.name !== 'max' || max.args[0] !== x) continue;
    const top = b.apply('floor', [b.apply('exp', [b.apply('difference', [x, max])])]);
    return node.name === 'equal' ? top : b.add([term(top, -1)], 1);
  }
  return undefined;
}

/** if c then (if t then u else 0) else (if t then v else 0) as if t then (if c then u else v) else 0. */
function commonGuard(b: Builder, node: Node): Node | undefined {
  const [test, yes, no] = node.args;
  if (node.op !== 'apply' || node.name !== 'select' || !test || !isSelect(yes) || !isSelect(no))
    return undefined;
  const [inner, u = yes, x = yes] = yes.args;
  const [other, v = no, y = no] = no.args;
  if (inner === undefined || inner !== other) return undefined;
  if (isConst(x, 0) && isConst(y, 0)) return b.select(inner, b.select(test, u, v), x);
  return isConst(u, 0) && isConst(v, 0) ? b.select(inner, u, b.select(test, x, y)) : undefined;
}

const isSelect = (node: Node | undefined): node is Node => node?.op === 'apply' && node.name === 'select';

/** if c then x · u else x · v as x · (if c then u else v): x is computed in either case. */
function commonFactors(b: Builder, node: Node): Node | undefined {
  const [test, yes, no] = node.args;
  if (node.op !== 'apply' || node.name !== 'select' || !test || !yes || !no) return undefined;
  const [first, second] = [scaled(yes), scaled(no)];
  const shared = first.factors.filter((f) =>
    second.factors.some((g) => g.node === f.node && g.exponent === f.exponent),
  );
  if (shared.length === 0) return undefined;
  const rest = ({ scale, factors }: Scaled): Node =>
    b.scale(
      scale,
      b.multiply(factors.filter((f) => !shared.some((g) => g.node === f.node && g.exponent === f.exponent))),
    );
  return b.multiply([...shared, { node: b.select(test, rest(first), rest(second)), exponent: 1 }]);
}

/**
 * if y then u - x else v + x, with a label y, as (1 - 2y) · x + (if y then u else v): no choice of x is needed. A branch
 * may be a group, as the result is one.
 */
function commonTerms(b: Builder, node: Node): Node | undefined {
  if (node.op !== 'apply' || node.name !== 'select') return undefined;
  const [test, yes, no] = node.args.map(ungrouped);
  if (!test || !yes || !no) return undefined;
  if (test.op !== 'input' || !isBinary(test.range) || isConst(yes) || isConst(no)) return undefined;
  const other = new Map(termsOf(no).map((t) => [t.node, t.coefficient]));
  const shared = termsOf(yes).filter((t) => Math.abs(other.get(t.node) ?? 0) === Math.abs(t.coefficient));
  if (shared.length === 0) return undefined;
  const rest = (side: Node): Node =>
    b.add(
      termsOf(side).filter((t) => !shared.some((s) => s.node === t.node)),
      side.op === 'add' ? side.constant : 0,
    );
  const outside = shared.map(({ node: x, coefficient }) => {
    const turns = other.get(x) !== coefficient;
    return term(turns ? b.times(b.add([term(test, -2)], 1), x) : x, turns ? -coefficient : coefficient);
  });
  // What is left of a branch may read less than the whole did, which is no reason to shut anything out.
  const left = isBlendable(test, [yes, no])
    ? blended(b, test, rest(yes), rest(no))
    : b.select(test, rest(yes), rest(no));
  return b.apply('group', [b.add([...outside, term(left)])]);
}

/** x · x · u + x · v as x · (x · u + v). */
function factored(b: Builder, node: Node): Node | undefined {
  if (node.op !== 'add' || node.constant !== 0 || node.args.length < 2) return undefined;
  const terms = termsOf(node).map((t) => ({ ...t, factors: factorsOf(t.node) }));
  const [first, ...others] = terms;
  if (first === undefined) return undefined;
  const exponentIn = (factors: readonly Factor[], x: Node): number =>
    factors.find((f) => f.node === x)?.exponent ?? 0;
  const shared = first.factors
    .map(({ node: x, exponent }): Factor => {
      const least = Math.min(exponent, ...others.map((t) => exponentIn(t.factors, x)));
      return { node: x, exponent: least };
    })
    .filter((f) => f.exponent > 0 && f.node.axes.length === node.axes.length);
  if (shared.length === 0) return undefined;
  const rest = terms.map(({ coefficient, factors }) =>
    term(
      b.multiply(
        factors
          .map((f) => ({ ...f, exponent: f.exponent - exponentIn(shared, f.node) }))
          .filter((f) => f.exponent !== 0),
      ),
      coefficient,
    ),
  );
  return b.multiply([...shared, { node: b.apply('group', [b.add(rest)]), exponent: 1 }]);
}

interface Scaled {
  readonly scale: number;
  readonly factors: readonly Factor[];
}

function scaled(node: Node): Scaled {
  const [only] = node.args;
  if (node.op === 'add' && node.args.length === 1 && node.constant === 0 && only !== undefined)
    return { scale: node.coefficients[0] ?? 1, factors: factorsOf(only) };
  return { scale: 1, factors: node.op === 'const' ? [] : factorsOf(node) };
}
