/** The folder's lossc.config.json or lossc.config.js in, checked defaults for the command line out. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CompileOptions } from '../compile.ts';
import { suggestion } from '../data/problem.ts';
import { importModule } from './importing.ts';
import { UsageError } from './usage.ts';

export interface Config {
  readonly pin?: Readonly<Record<string, number>>;
  readonly layout?: NonNullable<CompileOptions['layout']>;
  readonly out?: string;
  readonly files?: readonly string[];
}

const names = ['lossc.config.json', 'lossc.config.js'];
type Key = keyof Config;

/** Reads the configuration of a folder; there need not be one. */
export async function readConfig(folder: string): Promise<Config> {
  const [name, second] = names.filter((each) => existsSync(resolve(folder, each)));
  if (name === undefined) return {};
  if (second !== undefined) throw new UsageError(`There are both ${name} and ${second}; keep one of them.`);
  const path = resolve(folder, name);
  const value = name.endsWith('.json') ? readJson(name, path) : await importDefault(name, path);
  return checkConfig(name, value);
}

function readJson(name: string, path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`${name} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function importDefault(name: string, path: string): Promise<unknown> {
  let module: { readonly default?: unknown };
  try {
    module = await importModule(pathToFileURL(path).href);
  } catch (error) {
    throw new UsageError(
      `${name} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  if (module.default === undefined) throw new UsageError(`${name} has no default export.`);
  return module.default;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isStrings = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string');

/** What each key must be, in words and as a check. */
const shapes: { readonly [K in Key]: readonly [string, (value: unknown) => boolean] } = {
  pin: [
    'an object of numbers, such as {"gamma": 2}',
    (value) => isRecord(value) && Object.values(value).every((each) => typeof each === 'number'),
  ],
  layout: [
    '"first", "last", or an object of axis orders, such as {"z": ["n", "i", "c"]}',
    (value) =>
      value === 'first' || value === 'last' || (isRecord(value) && Object.values(value).every(isStrings)),
  ],
  out: ['a folder', (value) => typeof value === 'string' && value !== ''],
  files: ['a list of files and folders', isStrings],
};

function checkConfig(name: string, value: unknown): Config {
  if (!isRecord(value)) throw new UsageError(`${name} is not an object.`);
  for (const [key, entry] of Object.entries(value)) {
    const shape = Object.entries(shapes).find(([each]) => each === key)?.[1];
    if (shape === undefined) {
      const keys = Object.keys(shapes);
      throw new UsageError(
        `${name} has the unknown key \`${key}\`.`,
        suggestion(key, keys) ?? `The keys are ${keys.join(', ')}.`,
      );
    }
    if (!shape[1](entry)) throw new UsageError(`\`${key}\` in ${name} must be ${shape[0]}.`);
  }
  return value;
}
