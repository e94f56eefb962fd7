/** How users call a generated module: the names of its functions, and what is the prediction and what the target. */
import type { InputSignature, Signature } from '../../compile.ts';
import { helpers as jsHelpers } from '../js/helpers.ts';
import { keywords } from '../js/namer.ts';
import { helperNames } from './runtime.ts';

export interface Calls {
  /** `bceDice` for `bce_dice`. */
  readonly name: string;
  /** Of a loss of two inputs, the one that is predicted and the one that is true. */
  readonly pair: { readonly prediction: string; readonly target: string } | undefined;
}

export function callsOf(signature: Signature): Calls {
  const { name, kind } = signature;
  const wish = camelCase(name);
  // `ratioLoss` of a loss called `ratio`, which is a helper of the module, or `newLoss`.
  return { name: taken.has(wish) ? `${wish}${capital(kind)}` : wish, pair: pairOf(signature) };
}

/** What a module calls its own parts, and what no function of JavaScript can be called. */
const taken: ReadonlySet<string> = new Set([
  ...helperNames,
  ...Object.keys(jsHelpers),
  ...keywords,
  ...'tf signature slots layouts flat hyperparameters names reductions evaluate compute computeTerms slopes'.split(
    ' ',
  ),
]);

const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);

export const camelCase = (name: string): string =>
  name.replace(/_+(\p{L}|\p{N})/gu, (_, letter: string) => letter.toUpperCase());

const predicted: ReadonlySet<string> = new Set(['logit', 'prob', 'real']);

function pairOf({ inputs, kind }: Signature): Calls['pair'] {
  const isPrediction = (i: InputSignature): boolean =>
    kind === 'loss' ? i.differentiable : predicted.has(i.kind);
  const predictions = inputs.filter(isPrediction);
  const targets = inputs.filter((i) => !isPrediction(i));
  const [prediction] = predictions;
  const [target] = targets;
  if (inputs.length !== 2 || predictions.length !== 1 || prediction === undefined || target === undefined)
    return undefined;
  return { prediction: prediction.name, target: target.name };
}
