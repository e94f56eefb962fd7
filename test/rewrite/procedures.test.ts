/** Procedures, which text cannot say: a slip in any of them, wherever it is made, does not go unnoticed. */
import { describe, expect, test } from 'vitest';
import { harmless } from './slips/harmless.ts';
import { Watch } from './slips/notice.ts';
import { procedureFiles } from './slips/sources.ts';
import { subjects } from './slips/subjects.ts';
import { bundle } from './slips/switches.ts';
import { mistyped } from './slips/types.ts';

const all = await bundle();
// Another process has the types to itself while this one compiles.
const [typed, watch] = await Promise.all([mistyped(all.slips), Watch.over(all, subjects())]);

describe('a slip does not go unnoticed', () => {
  test.each(procedureFiles())('%s', { timeout: 600_000 }, async (file) => {
    const slips = all.slips.filter((slip) => slip.file === file);
    expect(slips.length).toBeGreaterThan(0);
    const unnoticed: string[] = [];
    for (const slip of slips)
      if (!typed.has(slip.number) && (await watch.notice(slip)) === undefined) unnoticed.push(slip.what);
    expect(unnoticed.sort()).toEqual(Object.keys(harmless[file] ?? {}).sort());
  });
});

test('the list of harmless slips is about files with procedures', () => {
  expect(Object.keys(harmless).filter((file) => !procedureFiles().includes(file))).toEqual([]);
});
