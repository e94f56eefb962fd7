/** Command lines: what options mean, and what is said about those that mean nothing. */
import { expect, test } from 'vitest';
import { readArguments, type OptionSpecs } from '../../src/cli/arguments.ts';
import { verbHelp } from '../../src/cli/help.ts';
import { UsageError } from '../../src/cli/usage.ts';
import { commonOptions, verbs } from '../../src/cli/verbs.ts';

const specs: OptionSpecs = {
  out: { value: 'DIR', help: '' },
  backend: { value: 'NAME', choices: ['js', 'wgsl'], help: '' },
  check: { help: '' },
  help: { help: '', short: 'h' },
  points: { value: 'N', help: '' },
};
const read = (...words: string[]) => readArguments(words, specs);

function complaint(action: () => unknown): UsageError {
  try {
    action();
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error('Nothing was wrong.');
}

test('options and positional arguments mix', () => {
  const given = read('a.loss', '--out', 'x', '--check', 'b.loss');
  expect(given.positionals).toEqual(['a.loss', 'b.loss']);
  expect(given.value('out')).toBe('x');
  expect(given.has('check')).toBe(true);
  expect(given.has('help')).toBe(false);
});

test('a lone dash is an argument and a value', () => {
  expect(read('-').positionals).toEqual(['-']);
  expect(read('--out', '-').value('out')).toBe('-');
});

test('after -- everything is positional', () => {
  expect(read('--', '--check').positionals).toEqual(['--check']);
});

test('repeated options and commas make lists; the last value counts alone', () => {
  const given = read('--backend', 'js,wgsl', '--backend=js', '--out=a', '--out=b');
  expect(given.list('backend')).toEqual(['js', 'wgsl', 'js']);
  expect(given.value('out')).toBe('b');
});

test('integers are whole numbers', () => {
  expect(read('--points', '12').integer('points', 1)).toBe(12);
  expect(read().integer('points', 1)).toBeUndefined();
  for (const text of ['0', '1.5', 'x', '1e400'])
    expect(complaint(() => read(`--points=${text}`).integer('points', 1)).message).toContain(`\`${text}\``);
});

const refused: readonly [words: string[], message: RegExp, remedy: RegExp | undefined][] = [
  [['--chek'], /no option `--chek`/, /mean `--check`/],
  [['--zzz'], /no option `--zzz`/, /--help/],
  [['-x'], /no option `-x`/, /--help/],
  [['--constructor'], /no option/, /--help/],
  [['--out'], /needs a value/, undefined],
  [['--out', '--check'], /needs a value/, undefined],
  [['--check=yes'], /takes no value/, undefined],
  [['--backend', 'wsgl'], /cannot be `wsgl`/, /mean `wgsl`/],
];

test.each(refused)('%j is refused', (words, message, remedy) => {
  const error = complaint(() => read(...words));
  expect(error.message).toMatch(message);
  if (remedy !== undefined) expect(error.remedy).toMatch(remedy);
});

test.each(Object.entries(verbs))('the help of %s names every option', (name, verb) => {
  const help = verbHelp(name, verb);
  for (const option of Object.keys({ ...verb.options, ...commonOptions }))
    expect(help).toContain(`--${option}`);
  for (const line of help.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
});
