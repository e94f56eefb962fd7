/**
 * The sources in, dist/ out: the executable lossc.js, the command line cli.js and the library index.js,
 * each with what it needs of Chevrotain, so that users install nothing else and every verb starts fast;
 * and helpers.js, which needs nothing.
 */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

const { version, engines } = JSON.parse(readFileSync('package.json', 'utf8'));
const target = `node${engines.node.replace(/[^\d.]/g, '')}`;
const shared = { bundle: true, platform: 'node', format: 'esm', outdir: 'dist', logLevel: 'warning' };

const formulas = await formulasOfTables();

const [main, executable, helpers] = await Promise.all([
  build({
    ...shared,
    entryPoints: { cli: 'src/cli/main.ts', index: 'src/index.ts' },
    splitting: true,
    chunkNames: 'parts/[name]-[hash]',
    minifyWhitespace: true,
    minifySyntax: true,
    target,
    metafile: true,
    plugins: [{ name: 'formulas-are-ready', setup: bringFormulas }],
    define: { LOSSC_VERSION: JSON.stringify(version) },
  }),
  // The executable itself is kept apart and in old syntax: it has to run where Node is too old for the rest.
  build({
    ...shared,
    entryPoints: { lossc: 'src/cli/bin.ts' },
    target: 'node12.20',
    banner: { js: '#!/usr/bin/env node' },
    plugins: [{ name: 'main-is-separate', setup: separateMain }],
    metafile: true,
  }),
  // What losses need from the host runs in browsers too.
  build({
    ...shared,
    entryPoints: { helpers: 'src/helpers/index.ts' },
    platform: 'neutral',
    target: 'es2022',
    metafile: true,
  }),
]);
requireNotices(main.metafile);
removeOthers([main, executable, helpers].flatMap(({ metafile }) => Object.keys(metafile.outputs)));

/** The formulas of the compiler's tables, parsed by the compiler itself. */
async function formulasOfTables() {
  const { outputFiles } = await build({
    bundle: true,
    platform: 'node',
    format: 'esm',
    entryPoints: ['scripts/formulas.ts'],
    write: false,
    logLevel: 'warning',
  });
  const [{ text }] = outputFiles;
  return (await import(`data:text/javascript;base64,${Buffer.from(text).toString('base64')}`)).formulas;
}

function bringFormulas({ onLoad }) {
  const text = JSON.stringify(JSON.stringify(formulas));
  onLoad({ filter: /graph[\\/]ready\.ts$/ }, () => ({
    contents: `export const ready = JSON.parse(${text});`,
  }));
}

function separateMain({ onResolve }) {
  onResolve({ filter: /\/main\.ts$/ }, () => ({ path: './cli.js', external: true }));
}

/** Every package that ends up in dist/ has to be named in NOTICE, with its version. */
function requireNotices({ inputs }) {
  const notice = readFileSync('NOTICE', 'utf8');
  const folders = Object.keys(inputs).flatMap(
    (path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? [],
  );
  for (const folder of new Set(folders)) {
    const { name, version } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
    if (!notice.includes(`${name} ${version}\n`))
      throw new Error(`dist/ contains ${name} ${version}, which NOTICE does not name.`);
  }
}

/** Old parts go last, so that dist/ works at any moment. */
function removeOthers(outputs) {
  const made = new Set(outputs.map((path) => path.replace(/^dist\//, '')));
  for (const path of readdirSync('dist', { recursive: true })) {
    const name = path.replaceAll('\\', '/');
    if (name.endsWith('.js') && !made.has(name)) rmSync(`dist/${name}`);
  }
}
