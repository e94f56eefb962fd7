/** The verbs of the command line, as data: what the help prints and what an argument list is checked by. */
import { floatStorages, labelStorages } from '../backends/storage.ts';
import { targets } from '../backends/targets.ts';
import type { OptionSpecs } from './arguments.ts';
import type { Work } from './each.ts';
import type { Session } from './session.ts';
import type { ExitCode } from './usage.ts';

/** Carries out a verb. */
export type Run = (session: Session) => Promise<ExitCode>;

export interface Verb {
  /** What follows the name of the verb. */
  readonly synopsis: string;
  readonly summary: string;
  readonly details: string;
  readonly options: OptionSpecs;
  /** How many positional arguments it takes. */
  readonly positionals: { readonly least: number; readonly most: number };
  /** Loaded only when the verb is called, so that every verb starts fast. */
  readonly load: () => Promise<{ readonly run: Run; readonly each?: Work<unknown> }>;
}

/** Options that every verb has. */
export const commonOptions = {
  help: { help: 'Show this help', short: 'h' },
  format: {
    value: 'FORMAT',
    choices: ['text', 'json', 'github'],
    help: 'Messages as text (default), json (an object a line) or github (annotations)',
  },
} as const satisfies OptionSpecs;

const json = { json: { help: 'Print the result as one JSON object' } };
const backend = {
  backend: {
    value: 'NAME',
    choices: targets,
    help: `Only these backends, of ${targets.join(', ')}; verifying wgsl takes WebGPU and is done where it is named`,
  },
};
const verification = {
  seed: { value: 'N', help: 'Seed of the sampled points (default: a fixed one, printed)' },
  points: { value: 'N', help: 'Sampled points per loss' },
};
const pin = {
  pin: { value: 'NAME=VALUE', help: 'Fix a hyperparameter: the code is specialised to it (repeatable)' },
};
const anyNumber = { least: 0, most: Infinity };
const sources =
  'FILES are .loss files, or folders that are searched for them; without any, the current folder.';

export const verbs = {
  build: {
    synopsis: '[FILES…]',
    summary: 'Generate code for every loss, with its gradient verified',
    details: `${sources}\nCode for NAME in region.loss goes to OUT/region/NAME.js, with its types and its explanation beside.`,
    options: {
      out: { value: 'DIR', help: 'Folder for the generated code (default: generated)' },
      check: { help: 'Write nothing; fail where the generated code is not up to date' },
      watch: { help: 'Build again whenever a source changes' },
      ...backend,
      ...pin,
      layout: {
        value: 'ORDER',
        choices: ['first', 'last'],
        help: 'Memory order: `last` puts class axes last',
      },
      checked: { help: 'Emit checks of the data against the declared domains' },
      labels: {
        value: 'TYPE',
        choices: labelStorages,
        help: 'wgsl: labels and classes are 32-bit integers (default), bytes packed into words, or floats',
      },
      floats: {
        value: 'TYPE',
        choices: floatStorages,
        help: 'wgsl: how inputs and gradients are stored; f16 needs the feature shader-f16 and a gradientScale',
      },
      subgroups: { help: 'wgsl: add up with subgroup operations; needs the feature subgroups' },
      'grad-params': { value: 'NAMES', help: 'Hyperparameters whose gradients are wanted too' },
      ...json,
    },
    positionals: anyNumber,
    load: () => import('./build.ts'),
  },
  check: {
    synopsis: '[FILES…]',
    summary: 'Verify every gradient, per backend',
    details: sources,
    options: { ...backend, ...verification, ...json },
    positionals: anyNumber,
    load: () => import('./check.ts'),
  },
  eval: {
    synopsis: 'FILE NAME --data DATA.json',
    summary: 'Evaluate a loss on data, with its gradient if wanted',
    details:
      'DATA.json is {"inputs": {"z": [[0.5]]}, "params": {"w": 0.5}, "axes": {"c": 4}}: inputs are nested arrays\n' +
      'in the declared order of the axes; params and axes may be left out. "NaN", "Infinity" and "-Infinity" are\n' +
      'written as strings, also in the result.',
    options: {
      data: { value: 'FILE', help: 'The data; `-` reads standard input' },
      backend: {
        value: 'NAME',
        choices: ['reference', 'js', 'wgsl', 'tfjs'],
        help: 'What computes it: js (default), wgsl (on a GPU or a software driver), tfjs or reference',
      },
      f64: { help: 'Compute in double precision throughout' },
      grad: { help: 'Gradients of the (sum of the) result too' },
      ...json,
    },
    positionals: { least: 2, most: 2 },
    load: () => import('./eval.ts'),
  },
  explain: {
    synopsis: 'FILE [NAME]',
    summary: 'Show formula, gradient, rewrites with reasons, passes over memory and cost',
    details: 'Without NAME, every loss of the file is explained.',
    options: {
      pass: { value: 'NAME', help: 'Show what this pass of the compiler made of it' },
      ...pin,
      ...json,
    },
    positionals: { least: 1, most: 2 },
    load: () => import('./explain.ts'),
  },
  fmt: {
    synopsis: '[FILES…]',
    summary: 'Format loss files in place',
    details: `${sources}\nA single - formats standard input to standard output.`,
    options: { check: { help: 'Write nothing; fail where a file is not formatted' }, ...json },
    positionals: anyNumber,
    load: () => import('./format.ts'),
  },
  all: {
    synopsis: '[FOLDER]',
    summary: 'Compile everything in losses/ to every backend and check every gradient',
    details: 'Prints passes over memory, the worst gradient error, sizes and time, a line for each loss.',
    options: { ...verification, ...json },
    positionals: { least: 0, most: 1 },
    load: () => import('./all.ts'),
  },
} as const satisfies Record<string, Verb>;

export type VerbName = keyof typeof verbs;

/** The verb of this name. */
export const verbNamed = (name: string): Verb | undefined =>
  Object.entries(verbs).find(([each]) => each === name)?.[1];
