/** `lossc fmt` as a process: files in place, a check, and standard input. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderWith, lossc } from './lossc.ts';

const untidy = 'loss  mse(x:real[n],y:real[n])=mean[n]((x-y)^2)\n';
const tidy = `loss mse(x: real[n], y: real[n]) =\n  mean[n]((x - y)^2)\n`;

test('files are formatted in place, and only those that need it', async () => {
  const folder = folderWith({ 'a.loss': untidy, 'b.loss': tidy, 'notes.txt': untidy });
  const before = statSync(join(folder, 'b.loss')).mtimeMs;
  expect(await lossc(['fmt'], { folder })).toEqual({ code: 0, out: 'formatted a.loss\n', error: '' });
  expect(readFileSync(join(folder, 'a.loss'), 'utf8')).toBe(tidy);
  expect(readFileSync(join(folder, 'notes.txt'), 'utf8')).toBe(untidy);
  expect(statSync(join(folder, 'b.loss')).mtimeMs).toBe(before);
});

test('--check writes nothing and fails where something is untidy', async () => {
  const folder = folderWith({ 'a.loss': untidy, 'b.loss': tidy });
  const { code, out } = await lossc(['fmt', '--check', '.'], { folder });
  expect(code).toBe(1);
  expect(out).toBe('not formatted: a.loss (run `lossc fmt a.loss`)\n');
  expect(readFileSync(join(folder, 'a.loss'), 'utf8')).toBe(untidy);
  expect((await lossc(['fmt', '--check', 'b.loss'], { folder })).code).toBe(0);
  const json = await lossc(['fmt', '--check', '--json'], { folder });
  expect([json.code, JSON.parse(json.out)]).toEqual([1, { unformatted: ['a.loss'] }]);
});

test('a dash formats standard input', async () => {
  expect(await lossc(['fmt', '-'], { input: untidy })).toEqual({ code: 0, out: tidy, error: '' });
  expect((await lossc(['fmt', '-', '--check'], { input: untidy })).code).toBe(1);
  expect((await lossc(['fmt', '-', '--check'], { input: tidy })).code).toBe(0);
});

test('a file with a mistake is left alone, and the mistake is told', async () => {
  const broken = 'loss mse(x: real[n] = mean[n](x)\n';
  const folder = folderWith({ 'a.loss': broken });
  const { code, error } = await lossc(['fmt'], { folder });
  expect(code).toBe(1);
  expect(error).toMatch(/error L01\d\d/);
  expect(readFileSync(join(folder, 'a.loss'), 'utf8')).toBe(broken);
});

test('what is not UTF-8 is not written over', async () => {
  const folder = folderWith({ 'a.loss': '' });
  const bytes = Buffer.from(`// caf\u00e9\n${untidy}`, 'latin1');
  writeFileSync(join(folder, 'a.loss'), bytes);
  const { code, error } = await lossc(['fmt'], { folder });
  expect([code, error]).toEqual([1, expect.stringContaining('a.loss: The file is not text in UTF-8.')]);
  expect(readFileSync(join(folder, 'a.loss'))).toEqual(bytes);
});

test('a dash has no other output than the text', async () => {
  const { code, out, error } = await lossc(['fmt', '-', '--json'], { input: untidy });
  expect([code, out]).toEqual([2, '']);
  expect(error).toContain('`--json` and `-` exclude each other');
  const checked = await lossc(['fmt', '-', '--check', '--json'], { input: untidy });
  expect(JSON.parse(checked.out)).toEqual({ unformatted: ['<stdin>'] });
});
