/** Every row of the rule tables: both sides mean the same, and the right one loses no more in single precision. */
import { describe, expect, test } from 'vitest';
import { cheap } from '../../src/rewrite/cheap.ts';
import { stable } from '../../src/rewrite/stable.ts';
import { stableValues } from '../../src/rewrite/stableValues.ts';
import type { Rule } from '../../src/rewrite/rule.ts';
import { bitsLost, differences } from './measure.ts';
import { mutants } from './mutate.ts';

const tables: Readonly<Record<string, Rule>> = { ...stable, ...stableValues, ...cheap };

describe('both sides agree', () => {
  test.each(Object.entries(tables))('%s', (_, rule) => {
    const { compared, worst } = differences(rule, 200, 1);
    expect(compared).toBeGreaterThan(30);
    expect(worst.error, worst.place).toBeLessThan(1e-14);
  });
});

/** A sum of logarithms rounds once more per term than a product does: what is won is the range. */
const SLACK = 0.25;

describe('the right side loses no more bits', () => {
  test.each(Object.entries(tables))('%s', (_, rule) => {
    const { left, right } = bitsLost(rule, 200, 1);
    expect(right.mean).toBeLessThanOrEqual(left.mean + SLACK);
  });
});

/** Slips where no sample comes: there are three classes in all of them, and one class alone has no others. */
const unreached: Readonly<Record<string, readonly string[]>> = {
  'log-of-softmax-complement': ['no sign: -inf'],
};

describe('a slip in a rule does not go unnoticed', () => {
  test.each(Object.entries(tables))('%s', (name, rule) => {
    const survivors = mutants(rule.to).filter(
      ({ formula }) => !(differences({ ...rule, to: formula }, 160, 2).worst.error > 1e-9),
    );
    expect(survivors.map(({ what }) => what)).toEqual(unreached[name] ?? []);
  });
});

/** Conditions that say where a rule helps: the identity itself holds everywhere. */
const guidance = 'the polynomial has terms of one sign for probabilities only';
const split = 'written with the weights y and 1 - y, terms have one sign for targets in [0, 1] only';
const powers = 'powers of what may be negative are left as they are written';
const labels =
  'of weights that are no labels both sums would be needed, for the share is usually needed as well';
const guides: Readonly<Record<string, string>> = {
  'exclusive-or x': guidance,
  'exclusive-or y': guidance,
  'inclusive-or x': guidance,
  'inclusive-or y': guidance,
  'and-not y': guidance,
  'power-times-base x': powers,
  'one-minus-mixture x': split,
  'softplus-minus-share y': split,
  'sigmoid-minus-target y': split,
  'one-minus-labelled-share y': labels,
};

describe('a dropped condition does not go unnoticed', () => {
  const conditions = Object.entries(tables).flatMap(([name, rule]) =>
    Object.keys(rule.when ?? {}).map((hole) => ({ name, hole, rule })),
  );
  test.each(conditions)('$name without $hole', ({ name, hole, rule }) => {
    const { [hole]: _, ...when } = rule.when ?? {};
    const open = { ...rule, when };
    const sound = differences(open, 200, 3).worst.error < 1e-9;
    const { left, right } = bitsLost(open, 200, 3);
    expect(sound && right.mean <= left.mean + SLACK).toBe(Object.hasOwn(guides, `${name} ${hole}`));
  });
});
