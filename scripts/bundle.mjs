/**
 * The sources in, dist/ out: the executable lossc.js, the command line cli.cjs and the library index.js,
 * each with what it needs of Chevrotain, so that users install nothing else and every verb starts fast;
 * and helpers.js, which needs nothing.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';

const { version, engines } = JSON.parse(readFileSync('package.json', 'utf8'));
const target = `node${engines.node.replace(/[^\d.]/g, '')}`;
const shared = { bundle: true, platform: 'node', outdir: 'dist', logLevel: 'warning', metafile: true };

const compiler = {
  ...shared,
  minifyWhitespace: true,
  minifySyntax: true,
  target,
  plugins: [{ name: 'formulas-are-ready', setup: bringFormulas }],
  define: { LOSSC_VERSION: JSON.stringify(version) },
};
const formulas = await formulasOfTables();

// Code of another bundle must not stay beside this one, even where what follows fails.
removeFrom('dist', (name) => name.endsWith('.code'));
const made = await Promise.all([
  build({ ...compiler, format: 'esm', entryPoints: { index: 'src/index.ts' } }),
  // A script, unlike a module, can be loaded with the code that the engine made of it before.
  build({
    ...compiler,
    format: 'cjs',
    entryPoints: { cli: 'src/cli/main.ts' },
    outExtension: { '.js': '.cjs' },
    define: { ...compiler.define, 'import.meta.url': 'ownAddress' },
    banner: { js: "const ownAddress = require('node:url').pathToFileURL(__filename).href;" },
  }),
  // The executable itself is kept apart and in old syntax: it has to run where Node is too old for the rest.
  build({
    ...shared,
    format: 'esm',
    entryPoints: { lossc: 'src/cli/bin.ts' },
    target: 'node12.20',
    banner: { js: '#!/usr/bin/env node' },
  }),
  // What losses need from the host runs in browsers too.
  build({
    ...shared,
    format: 'esm',
    entryPoints: { helpers: 'src/helpers/index.ts' },
    platform: 'neutral',
    target: 'es2022',
  }),
]);
for (const { metafile } of made) requireNotices(metafile);
await keepCode();
const outputs = made.flatMap(({ metafile }) => Object.keys(metafile.outputs));
removeFrom('dist', (name) => /\.c?js$/.test(name) && !outputs.includes(`dist/${name}`));

/** The formulas of the compiler's tables, parsed by the compiler itself. */
async function formulasOfTables() {
  const text = await bundled('scripts/formulas.ts');
  return (await import(`data:text/javascript;base64,${Buffer.from(text).toString('base64')}`)).formulas;
}

/** The text of one script with all it needs. */
async function bundled(path) {
  const { outputFiles } = await build({
    bundle: true,
    platform: 'node',
    format: 'esm',
    entryPoints: [path],
    write: false,
    logLevel: 'warning',
  });
  return outputFiles[0].text;
}

function bringFormulas({ onLoad }) {
  const text = JSON.stringify(JSON.stringify(formulas));
  onLoad({ filter: /graph[\\/]ready\.ts$/ }, () => ({
    contents: `export const ready = JSON.parse(${text});`,
  }));
}

/** Has an engine like the one of every later start compile the command line, and keeps the code beside the bundle. */
async function keepCode() {
  const words = ['--input-type=module', '-e', await bundled('scripts/code.ts'), resolve('dist/cli.cjs')];
  const { status, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
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

function removeFrom(folder, isUnwanted) {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder).filter(isUnwanted)) rmSync(`${folder}/${name}`);
}
