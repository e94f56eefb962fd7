/** Verdicts in; warnings out where a loss or a gradient can be infinite or NaN for data inside the declared domains. */
import type { CheckedLoss } from '../check/checked.ts';
import { printRange, range, reals, type Range } from '../graph/range.ts';
import { diagnostic, type Report } from '../text/diagnostic.ts';
import type { Span } from '../text/source.ts';
import { satisfies, shortened, type Assumption, type Place, type Verdict } from './verdict.ts';

/** One warning for each place and cause, whatever outputs it is in. */
export function warnOfInfinity(
  loss: CheckedLoss,
  verdicts: ReadonlyMap<string, Verdict>,
  report: Report,
): void {
  const { name } = loss;
  const all = [...verdicts.values()];
  const places = all.flatMap((verdict) => verdict.places);
  const assumed = new Map(
    all.flatMap((verdict) => verdict.assumptions).map((a) => [`${a.name}${a.relation}${a.bound}`, a]),
  );
  for (const assumption of assumed.values()) {
    if (isFulfilled(loss, assumption)) continue;
    const where = violated(assumption);
    const place = places.find((p) => p.where === where) ?? places.find((p) => mentions(p, assumption.name));
    const details = { remedy: remedyFor(loss, assumption) };
    const expression = shortened(place?.expression ?? name);
    // At the end of a domain it is known to go wrong; beyond another bound nothing is known.
    const isEnd = assumption.relation === '<' || assumption.relation === '>';
    const kind = isEnd ? 'may-be-infinite' : 'not-proved-finite';
    report(diagnostic(kind, spanOf(loss, assumption.name), { name, where, expression }, details));
  }
  const open = all.filter(({ status }) => status === 'unproved').flatMap((verdict) => verdict.places);
  const first = open[0];
  if (first === undefined) return;
  const remedy =
    first.remedy ??
    'Where a divisor can be 0, `ratio(a, b)` or a term added to it helps; `lossc check` searches for data at which it goes wrong.';
  const { where, expression } = first;
  report(
    diagnostic(
      'not-proved-finite',
      loss.declaration.name.span,
      { name, where: shortened(where), expression: shortened(expression) },
      { remedy },
    ),
  );
}

/** Asked of a hyperparameter, and so by default. */
function isFulfilled(loss: CheckedLoss, assumption: Assumption): boolean {
  if (assumption.on === 'input') return false;
  const value = loss.hyperparameters.find((h) => h.name === assumption.name)?.value;
  return value !== undefined && satisfies(value, assumption);
}

/** `p is 0`, `z is above 300` */
function violated({ name, relation, bound }: Assumption): string {
  if (relation === '>=') return `${name} is below ${bound}`;
  return relation === '<=' ? `${name} is above ${bound}` : `${name} is ${bound}`;
}

const mentions = ({ where }: Place, name: string): boolean => where.split(/[^\p{L}\p{N}_]+/u).includes(name);

function spanOf({ declaration }: CheckedLoss, name: string): Span {
  const declared = [...declaration.inputs, ...declaration.hyperparameters].find((d) => d.name.text === name);
  return (declared ?? declaration).name.span;
}

function remedyFor({ inputs, hyperparameters }: CheckedLoss, assumption: Assumption): string {
  const { name, relation, bound } = assumption;
  const declared = [...inputs, ...hyperparameters].find((d) => d.name === name);
  const domain = printRange(narrowed(declared?.range ?? reals, assumption));
  const input = inputs.find((i) => i.name === name);
  if (input === undefined) return `Declare a domain that leaves it out: \`${name}: real in ${domain}\`.`;
  if (input.kind === 'prob')
    return `Take logits, or clamp: \`clamp(${name}, 1e-7, 1 - 1e-7)\`; or declare that it does not occur: \`in ${domain}\`.`;
  const clamped = relation === '<=' || relation === '>=' ? `${-Math.abs(bound)}, ${Math.abs(bound)}` : '…';
  return `Bound it, \`clamp(${name}, ${clamped})\`, or declare that it does not occur: \`in ${domain}\`.`;
}

/** The declared domain without what must not be. */
function narrowed(values: Range, { relation, bound }: Assumption): Range {
  const open = relation === '<' || relation === '>';
  return relation === '>' || relation === '>='
    ? range(bound, values.hi, { lo: open, hi: values.hiOpen })
    : range(values.lo, bound, { lo: values.loOpen, hi: open });
}
