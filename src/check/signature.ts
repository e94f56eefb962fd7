/** Signatures: declared inputs and hyperparameters in, their kinds, ranges and defaults out. */
import {
  contains,
  intersect,
  printNumber,
  printRange,
  range,
  reals,
  within,
  type Range,
} from '../graph/range.ts';
import { didYouMean } from '../text/suggest.ts';
import type { Domain, Hyperparameter, Input, Name } from '../syntax/tree.ts';
import { constantOf } from './expression.ts';
import { isKind, kinds, type KindName } from './kinds.ts';
import { complain, type Scope } from './scope.ts';

export interface DeclaredInput {
  readonly kind: KindName;
  readonly range: Range;
  readonly differentiable: boolean;
}

/** The kind and values of an input; undefined after a report. */
export function inputRange(input: Input, scope: Scope): DeclaredInput | undefined {
  const name = input.kind.text;
  if (!isKind(name)) {
    const guess = didYouMean(name, Object.keys(kinds));
    const remedy =
      guess === undefined ? `The kinds are ${Object.keys(kinds).join(', ')}.` : `Did you mean \`${guess}\`?`;
    return complain(scope, 'kind-unknown', input.kind.span, { kind: name }, { remedy });
  }
  if (name === 'index' && input.of === undefined)
    return complain(
      scope,
      'index-needs-of',
      input.span,
      {},
      { remedy: `Write \`${input.name.text}: index[…] of c\`.` },
    );
  if (name !== 'index' && input.of !== undefined)
    return complain(scope, 'of-without-index', input.of.span, { kind: name });
  const kind = kinds[name];
  const differentiable = kind.differentiable && !input.constant;
  if (input.domain === undefined) return { kind: name, range: kind.range, differentiable };
  const domain = domainRange(input.domain, scope);
  if (domain === undefined) return undefined;
  const listed = setValues(input.domain, scope);
  if (!within(domain, kind.range))
    return complain(scope, 'domain-outside-kind', input.domain.span, {
      domain: printDomain({ range: domain, ...(listed === undefined ? {} : { values: listed }) }),
      kind: name,
      allowed: printRange(kind.range),
    });
  return { kind: name, range: intersect(domain, kind.range), differentiable };
}

export interface DeclaredHyperparameter {
  readonly range: Range;
  /** The allowed values, where the domain is a set. */
  readonly values?: readonly number[];
  readonly value?: number;
}

export function hyperparameterRange(
  parameter: Hyperparameter,
  scope: Scope,
): DeclaredHyperparameter | undefined {
  const { kind, domain, value } = parameter;
  if (kind !== undefined && !isKind(kind.text))
    return complain(
      scope,
      'kind-unknown',
      kind.span,
      { kind: kind.text },
      {
        remedy: 'A hyperparameter is `real`; where only some values make sense, list them: `real in {1, 2}`.',
      },
    );
  if (kind !== undefined && kind.text !== 'real')
    return complain(
      scope,
      'hyperparameter-kind',
      kind.span,
      { kind: kind.text },
      { remedy: `Write \`${parameter.name.text}: real\`.` },
    );
  const allowed = domain === undefined ? reals : domainRange(domain, scope);
  if (allowed === undefined) return undefined;
  const values = setValues(domain, scope);
  const declared = { range: allowed, ...(values === undefined ? {} : { values }) };
  if (value === undefined) return declared;
  const constant = constantOf(value, scope);
  if (constant === undefined) return complain(scope, 'default-constant', value.span, {});
  if (!holds(declared, constant))
    return complain(scope, 'default-outside-domain', value.span, {
      name: parameter.name.text,
      domain: printDomain(declared),
      value: printNumber(constant),
    });
  return { ...declared, value: constant };
}

/** Whether a number is a value that a hyperparameter may have. */
export const holds = ({ range: allowed, values }: DeclaredHyperparameter, value: number): boolean =>
  Number.isFinite(value) && (values === undefined ? contains(allowed, value) : values.includes(value));

/** `[0, 1]`, `{1, 3}`, as it is declared. */
export const printDomain = ({ range: allowed, values }: DeclaredHyperparameter): string =>
  values === undefined ? printRange(allowed) : `{${values.map(printNumber).join(', ')}}`;

/** The values of a domain that lists them. */
export const setValues = (domain: Domain | undefined, scope: Scope): readonly number[] | undefined =>
  domain?.kind === 'set' ? domain.values.flatMap((v) => constantOf(v, scope) ?? []) : undefined;

function domainRange(domain: Domain, scope: Scope): Range | undefined {
  const bounds = domain.kind === 'set' ? domain.values : [domain.low, domain.high];
  const values = bounds.map((bound) => constantOf(bound, scope));
  const known = values.filter((v) => v !== undefined);
  if (known.length < values.length || known.some(Number.isNaN))
    return complain(scope, 'domain-constant', domain.span, {});
  const [lo, hi] = [Math.min(...known), Math.max(...known)];
  if (domain.kind === 'set') {
    if (known.length === 0) return complain(scope, 'domain-empty', domain.span, {});
    return range(lo, hi, { integer: known.every(Number.isInteger) });
  }
  const [low, high] = known;
  if (
    low === undefined ||
    high === undefined ||
    low > high ||
    (low === high && (domain.lowOpen || domain.highOpen))
  )
    return complain(scope, 'domain-empty', domain.span, {});
  return range(low, high, { lo: domain.lowOpen, hi: domain.highOpen });
}

/** The caller's name of a callee's axis. */
export const mapAxis = (axes: ReadonlyMap<string, readonly string[]>, name: Name | undefined): string =>
  name === undefined ? '' : (axes.get(name.text)?.[0] ?? name.text);
