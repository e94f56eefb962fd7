/** A checked loss and the options of its compilation in; an error where they are not what the loss can be compiled with. */
import { floatStorages, labelStorages } from './backends/storage.ts';
import type { CheckedLoss } from './check/checked.ts';
import type { CompileOptions } from './compile.ts';
import { OptionError } from './text/optionError.ts';
import { insteadOf } from './text/suggest.ts';

/** Every option there is. */
const names: { readonly [Name in keyof Required<CompileOptions>]: true } = {
  pin: true,
  layout: true,
  checked: true,
  labels: true,
  floats: true,
  subgroups: true,
  hyperparameterGradients: true,
};

/** What is misspelt would leave the code as it is without a word: general, in the declared order. */
export function checkOptions(loss: CheckedLoss, options: CompileOptions): void {
  const {
    pin = {},
    layout = 'first',
    labels = 'u32',
    floats = 'f32',
    hyperparameterGradients = [],
  } = options;
  const require = (what: string, given: readonly string[], known: readonly string[]): void => {
    for (const name of given)
      if (!known.includes(name)) throw new OptionError(`${what} \`${name}\`.`, insteadOf(name, known));
  };
  require('There is no option', Object.keys(options), Object.keys(names));
  require('There is no storage of labels', [labels], labelStorages);
  require('There is no storage of floats', [floats], floatStorages);
  const hyperparameters = loss.hyperparameters.map((h) => h.name);
  const wanted = [...Object.keys(pin), ...hyperparameterGradients];
  require(`${loss.name} has no hyperparameter`, wanted, hyperparameters);
  if (typeof layout === 'string') require('There is no layout', [layout], ['first', 'last']);
  else require(`${loss.name} has no input`, Object.keys(layout), loss.inputs.map((i) => i.name));
  for (const { name, pinned } of loss.hyperparameters)
    if (pinned && hyperparameterGradients.includes(name))
      throw new OptionError(`${name} is pinned, and a constant has no gradient.`);
}
