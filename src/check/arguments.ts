/** What a call gives to an operator or a function: its options by name, and the number of its values. */
import { didYouMean } from '../text/suggest.ts';
import type { Call, NamedArgument } from '../syntax/tree.ts';
import { complain, type Scope } from './scope.ts';

/** Options by name; unknown and doubled ones are reported. */
export function options(
  call: Call,
  allowed: readonly string[],
  scope: Scope,
): ReadonlyMap<string, NamedArgument> {
  const found = new Map<string, NamedArgument>();
  for (const option of call.named) {
    const name = option.name.text;
    const guess = didYouMean(name, allowed);
    const remedy = guess
      ? `Did you mean \`${guess}\`?`
      : allowed.length > 0
        ? `Its options: ${allowed.join(', ')}.`
        : undefined;
    if (!allowed.includes(name))
      complain(
        scope,
        'option-unknown',
        option.name.span,
        { name: call.callee.text, option: name },
        { remedy },
      );
    else if (found.has(name)) complain(scope, 'option-twice', option.name.span, { option: name });
    else found.set(name, option);
  }
  return found;
}

export const valuesInWords = (count: number): string => (count === 1 ? '1 value' : `${count} values`);

export function countArguments(
  call: Call,
  expected: number,
  scope: Scope,
  remedy = usual.get(call.callee.text),
): boolean {
  if (call.arguments.length === expected) return true;
  const actual = String(call.arguments.length);
  const parameters = { name: call.callee.text, expected: valuesInWords(expected), actual };
  complain(scope, 'argument-count', call.span, parameters, { remedy });
  return false;
}

/** How operators are called of whose arguments one is easily forgotten. */
const usual: ReadonlyMap<string, string> = new Map([
  ['clamp', 'Write `clamp(x, low, high)`.'],
  ['ratio', 'Write `ratio(a, b)`; it is 0 where b is 0.'],
  ['pick', 'Write `pick[c](x, t)`.'],
  ['pow', 'Write `pow(x, y)`, or `x ^ y`.'],
]);
