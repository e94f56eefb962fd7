/** The documentation of the library: in step with its sources, and the pages written by hand name what there is. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { library, losses } from '../../scripts/library/library.ts';
import * as helpers from '../../src/helpers/index.ts';
import { everything, outdated } from '../../scripts/library/main.ts';

const made = everything();

test('docs/losses and the prebuilt index are what `node scripts/library.mjs` makes', async () => {
  expect(outdated(await made)).toEqual([]);
}, 60_000);

test('every loss has a page with all its sections, and a plot where it has a gradient', async () => {
  const texts = new Map((await made).map(({ path, text }) => [path, text]));
  for (const { name, kind, doc, source } of losses) {
    const text = texts.get(`docs/losses/${name}.md`) ?? '';
    for (const part of [doc.summary, doc.formula, source, '## Arguments', '## Use', '## Cost and accuracy'])
      expect(text).toContain(part);
    expect(text.includes('dL/d')).toBe(kind === 'loss');
    const picture = texts.get(`docs/losses/plots/${name}.svg`);
    expect(picture !== undefined).toBe(kind === 'loss');
    expect(picture ?? '').not.toMatch(/NaN|Infinity/);
  }
  const index = texts.get('docs/losses/README.md') ?? '';
  for (const { name } of library) expect(index).toContain(name);
}, 60_000);

const written = ['docs/migration.md', 'docs/elsewhere.md', 'docs/helpers.md'];
const names = new Set(library.map(({ name }) => name));

describe.each(written)('%s', (path) => {
  const text = readFileSync(path, 'utf8');

  test('links to pages that there are', () => {
    const links = [...text.matchAll(/\]\(losses\/(\w+)\.md\)/g)].map(([, name]) => name ?? '');
    expect(links.length).toBeGreaterThan(10);
    expect(links.filter((name) => name !== 'README' && !names.has(name))).toEqual([]);
  });

  test('quotes lines of the library as they stand there', () => {
    const folder = 'losses';
    const sources = readdirSync(folder, { recursive: true })
      .map(String)
      .filter((file) => file.endsWith('.loss'))
      .map((file) => readFileSync(`${folder}/${file}`, 'utf8'))
      .join('\n');
    const quotes = [...text.matchAll(/```loss\n([\s\S]*?)\n```/g)].map(([, quote]) => quote ?? '');
    for (const line of quotes.flatMap((quote) => quote.split('\n'))) expect(sources).toContain(line.trim());
  });
});

test('migration names every library that people come from', () => {
  const text = readFileSync('docs/migration.md', 'utf8');
  for (const title of [
    'MONAI',
    'segmentation_models.pytorch',
    'Keras',
    'torchvision',
    'detectron2',
    'TensorFlow.js',
  ])
    expect(text).toContain(`## ${title}`);
});

test('every helper is documented', () => {
  const text = readFileSync('docs/helpers.md', 'utf8');
  for (const name of Object.keys(helpers)) expect(text).toContain(`\`${name}`);
});
