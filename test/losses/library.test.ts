/** The standard library as text: what every declaration has to say of itself, and that PyTorch has a say on each. */
import { describe, expect, test } from 'vitest';
import { library, losses } from '../../scripts/library/library.ts';
import { fixtures } from './fixtures.ts';

const fixtureOf = new Map(fixtures.map((fixture) => [fixture.name, fixture]));
const categories = new Set([
  'distribution',
  'region',
  'compound',
  'boundary',
  'regression',
  'set',
  'metric',
  'weights',
  'recipe',
]);

test('there are 60 losses and metrics or more, and 17 recipes or more', () => {
  const recipes = losses.filter(({ category }) => category === 'recipe');
  expect(losses.length - recipes.length).toBeGreaterThanOrEqual(60);
  expect(new Set(recipes.map(({ file }) => file)).size).toBeGreaterThanOrEqual(17);
});

test('names are unique, so that one module can export them all', () => {
  const names = library.map(({ name }) => name);
  expect(names.filter((name, k) => names.indexOf(name) !== k)).toEqual([]);
});

test('every fixture belongs to a loss', () => {
  const known = new Set(losses.map(({ file, name }) => `${file} ${name}`));
  expect(fixtures.filter(({ file, name }) => !known.has(`${file} ${name}`))).toEqual([]);
});

describe.each(library)('$file: $name', (declaration) => {
  const { kind, doc, bodyLines, parameters } = declaration;

  test('its formula stands on ten lines or fewer', () => expect(bodyLines).toBeLessThanOrEqual(10));

  test('says what it is, by which formula, of which category, from where, in which range', () => {
    expect(doc.summary).toMatch(/^\S.*[.]$/s);
    expect(doc.formula).not.toBe('');
    expect(categories).toContain(doc.category);
    expect([...doc.cites, ...doc.origins].length).toBeGreaterThan(0);
    for (const cite of doc.cites) expect(cite).toMatch(/^[^:]+: .+, (19|20)\d\d$/);
    expect(doc.remarks).toMatch(/\bRange [[({]/);
  });

  test('describes every input and hyperparameter, and no other', () => {
    expect([...doc.params.keys()]).toEqual(parameters);
  });

  test.runIf(kind !== 'fn')('is held against PyTorch', () => {
    expect(fixtureOf.get(declaration.name)?.file).toBe(declaration.file);
    expect(fixtureOf.get(declaration.name)?.cases.length).toBeGreaterThanOrEqual(2);
  });
});
