/** The rule tables that the compiler runs in; the files in which their procedures are written out. */
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** What runs the rules rather than being one. */
const machinery: readonly string[] = ['apply.ts', 'match.ts', 'rule.ts'].map((file) => `src/rewrite/${file}`);

const importsOf = (file: string): readonly string[] =>
  [...readFileSync(file, 'utf8').matchAll(/^import [^;]*? from '(\.[^']+)'/gm)].map(([, target = '']) =>
    normalize(join(dirname(file), target)),
  );

/** Rows of text have tests of their own, which change the rows. */
const isTable = (file: string): boolean => /\brules\(\{/.test(readFileSync(file, 'utf8'));

/** Every file of src/rewrite that the stages import, directly or not, and that is neither text nor machinery. */
export function procedureFiles(): readonly string[] {
  const found = new Set<string>();
  const visit = (file: string): void => {
    if (found.has(file) || machinery.includes(file) || !file.startsWith('src/rewrite/')) return;
    found.add(file);
    importsOf(file).forEach(visit);
  };
  ['src/derive.ts', 'src/plan.ts'].flatMap(importsOf).forEach(visit);
  return [...found].filter((file) => !isTable(file)).sort();
}
