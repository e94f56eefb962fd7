/** Every rule and procedure does something: in the loss that its own left side is, or in a loss written for it. */
import { describe, expect, test } from 'vitest';
import { cheap } from '../../src/rewrite/cheap.ts';
import { check } from '../../src/check/check.ts';
import { derive } from '../../src/derive.ts';
import { Builder } from '../../src/graph/builder.ts';
import { divisors } from '../../src/rewrite/divisors.ts';
import { choices, guards } from '../../src/rewrite/guards.ts';
import type { Rule } from '../../src/rewrite/rule.ts';
import { stable } from '../../src/rewrite/stable.ts';
import { stableValues } from '../../src/rewrite/stableValues.ts';
import { sumRules } from '../../src/rewrite/sums.ts';
import { program } from '../verify/program.ts';
import { sides } from './sides.ts';

/** The names of all rules that fire while a loss is derived. */
function fired(file: ReturnType<typeof program>, name: string): ReadonlySet<string> {
  const builder = new Builder();
  const checked = check(file, name, builder, {}, (d) => {
    if (d.severity === 'error') throw new Error(`${d.code} ${d.message}`);
  });
  if (checked === undefined) throw new Error(`${name} does not compile.`);
  return new Set(derive(builder, checked, []).stages.flatMap(({ log }) => log.map(({ rule }) => rule)));
}

const tables: Readonly<Record<string, Rule>> = { ...stable, ...stableValues, ...cheap };

/** Where another rule comes first in the bare left side, or where a rule is a procedure. */
const losses: Readonly<Record<string, string>> = {
  'picked-log-softmax-and-complement': `loss f(z: logit[c, i], t: index[i] of c; e = 1) =
    mean[i](-log(p) + e * (1 - p); keep = valid[c](t)) where p = pick[c](softmax[c](z), t)`,
  'choice-inside':
    'loss f(z: logit[i], y: label[i]) = mean[i](if y then log(1 + exp(-z)) else log(1 + exp(z)))',
  'branch-knows-test':
    'loss f(x: real[i]) = sum[i](if x > 1 then x + 2 * (if x > 1 then x^2 else 0) else x^3)',
  'difference-of-roots': 'loss f(x: real[i] in [0, inf)) = sum[i](sqrt(x + 2) - sqrt(x))',
  'difference-of-exponentials': 'loss f(x: real[i], d: real[i] in [0, inf)) = sum[i](exp(x + d) - exp(x))',
  'sum-of-softmax': 'loss f(z: logit[c, i]) = mean[c, i](softmax[c](z))',
  'constant-into-choice': 'loss f(p: prob[i], y: label[i]) = 1 - ratio(sum[i](p * y), sum[i](p); empty = 1)',
  'zero-times-log-zero': 'loss f(p: prob[i], y: soft[i]) = sum[i](y * log(p))',
  'difference-of-sums': 'loss f(p: prob[i], y: label[i]) = sum[i](p) - sum[i](p * y)',
  'one-minus-quotient': 'loss f(p: prob[i], y: label[i]) = 1 - sum[i](p * y) / (sum[i](p) + 1)',
  'difference-of-quotients': `loss f(p: prob[i], y: label[i]) =
    1 - 2 * sum[i](p * y) / (sum[i](p^2) + sum[i](y^2))`,
  'log-of-quotient': 'loss f(p: prob[i], y: label[i]) = -log((sum[i](p * y) + 1) / (sum[i](p) + 1))',
  'common-factor': 'loss f(s: real[i], m: real[i]) = mean[i](exp(s) + m^2 - 1 - s)',
  'common-test': `loss f(x: real[i]) =
    mean[i]((if x < 1 then exp(x) else x) - (if x < 1 then 1 else x^2))`,
  'quotient-by-square': 'loss f(p: prob[i], y: label[i]) = ratio(sum[i](p * y), sum[i](p))',
  'logsumexp-minus-parts-of-pick': `loss f(z: logit[c, i], t: index[i] of c; tau: real in (0, inf) = 1) =
    mean[i](log(sum[c](exp(z / tau))) - pick[c](z / tau, t); keep = valid[c](t))`,
  'one-minus-power': 'loss f(p: prob[i]; q: real in (0, 1] = 0.7) = sum[i](1 - p^q)',
};

describe('each rule fires', () => {
  const textual = Object.keys(tables).filter((name) => !Object.hasOwn(losses, name));
  test.each(textual)('%s on its own left side', (name) => {
    const rule = tables[name];
    if (rule === undefined) throw new Error('Names come from the table.');
    expect(fired(sides(rule), 'left')).toContain(name);
  });

  const procedures = [guards, sumRules([]), choices, divisors].flatMap((table) => Object.keys(table));
  test.each([...new Set([...Object.keys(losses), ...procedures])])('%s in a loss of its own', (name) => {
    const text = losses[name];
    if (text === undefined) throw new Error(`Write a loss in which ${name} fires.`);
    expect(fired(program(text), 'f')).toContain(name);
  });
});
