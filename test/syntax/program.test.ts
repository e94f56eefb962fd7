/** Programs of several files. */
import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { load, type Host, type Program } from '../../src/syntax/program.ts';
import type { Diagnostic } from '../../src/text/diagnostic.ts';

interface Loaded {
  readonly program: Program | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

const hostOf = (files: Readonly<Record<string, string>>, library: readonly string[] = []): Host => ({
  read: (path) => files[path],
  resolve: (from, specifier) => posix.join(posix.dirname(from), specifier),
  library,
});

function loadFrom(files: Readonly<Record<string, string>>, library: readonly string[] = []): Loaded {
  const diagnostics: Diagnostic[] = [];
  return {
    program: load('main.loss', hostOf(files, library), (each) => diagnostics.push(each)),
    diagnostics,
  };
}

function right(files: Readonly<Record<string, string>>, library: readonly string[] = []): Program {
  const { program, diagnostics } = loadFrom(files, library);
  if (program === undefined || diagnostics.length > 0)
    throw new Error(diagnostics.map((each) => each.message).join());
  return program;
}

const messages = (loaded: Loaded): readonly string[] =>
  loaded.diagnostics.map(({ message, remedy }) => [message, remedy].filter(Boolean).join(' '));

describe('names', () => {
  const program = right({
    'main.loss': 'import { half, twice as double } from "./parts/a.loss"\nconst k = 1',
    'parts/a.loss': 'import { one } from "../b.loss"\nfn half(x) = x / 2\nfn twice(x) = x * 2',
    'b.loss': 'const one = 1',
  });

  test('of the file itself and of its imports are in scope', () => {
    expect(program.names(program.entry)).toEqual(['k', 'half', 'double']);
    expect(program.lookup(program.entry, 'k')?.declaration.kind).toBe('const');
    expect(program.lookup(program.entry, 'double')?.declaration.name.text).toBe('twice');
    expect(program.lookup(program.entry, 'twice')).toBeUndefined();
  });

  test('mean what they mean in the file that declares them', () => {
    const { module } = program.lookup(program.entry, 'half') ?? {};
    expect(module?.source.path).toBe('parts/a.loss');
    expect(module && program.lookup(module, 'one')?.module.source.path).toBe('b.loss');
    expect(program.lookup(program.entry, 'one')).toBeUndefined();
  });

  test('programs of one host share what did not change, and each is told of its mistakes', () => {
    const files: Record<string, string> = {
      'main.loss': 'import { half } from "a.loss"',
      'a.loss': 'fn half(x) = x / 2\nfn twice(x = x',
    };
    const host = hostOf(files);
    const loadAgain = () => {
      const diagnostics: Diagnostic[] = [];
      const again = load('main.loss', host, (each) => diagnostics.push(each));
      return { module: again?.modules.get('a.loss'), mistakes: diagnostics.map(({ name }) => name) };
    };
    const first = loadAgain();
    expect(first.mistakes).toHaveLength(1);
    expect(loadAgain()).toEqual(first);
    expect(loadAgain().module).toBe(first.module);
    files['a.loss'] = 'fn half(x) = x / 3';
    const changed = loadAgain();
    expect(changed.mistakes).toEqual([]);
    expect(changed.module?.source.text).toBe('fn half(x) = x / 3');
  });

  test('every file is read once', () => {
    expect([...program.modules.keys()]).toEqual(['main.loss', 'parts/a.loss', 'b.loss']);
  });
});

describe('the standard library', () => {
  const library = {
    'std/region.loss': 'import { mean_of } from "./common.loss"\nfn dice(x) = mean_of(x)',
    'std/common.loss': 'fn mean_of(x) = x',
  };
  const paths = Object.keys(library);

  test('is all of its files under one name', () => {
    const program = right({ ...library, 'main.loss': 'import { dice, mean_of as m } from "lossc"' }, paths);
    expect(program.lookup(program.entry, 'dice')?.module.source.path).toBe('std/region.loss');
    expect(program.lookup(program.entry, 'm')?.module.source.path).toBe('std/common.loss');
  });

  test('is read only as far as it is needed', () => {
    const program = right({ ...library, 'main.loss': 'import { mean_of } from "lossc"' }, [
      'std/other.loss',
      ...paths,
    ]);
    expect(program.modules.has('std/other.loss')).toBe(false);
  });

  test('is searched for what may have been meant', () => {
    const loaded = loadFrom({ ...library, 'main.loss': 'import { dize } from "lossc"' }, paths);
    expect(messages(loaded)).toEqual(['"lossc" declares no `dize`. Did you mean `dice`?']);
  });

  test('is not read where nothing is imported from it', () => {
    expect(right({ ...library, 'main.loss': 'const k = 1' }, paths).modules.size).toBe(1);
  });

  test('may import from itself by its name, without a circle', () => {
    const files = {
      'main.loss': 'import { b } from "lossc"\nfn a(x) = b(x)',
      'std/b.loss': 'import { c } from "../main.loss"\nfn b(x) = c(x)',
    };
    const { diagnostics } = loadFrom(files, ['main.loss', 'std/b.loss']);
    expect(diagnostics.map(({ name }) => name)).toEqual(['import-unknown']);
  });
});

describe('mistakes', () => {
  test('an entry that is not there', () => {
    const loaded = loadFrom({});
    expect(loaded.program).toBeUndefined();
    expect(messages(loaded)).toEqual(['There is no file `main.loss`.']);
  });

  test.each([
    ['./part', 'Did you mean "./part.loss"?'],
    ['part.loss', ''],
    ['Lossc', 'The standard library is imported from "lossc".'],
  ])('an import from "%s"', (specifier, remedy) => {
    const loaded = loadFrom({ 'main.loss': `import { k } from "${specifier}"`, 'part.loss': 'const k = 1' });
    expect(messages(loaded).join()).toContain(remedy);
    expect(loaded.diagnostics.length).toBe(remedy === '' ? 0 : 1);
  });

  test('a name that the file does not declare', () => {
    const loaded = loadFrom({
      'main.loss': 'import { halve } from "./a.loss"',
      'a.loss': 'fn halves(x) = x / 2',
    });
    expect(messages(loaded)).toEqual(['"./a.loss" declares no `halve`. Did you mean `halves`?']);
    expect(loaded.program?.isBroken(loaded.program.entry, 'halve')).toBe(true);
  });

  test('a name whose declaration has a mistake is not missing as well', () => {
    const loaded = loadFrom({
      'main.loss': 'import { a } from "./a.loss"\nconst b = )',
      'a.loss': 'fn a(x) = x +',
    });
    expect(loaded.diagnostics.map(({ name }) => name)).toEqual(['bracket-not-opened', 'value-missing']);
    const { program } = loaded;
    expect(program && ['a', 'b', 'c'].map((name) => program.isBroken(program.entry, name))).toEqual([
      true,
      true,
      false,
    ]);
  });

  test('files in a circle: the chain is shown, and the names are found all the same', () => {
    const loaded = loadFrom({
      'main.loss': 'import { a } from "./a.loss"\nconst k = 1',
      'a.loss': 'import { b } from "./b.loss"\nfn a(x) = b(x)',
      'b.loss': 'import { a } from "./a.loss"\nfn b(x) = a(x)',
    });
    expect(messages(loaded)).toEqual([
      'Files import each other in a circle: `a.loss` → `b.loss` → `a.loss`. Move what both need into a third file.',
    ]);
    const b = loaded.program?.modules.get('b.loss');
    expect(b && loaded.program?.lookup(b, 'a')?.module.source.path).toBe('a.loss');
  });

  test('a file that imports itself', () => {
    expect(messages(loadFrom({ 'main.loss': 'import { k } from "./main.loss"\nconst j = 1' }))[0]).toContain(
      '`main.loss` → `main.loss`',
    );
  });

  test('names that are given twice show the first', () => {
    const { diagnostics } = loadFrom({
      'main.loss': 'const k = 1\nfn k(x, x; a = 1, a = 2) = x where x = 1\nimport { k } from "./a.loss"',
      'a.loss': 'const k = 1',
    });
    expect(diagnostics.map(({ name, span, related }) => [name, span.start, related[0]?.span.start])).toEqual([
      ['declared-twice', 15, 6],
      ['declared-twice', 62, 6],
      ['named-twice', 20, 17],
      ['named-twice', 30, 23],
      ['named-twice', 47, 17],
    ]);
  });

  test('axes have names of their own', () => {
    expect(loadFrom({ 'main.loss': 'fn f[x](x) = sum[x](x)' }).diagnostics).toEqual([]);
  });
});
