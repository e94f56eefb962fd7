/** The pipeline: a checked program and the name of a loss in, generated code and its explanation out. */
import { printDeclarations } from './backends/js/declarations.ts';
import { printModule } from './backends/js/module.ts';
import { compileTfjs, type TfjsModule } from './backends/tfjs/tfjs.ts';
import type { FloatStorage, LabelStorage } from './backends/storage.ts';
import { printWgsl, type WgslCode } from './backends/wgsl/print.ts';
import { check } from './check/check.ts';
import { derive } from './derive.ts';
import { explain, headerOf } from './explain.ts';
import { finiteness, type Verdict } from './finiteness.ts';
import { warnOfInfinity } from './finiteness/warn.ts';
import { Builder } from './graph/builder.ts';
import { checkOptions } from './options.ts';
import { costOf, plan } from './plan.ts';
import { signatureOf } from './signature.ts';
import type { Program } from './syntax/program.ts';
import type { CheckedLoss } from './check/checked.ts';
import type { Derived } from './derive.ts';
import { isConst } from './graph/node.ts';
import { diagnostic, type Report } from './text/diagnostic.ts';

/** The values that an input or hyperparameter may take. */
export type DomainValues =
  | {
      readonly kind: 'interval';
      readonly low: number;
      readonly lowOpen: boolean;
      readonly high: number;
      readonly highOpen: boolean;
    }
  | { readonly kind: 'set'; readonly values: readonly number[] };

/** An input as callers see it. */
export interface InputSignature {
  readonly name: string;
  /** `logit`, `prob`, `index`, … */
  readonly kind: string;
  /** In declared order. */
  readonly axes: readonly string[];
  /** The same axes in memory order, slowest first; differs under a layout option. */
  readonly layout: readonly string[];
  /** The class axis of an `index`. */
  readonly of?: string;
  readonly domain: DomainValues;
  /** A gradient can be asked for. */
  readonly differentiable: boolean;
}

export interface HyperparameterSignature {
  readonly name: string;
  readonly value?: number;
  readonly domain: DomainValues;
  /** Fixed at build time: callers no longer pass it. */
  readonly pinned: boolean;
  /** Its gradient was asked for. */
  readonly differentiable: boolean;
}

export interface Signature {
  readonly name: string;
  readonly kind: 'loss' | 'metric';
  readonly doc: string;
  readonly inputs: readonly InputSignature[];
  readonly hyperparameters: readonly HyperparameterSignature[];
  /** Every axis whose size the generated code takes. */
  readonly axes: readonly string[];
  /** Axes of the result, in memory order; none for a scalar. */
  readonly result: readonly string[];
  /** Terms and parts that are reported beside the result. */
  readonly terms: readonly { readonly name: string; readonly axes: readonly string[] }[];
}

export interface CompileOptions {
  /** Hyperparameters fixed to constants. */
  readonly pin?: Readonly<Record<string, number>>;
  /** `first` (default) is the declared order; `last` puts class axes last; or an order per input. */
  readonly layout?: 'first' | 'last' | Readonly<Record<string, readonly string[]>>;
  /** Emit checks of the data against the declared domains. */
  readonly checked?: boolean;
  /** How labels and classes lie in the memory of a GPU: `u32` (default), `u8` packed into words, or `f32`. */
  readonly labels?: LabelStorage;
  /** How all other arrays lie there: `f32` (default) or `f16`, which halves the traffic; sums are in 32 bits anyway. */
  readonly floats?: FloatStorage;
  /** Threads of a GPU add up with subgroup operations; the device needs the feature. */
  readonly subgroups?: boolean;
  /** Hyperparameters whose gradients are wanted too. */
  readonly hyperparameterGradients?: readonly string[];
}

/** What generated code costs, for `explain` and the summary line. */
export interface Cost {
  /** Passes over the data: of the value alone, and of value and gradient. */
  readonly value: number;
  readonly valueAndGrad: number;
  /** Transcendental calls per element of the largest array, value and gradient. */
  readonly transcendentals: number;
}

/** Kernels of TensorFlow.js that a call runs: for the value alone, and for value and gradients. */
export interface Kernels {
  readonly value: number;
  readonly valueAndGrad: number;
}

export interface CompiledLoss {
  readonly signature: Signature;
  readonly cost: Cost;
  /** An ES module without imports, and its declarations. */
  readonly js: { readonly code: string; readonly declarations: string };
  /** By output (`value`, `∂/∂z`): whether it is finite for all data inside the domains. */
  readonly finiteness: ReadonlyMap<string, Verdict>;
  /** For WebGPU: a shader, and the host module that records its dispatches. Printed when first asked for. */
  readonly wgsl: WgslCode;
  /** For TensorFlow.js: a module that imports its core, with class axes last. Printed when first asked for. */
  readonly tfjs: TfjsModule;
  /** The whole story for people: formula, gradient, rewrites with reasons, passes, costs. */
  explain(options?: { readonly pass?: string }): string;
}

/**
 * Compiles one loss or metric of the entry module; undefined where an error was reported.
 * @throws {OptionError} where the options do not fit the loss
 */
export function compile(
  program: Program,
  name: string,
  options: CompileOptions,
  report: Report,
): CompiledLoss | undefined {
  const builder = new Builder();
  const checked = check(program, name, builder, options.pin ?? {}, report);
  if (checked === undefined) return undefined;
  checkOptions(checked, options);
  const derived = derive(builder, checked, options.hyperparameterGradients ?? []);
  warnOfNoGradient(checked, derived, report);
  const signature = signatureOf(checked, options);
  const planned = plan(builder, derived.roots, signature, { scalar: true, names: derived.names });
  const verdicts = finiteness(checked, derived);
  warnOfInfinity(checked, verdicts, report);
  const header = headerOf(checked, derived);
  const code = printModule({
    ...planned,
    signature,
    header,
    checked: options.checked ?? false,
  });
  let wgsl: WgslCode | undefined;
  let tfjs: TfjsModule | undefined;
  const forTfjs = (): TfjsModule => (tfjs ??= compileTfjs(builder, checked, derived, options));
  return {
    signature,
    cost: costOf(planned),
    get wgsl() {
      return (wgsl ??= printWgsl({
        ...plan(builder, derived.roots, signature, { scalar: false, names: derived.names }),
        signature,
        header,
        labels: options.labels ?? 'u32',
        floats: options.floats ?? 'f32',
        subgroups: options.subgroups ?? false,
      }));
    },
    get tfjs() {
      return forTfjs();
    },
    finiteness: verdicts,
    js: { code, declarations: printDeclarations(signature) },
    explain: (asked) => explain(checked, derived, planned, verdicts, () => forTfjs().kernels, asked?.pass),
  };
}

/** An input that could have a gradient and has none: through comparisons, argmax or stop only. */
function warnOfNoGradient(loss: CheckedLoss, { roots }: Derived, report: Report): void {
  for (const input of loss.declaration.inputs) {
    const root = roots.find((r) => r.role === 'gradient' && r.name === input.name.text);
    if (root === undefined || !isConst(root.node, 0) || loss.unused.includes(input.name.text)) continue;
    const remedy = `Declare it \`${input.name.text}: const ${input.kind.text}…\` where that is meant.`;
    report(
      diagnostic('gradient-none', input.name.span, { name: loss.name, input: input.name.text }, { remedy }),
    );
  }
}
