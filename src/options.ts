/** A checked loss and the options of its compilation in; an error where they name what the loss does not have. */
import type { CheckedLoss } from './check/checked.ts';
import type { CompileOptions } from './compile.ts';
import { OptionError } from './text/optionError.ts';
import { didYouMean } from './text/suggest.ts';

/** A misspelt name would leave the code as it is without a word: general, in the declared order. */
export function requireKnown(loss: CheckedLoss, options: CompileOptions): void {
  const { pin = {}, layout, hyperparameterGradients = [] } = options;
  const hyperparameters = loss.hyperparameters.map((h) => h.name);
  const inputs = loss.inputs.map((i) => i.name);
  const require = (what: string, names: readonly string[], known: readonly string[]): void => {
    for (const name of names) if (!known.includes(name)) throw unknown(loss.name, what, name, known);
  };
  require('hyperparameter', [...Object.keys(pin), ...hyperparameterGradients], hyperparameters);
  if (typeof layout === 'object') require('input', Object.keys(layout), inputs);
  for (const { name, pinned } of loss.hyperparameters)
    if (pinned && hyperparameterGradients.includes(name))
      throw new OptionError(`${name} is pinned, and a constant has no gradient.`);
}

function unknown(loss: string, what: string, name: string, known: readonly string[]): OptionError {
  const meant = didYouMean(name, known);
  const those = known.length === 0 ? undefined : `There are ${known.join(', ')}.`;
  return new OptionError(
    `${loss} has no ${what} \`${name}\`.`,
    meant === undefined ? those : `Did you mean \`${meant}\`?`,
  );
}
