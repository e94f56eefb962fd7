/** `lossc build` as a process: what it writes where, what `--check` finds, and that `--watch` builds again. */
import { spawn } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { executable, folderWith, lossc } from './lossc.ts';

const mse = 'loss mse(x: real[n], y: const real[n]) = mean[n]((x - y)^2)\n';
const power =
  'loss power(x: real[n] in [0, inf); gamma: real in [0, 10] = 3) = sum[n](x ^ gamma)\n' +
  'metric count(y: label[n]) = sum[n](y)\n';
const files = { 'src/region.loss': mse, 'src/more/power.loss': power };

/** What a build makes of a loss: every backend's code and types, and the explanation. */
const made = (base: string): string[] =>
  ['.d.ts', '.explain.txt', '.js', '.tfjs.d.ts', '.tfjs.js', '.webgpu.d.ts', '.webgpu.js', '.wgsl'].map(
    (end) => `${base}${end}`,
  );
const outputs = ['more/power/count', 'more/power/power', 'region/mse'].flatMap(made);

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(folder, path)).isFile())
    .sort();

async function built(...options: string[]): Promise<string> {
  const folder = folderWith(files);
  const { code, error } = await lossc(['build', 'src', '--out', 'out', ...options], { folder });
  expect([code, error]).toEqual([0, '']);
  return folder;
}

interface Generated {
  value(inputs: object, sizes: object, params?: object): number;
  valueAndGrad(inputs: object, gradients: object, sizes: object, params?: object): number;
}
const load = (folder: string, path: string): Promise<Generated> =>
  import(pathToFileURL(join(folder, path)).href);

describe('build', () => {
  test('writes code, declarations and an explanation for every loss, and a line', async () => {
    const folder = folderWith(files);
    const { code, out, error } = await lossc(['build', 'src', '--out', 'out'], { folder });
    expect([code, error]).toEqual([0, '']);
    expect(filesIn(join(folder, 'out'))).toEqual(outputs);
    expect(out).toMatch(
      /^region\/mse +js [\d.]+ k?B, wgsl [\d.]+ k?B, tfjs [\d.]+ k?B +gradient verified \S+ +[\d.]+ m?s$/m,
    );
    expect(out).toMatch(
      /^more\/power\/count +js [\d.]+ k?B, wgsl [\d.]+ k?B, tfjs [\d.]+ k?B +value verified /m,
    );
  });

  test('its code runs as it lies there', async () => {
    const { valueAndGrad } = await load(await built(), 'out/region/mse.js');
    const gradient = new Float64Array(2);
    const inputs = { x: Float64Array.of(1, 5), y: Float64Array.of(0, 3) };
    expect(valueAndGrad(inputs, { x: gradient }, { n: 2 })).toBe(2.5);
    expect(gradient).toEqual(Float64Array.of(1, 2));
  });

  test('the same sources give the same bytes, and unchanged files are not touched', async () => {
    const folder = await built();
    const read = () => outputs.map((path) => readFileSync(join(folder, 'out', path), 'utf8'));
    const times = () => outputs.map((path) => statSync(join(folder, 'out', path)).mtimeMs);
    const [before, timesBefore] = [read(), times()];
    await lossc(['build', 'src', '--out', 'out'], { folder });
    expect(times()).toEqual(timesBefore);
    rmSync(join(folder, 'out'), { recursive: true });
    await lossc(['build', 'src', '--out', 'out'], { folder });
    expect(read()).toEqual(before);
  });

  test('stores arrays of a GPU and adds up there as asked', async () => {
    const folder = await built('--backend', 'wgsl', '--labels', 'u8', '--floats', 'f16', '--subgroups');
    const read = (file: string): string => readFileSync(join(folder, 'out', file), 'utf8');
    expect(read('region/mse.wgsl')).toMatch(/^enable f16;\nenable subgroups;\n/m);
    expect(read('region/mse.wgsl')).toContain('x: array<f16>;');
    expect(read('more/power/count.wgsl')).toContain('y: array<u32>;');
    expect(read('more/power/count.webgpu.d.ts')).toContain('bytes, four to a word');
    expect(read('region/mse.webgpu.d.ts')).toContain(
      'The device has to be created with `shader-f16` and `subgroups`.',
    );
  });

  test('pins hyperparameters, where a loss has them', async () => {
    const { value } = await load(await built('--pin', 'gamma=2'), 'out/more/power/power.js');
    expect(value({ x: Float64Array.of(3, 4) }, { n: 2 })).toBe(25);
  });

  test('gives gradients of hyperparameters on request', async () => {
    const { valueAndGrad } = await load(await built('--grad-params', 'gamma'), 'out/more/power/power.js');
    const gamma = new Float64Array(1);
    valueAndGrad({ x: Float64Array.of(2) }, { gamma }, { n: 1 }, { gamma: 3 });
    expect(gamma[0]).toBeCloseTo(8 * Math.LN2, 12);
  });

  test('takes options from a configuration', async () => {
    const folder = folderWith({
      ...files,
      'lossc.config.js': 'export default { files: ["src"], out: "made", pin: { gamma: 2 } };',
      'package.json': '{"type": "module"}',
    });
    expect((await lossc(['build'], { folder })).code).toBe(0);
    expect(filesIn(join(folder, 'made'))).toEqual(outputs);
    const { value } = await load(folder, 'made/more/power/power.js');
    expect(value({ x: Float64Array.of(3, 4) }, { n: 2 })).toBe(25);
  });

  test('reports as JSON', async () => {
    const folder = folderWith(files);
    const { out } = await lossc(['build', 'src/region.loss', '--json'], { folder });
    expect(JSON.parse(out)).toMatchObject({
      out: 'generated',
      losses: [{ file: 'src/region.loss', name: 'mse', kind: 'loss', gradient: { fine: true } }],
      diagnostics: [],
    });
  });

  test('builds what it can, and fails where a loss has a mistake', async () => {
    const folder = folderWith({ 'a.loss': `${mse}loss bad(x: real[n]) = mean[n](sigmod(x))\n` });
    const { code, error } = await lossc(['build'], { folder });
    expect([code, error]).toEqual([1, expect.stringMatching(/mean `sigmoid`/)]);
    expect(filesIn(join(folder, 'generated'))).toEqual(made('a/mse'));
  });

  test('refuses to build two files into one folder', async () => {
    const folder = folderWith({ 'a/x.loss': mse, 'b/x.loss': mse });
    const { code, error } = await lossc(['build', 'a', 'b'], { folder });
    expect([code, error]).toEqual([
      2,
      expect.stringMatching(/a\/x\.loss and b\/x\.loss would both be built/),
    ]);
    expect(existsSync(join(folder, 'generated'))).toBe(false);
  });
});

describe('build --check', () => {
  const check = (folder: string, ...options: string[]) =>
    lossc(['build', 'src', '--out', 'out', '--check', ...options], { folder });

  test('is content with what was just built', async () => {
    expect((await check(await built())).code).toBe(0);
  });

  test('names stale, missing and left-over files with a remedy, and writes nothing', async () => {
    const folder = await built();
    const at = (path: string) => join(folder, 'out', path);
    appendFileSync(at('region/mse.js'), '// edited\n');
    rmSync(at('more/power/power.d.ts'));
    writeFileSync(at('region/old.js'), '');
    writeFileSync(at('region/readme.md'), '');
    const { code, out } = await check(folder);
    expect(code).toBe(1);
    expect(out).toMatch(/^stale out\/region\/mse\.js: .*run `lossc build`$/m);
    expect(out).toMatch(/^missing out\/more\/power\/power\.d\.ts: run `lossc build`$/m);
    expect(out).toMatch(/^extra out\/region\/old\.js: .*delete it$/m);
    expect(out).not.toContain('readme');
    expect(readFileSync(at('region/mse.js'), 'utf8')).toMatch(/edited/);
    const { differences } = JSON.parse((await check(folder, '--json')).out);
    expect(differences).toHaveLength(3);
  });

  test('finds what is left of a loss file that is gone', async () => {
    const folder = await built();
    rmSync(join(folder, 'src/more'), { recursive: true });
    const { code, out } = await check(folder);
    expect(code).toBe(1);
    expect(out.match(/^extra out\/more\/power\//gm)).toHaveLength(2 * made('').length);
  });

  test('finds a source that has changed', async () => {
    const folder = await built();
    writeFileSync(join(folder, 'src/region.loss'), mse.replace('mean', 'sum'));
    expect((await check(folder)).out).toMatch(/^stale out\/region\/mse\.js/m);
  });
});

test('a loss that a backend cannot take is told, and the others are built', async () => {
  const names = [...'abcdefghk'];
  const many = `loss many(${names.map((name) => `${name}: prob[n]`).join(', ')}) = mean[n](${names.join(' * ')})\n`;
  const folder = folderWith({ 'a.loss': mse + many });
  const { code, error } = await lossc(['build'], { folder });
  expect([code, error]).toEqual([
    1,
    expect.stringContaining('error L0701: A shader of many needs 10 arrays'),
  ]);
  expect(filesIn(join(folder, 'generated'))).toEqual(made('a/mse'));
  const others = await lossc(['build', '--backend', 'js', '--backend', 'tfjs'], { folder });
  expect(others.code).toBe(0);
  expect(existsSync(join(folder, 'generated/a/many.tfjs.js'))).toBe(true);
}, 20_000);

test('build --watch builds again when a source changes, and after a mistake', async () => {
  const folder = folderWith({ 'a.loss': mse });
  const child = spawn(process.execPath, [executable, 'build', '--watch'], { cwd: folder });
  onTestFinished(() => void child.kill('SIGKILL'));
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const rounds = async (count: number) => {
    await expect.poll(() => errors.split('watching').length - 1, { timeout: 10_000 }).toBe(count);
  };
  const code = () => readFileSync(join(folder, 'generated/a/mse.js'), 'utf8');

  await rounds(1);
  const first = code();
  writeFileSync(join(folder, 'a.loss'), 'loss mse(x: real[n]) = mean[n](sigmod(x))\n');
  await rounds(2);
  expect(errors).toMatch(/a\.loss changed.*mean `sigmoid`/s);
  expect(code()).toBe(first);
  writeFileSync(join(folder, 'a.loss'), mse.replace('mean', 'sum'));
  await rounds(3);
  expect(code()).not.toBe(first);

  const ended = new Promise((settle) => child.once('exit', settle));
  child.kill('SIGINT');
  expect(await ended).toBe(0);
}, 40_000);
