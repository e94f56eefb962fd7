/** The rewrite tables in, docs/rules.md out. */
import { printRange } from '../../src/graph/range.ts';
import { guards } from '../../src/rewrite/guards.ts';
import type { Procedures, Rules } from '../../src/rewrite/rule.ts';
import { stable } from '../../src/rewrite/stable.ts';
import { stableValues } from '../../src/rewrite/stableValues.ts';
import { sumRules } from '../../src/rewrite/sums.ts';
import { code, list, page, section } from './markdown.ts';

const introduction = `The compiler replaces forms that overflow, cancel or divide 0 by 0 by equal ones that do not. Letters stand for any
expression, \`A\` for any axes, powers of \`-1\` and \`0.5\` for quotients and roots. A sum is also matched inside a longer
one and up to a factor, so that \`1 - sigmoid(x)\` is found in \`3 - 3 * sigmoid(z) + w\`. \`lossc explain\` shows the rules
that a loss needed. Each rule is tested: both sides agree at sampled points to the last digits, and the right one
loses no more of them in single precision.`;

const textual = (rules: Rules): readonly string[] =>
  Object.entries(rules).map(([name, { from, to, why, when = {} }]) =>
    section(
      `### ${name}`,
      `${code(from)} → ${code(to)}`,
      list([
        ['why', why],
        [
          'when',
          Object.entries(when)
            .map(([hole, allowed]) => `\`${hole}\` in ${code(printRange(allowed))}`)
            .join(', ') || undefined,
        ],
      ]),
    ),
  );

const procedural = (procedures: Procedures): readonly string[] =>
  Object.entries(procedures).map(([name, { why }]) => section(`### ${name}`, list([['why', why]])));

export const rulesPage = (): string =>
  page('Rewrite rules', introduction, [
    '## Before and after differentiating',
    ...textual(stable),
    '## After differentiating only',
    'These help a value, but the derivative of their right side is no better than that of their left.',
    ...textual(stableValues),
    '## In code',
    'What text cannot say: rules that look at ranges, numbers or the terms of a sum. These hold everywhere.',
    ...procedural(guards),
    'These are tried after differentiating, and kept where all terms of the result provably have one sign.',
    ...procedural(sumRules([])),
  ]);
