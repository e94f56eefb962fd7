/** A form of a loss in, an ES module that imports `@tensorflow/tfjs-core` and nothing else out. */
import type { HyperparameterSignature, Kernels, Signature } from '../../compile.ts';
import type { Builder } from '../../graph/builder.ts';
import { upstreamName } from '../../graph/upstream.ts';
import { Writer } from '../../text/writer.ts';
import { helpersIn } from '../js/helpers.ts';
import { callsOf } from './calls.ts';
import { printEntries, printTermEntries, type Way } from './entries.ts';
import type { Form, Terms } from './forms.ts';
import { layoutOf, type Layout } from './layout.ts';
import { domainTest, domainText, key, literal, number } from './literal.ts';
import { runtimeFor } from './runtime.ts';
import { Scope } from './scope.ts';

/** A form with its computation printed, which tells what it costs; the module around it is printed when it is wanted. */
export interface Candidate {
  readonly kernels: Kernels;
  /** There is a value for each example of the batch. */
  readonly example: boolean;
  module(): string;
}

/** What all parts of one module are printed from. */
interface Context {
  readonly builder: Builder;
  readonly signature: Signature;
  readonly layout: Layout;
  readonly form: Form;
  readonly terms: Terms;
  readonly way: Way;
}

/** A part of the module, and the kernels that it runs. */
interface Part {
  readonly text: string;
  readonly kernels: number;
}

export function candidate(builder: Builder, signature: Signature, form: Form, terms: Terms): Candidate {
  const nodes = [form.value, ...form.gradients.values(), ...terms.nodes.values()];
  const layout = layoutOf(signature, nodes);
  const way: Way = form.example ? 'examples' : signature.result.length > 0 ? 'tensor' : 'scalar';
  const context: Context = { builder, signature, layout, form, terms, way };
  const printed = computation(context);
  return { kernels: printed.kernels, example: form.example, module: () => printModule(context, printed) };
}

function printModule(context: Context, { value, gradient, kernels }: Computation): string {
  const { signature, layout, form, way } = context;
  const entries = printEntries(signature, [...form.gradients.keys()], way);
  const body = [value, ...gradient, entries, ...termParts(context)].join('\n');
  const constants = constantText(context);
  const helpers = [
    ...runtimeFor(
      `${constants}\n${body}`,
      layout.inputs.some((i) => i.transposed),
    ),
    ...helpersIn(body),
  ];
  const code = [
    headText(signature, kernels),
    `import * as tf from '@tensorflow/tfjs-core';\n`,
    `export const signature = ${literal(summary(signature))};\n`,
    constants,
    body,
    ...helpers.map((source) => `${source}\n`),
  ];
  return code.join('\n');
}

// --- head -----------------------------------------------------------------------------------------------------------

function headText({ name, doc, kind }: Signature, { value, valueAndGrad }: Kernels): string {
  const kernels =
    kind === 'metric' ? `${value} kernels.` : `${value} kernels, ${valueAndGrad} with the gradient.`;
  const lines = [`${name} for TensorFlow.js, compiled by lossc. ${kernels}`, '', ...doc.split('\n')];
  while (lines.at(-1) === '') lines.pop();
  return ['/**', ...lines.map((line) => ` * ${line.replaceAll('*/', '* /')}`.trimEnd()), ' */'].join('\n');
}

/** What programs may want to know of a module. */
function summary(signature: Signature): object {
  const { name, kind, inputs, hyperparameters, axes, result } = signature;
  const { name: call, pair } = callsOf(signature);
  return {
    name,
    kind,
    call,
    ...(pair === undefined ? {} : { pair }),
    inputs: inputs.map((i) => ({
      name: i.name,
      kind: i.kind,
      axes: i.layout,
      ...(i.of === undefined ? {} : { of: i.of }),
    })),
    hyperparameters: hyperparameters
      .filter((h) => !h.pinned)
      .map((h) => ({ name: h.name, ...(h.value === undefined ? {} : { default: h.value }) })),
    axes,
    result,
  };
}

function constantText({ signature, layout, way }: Context): string {
  const { slots, flat, inputs } = layout;
  const w = new Writer();
  w.line('/** Places for the axes, outermost first; axes that never meet share one. */');
  w.line(`const slots = ${literal(slots)};`);
  w.line('/** The axes of each input; the one at `wide` may be any number of dimensions. */');
  w.block(
    'const layouts = {',
    () => {
      for (const { name, ...layoutOfInput } of inputs) w.line(`${key(name)}: ${literal(layoutOfInput)},`);
    },
    '};',
  );
  w.line('/** Axes that have to be one dimension. */');
  w.line(`const flat = ${literal(flat)};`);
  const settings = signature.hyperparameters.filter((h) => !h.pinned);
  if (settings.length === 0) w.line('const hyperparameters = {};');
  else
    w.block('const hyperparameters = {', () => void w.lines(settings.map((h) => `${settingText(h)},`)), '};');
  w.line(`const names = ${literal(signature.inputs.map((i) => i.name))};`);
  w.line('/** What `options.reduction` may be. */');
  w.line(`const reductions = ${literal(reductions[way])};`);
  return w.toString();
}

const reductions: { readonly [W in Way]: readonly string[] } = {
  examples: ['example', 'mean'],
  scalar: ['mean'],
  tensor: [],
};

function settingText({ name, value, domain }: HyperparameterSignature): string {
  const fallback = value === undefined ? '' : `value: ${number(value)}, `;
  return `${key(name)}: { ${fallback}domain: ${literal(domainText(domain))}, holds: (x) => ${domainTest(domain)} }`;
}

// --- computations ---------------------------------------------------------------------------------------------------

interface Computation {
  readonly value: string;
  readonly gradient: readonly string[];
  readonly kernels: Kernels;
}

function computation(context: Context): Computation {
  const { form, way, signature } = context;
  if (way !== 'tensor' || form.gradients.size === 0) return eager(context);
  const value = eager({ ...context, form: { ...form, gradients: new Map() } });
  const slopes = slopesPart(context);
  const both = signature.inputs.length + value.kernels.value + slopes.kernels;
  return { ...value, gradient: [slopes.text], kernels: { value: value.kernels.value, valueAndGrad: both } };
}

/** Value and gradients in one function, the latter only where they are wanted. */
function eager(context: Context): Computation {
  const { form, way, signature, layout } = context;
  const gradients = [...form.gradients];
  const w = new Writer();
  const names = signature.inputs.map((i) => i.name);
  const scope = new Scope(
    { ...context, labels: form.labels },
    names,
    [form.value, ...form.gradients.values()],
    w,
  );
  const kernels = { value: 0, valueAndGrad: 0 };
  w.line(
    gradients.length > 0 ? '/** The value, and where it is recorded the gradients. */' : '/** The value. */',
  );
  w.block('function compute(tensors, params, options, recording) {', () => {
    scope.open();
    const result = scope.emission.floatOf(form.value);
    const value =
      way === 'examples'
        ? scope.overExamples(result, layout.batch ?? '')
        : scope.shaped(result, signature.result);
    kernels.value = kernels.valueAndGrad = scope.emission.tally.total;
    if (gradients.length === 0) return void w.line(`return { value: ${value}, gradients: [] };`);
    w.line(`const value = ${value};`);
    w.line('if (!recording) return { value, gradients: [] };');
    const found = gradients.map(([name, node]) => scope.gradient(name, node));
    w.line(`return { value, gradients: [${found.join(', ')}] };`);
    // One kernel keeps each gradient, and one or two weight it.
    const weighing = gradients.length * (way === 'examples' ? 3 : 2);
    kernels.valueAndGrad = scope.emission.tally.total + weighing;
  });
  return { value: w.toString(), gradient: [], kernels };
}

function slopesPart({ form, ...context }: Context): Part {
  const w = new Writer();
  const { inputs } = context.signature;
  const names = [...inputs.map((i) => i.name), upstreamName(inputs)];
  const scope = new Scope({ ...context, labels: form.labels }, names, [...form.gradients.values()], w);
  w.line('/** The gradients, each element of the loss weighted with its upstream. */');
  w.block('function slopes(tensors, params, options) {', () => {
    scope.open();
    const found = [...form.gradients].map(([name, node]) => scope.gradient(name, node));
    w.line(`return [${found.join(', ')}];`);
  });
  return { text: w.toString(), kernels: scope.emission.tally.total };
}

function termParts({ terms, ...context }: Context): readonly string[] {
  const { signature } = context;
  if (terms.nodes.size === 0) return [];
  const w = new Writer();
  const names = signature.inputs.map((i) => i.name);
  const scope = new Scope({ ...context, labels: terms.labels }, names, [...terms.nodes.values()], w);
  w.block('function computeTerms(tensors, params, options) {', () => {
    scope.open();
    const found = [...terms.nodes].map(([term, node]) => {
      const axes = signature.terms.find((t) => t.name === term)?.axes ?? [];
      return `${key(term)}: ${scope.shaped(scope.emission.floatOf(node), axes)}`;
    });
    w.line(`return { ${found.join(', ')} };`);
  });
  return [printTermEntries(signature, [...terms.nodes.keys()], w.toString())];
}
