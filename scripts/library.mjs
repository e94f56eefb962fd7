/** Runs scripts/library/main.ts, bundled, since Node 20 reads no TypeScript. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const folder = mkdtempSync(join(tmpdir(), 'lossc-library-'));
const outfile = join(folder, 'main.mjs');
try {
  await build({
    entryPoints: ['scripts/library/main.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    define: { LOSSC_VERSION: '""' },
    logLevel: 'warning',
  });
  const { main } = await import(pathToFileURL(outfile).href);
  process.exitCode = await main(process.argv.slice(2));
} finally {
  rmSync(folder, { recursive: true });
}
