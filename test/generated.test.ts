/** What is committed in generated/ is what the compiler makes of losses/ today, to the byte. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('..', import.meta.url);

test('generated/ is up to date', { timeout: 300_000 }, () => {
  const cli = new URL('dist/lossc.js', root);
  if (!existsSync(cli)) execFileSync('node', ['scripts/bundle.mjs'], { cwd: root });
  const run = spawnSync('node', [cli.pathname, 'build', 'losses', '--out', 'generated', '--check'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  const stale = run.stdout.split('\n').filter((line) => /^(stale|missing|extra)/.test(line));
  expect(stale, '`npm run regenerate` brings generated/ up to date').toEqual([]);
  expect(run.status).toBe(0);
});
