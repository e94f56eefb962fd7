/** Loss files in, their programs and compiled losses out, with the options of the command line applied. */
import { targets, type Target } from '../backends/targets.ts';
import { compile, type CompiledLoss, type CompileOptions } from '../compile.ts';
import { listed, suggestion } from '../data/problem.ts';
import { load, type Program } from '../syntax/program.ts';
import type { LossDeclaration } from '../syntax/tree.ts';
import { OptionError } from '../text/optionError.ts';
import { insteadOf } from '../text/suggest.ts';
import type { Session } from './session.ts';
import { requireLossFile, type SourceFile } from './sources.ts';
import { UsageError } from './usage.ts';

/** A loss or metric that a file declares. */
export interface DeclaredLoss {
  readonly source: SourceFile;
  readonly program: Program;
  readonly declaration: LossDeclaration;
}

/** Every loss and metric of these files, in order; what cannot be read is reported. */
export const declaredLosses = (sources: readonly SourceFile[], session: Session): readonly DeclaredLoss[] =>
  sources.flatMap((source) => {
    const program = load(source.path, session.host, session.findings.report);
    if (program === undefined) return [];
    const { declarations } = program.entry;
    return declarations.flatMap((declaration) =>
      declaration.kind === 'loss' || declaration.kind === 'metric' ? [{ source, program, declaration }] : [],
    );
  });

/** The error that there is nothing to do; undefined where there is, or where a mistake that was reported hides it. */
export function nothingDeclared(
  sources: readonly SourceFile[],
  losses: readonly DeclaredLoss[],
  { findings }: Session,
): UsageError | undefined {
  if (losses.length > 0 || findings.errors.length > 0) return undefined;
  const where =
    sources.length > 3 ? `these ${sources.length} files` : listed(sources.map(({ path }) => path));
  return new UsageError(
    `There is no loss or metric in ${where}.`,
    'Declare one, `loss name(…) = …`; a `fn` or a `const` is compiled where a loss uses it.',
  );
}

/** Every loss and metric of these files, of which there has to be one. */
export function requireLosses(sources: readonly SourceFile[], session: Session): readonly DeclaredLoss[] {
  const losses = declaredLosses(sources, session);
  const nothing = nothingDeclared(sources, losses, session);
  if (nothing !== undefined) throw nothing;
  return losses;
}

/** The loss of this name that a file declares or imports; undefined where a mistake was reported. */
export function findLoss(path: string, name: string, session: Session): DeclaredLoss | undefined {
  requireLossFile(path);
  const { report } = session.findings;
  const program = load(path, session.host, report);
  if (program === undefined) return undefined;
  const declaration = program.lookup(program.entry, name.normalize('NFC'))?.declaration;
  if (declaration?.kind === 'loss' || declaration?.kind === 'metric')
    return { source: { path, topic: '' }, program, declaration };
  compile(program, name, {}, report); // says that there is none, and which there are
  return undefined;
}

/** Compiles a loss; undefined where an error was reported. */
export const compileLoss = (
  { program, declaration }: DeclaredLoss,
  options: CompileOptions,
  session: Session,
): CompiledLoss | undefined =>
  asUsage(() => compile(program, declaration.name.text, options, session.findings.report));

/** What is wrong with an option was wrong on the command line or in the configuration. */
export function asUsage<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw error instanceof OptionError ? new UsageError(error.message, error.remedy) : error;
  }
}

/** Options as the command line and the configuration give them: for all losses of a run. */
export interface RunOptions {
  readonly pin: Readonly<Record<string, number>>;
  readonly layout: NonNullable<CompileOptions['layout']>;
  readonly checked: boolean;
  readonly gradients: readonly string[];
  /** How arrays lie in the memory of a GPU, and how it adds up. */
  readonly device: Pick<CompileOptions, 'labels' | 'floats' | 'subgroups'>;
}

/** Reads the options that shape generated code. */
export function runOptions({ arguments: given, config }: Session): RunOptions {
  const layout = given.value('layout');
  return {
    pin: { ...config.pin, ...readPins(given.list('pin')) },
    layout: layout === 'first' || layout === 'last' ? layout : (config.layout ?? 'first'),
    checked: given.has('checked'),
    gradients: given.list('grad-params'),
    device: {
      labels: oneOf(['u32', 'u8', 'f32'], given.value('labels')) ?? 'u32',
      floats: oneOf(['f32', 'f16'], given.value('floats')) ?? 'f32',
      subgroups: given.has('subgroups'),
    },
  };
}

const oneOf = <T extends string>(choices: readonly T[], word: string | undefined): T | undefined =>
  choices.find((choice) => choice === word);

function readPins(texts: readonly string[]): Readonly<Record<string, number>> {
  const pins = texts.map(readPin);
  const names = pins.map(([name]) => name);
  const twice = names.find((name, k) => names.indexOf(name) < k);
  if (twice !== undefined)
    throw new UsageError(`\`--pin\` fixes \`${twice}\` twice.`, 'Give each hyperparameter one value.');
  return Object.fromEntries(pins);
}

function readPin(text: string): readonly [string, number] {
  const [, name, value] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  const number = Number(value);
  if (name !== undefined && Number.isFinite(number)) return [name.normalize('NFC'), number];
  throw new UsageError(
    `\`--pin ${text}\` is not of the form \`--pin NAME=VALUE\`.`,
    'Example: `--pin gamma=2`.',
  );
}

/** The options for one loss: hyperparameters that it does not have are left out. */
export function optionsFor({ declaration }: DeclaredLoss, options: RunOptions): CompileOptions {
  const own = new Set(declaration.hyperparameters.map(({ name }) => name.text));
  const inputs = new Set(declaration.inputs.map(({ name }) => name.text));
  const { pin, layout, checked, gradients, device } = options;
  return {
    pin: Object.fromEntries(Object.entries(pin).filter(([name]) => own.has(name))),
    layout:
      typeof layout === 'string'
        ? layout
        : Object.fromEntries(Object.entries(layout).filter(([name]) => inputs.has(name))),
    checked,
    ...device,
    hyperparameterGradients: declaration.kind === 'metric' ? [] : gradients.filter((name) => own.has(name)),
  };
}

/**
 * Throws a usage error where an option names a hyperparameter that none of the losses has, or seems to misspell an
 * input: the layout of a project may be for inputs of losses that are not in this run.
 */
export function requireKnown({ pin, gradients, layout }: RunOptions, losses: readonly DeclaredLoss[]): void {
  const declarations = losses.map(({ declaration }) => declaration);
  const require = (what: string, names: readonly string[], declared: readonly Declared[]): void => {
    const known = new Set(declared.map(({ name }) => name.text));
    for (const name of names)
      if (!known.has(name))
        throw new UsageError(`None of the losses has ${what} \`${name}\`.`, insteadOf(name, [...known]));
  };
  const hyperparameters = declarations.flatMap((each) => each.hyperparameters);
  require('a hyperparameter', [...Object.keys(pin), ...gradients], hyperparameters);
  const inputs = declarations.flatMap((each) => each.inputs);
  const names = inputs.map(({ name }) => name.text);
  const misspelt = (name: string): boolean => suggestion(name, names) !== undefined;
  if (typeof layout === 'object') require('an input', Object.keys(layout).filter(misspelt), inputs);
}

type Declared = LossDeclaration['inputs' | 'hyperparameters'][number];

/** The backends of `--backend`; all of them without it. */
export const chosenBackends = ({ arguments: given }: Session): readonly Target[] =>
  given.has('backend') ? targets.filter((target) => given.list('backend').includes(target)) : targets;

/** Backends whose code runs without a device, and at once. */
const everywhere: readonly Target[] = ['js'];

/** The backends that are verified where none is named: the others take a device, and minutes for a library. */
export const verifiedBackends = (session: Session): readonly Target[] =>
  session.arguments.has('backend') ? chosenBackends(session) : everywhere;

/** The backends that a build verifies: it has to work where there is no device. */
export function builtBackends(session: Session): readonly Target[] {
  const able = chosenBackends(session).filter((target) => everywhere.includes(target));
  return able.length > 0 ? able : everywhere;
}
