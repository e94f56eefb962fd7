/** The verb table in, the text of `--help` out. */
import type { OptionSpec, OptionSpecs } from './arguments.ts';
import { commonOptions, verbs, type Verb } from './verbs.ts';

const indent = '  ';

/** `lossc --help` */
export function generalHelp(): string {
  const rows = Object.entries(verbs).map(([name, { summary }]): Row => [name, summary]);
  const options: Row[] = [
    ['-h, --help', 'Show help; also after a verb'],
    ['-v, --version', 'Print the version'],
  ];
  return [
    'lossc: a compiler for loss functions',
    '',
    'Usage: lossc VERB [OPTIONS] [ARGUMENTS]',
    '',
    'Verbs',
    ...table(rows),
    '',
    'Options',
    ...table(options),
    '',
    'Exit codes: 0 fine, 1 something is wrong with a loss or its data, 2 usage, 3 a bug of lossc.',
    'Defaults of pin, layout, out and files can stand in lossc.config.json or lossc.config.js.',
  ].join('\n');
}

/** `lossc VERB --help` */
export function verbHelp(name: string, verb: Verb): string {
  return [
    `lossc ${name}: ${verb.summary.charAt(0).toLowerCase()}${verb.summary.slice(1)}`,
    '',
    `Usage: lossc ${name} ${verb.synopsis}${verb.synopsis.includes('--') ? '' : ' [OPTIONS]'}`,
    '',
    verb.details,
    '',
    'Options',
    ...table(optionRows({ ...verb.options, ...commonOptions })),
  ].join('\n');
}

type Row = readonly [term: string, meaning: string];

const optionRows = (specs: OptionSpecs): Row[] =>
  Object.entries(specs).map(([name, spec]) => [optionTerm(name, spec), spec.help]);

const optionTerm = (name: string, { value, short }: OptionSpec): string =>
  `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;

function table(rows: readonly Row[]): string[] {
  const width = Math.max(...rows.map(([term]) => term.length));
  return rows.map(([term, meaning]) => `${indent}${term.padEnd(width)}  ${meaning}`);
}
