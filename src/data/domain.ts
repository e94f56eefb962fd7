/** Declared domains of inputs and hyperparameters: what they contain, in words and as a check. */
import type { DomainValues, InputSignature } from '../compile.ts';
import type { Dense } from './nested.ts';
import { counted, pathTo, type Complain } from './problem.ts';

/** `[0, 1]`, `(0, inf)` or `{0, 1}`, as it is written in a loss file. */
export function domainText(domain: DomainValues): string {
  if (domain.kind === 'set') return `{${domain.values.join(', ')}}`;
  const end = (value: number) => String(value).replace('Infinity', 'inf');
  const { low, lowOpen, high, highOpen } = domain;
  return `${lowOpen ? '(' : '['}${end(low)}, ${end(high)}${highOpen ? ')' : ']'}`;
}

/** Whether a domain holds a value; NaN lies in none. */
export function contains(domain: DomainValues, value: number): boolean {
  if (domain.kind === 'set') return domain.values.includes(value);
  const aboveLow = domain.lowOpen ? value > domain.low : value >= domain.low;
  const belowHigh = domain.highOpen ? value < domain.high : value <= domain.high;
  return aboveLow && belowHigh;
}

const unbounded = (domain: DomainValues): boolean =>
  domain.kind === 'interval' && domain.low === -Infinity && domain.high === Infinity;

/** What to do about a value outside the domain of a kind. */
const remedies: Readonly<Record<string, string>> = {
  prob: 'Apply a sigmoid or softmax first, or declare the input as `logit`.',
  soft: 'Scale the target to [0, 1], or declare the input as `const real`.',
  label: 'Binarise the target, or declare the input as `soft` for values between 0 and 1.',
  weight: 'Weights must not be negative; declare the input as `map` where they can be.',
  index: 'A class index is an integer; one outside 0 … size-1, such as 255 or -1, is ignored.',
};

/** Reports the first element that lies outside an input's declared values, and how many more do. */
export function checkValues(input: InputSignature, { shape, values }: Dense, complain: Complain): void {
  const allowed = allowance(input);
  let first = -1;
  let count = 0;
  values.forEach((value, index) => {
    if (allowed(value)) return;
    if (count === 0) first = index;
    count++;
  });
  if (count === 0) return;
  const more = count === 1 ? '' : ` (and ${counted(count - 1, 'more element')} like it)`;
  const integer = Number.isInteger(values[first]) ? 'an integer of 32 bits' : 'an integer';
  const what = input.kind === 'index' ? integer : `in ${domainText(input.domain)}`;
  const remedy = remedyFor(input, values[first] ?? NaN);
  complain({
    where: pathTo(`inputs.${input.name}`, coordinates(first, shape)),
    message: `is ${values[first]}, but a value of \`${input.name}: ${input.kind}\` is ${what}${more}`,
    ...(remedy === undefined ? {} : { remedy }),
  });
}

/** The remedy of the kind, unless the value is one of the kind and only the declared domain is narrower. */
function remedyFor({ kind, name, domain }: InputSignature, value: number): string | undefined {
  if (kind === 'index') return remedies[kind];
  if (Number.isNaN(value))
    return 'NaN is data for a `logit`, `real` or `map` only: find where it comes from.';
  const isOfKind = value >= 0 && (kind === 'weight' || ((kind === 'prob' || kind === 'soft') && value <= 1));
  return isOfKind
    ? `The declaration of \`${name}\` allows ${domainText(domain)} only: mend the data, or widen the domain.`
    : remedies[kind];
}

/** NaN and infinities are data only where all reals are: a network does produce them, a label does not. */
function allowance({ kind, domain }: InputSignature): (value: number) => boolean {
  if (kind === 'index') return (value) => value === (value | 0);
  return unbounded(domain) ? () => true : (value) => contains(domain, value);
}

/** The coordinates of a row-major offset. */
export function coordinates(offset: number, shape: readonly number[]): number[] {
  const result: number[] = [];
  let rest = offset;
  for (const size of [...shape].reverse()) {
    result.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return result;
}
