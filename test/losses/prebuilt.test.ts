/** `import { dice } from "lossc/losses/js"`: the index and the modules that a build makes, used as users do. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { artifactsOf } from '../../src/cli/artifacts.ts';
import { targets } from '../../src/backends/targets.ts';
import { losses, type LibraryDeclaration } from '../../scripts/library/library.ts';
import { compiledLoss } from '../../scripts/library/pages.ts';
import { prebuiltIndexes } from '../../scripts/library/prebuilt.ts';

const topicOf = ({ file }: LibraryDeclaration): string => file.replace(/\.loss$/, '');
const folder = mkdtempSync(join(tmpdir(), 'lossc-prebuilt-'));
const manifest = JSON.parse(readFileSync('package.json', 'utf8'));

beforeAll(() => {
  const modules = losses.flatMap((loss) => artifactsOf(topicOf(loss), compiledLoss(loss), ['js']));
  for (const { path, text } of [...prebuiltIndexes(losses), ...modules]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "sideEffects": false }');
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true }));

test('every loss and metric is a namespace with its value and, for a loss, its gradient', async () => {
  const index = await import(pathToFileURL(join(folder, 'js.js')).href);
  expect(Object.keys(index)).toEqual(losses.map(({ name }) => name).sort());
  for (const { name, kind } of losses) {
    expect(typeof index[name].value).toBe('function');
    expect(typeof index[name].valueAndGrad).toBe(kind === 'loss' ? 'function' : 'undefined');
    expect(index[name].signature.name).toBe(name);
  }
  const gradient = new Float32Array(2);
  const inputs = { p: new Float32Array([0.5, 0.5]), y: new Uint8Array([1, 0]) };
  const value = index.dice.valueAndGrad(inputs, { p: gradient }, { n: 1 });
  expect(value).toBeCloseTo(1 - 2 / 3, 6);
  expect([...gradient].map((g) => Number(g.toFixed(6)))).toEqual([-0.444444, 0.222222]);
});

test('a bundler keeps what is used', async () => {
  const whole = await bundled("export * from './js.js'");
  const one = await bundled("import { dice } from './js.js'; console.log(dice.value)");
  expect(one).not.toContain('softplus');
  expect(one.length).toBeLessThan(12_000);
  expect(whole.length).toBeGreaterThan(50 * one.length);
});

async function bundled(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: folder },
    bundle: true,
    format: 'esm',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

describe.each(targets)('lossc/losses/%s', (target) => {
  const index = prebuiltIndexes(losses).filter(({ path }) => path.startsWith(`${target}.`));

  test('is exported from where the build puts it', () => {
    const { default: code, types } = manifest.exports[`./losses/${target}`];
    expect(index.map(({ path }) => `./generated/${path}`)).toEqual([code, types]);
    expect(manifest.files).toContain('generated');
    expect(manifest.sideEffects).toBe(false);
  });

  test('names the modules that a build makes', () => {
    const named = [...(index[0]?.text ?? '').matchAll(/from '\.\/(.+)';/g)].map(([, path]) => path);
    const [loss] = losses;
    if (loss === undefined) throw new Error('The library is empty.');
    const built = artifactsOf(topicOf(loss), compiledLoss(loss), [target]).map(({ path }) => path);
    expect(named).toHaveLength(losses.length);
    expect(named.filter((path) => built.includes(path ?? ''))).toHaveLength(1);
  });
});

test('two losses of one name, or a word of JavaScript, are refused with the remedy', () => {
  const [first] = losses;
  if (first === undefined) throw new Error('The library is empty.');
  expect(() => prebuiltIndexes([first, { ...first, file: 'other.loss' }])).toThrow(
    `Both ${first.file} and other.loss declare \`${first.name}\``,
  );
  expect(() => prebuiltIndexes([{ ...first, name: 'class' }])).toThrow('is a word of JavaScript');
});
