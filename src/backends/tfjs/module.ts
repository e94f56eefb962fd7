/** A form of a loss in, an ES module that imports `@tensorflow/tfjs-core` and nothing else out. */
import type { DomainValues, HyperparameterSignature, Signature } from '../../compile.ts';
import type { Builder } from '../../graph/builder.ts';
import type { Node } from '../../graph/node.ts';
import { Writer } from '../../text/writer.ts';
import { helpersIn } from '../js/helpers.ts';
import { Namer } from '../js/namer.ts';
import { callsOf, type Calls } from './calls.ts';
import { Emitter, type Symbols } from './emitter.ts';
import type { Form } from './forms.ts';
import { layoutOf, type Layout } from './layout.ts';
import { runtimeFor } from './runtime.ts';
import type { Value } from './values.ts';

export interface Printed {
  readonly code: string;
  readonly example: boolean;
  readonly kernels: { readonly value: number; readonly valueAndGrad: number };
}

export function printModule(
  b: Builder,
  signature: Signature,
  form: Form,
  terms: ReadonlyMap<string, Node>,
): Printed {
  return new ModulePrinter(b, signature, form, terms).print();
}

/** Names that the body of a generated function uses itself. */
const taken = (
  'tf tensors params options given at tensor back sizes dimensions rank shapeOf share value gradients upstream recording ' +
  'layOut overExamples scalar ratio weigh oneHot others coordinates settle slots layouts flat hyperparameters saved dy save compute terms loss slopes'
).split(' ');

class ModulePrinter {
  readonly #b: Builder;
  readonly #signature: Signature;
  readonly #form: Form;
  readonly #terms: ReadonlyMap<string, Node>;
  readonly #layout: Layout;
  readonly #calls: Calls;
  #kernels = { value: 0, valueAndGrad: 0 };

  constructor(b: Builder, signature: Signature, form: Form, terms: ReadonlyMap<string, Node>) {
    [this.#b, this.#signature, this.#form, this.#terms] = [b, signature, form, terms];
    this.#calls = callsOf(signature);
    this.#layout = layoutOf(signature, [form.value, ...form.gradients.values(), ...terms.values()]);
  }

  print(): Printed {
    const body = [this.#compute(), ...this.#slopes(), ...this.#entry(), ...this.#termEntry()].join('\n');
    const constants = this.#constants();
    const transposed = this.#layout.inputs.some((i) => i.transposed);
    const helpers = [...runtimeFor(`${constants}\n${body}`, transposed), ...helpersIn(body)];
    const code = [
      this.#head(),
      `import * as tf from '@tensorflow/tfjs-core';\n`,
      this.#signatureText(),
      constants,
      body,
      ...helpers.map((source) => `${source}\n`),
    ].join('\n');
    return { code, example: this.#form.example, kernels: this.#kernels };
  }

  // --- head ---------------------------------------------------------------------------------------------------------

  #head(): string {
    const { name, doc } = this.#signature;
    const { value, valueAndGrad } = this.#kernels;
    const count =
      this.#form.gradients.size === 0
        ? `${value} kernels.`
        : `${value} kernels, ${valueAndGrad} with the gradient.`;
    const lines = [`${name} for TensorFlow.js, compiled by lossc. ${count}`, '', ...doc.split('\n')];
    return ['/**', ...lines.map((line) => ` * ${line.replaceAll('*/', '* /')}`.trimEnd()), ' */'].join('\n');
  }

  #signatureText(): string {
    const { name, kind, inputs, hyperparameters, result, axes } = this.#signature;
    const { name: call, pair } = this.#calls;
    const summary = {
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
    return `export const signature = ${literal(summary)};\n`;
  }

  #constants(): string {
    const { slots, flat, inputs } = this.#layout;
    const layouts = Object.fromEntries(
      inputs.map(({ name, axes, wide, type, bare, transposed }) => [
        name,
        { axes, wide, type, bare, transposed },
      ]),
    );
    const upstream = this.#signature.result;
    const all = this.#lazily()
      ? {
          ...layouts,
          upstream: { axes: upstream, wide: -1, type: 'float32', bare: false, transposed: false },
        }
      : layouts;
    const settings = this.#signature.hyperparameters.filter((h) => !h.pinned).map(settingText);
    return [
      '/** The axes in their places, outermost first, and those of each input; `wide` may be several dimensions. */',
      `const slots = ${literal(slots)};`,
      `const layouts = ${literal(all)};`,
      `const flat = ${literal(flat)};`,
      ...(settings.length === 0
        ? []
        : [`const hyperparameters = {\n${settings.map((s) => `  ${s},\n`).join('')}};`]),
      '',
    ].join('\n');
  }

  // --- the computation ----------------------------------------------------------------------------------------------

  /** A tensor of losses: its gradient is computed when its upstream is known. */
  #lazily(): boolean {
    return !this.#form.example && this.#signature.result.length > 0 && this.#form.gradients.size > 0;
  }

  #compute(): string {
    const writer = new Writer();
    const { value, gradients, example } = this.#form;
    const eager = this.#lazily() ? new Map<string, Node>() : gradients;
    const scope = this.#scope([value, ...eager.values()], writer);
    writer.line(
      this.#kind() === 'loss'
        ? '/** The value, and where it is recorded the gradients. */'
        : '/** The value. */',
    );
    writer.block(`function compute(tensors, params, options, recording) {`, () => {
      scope.open();
      const result = scope.emitter.named(value, 'result');
      const shaped = example
        ? `overExamples(${result.text}, ${scope.size(this.#layout.batch ?? '')}, options.reduction)`
        : this.#shaped(scope, result, this.#signature.result);
      this.#kernels.value = scope.emitter.kernels + (example || this.#signature.result.length > 0 ? 1 : 0);
      writer.line(`const value = ${shaped};`);
      if (eager.size === 0) return void writer.line('return { value, gradients: [] };');
      writer.line('if (!recording) return { value, gradients: [] };');
      const names = [...eager].map(
        ([name, node]) =>
          `at.back(${JSON.stringify(name)}, ${scope.emitter.float(scope.emitter.value(node)).text})`,
      );
      writer.line(`return { value, gradients: [${names.join(', ')}] };`);
      this.#kernels.valueAndGrad = scope.emitter.kernels + (example ? 1 : 0) + eager.size * (example ? 3 : 2);
    });
    if (this.#kernels.valueAndGrad === 0) this.#kernels.valueAndGrad = this.#kernels.value;
    return writer.toString();
  }

  /** A value in the shape that callers expect: its axes in their order, with all their dimensions. */
  #shaped(scope: Scope, { text, type }: Value, axes: readonly string[]): string {
    if (axes.length === 0) return type === 'number' ? `tf.scalar(${text})` : `scalar(${text})`;
    return `at.shaped(${text}, ${literal(axes)})`;
  }

  #slopes(): readonly string[] {
    if (!this.#lazily()) return [];
    const writer = new Writer();
    const scope = this.#scope([...this.#form.gradients.values()], writer);
    writer.line('/** The gradients, each element of the loss weighted with its upstream. */');
    writer.block('function slopes(tensors, params, options) {', () => {
      scope.open();
      const names = [...this.#form.gradients].map(
        ([name, node]) =>
          `at.back(${JSON.stringify(name)}, ${scope.emitter.float(scope.emitter.value(node)).text})`,
      );
      writer.line(`return [${names.join(', ')}];`);
    });
    this.#kernels.valueAndGrad = this.#kernels.value + scope.emitter.kernels;
    return [writer.toString()];
  }

  #scope(roots: readonly Node[], writer: Writer): Scope {
    return new Scope(this.#b, this.#signature, this.#layout, roots, writer);
  }

  #kind(): string {
    return this.#signature.kind;
  }

  // --- entries ------------------------------------------------------------------------------------------------------

  #entry(): readonly string[] {
    const { name, pair } = this.#calls;
    const { inputs, kind } = this.#signature;
    const list = inputs.map((i) => i.name);
    const w = new Writer();
    if (pair !== undefined) {
      w.line(`/** A function of the true and the predicted values, for \`model.compile\`. */`);
      w.block(`export function ${name}(params, options) {`, () => {
        w.line(`const settled = ${this.#settled()};`);
        w.line(
          `return (yTrue, yPred) => evaluate(${object(
            [
              [pair.prediction, 'yPred'],
              [pair.target, 'yTrue'],
            ],
            list,
          )}, settled, options);`,
        );
      });
      w.blank();
    }
    w.line('/** The value for inputs by name. */');
    w.block(`export function ${name}From(inputs, params, options) {`, () => {
      w.line(`return evaluate(inputs, ${this.#settled()}, options);`);
    });
    w.blank();
    if (kind === 'metric') this.#evaluateMetric(w);
    else this.#evaluate(w);
    return [w.toString()];
  }

  #settled(): string {
    return this.#signature.hyperparameters.some((h) => !h.pinned) ? 'settle(params)' : '{}';
  }

  #evaluateMetric(w: Writer): void {
    w.block('function evaluate(inputs, params, options = {}) {', () =>
      w.line('return tf.tidy(() => compute(inputs, params, options, false).value);'),
    );
  }

  #evaluate(w: Writer): void {
    const names = this.#signature.inputs.map((i) => i.name);
    w.line('/** The value with the compiled gradient; only the gradient itself is kept for the way back. */');
    w.block('function evaluate(inputs, params, options = {}) {', () => {
      w.line(`const names = ${literal(names)};`);
      w.line(
        'for (const name of names) if (!(inputs[name] instanceof tf.Tensor)) throw new Error(`${name} must be a tensor.`);',
      );
      w.block(
        'const loss = tf.customGrad((...given) => {',
        () => {
          w.line('const save = given.pop();');
          w.line('const tensors = Object.fromEntries(names.map((name, k) => [name, given[k]]));');
          if (this.#lazily()) {
            w.line('save(given);');
            w.line('const { value } = compute(tensors, params, options, false);');
            w.block(
              'const gradFunc = (upstream, saved) => {',
              () => {
                w.line('const again = Object.fromEntries(names.map((name, k) => [name, saved[k]]));');
                w.line('const found = slopes({ ...again, upstream }, params, options);');
                w.line(`return names.map((name, k) => ${this.#picked('found[at]', 'saved[k].shape')});`);
              },
              '};',
            );
          } else {
            w.line('// Without a tape there is no need for the gradient.');
            w.line(
              'const { value, gradients } = compute(tensors, params, options, tf.engine().state.gradientDepth !== 0);',
            );
            w.line('save(gradients);');
            w.line('const shapes = given.map((tensor) => tensor.shape);');
            w.block(
              'const gradFunc = (upstream, saved) => {',
              () => {
                w.line(`return names.map((name, k) => ${this.#picked(this.#weighted(), 'shapes[k]')});`);
              },
              '};',
            );
          }
          w.line('return { value, gradFunc };');
        },
        '});',
      );
      w.line('return loss(...names.map((name) => inputs[name]));');
    });
  }

  /** The gradient of an input, and zeros for one that has none. */
  #picked(found: string, shape: string): string {
    const order = [...this.#form.gradients.keys()];
    const index = `${literal(order)}.indexOf(name)`;
    return `{ const at = ${index}; return at < 0 ? tf.zeros(${shape}) : ${found}; }`;
  }

  #weighted(): string {
    return this.#form.example ? 'weigh(saved[at], upstream)' : 'tf.mul(saved[at], upstream)';
  }

  #termEntry(): readonly string[] {
    if (this.#terms.size === 0) return [];
    const { name, pair } = this.#calls;
    const writer = new Writer();
    const scope = this.#scope([...this.#terms.values()], writer);
    writer.line('/** The terms of the loss, for inputs by name. */');
    writer.block(`export function ${name}Terms(inputs, params, options = {}) {`, () => {
      writer.line(`return tf.tidy(() => computeTerms(inputs, ${this.#settled()}, options));`);
    });
    writer.blank().block('function computeTerms(tensors, params, options) {', () => {
      scope.open();
      const entries = [...this.#terms].map(([term, node]) => {
        const axes = this.#signature.terms.find((t) => t.name === term)?.axes ?? [];
        return `${key(term)}: ${this.#shaped(scope, scope.emitter.value(node), axes)}`;
      });
      writer.line(`return { ${entries.join(', ')} };`);
    });
    if (pair !== undefined) {
      writer.blank().line('/** The terms as metrics, for `model.compile`. */');
      writer.block(`export function ${name}Metrics(params, options) {`, () => {
        const inputs = object(
          [
            [pair.prediction, 'yPred'],
            [pair.target, 'yTrue'],
          ],
          this.#signature.inputs.map((i) => i.name),
        );
        writer.line(`const terms = (yTrue, yPred) => ${name}Terms(${inputs}, params, options);`);
        // A metric is called what its function is.
        writer.block(
          'return {',
          () => {
            for (const term of this.#terms.keys())
              writer.line(
                `${key(term)}: (yTrue, yPred) => tf.tidy(() => terms(yTrue, yPred)[${JSON.stringify(term)}]),`,
              );
          },
          '};',
        );
      });
    }
    return [writer.toString()];
  }
}

/** The names of one generated function, and the emitter that writes its statements. */
class Scope {
  readonly emitter: Emitter;
  readonly #writer: Writer;
  readonly #names = new Namer(taken);
  readonly #signature: Signature;
  readonly #sizes = new Map<string, string>();
  readonly #dimensions = new Map<string, string>();
  readonly #inputs = new Map<string, string>();
  readonly #hyperparameters = new Map<string, string>();

  constructor(b: Builder, signature: Signature, layout: Layout, roots: readonly Node[], writer: Writer) {
    [this.#signature, this.#writer] = [signature, writer];
    const symbols: Symbols = {
      size: (axis) => this.size(axis),
      hyperparameter: (name) => this.#hyperparameter(name),
      input: (name) => this.#input(name),
      dimensions: (axis) => this.#dimension(axis),
    };
    for (const input of signature.inputs) this.#inputs.set(input.name, this.#names.take(input.name));
    for (const { name } of signature.hyperparameters) this.#hyperparameters.set(name, this.#names.take(name));
    this.#inputs.set('upstream', this.#names.take('weight'));
    for (const axis of layout.slots.flat()) {
      this.#sizes.set(axis, this.#names.take(axis));
      this.#dimensions.set(axis, this.#names.take(`${axis}Axes`));
    }
    this.emitter = new Emitter(b, layout, symbols, this.#names, roots, (line) => void writer.line(line));
  }

  size(axis: string): string {
    return this.#sizes.get(axis) ?? axis;
  }

  #dimension(axis: string): string {
    return this.#dimensions.get(axis) ?? axis;
  }

  #input(name: string): string {
    return this.#inputs.get(name) ?? name;
  }

  #hyperparameter(name: string): string {
    return this.#hyperparameters.get(name) ?? name;
  }

  /** The first statements: tensors in their places, sizes, dimensions and hyperparameters. */
  open(): void {
    const fields = (names: ReadonlyMap<string, string>): string =>
      [...names].map(([name, local]) => (name === local ? name : `${key(name)}: ${local}`)).join(', ');
    const free = new Map([...this.#hyperparameters].filter(([name]) => !this.#pinned(name)));
    if (free.size > 0) this.#writer.line(`const { ${fields(free)} } = params;`);
    this.#writer.line('const at = layOut(tensors, options.sizes);');
    this.#writer.line(`const { ${fields(this.#sizes)} } = at.sizes;`);
    this.#writer.line(`const { ${fields(this.#dimensions)} } = at.dimensions;`);
    for (const { name } of this.#signature.inputs)
      this.#writer.line(`const ${this.#input(name)} = at.tensor(${JSON.stringify(name)});`);
  }

  #pinned(name: string): boolean {
    return this.#signature.hyperparameters.some((h) => h.name === name && h.pinned);
  }
}

const key = (name: string): string =>
  /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name) ? name : JSON.stringify(name);

/** `{ z: yPred, y: yTrue }`, in the order of the inputs. */
function object(entries: readonly (readonly [string, string])[], order: readonly string[]): string {
  const sorted = [...entries].sort(([p], [q]) => order.indexOf(p) - order.indexOf(q));
  return `{ ${sorted.map(([name, value]) => `${key(name)}: ${value}`).join(', ')} }`;
}

/** JSON as JavaScript is written by hand. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.entries(value)
      .map(([name, each]) => `${key(name)}: ${literal(each)}`)
      .join(', ')} }`;
  return typeof value === 'string'
    ? `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
    : JSON.stringify(value);
}

function settingText({ name, value, domain }: HyperparameterSignature): string {
  const parts = [
    ...(value === undefined ? [] : [`value: ${number(value)}`]),
    `domain: ${literal(domainText(domain))}`,
    `holds: (x) => ${domainTest(domain)}`,
  ];
  return `${key(name)}: { ${parts.join(', ')} }`;
}

const number = (x: number): string => (Number.isFinite(x) ? String(x) : x > 0 ? 'Infinity' : '-Infinity');

export function domainText(domain: DomainValues): string {
  if (domain.kind === 'set') return `{${domain.values.join(', ')}}`;
  const { low, lowOpen, high, highOpen } = domain;
  return `${lowOpen ? '(' : '['}${low === -Infinity ? '-inf' : low}, ${high === Infinity ? 'inf' : high}${highOpen ? ')' : ']'}`;
}

function domainTest(domain: DomainValues): string {
  if (domain.kind === 'set') return `[${domain.values.join(', ')}].includes(x)`;
  const { low, lowOpen, high, highOpen } = domain;
  const tests = [
    ...(low === -Infinity ? [] : [`x ${lowOpen ? '>' : '>='} ${number(low)}`]),
    ...(high === Infinity ? [] : [`x ${highOpen ? '<' : '<='} ${number(high)}`]),
  ];
  return tests.length === 0 ? '!Number.isNaN(x)' : tests.join(' && ');
}
