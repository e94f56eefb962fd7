/** The pages that list the compiler's tables are those tables as they are now. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { pages } from '../scripts/tables/pages.ts';
import { catalogue } from '../src/text/catalogue.ts';

const read = (path: string): string | undefined =>
  existsSync(path) ? readFileSync(path, 'utf8') : undefined;
const all = pages(read);

test.each(Object.entries(all))('%s is in step: node scripts/tables.mjs writes it', (path, text) => {
  expect(read(path)).toBe(text);
});

test('every code has its place on the page', () => {
  const page = all['docs/diagnostics.md'] ?? '';
  const missing = Object.values(catalogue).filter(({ code }) => !page.includes(`### ${code} `));
  expect(missing).toEqual([]);
});
