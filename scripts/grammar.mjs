/** Rewrites what is generated from the grammar: CST types, EBNF, railroad diagrams, editor colours. */
import { build } from 'esbuild';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { format, resolveConfig } from 'prettier';

const folder = fileURLToPath(new URL('../grammar/', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'lossc-grammar-'));
try {
  const outfile = join(scratch, 'artefacts.mjs');
  const entryPoints = [join(folder, 'artefacts.ts')];
  await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'error' });
  const { artefacts } = await import(pathToFileURL(outfile).href);
  for (const [name, text] of Object.entries(artefacts())) {
    const path = join(folder, name);
    writeFileSync(path, /\.(ts|json)$/.test(name) ? await tidy(path, text) : text);
    console.log(`wrote grammar/${name}`);
  }
} finally {
  rmSync(scratch, { recursive: true });
}

async function tidy(path, text) {
  return format(text, { ...(await resolveConfig(path)), filepath: path });
}
