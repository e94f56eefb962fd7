/** Loss text in, a program of that one file out: what every test of the oracle starts from. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { load, type Host, type Program } from '../../src/syntax/program.ts';
import type { Data, InputData } from '../../src/verify/oracle/data.ts';

/** A program of several files by path; the first is the entry. Mistakes in the text throw. */
export function programOf(...files: readonly (readonly [path: string, text: string])[]): Program {
  const texts = new Map(files);
  const entry = files[0]?.[0] ?? '';
  const host: Host = { read: (path) => texts.get(path), resolve: (_, specifier) => specifier, library: [] };
  return loaded(entry, host);
}

/** A file of the standard library. */
export function libraryFile(path: string): Program {
  const host: Host = {
    read: (file) => readFileSync(file, 'utf8'),
    resolve: (from, specifier) => join(dirname(from), specifier),
    library: [],
  };
  return loaded(path, host);
}

function loaded(entry: string, host: Host): Program {
  const result = load(entry, host, (mistake) => {
    throw new Error(`${mistake.code} ${mistake.message}`);
  });
  if (result === undefined) throw new Error(`${entry} cannot be loaded.`);
  return result;
}

export const program = (text: string): Program => programOf(['test.loss', text]);

/** An input from nested lists: `tensor('n i', [[1, 2], [3, 4]])`. */
export function tensor(axes: string, values: unknown): InputData {
  const sizes: number[] = [];
  for (let level: unknown = values; Array.isArray(level); level = level[0]) sizes.push(level.length);
  const names = axes.split(' ').filter(Boolean);
  if (names.length !== sizes.length) throw new Error(`${axes} does not fit ${sizes.length} dimensions.`);
  const data = Array.isArray(values) ? values.flat(sizes.length - 1).map(Number) : [Number(values)];
  return { axes: names, sizes, data };
}

export const dataOf = (
  inputs: Readonly<Record<string, InputData>>,
  parameters: Readonly<Record<string, number>> = {},
  axes: Readonly<Record<string, number>> = {},
): Data => ({ inputs, parameters, axes });
