/** The executable as a process: verbs, help, exit codes, configuration, and the formats of messages. */
import { expect, test } from 'vitest';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { verbs } from '../../src/cli/verbs.ts';
import { folderWith, lossc, type Finished } from './lossc.ts';

const good = 'loss mse(x: real[n], y: real[n]) =\n  mean[n]((x - y)^2)\n';
const bad = 'loss wrong(x: real[n]) = mean[n](sigmod(x))\n';

test('the version is that of the package', async () => {
  const { version }: { version: string } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(await lossc(['--version'])).toEqual({ code: 0, out: `${version}\n`, error: '' });
});

test('without a verb the help goes to standard error', async () => {
  const { code, out, error } = await lossc([]);
  expect([code, out]).toEqual([2, '']);
  for (const verb of Object.keys(verbs)) expect(error).toContain(`  ${verb} `);
});

test.each(Object.keys(verbs))('%s has help', async (verb) => {
  const asked = await lossc([verb, '--help']);
  expect([asked.code, asked.error]).toEqual([0, '']);
  expect(asked.out).toContain(`Usage: lossc ${verb}`);
  expect(await lossc(['help', verb])).toEqual(asked);
});

const usageErrors: readonly [words: string[], error: RegExp][] = [
  [['chekc'], /no verb `chekc`.*mean `check`/s],
  [['a.loss'], /no verb `a\.loss`.*lossc check a\.loss/s],
  [['--jsno'], /no option `--jsno` before a verb/],
  [['check', '--jsno'], /no option `--jsno`.*mean `--json`/s],
  [['check', 'b.loss'], /no file `b\.loss`.*mean `a\.loss`/s],
  [['check', 'empty'], /no loss file in empty/],
  [['check', 'a.loss', '--points', 'many'], /--points.*many/],
  [['eval', 'a.loss'], /needs more arguments.*Usage: lossc eval/s],
  [['eval', 'a.loss', 'mse', 'more'], /does not know what to do with `more`/],
  [['explain', 'a.loss', '--pin', 'gamma'], /--pin NAME=VALUE/],
  [['explain', 'a.loss', '--pin', 'gamma=2'], /None of the losses has a hyperparameter `gamma`/],
  [['explain', 'empty'], /`empty` is a folder, and one loss file is needed.*no loss file in it/s],
  [['explain', '.'], /`\.` is a folder.*Name a file of it, such as `a\.loss`, or one of 2 others\./s],
  [['eval', '.', 'mse', '--data', 'a.loss'], /`\.` is a folder, and one loss file is needed/],
  [['eval', 'a.loss', 'mse', '--data', 'empty'], /`empty` is a folder, not a data file/],
  [['explain', 'nothing.loss'], /no loss or metric in nothing\.loss\.\n {2}Declare one/],
  [['check', 'nothing.loss'], /no loss or metric in nothing\.loss/],
  [['check', 'nothing.loss', 'helpers.loss'], /no loss or metric in nothing\.loss and helpers\.loss/],
  [['build', 'helpers.loss'], /no loss or metric in helpers\.loss/],
  [['all', 'nothing.loss'], /no loss or metric in nothing\.loss/],
  [['explain', 'a.loss', '--pass', 'reslt'], /no pass `reslt`.*mean `result`/s],
  [['explain', 'a.loss', '--pin', 'gamma=2', '--pin', 'gamma=3'], /fixes `gamma` twice/],
  [['build', '--watch', '--check'], /exclude each other/],
  [['build', 'a.loss', '--out', 'nothing.loss'], /`nothing\.loss` is a file.*`--out`/s],
  [['build', 'a.loss', '--out', 'nothing.loss/code'], /`nothing\.loss` is a file.*`--out`/s],
  [['fmt', '-', 'a.loss'], /stands alone/],
];

test.each(usageErrors)('lossc %j is a usage error', async (words, error) => {
  const folder = folderWith({
    'a.loss': good,
    'empty/readme.txt': '',
    'nothing.loss': '',
    'helpers.loss': 'fn twice(x) = 2 * x',
  });
  const finished = await lossc(words, { folder });
  expect([finished.code, finished.out]).toEqual([2, '']);
  expect(finished.error).toMatch(error);
});

test('what the operating system refuses is told without a trace', async () => {
  const folder = folderWith({ 'a.loss': good });
  const { code, error } = await lossc(['build', '--out', 'long'.repeat(100)], { folder });
  expect(code).toBe(2);
  expect(error).toMatch(/^error: E[A-Z]+: .*longlong/);
  expect(error.trim().split('\n')).toHaveLength(1);
});

test('the standard library is found from any folder', async () => {
  const files = {
    'a.loss':
      'import { dice } from "lossc"\nloss mine(p: prob[n, i], y: label[n, i]) = dice(p, y; smooth = 0)\n',
    'd.json': '{"inputs": {"p": [[1, 0.5]], "y": [[1, 0]]}}',
  };
  const finished = await lossc(['eval', 'a.loss', 'mine', '--data', 'd.json', '--json'], {
    folder: folderWith(files),
  });
  expect(finished.error).toBe('');
  expect(JSON.parse(finished.out).value).toBeCloseTo(1 - 2 / 2.5, 6);
});

test('a loss of the library has to be imported, and a path has an ending', async () => {
  const call = 'loss mine(p: prob[n, i], y: label[n, i]) = dice(p, y)\n';
  const folder = folderWith({ 'a.loss': call, 'b.loss': `import { dice } from "./folder"\n${call}` });
  expect((await lossc(['explain', 'a.loss'], { folder })).error).toMatch(/import \{ dice \} from "lossc"/);
  expect((await lossc(['explain', 'b.loss'], { folder })).error).toMatch(/names one file, with its ending/);
});

test('links that lead back are followed once, and a file that is named twice is one', async () => {
  const folder = folderWith({ 'src/a.loss': good });
  symlinkSync(folder, join(folder, 'src', 'back'));
  symlinkSync(join(folder, 'circle'), join(folder, 'circle'));
  const { code, out } = await lossc(['fmt', '--check', '.', './src/a.loss', 'src/a.loss', '--json'], {
    folder,
  });
  expect([code, JSON.parse(out)]).toEqual([0, { unformatted: [] }]);
});

test('a loss with a mistake in its syntax is not said to be missing', async () => {
  const folder = folderWith({ 'a.loss': 'loss f(x: real[n]) = mean[n](x\n', 'd.json': '{}' });
  const { error } = await lossc(['eval', 'a.loss', 'f', '--data', 'd.json'], { folder });
  expect(error.match(/L\d{4}/g)).toEqual(['L0114']);
});

test('a mistake in a loss is shown with its place, a remedy and exit code 1', async () => {
  const { code, out, error } = await lossc(['explain', 'bad.loss'], {
    folder: folderWith({ 'bad.loss': bad }),
  });
  expect([code, out]).toEqual([1, '']);
  expect(error).toMatch(/error L\d{4}.*bad\.loss:1:34.*mean `sigmoid`/s);
});

test('messages come in three formats', async () => {
  const folder = folderWith({ 'bad.loss': bad });
  const json = await lossc(['explain', 'bad.loss', '--format', 'json'], { folder });
  expect(JSON.parse(json.error)).toMatchObject({
    severity: 'error',
    path: 'bad.loss',
    start: { line: 1, column: 34 },
  });
  const github = await lossc(['explain', 'bad.loss', '--format=github'], { folder });
  expect(github.error).toMatch(/^::error file=bad\.loss,line=1,/);
});

test('problems with data come in three formats too', async () => {
  const folder = folderWith({ 'a.loss': good, 'd.json': '{"inputs": {"x": [1, null], "y": [1, 2]}}' });
  const run = (format: string) =>
    lossc(['eval', 'a.loss', 'mse', '--data', 'd.json', '--format', format], { folder });
  expect((await run('text')).error).toMatch(/^error: d\.json: inputs\.x\[1\] is null\n {2}Write a number/);
  expect(JSON.parse((await run('json')).error)).toMatchObject({
    severity: 'error',
    path: 'd.json',
    where: 'inputs.x[1]',
    message: 'is null',
  });
  expect((await run('github')).error).toMatch(/^::error file=d\.json::inputs\.x\[1\] is null\b/);
});

test('colour is for terminals, unless it is forced', async () => {
  const folder = folderWith({ 'bad.loss': bad });
  const run = (environment: Record<string, string>) =>
    lossc(['explain', 'bad.loss'], { folder, environment });
  const escape = '\u001b[';
  expect((await run({})).error).not.toContain(escape);
  expect((await run({ FORCE_COLOR: '1' })).error).toContain(escape);
  expect((await run({ FORCE_COLOR: '1', NO_COLOR: '1' })).error).not.toContain(escape);
});

test('a configuration supplies files; the command line comes first', async () => {
  const folder = folderWith({
    'lossc.config.json': '{"files": ["src"]}',
    'src/a.loss': good,
    'other/b.loss': good.replace('mse', 'other'),
  });
  expect((await lossc(['fmt', '--check', '--json'], { folder })).code).toBe(0);
  const { out } = await lossc(['fmt', '--check', '--json', 'other'], { folder });
  expect(JSON.parse(out)).toEqual({ unformatted: [] });
});

const configurations: readonly [name: string, text: string, error: RegExp][] = [
  ['lossc.config.json', '{"pinn": {}}', /unknown key `pinn`.*mean `pin`/s],
  [
    'lossc.config.json',
    '{"pin": {"gamma": "2"}}',
    /`pin` in lossc\.config\.json must be an object of numbers/,
  ],
  ['lossc.config.json', '{"layout": "middle"}', /`layout`.*must be "first", "last"/],
  ['lossc.config.json', '[]', /is not an object/],
  ['lossc.config.json', '{', /is not JSON/],
  ['lossc.config.js', 'module.exports = {', /cannot be loaded/],
  ['lossc.config.js', 'export default 1', /is not an object/],
];

test.each(configurations)('%s with %s is a usage error', async (name, text, error) => {
  const folder = folderWith({ [name]: text, 'a.loss': good, 'package.json': '{"type": "module"}' });
  const finished = await lossc(['fmt', '--check'], { folder });
  expect([finished.code, finished.out]).toEqual([2, '']);
  expect(finished.error).toMatch(error);
});

test('a layout of other axes is a usage error', async () => {
  const folder = folderWith({ 'lossc.config.json': '{"layout": {"x": ["i"]}}', 'a.loss': good });
  const { code, error } = await lossc(['explain', 'a.loss'], { folder });
  expect([code, error]).toEqual([2, 'error: The layout of x must name its axes n, each once; it names i.\n']);
});

test('a layout of a misspelt input is a usage error; one for losses of other files is not', async () => {
  const loss = 'loss a(image: real[n, i]) = mean[n, i](image)\n';
  const withLayout = (layout: string): Promise<Finished> =>
    lossc(['explain', 'a.loss'], {
      folder: folderWith({ 'lossc.config.json': `{"layout": {${layout}}}`, 'a.loss': loss }),
    });
  const { code, error } = await withLayout('"imgae": ["i", "n"]');
  const message = 'error: None of the losses has an input `imgae`.\n  Did you mean `image`?\n';
  expect([code, error]).toEqual([2, message]);
  expect((await withLayout('"depth": ["n"]')).code).toBe(0);
});

test('two configurations are one too many', async () => {
  const folder = folderWith({ 'lossc.config.json': '{}', 'lossc.config.js': 'export default {}' });
  expect((await lossc(['fmt'], { folder })).error).toMatch(/both lossc\.config\.json and lossc\.config\.js/);
});
