/** A checked and derived loss in; an ES module for TensorFlow.js, its declarations and its kernel counts out. */
import type { CheckedLoss } from '../../check/checked.ts';
import type { Derived } from '../../derive.ts';
import type { Builder } from '../../graph/builder.ts';
import type { Signature } from '../../compile.ts';
import { printDeclarations } from './declarations.ts';
import { forms, termForms } from './forms.ts';
import { batchOf } from './layout.ts';
import { printModule } from './module.ts';
import { callsOf } from './calls.ts';

export interface TfjsModule {
  readonly code: string;
  readonly declarations: string;
  /** Kernels that a call runs: for the value alone, and for value and gradients. */
  readonly kernels: { readonly value: number; readonly valueAndGrad: number };
}

/** `signature` has the layout that TensorFlow.js uses: class axes last. */
export function compileTfjs(b: Builder, loss: CheckedLoss, derived: Derived, signature: Signature): TfjsModule {
  const terms = termForms(b, derived);
  const printed = forms(b, loss, derived, batchOf(signature)).map((form) => printModule(b, signature, form, terms));
  if ((globalThis as any).process?.env.TFJS_FORM) return { code: printed[Number((globalThis as any).process.env.TFJS_FORM)]!.code, declarations: printed.map((p) => JSON.stringify(p.kernels)).join(), kernels: printed[0]!.kernels };
  const [best] = printed.sort((p, q) => p.kernels.valueAndGrad - q.kernels.valueAndGrad);
  if (best === undefined) throw new Error('A loss has a form.');
  return {
    code: best.code,
    declarations: printDeclarations(signature, callsOf(signature), best.example),
    kernels: best.kernels,
  };
}
