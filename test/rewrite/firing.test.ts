/** Every rule and procedure does something, in its own left side or in a loss written for it; and where its conditions say so. */
import { describe, expect, test } from 'vitest';
import { cheap } from '../../src/rewrite/cheap.ts';
import { check } from '../../src/check/check.ts';
import { derive } from '../../src/derive.ts';
import { Builder } from '../../src/graph/builder.ts';
import type { Rule } from '../../src/rewrite/rule.ts';
import { stable } from '../../src/rewrite/stable.ts';
import { stableValues } from '../../src/rewrite/stableValues.ts';
import { program } from '../verify/program.ts';
import { forms } from './forms/forms.ts';
import { losses } from './losses.ts';
import { sides } from './sides.ts';
import { procedures } from './slips/pipeline.ts';

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

describe('each rule fires', () => {
  const textual = Object.keys(tables).filter((name) => !Object.hasOwn(losses, name));
  test.each(textual)('%s on its own left side', (name) => {
    const rule = tables[name];
    if (rule === undefined) throw new Error('Names come from the table.');
    expect(fired(sides(rule), 'left')).toContain(name);
  });

  const named = [...procedures].filter((name) => name !== 'label-cases');
  test.each([...new Set([...Object.keys(losses), ...named])])('%s in a loss of its own', (name) => {
    const text = losses[name];
    if (text === undefined) throw new Error(`Write a loss in which ${name} fires.`);
    expect(fired(program(text), 'f')).toContain(name);
  });
});

describe('where a condition decides, these procedures fire and no others', () => {
  test.each(Object.entries(forms))('%s', (text, fires) => {
    const found = [...fired(program(text), 'f')].filter((rule) => procedures.has(rule));
    expect(found.sort()).toEqual([...fires].sort());
  });
});
