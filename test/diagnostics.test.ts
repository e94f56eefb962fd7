/**
 * Every message of the catalogue is provoked by a file of its name in test/diagnostics, and rendered as the text
 * beside it says. `UPDATE=1` rewrites the texts; review them as a diff.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lossNames } from '../src/check/check.ts';
import { targets } from '../src/backends/targets.ts';
import { compile } from '../src/compile.ts';
import { isPrintable } from '../src/printable.ts';
import { load, type Host } from '../src/syntax/program.ts';
import { catalogue } from '../src/text/catalogue.ts';
import { isError, type Diagnostic } from '../src/text/diagnostic.ts';
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

/** Everything that is wrong with a file and its losses, or with the loss that its first line asks for. */
function diagnose(path: string): readonly Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  const report = (d: Diagnostic): void =>
    void found.set(`${d.code} ${d.span.source.path} ${d.span.start}`, d);
  const program = load(path, host, report);
  if (program === undefined) return [...found.values()];
  const asked = /^\/\/ compiles: (\w+)/.exec(program.entry.source.text)?.[1];
  const names = asked === undefined ? lossNames(program) : [asked];
  if ([...found.values()].every((d) => !isError(d)))
    for (const name of names) {
      const compiled = compile(program, name, {}, report);
      const declaration = program.lookup(program.entry, name)?.declaration;
      if (compiled !== undefined && declaration !== undefined)
        isPrintable(compiled, declaration, targets, report);
    }
  return [...found.values()];
}

const entries = Object.entries(catalogue);

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
