/** The words of a command line in, checked options and positional arguments out. */
import { parseArgs } from 'node:util';
import { suggestion } from '../data/problem.ts';
import { UsageError } from './usage.ts';

/** One option of a verb, as its help shows it. */
export interface OptionSpec {
  readonly help: string;
  /** What stands for the value in the help; an option without it is a flag. */
  readonly value?: string;
  /** The only values there are. */
  readonly choices?: readonly string[];
  readonly short?: string;
}
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** The command line of one verb. An option may be repeated; commas separate values too. */
export class Arguments {
  readonly positionals: readonly string[];
  readonly #values: ReadonlyMap<string, readonly string[]>;

  constructor(positionals: readonly string[], values: ReadonlyMap<string, readonly string[]>) {
    this.positionals = positionals;
    this.#values = values;
  }

  /** Whether an option was written at all. */
  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** The value of an option; the last one where it is repeated. */
  value(name: string): string | undefined {
    return this.#values.get(name)?.at(-1);
  }

  /** All values of an option, `a,b` counting as two. */
  list(name: string): readonly string[] {
    const values = this.#values.get(name) ?? [];
    return values.flatMap((value) => value.split(',')).filter((value) => value !== '');
  }

  /** The value of an option that is a whole number of at least `least`. */
  integer(name: string, least: number): number | undefined {
    const text = this.value(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
    throw new UsageError(`\`--${name}\` needs a whole number of at least ${least}, and \`${text}\` is none.`);
  }
}

/** Reads the words after a verb. */
export function readArguments(words: readonly string[], specs: OptionSpecs): Arguments {
  const options = Object.fromEntries(
    Object.entries(specs).map(([name, { value, short }]) => [
      name,
      {
        type: value === undefined ? ('boolean' as const) : ('string' as const),
        multiple: true,
        ...(short === undefined ? {} : { short }),
      },
    ]),
  );
  const { tokens } = parseArgs({
    args: [...words],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const positionals: string[] = [];
  const values = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const value = optionValue(token, specs);
    values.set(token.name, [...(values.get(token.name) ?? []), value]);
  }
  return new Arguments(positionals, values);
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function optionValue({ name, rawName, value, inlineValue }: OptionToken, specs: OptionSpecs): string {
  const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
  if (spec === undefined) {
    const known = Object.keys(specs).map((each) => `--${each}`);
    const remedy = suggestion(rawName, known) ?? 'Run the verb with `--help` for its options.';
    throw new UsageError(`There is no option \`${rawName}\` here.`, remedy);
  }
  if (spec.value === undefined) {
    if (inlineValue) throw new UsageError(`\`${rawName}\` takes no value, but was given \`${value}\`.`);
    return '';
  }
  const forgotten = value === undefined || (!inlineValue && /^-./.test(value));
  if (forgotten) throw new UsageError(`\`${rawName}\` needs a value: \`${rawName} ${spec.value}\`.`);
  checkChoice(rawName, value, spec);
  return value;
}

function checkChoice(rawName: string, value: string, { choices }: OptionSpec): void {
  if (choices === undefined) return;
  for (const each of value.split(','))
    if (!choices.includes(each)) {
      const remedy = suggestion(each, choices) ?? `There are ${choices.join(', ')}.`;
      throw new UsageError(`\`${rawName}\` cannot be \`${each}\`.`, remedy);
    }
}
