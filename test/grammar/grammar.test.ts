/** The grammar itself: it is unambiguous, and everything that is generated from it is up to date. */
import { readFileSync } from 'node:fs';
import { CstParser, Lexer } from 'chevrotain';
import { format, resolveConfig } from 'prettier';
import { describe, expect, test } from 'vitest';
import { artefacts } from '../../grammar/artefacts.ts';
import { Grammar } from '../../grammar/grammar.ts';
import { rules, type Shape } from '../../grammar/shape.ts';
import { headWords, linkingWords, reservedWords, vocabulary } from '../../grammar/tokens.ts';

const folder = new URL('../../grammar/', import.meta.url);

test('the grammar has no ambiguity that Chevrotain can find', () => {
  // Its constructor throws where two alternatives begin alike.
  expect(new Grammar({ validate: true })).toBeInstanceOf(CstParser);
  expect(new Lexer(vocabulary).lexerDefinitionErrors).toEqual([]);
});

describe('what is generated is up to date (run `node scripts/grammar.mjs`)', () => {
  test.each(Object.entries(artefacts()))('grammar/%s', async (name, text) => {
    const url = new URL(name, folder);
    const options = { ...(await resolveConfig(url)), filepath: url.pathname };
    const expected = /\.(ts|json)$/.test(name) ? await format(text, options) : text;
    expect(readFileSync(url, 'utf8')).toBe(expected);
  });
});

test('every rule can be reached from the module', () => {
  const shapes = new Map(rules().map(({ name, shape }) => [name, shape]));
  const reached = new Set<string>();
  const visit = (name: string): void => {
    const shape = shapes.get(name);
    if (reached.has(name) || shape === undefined) return;
    reached.add(name);
    for (const each of referencesOf(shape)) visit(each);
  };
  visit('module');
  expect([...shapes.keys()].filter((name) => !reached.has(name))).toEqual([]);
});

function referencesOf(shape: Shape): readonly string[] {
  if (shape.kind === 'reference') return [shape.name];
  if (shape.kind === 'literal') return [];
  return 'length' in shape.of ? shape.of.flatMap(referencesOf) : referencesOf(shape.of);
}

describe('the colours for editors', () => {
  const { 'lossc.tmLanguage.json': text = '' } = artefacts();

  test.each([...reservedWords, ...headWords, ...linkingWords].map(({ LABEL }) => LABEL))(
    'know `%s`',
    (word) => {
      expect(text).toMatch(new RegExp(`[|:(]${word}[|)]`));
    },
  );

  test('hold only patterns that are regular expressions', () => {
    const patterns = [...text.matchAll(/"(?:match|begin|end)": ("(?:[^"\\]|\\.)*")/g)].map(
      ([, json]) => json,
    );
    expect(patterns.length).toBeGreaterThan(15);
    for (const pattern of patterns) expect(() => new RegExp(JSON.parse(pattern ?? ''), 'u')).not.toThrow();
  });
});

test('the diagrams need nothing from the network', () => {
  const page = artefacts()['railroad.html'] ?? '';
  expect(page).not.toMatch(/https?:|<script|<link|@import/);
  for (const [, target] of page.matchAll(/href="#(\w+)"/g)) expect(page).toContain(`id="${target}"`);
});
