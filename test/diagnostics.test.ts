/**
 * Every message of the catalogue is provoked by a file of its name in test/diagnostics, and rendered as the text
 * beside it says. `UPDATE=1` rewrites the texts; review them as a diff.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { load, type Host } from '../src/syntax/program.ts';
import { catalogue } from '../src/text/catalogue.ts';
import type { Diagnostic } from '../src/text/diagnostic.ts';
import { render } from '../src/text/render.ts';

const folder = new URL('diagnostics/', import.meta.url);

const host: Host = {
  read: (path) => {
    const url = new URL(path, folder);
    return existsSync(url) ? readFileSync(url, 'utf8') : undefined;
  },
  resolve: (from, specifier) => posix.join(posix.dirname(from), specifier),
  library: ['circle/common.loss'],
};

/** Everything that is wrong with a file. */
function diagnose(path: string): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  load(path, host, (diagnostic) => found.push(diagnostic));
  return found;
}

/** Messages that reading a program can give; those of checking it come with the checker. */
const isOfReading = ({ code }: { readonly code: string }): boolean => /^L0(1|29|6)/.test(code);

const entries = Object.entries(catalogue).filter(([, entry]) => isOfReading(entry));

describe.each(entries)('%s', (name) => {
  const found = diagnose(`${name}.loss`);

  test('is provoked by its file', () => {
    expect(found.map((each) => each.name)).toContain(name);
  });

  test('is rendered as expected', () => {
    const text = found.map((each) => `${render(each, { colour: false })}\n`).join('\n');
    const expected = new URL(`${name}.txt`, folder);
    if (process.env['UPDATE'] === '1') writeFileSync(expected, text);
    expect(text).toBe(readFileSync(expected, 'utf8'));
  });
});

test('every code is used once', () => {
  const codes = Object.values(catalogue).map(({ code }) => code);
  expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
});
