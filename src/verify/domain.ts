/** A declared input or hyperparameter in, the values that it may take out: kind and domain together. */
import type { DomainValues } from '../compile.ts';
import type { Program } from '../syntax/program.ts';
import type { Domain, Hyperparameter, Input, Module } from '../syntax/tree.ts';
import { evaluateConstant } from './oracle/evaluate.ts';

type Interval = Extract<DomainValues, { kind: 'interval' }>;

const interval = (low: number, high: number): Interval => ({
  kind: 'interval',
  low,
  lowOpen: !Number.isFinite(low),
  high,
  highOpen: !Number.isFinite(high),
});

const reals = interval(-Infinity, Infinity);

const kinds: Readonly<Record<string, DomainValues>> = {
  real: reals,
  logit: reals,
  map: reals,
  prob: interval(0, 1),
  soft: interval(0, 1),
  weight: interval(0, Infinity),
  label: { kind: 'set', values: [0, 1] },
};

/** The values of a kind without a domain of its own; an index has none here, its classes are an axis. */
const ofKind = (kind: string | undefined): DomainValues => kinds[kind ?? 'real'] ?? reals;

/** The values that an input may take. */
export const inputDomain = (program: Program, module: Module, input: Input): DomainValues =>
  narrowed(program, module, ofKind(input.kind.text), input.domain);

/** The values that a hyperparameter may take. */
export const hyperparameterDomain = (
  program: Program,
  module: Module,
  { kind, domain }: Hyperparameter,
): DomainValues => narrowed(program, module, ofKind(kind?.text), domain);

function narrowed(
  program: Program,
  module: Module,
  kind: DomainValues,
  domain: Domain | undefined,
): DomainValues {
  if (domain === undefined) return kind;
  if (domain.kind === 'set')
    return { kind: 'set', values: domain.values.map((value) => evaluateConstant(program, module, value)) };
  const written: Interval = {
    kind: 'interval',
    low: evaluateConstant(program, module, domain.low),
    lowOpen: domain.lowOpen,
    high: evaluateConstant(program, module, domain.high),
    highOpen: domain.highOpen,
  };
  return kind.kind === 'set' ? kind : intersect(kind, written);
}

function intersect(a: Interval, b: Interval): Interval {
  const low = a.low > b.low || (a.low === b.low && a.lowOpen) ? a : b;
  const high = a.high < b.high || (a.high === b.high && a.highOpen) ? a : b;
  return { kind: 'interval', low: low.low, lowOpen: low.lowOpen, high: high.high, highOpen: high.highOpen };
}

/** Whether a value lies in a domain. */
export function contains(domain: DomainValues, value: number): boolean {
  if (domain.kind === 'set') return domain.values.includes(value);
  const aboveLow = domain.lowOpen ? value > domain.low : value >= domain.low;
  const belowHigh = domain.highOpen ? value < domain.high : value <= domain.high;
  return aboveLow && belowHigh && Number.isFinite(value);
}
