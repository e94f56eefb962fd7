/** The shape of the sources: imports point one way, files stay small, and nothing is untyped. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

/** Folders, and files beside them: each may import what stands above it. */
const order = [
  'text',
  'grammar',
  'syntax',
  'operators',
  'graph',
  'check',
  'differentiate',
  'rewrite',
  'schedule',
  'verify',
  'finiteness',
  'signature.ts',
  'derive.ts',
  'plan.ts',
  'finiteness.ts',
  'explain',
  'explain.ts',
  'helpers',
  'backends',
  'options.ts',
  'compile.ts',
  'printable.ts',
  'data',
  'cli',
  'index.ts',
];

/** What may be imported against the order, and why. */
const exceptions: readonly { readonly from: string; readonly to: string; readonly why: string }[] = [
  { from: 'operators', to: 'src/graph/range.ts', why: 'ranges of operators are ranges' },
];

/** Types that everybody speaks of; a type is no dependency of the code. */
const contracts: readonly string[] = ['src/compile.ts', 'src/derive.ts', 'src/plan.ts', 'src/signature.ts'];

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file));

const sources = [...filesIn('src'), ...filesIn('grammar')];

/** `src/text/source.ts` is in text, `src/compile.ts` is a place of its own. */
function placeOf(file: string): string {
  const [first = '', ...rest] = relative('src', file).split('/');
  if (first === '..') return rest[0] ?? '';
  return first;
}

interface Import {
  readonly file: string;
  readonly target: string;
  readonly type: boolean;
}

const imports = sources.flatMap((file): readonly Import[] =>
  [...readFileSync(file, 'utf8').matchAll(/^(?:import|export)\s+(type\s)?[^;'"]*?from '(\.[^']+)'/gm)].map(
    ([, type, target = '']) => ({
      file,
      target: normalize(join(dirname(file), target)),
      type: type !== undefined,
    }),
  ),
);

describe('imports point one way', () => {
  test('every folder has a place in the order', () => {
    const places = new Set(sources.map(placeOf));
    expect([...places].filter((place) => !order.includes(place))).toEqual([]);
  });

  test('and imports only what stands above it', () => {
    expect(imports.length).toBeGreaterThan(500);
    const upwards = imports.filter(({ file, target, type }) => {
      const [from, to] = [placeOf(file), placeOf(target)];
      if (from === to || (type && contracts.includes(target))) return false;
      if (exceptions.some((e) => e.from === from && e.to === target)) return false;
      return order.indexOf(to) > order.indexOf(from);
    });
    expect(upwards.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
  });

  test('the oracle knows nothing of the compiler', () => {
    const allowed = ['verify', 'syntax', 'text'];
    const leaks = imports.filter(
      ({ file, target, type }) =>
        file.startsWith('src/verify/oracle/') && !type && !allowed.includes(placeOf(target)),
    );
    expect(leaks).toEqual([]);
  });

  test('only the command line and the library entry touch the file system', () => {
    const touching = sources.filter((file) => /from 'node:/.test(readFileSync(file, 'utf8')));
    expect(touching.filter((file) => !['cli', 'plugins'].includes(placeOf(file)))).toEqual([]);
  });
});

const LINES = 265;

/** Files that are larger, with the number of lines that they may have: tables of data, and what is to be divided. */
const larger: Readonly<Record<string, number>> = {
  'grammar/cst.ts': 500,
  'grammar/grammar.ts': 460,
  'src/graph/builder.ts': 380,
  'src/operators/elementwise.ts': 470,
  'src/text/checkingMessages.ts': 320,
};

describe('files', () => {
  test(`have at most ${LINES} lines`, () => {
    const long = sources.flatMap((file) => {
      const lines = readFileSync(file, 'utf8').split('\n').length - 1;
      return lines > (larger[file] ?? LINES) ? [`${file} has ${lines} lines`] : [];
    });
    expect(long).toEqual([]);
  });

  test('that may be larger are', () => {
    const small = Object.keys(larger).filter((file) => {
      return !sources.includes(file) || readFileSync(file, 'utf8').split('\n').length - 1 <= LINES;
    });
    expect(small).toEqual([]);
  });

  test.each(sources)('%s', (file) => {
    const text = readFileSync(file, 'utf8');
    const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g, '""');
    expect(text).toMatch(/^(#!.*\n)?\/\*\*/);
    expect(code).not.toMatch(/\bany\b(?=\s*[;,)>=\]|&}]|\[\])/);
    expect(code).not.toMatch(/^\s*(export )?(const )?(enum|namespace) /m);
    expect(text).not.toMatch(/\b(TODO|FIXME|XXX)\b/);
  });
});
