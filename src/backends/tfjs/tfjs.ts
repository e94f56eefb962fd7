/** A checked and derived loss in; an ES module for TensorFlow.js, its declarations and its kernel counts out. */
import type { CheckedLoss } from '../../check/checked.ts';
import type { Derived } from '../../derive.ts';
import type { Builder } from '../../graph/builder.ts';
import type { CompileOptions, Kernels, Signature } from '../../compile.ts';
import { signatureOf } from '../../signature.ts';
import { printDeclarations } from './declarations.ts';
import { forms, termForms } from './forms.ts';
import { batchOf, channelsLast } from './layout.ts';
import { candidate } from './module.ts';
import { callsOf } from './calls.ts';

export interface TfjsModule {
  readonly code: string;
  readonly declarations: string;
  /** What its functions are called by: `bceDice`, `bceDiceFrom`, … */
  readonly call: string;
  /** With the layout that the module expects. */
  readonly signature: Signature;
  readonly kernels: Kernels;
}

/** Class axes come last, unless the options give an order for each input. */
export function compileTfjs(
  b: Builder,
  loss: CheckedLoss,
  derived: Derived,
  options: CompileOptions,
): TfjsModule {
  const layout = typeof options.layout === 'object' ? options.layout : channelsLast(loss, derived);
  const signature = signatureOf(loss, { ...options, layout });
  const calls = callsOf(signature);
  const terms = termForms(b, derived);
  const candidates = forms(b, loss, derived, batchOf(signature)).map((form) =>
    candidate(b, signature, form, terms),
  );
  const [best] = candidates.sort((p, q) => p.kernels.valueAndGrad - q.kernels.valueAndGrad);
  if (best === undefined) throw new Error('A loss has a form.');
  return {
    code: best.module(),
    declarations: printDeclarations(signature, calls, best.example),
    call: calls.name,
    signature,
    kernels: best.kernels,
  };
}
