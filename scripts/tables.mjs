/** Rewrites docs/operators.md, docs/rules.md and docs/diagnostics.md from the tables of the compiler. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const folder = mkdtempSync(join(tmpdir(), 'lossc-tables-'));
const outfile = join(folder, 'pages.mjs');
try {
  const entryPoints = ['scripts/tables/pages.ts'];
  await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'error' });
  const { pages } = await import(pathToFileURL(outfile).href);
  for (const [path, text] of Object.entries(pages(read))) {
    writeFileSync(path, text);
    console.log(`wrote ${path}`);
  }
} finally {
  rmSync(folder, { recursive: true });
}

function read(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
