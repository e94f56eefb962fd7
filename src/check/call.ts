/** Calls: finds out whether an operator of the language, or a loss, metric or function of the user is called. */
import { isAxisOperator } from '../operators/alongAxes.ts';
import { didYouMean } from '../text/suggest.ts';
import type { Call } from '../syntax/tree.ts';
import { builtins, isBuiltin } from './builtins.ts';
import { checkAxisOperator } from './axisOperator.ts';
import { complain, type Scope } from './scope.ts';
import { checkUserCall } from './userCall.ts';
import type { Value } from './value.ts';

/** Names that can be called in every file. */
export const operatorNames = (): readonly string[] => Object.keys(builtins);

export function checkCall(call: Call, scope: Scope): Value | undefined {
  if (!isCallable(call, scope)) return undefined;
  const name = call.callee.text;
  const found = scope.context.program.lookup(scope.module, name);
  if (found !== undefined && found.declaration.kind !== 'const')
    return checkUserCall(call, found.declaration, found.module, scope);
  return isBuiltin(name) ? checkOperator(call, name, scope) : undefined;
}

/** Whether there is something of this name that can be called; a mistake where there is not. */
export function isCallable({ callee }: Call, scope: Scope): boolean {
  const { program } = scope.context;
  const name = callee.text;
  const found = program.lookup(scope.module, name);
  if (scope.values.has(name) || scope.bindings.has(name) || found?.declaration.kind === 'const') {
    complain(scope, 'call-of-value', callee.span, { name }, { remedy: 'Is a `*` missing?' });
    return false;
  }
  if (found !== undefined || isBuiltin(name)) return true;
  if (program.isBroken(scope.module, name)) return false;
  complain(scope, 'call-unknown', callee.span, { name }, { remedy: remedyForUnknown(name, scope) });
  return false;
}

/** What other languages and libraries call it; what the standard library has of this name; what is nearly so called. */
function remedyForUnknown(name: string, { context: { program }, module }: Scope): string | undefined {
  const foreign = elsewhere.get(name) ?? elsewhere.get(name.toLowerCase());
  if (foreign !== undefined) return `It is written \`${foreign}\`.`;
  if (program.isInLibrary(name)) return `Import it: \`import { ${name} } from "lossc"\`.`;
  const guess = didYouMean(name, [...operatorNames(), ...program.names(module)]);
  return guess === undefined ? undefined : `Did you mean \`${guess}\`?`;
}

const elsewhere: ReadonlyMap<string, string> = new Map(
  Object.entries({
    Σ: 'sum[i](x)',
    Π: 'prod[i](x)',
    σ: 'sigmoid(x)',
    ln: 'log(x)',
    log10: 'log(x) / log(10)',
    average: 'mean[i](x)',
    avg: 'mean[i](x)',
    reduce_mean: 'mean[i](x)',
    reduce_sum: 'sum[i](x)',
    power: 'x ^ y',
    sqr: 'square(x)',
    gather: 'pick[c](x, t)',
    onehot: 'one_hot[c](t)',
    maximum: 'max(x, y)',
    minimum: 'min(x, y)',
    amax: 'max[i](x)',
    amin: 'min[i](x)',
    logit: 'log(p / (1 - p))',
    detach: 'stop(x)',
    stop_gradient: 'stop(x)',
    cond: 'if test then a else b',
    iff: 'if test then a else b',
    clip: 'clamp(x, low, high)',
    clip_by_value: 'clamp(x, low, high)',
    dot: 'sum[i](x * y)',
    logsigmoid: 'log_sigmoid(x)',
    l1: 'sum[i](abs(x))',
    l2: 'norm[i](x)',
  }),
);

function checkOperator(call: Call, name: string, scope: Scope): Value | undefined {
  const reduction = name === 'mean' || name === 'norm' || isAxisOperator(name);
  // `max` and `min` are both: with a bracket a reduction, with two arguments elementwise.
  const elementwise =
    (name === 'max' || name === 'min') && call.axes === undefined && call.arguments.length > 1;
  if (reduction && !elementwise) return checkAxisOperator(call, name, scope);
  return builtins[name]?.(call, scope);
}
