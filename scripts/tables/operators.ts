/** The operator tables in, docs/operators.md out. */
import { printRange, range, reals, type Range } from '../../src/graph/range.ts';
import { alongAxes, type AxisOperator } from '../../src/operators/alongAxes.ts';
import { elementwise } from '../../src/operators/elementwise.ts';
import type { Operator } from '../../src/operators/operator.ts';
import { code, list, page, section } from './markdown.ts';

const introduction = `Every operator is defined once, as data, and this page prints the definitions. In the formulas \`g\` is the
incoming gradient, \`out\` the operator's own result, and \`A\` the axes of its bracket; they are written in the
language itself. Internal operators cannot be written in a loss: the compiler finds them.`;

/** The widest result, from arguments anywhere in their domains. */
function rangeOf(operator: Operator): string {
  const domain: Readonly<Record<string, Range | undefined>> = operator.domain ?? {};
  return code(printRange(operator.range(...operator.arguments.map((name) => domain[name] ?? reals))));
}

function elementwiseSection(name: string, operator: Operator): string {
  const domains = Object.entries<Range | undefined>(operator.domain ?? {}).flatMap(([argument, domain]) =>
    domain === undefined ? [] : [`\`${argument}\` in ${code(printRange(domain))}`],
  );
  return section(
    `### ${name}(${operator.arguments.join(', ')})`,
    operator.summary,
    list([
      ['defined for', domains.length > 0 ? domains.join(', ') : undefined],
      ['values in', rangeOf(operator)],
      ...operator.arguments.map((argument): [string, string] => [
        `derivative by \`${argument}\``,
        code(operator.derivative[argument] ?? '0'),
      ]),
      ['means', operator.meaning === undefined ? undefined : code(operator.meaning)],
      ['in JavaScript', operator.js === undefined ? undefined : code(operator.js)],
      ['in WGSL', operator.wgsl === undefined ? undefined : code(operator.wgsl)],
    ]),
  );
}

function alongSection(name: string, operator: AxisOperator): string {
  return section(
    `### ${name}[A](x)`,
    `${operator.summary}; the axes ${operator.reduces ? 'are gone from the result' : 'stay'}`,
    list([
      ['values in', code(printRange(operator.range(reals)))],
      ['of values in `[0, 1]`', code(printRange(operator.range(range(0, 1))))],
      ['derivative by `x`', code(operator.derivative.x)],
      ['of the entry at class `t` alone', operator.picked === undefined ? undefined : code(operator.picked)],
      ['means', operator.meaning === undefined ? undefined : code(operator.meaning)],
    ]),
  );
}

type Entries<T> = readonly (readonly [string, T])[];

const print = <T extends { readonly language: boolean }>(
  entries: Entries<T>,
  language: boolean,
  show: (name: string, operator: T) => string,
): readonly string[] =>
  entries.filter(([, operator]) => operator.language === language).map(([n, o]) => show(n, o));

export function operatorsPage(): string {
  const single: Entries<Operator> = Object.entries<Operator>(elementwise);
  const along: Entries<AxisOperator> = Object.entries<AxisOperator>(alongAxes);
  return page('Operators', introduction, [
    '## Elementwise',
    ...print(single, true, elementwiseSection),
    '## Along axes',
    ...print(along, true, alongSection),
    '## Internal, elementwise',
    ...print(single, false, elementwiseSection),
    '## Internal, along axes',
    ...print(along, false, alongSection),
  ]);
}
