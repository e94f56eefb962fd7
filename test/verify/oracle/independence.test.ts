/** The oracle shares nothing with the compiler but the syntax tree. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const folder = 'src/verify/oracle';

test.each(readdirSync(folder))('%s imports the syntax tree and the oracle only', (file) => {
  const text = readFileSync(`${folder}/${file}`, 'utf8');
  const imports = [...text.matchAll(/from '([^']+)'/g)].map((match) => match[1] ?? '');
  const foreign = imports.filter(
    (path) => !/^\.\/[\w-]+\.ts$|^\.\.\/\.\.\/syntax\/(tree|program)\.ts$/.test(path),
  );
  expect(foreign).toEqual([]);
});

test('the syntax tree and the program are imported as types only', () => {
  for (const file of readdirSync(folder)) {
    const text = readFileSync(`${folder}/${file}`, 'utf8');
    for (const [statement] of text.matchAll(/import [^;]*syntax[^;]*;/g))
      expect(statement).toMatch(/^import type /);
  }
});
