/** Plans and a signature in; the text of the shader, and what its host has to know of it, out. */
import type { Node } from '../../graph/node.ts';
import type { Extents } from '../../schedule/fuse.ts';
import type { Output, Plan } from '../../schedule/plan.ts';
import type { InputSignature, Signature } from '../../compile.ts';
import { Writer } from '../../text/writer.ts';
import { accessText, inHalves, namesOf, storedType } from './access.ts';
import { takesFours } from './fours.ts';
import { functionsIn } from './functions.ts';
import { printKernel, type Kernel } from './kernel.ts';
import { fieldsOf } from './fields.ts';
import { scratchText } from './scratch.ts';
import type { KernelContext } from './frame.ts';
import { capital, reductionWish } from './wishes.ts';
import {
  outputKey,
  type ArrayPlace,
  type Field,
  type FloatStorage,
  type LabelStorage,
  type Partials,
  type Resolved,
  type Symbols,
} from './memory.ts';
import { Namer } from './namer.ts';
import { goalsOf, splitSweep, stagesOf, type Sweep } from './stages.ts';

export interface WgslInput {
  readonly signature: Signature;
  readonly value: Plan;
  readonly valueAndGrad: Plan | undefined;
  readonly extents: Extents;
  readonly swept: ReadonlyMap<string, string>;
  readonly hints: ReadonlyMap<Node, string>;
  /** The formula and its gradient for the head of the shader. */
  readonly header: readonly string[];
  readonly labels: LabelStorage;
  /** How inputs that are no labels, and gradients, are stored. */
  readonly floats: FloatStorage;
  /** Threads add up with subgroup operations. */
  readonly subgroups: boolean;
}

/** A binding of the only bind group. */
export interface Binding {
  readonly name: string;
  readonly kind: 'uniform' | 'read-only-storage' | 'storage';
}

/** The dispatches of a value, or of value and gradient, in order. */
export interface Dispatches {
  readonly kernels: readonly Kernel[];
  readonly partials: readonly Partials[];
  readonly resolved: readonly Resolved[];
}

export interface Shader {
  readonly text: string;
  readonly bindings: readonly Binding[];
  readonly fields: readonly Field[];
  readonly symbols: Symbols;
  /** The declared axes behind each swept one. */
  readonly behind: Extents;
  readonly value: Dispatches;
  readonly valueAndGrad: Dispatches | undefined;
  /** The kernels that there are for four neighbours at a time too. */
  readonly quads: ReadonlySet<string>;
  /** By array: the function that reads or writes an element, and what replaces it where the array takes two bindings. */
  readonly halves: ReadonlyMap<string, { readonly one: string; readonly two: string }>;
  /** What a device has to be created with. */
  readonly features: readonly string[];
}

/** The storage buffers that a device grants to a shader stage without asking. */
const mostStorageBuffers = 8;

export function printShader(input: WgslInput): Shader {
  return new ShaderPrinter(input).print();
}

class ShaderPrinter {
  readonly #in: WgslInput;
  readonly #names = new Namer();
  readonly #symbols: Symbols;
  readonly #kernels = new Map<string, Kernel>();

  constructor(input: WgslInput) {
    this.#in = input;
    const { signature } = input;
    const place = (i: InputSignature): ArrayPlace =>
      this.#place(i.name, i.layout, isLabel(i) ? { element: input.labels, whole: true } : {});
    const inputs = new Map(signature.inputs.map((i) => [i.name, place(i)]));
    if (signature.result.length > 0)
      inputs.set('upstream', this.#place('upstream', signature.result, { element: 'f32' }));
    const outputs = (input.valueAndGrad ?? input.value).outputs;
    this.#symbols = {
      inputs,
      outputs: new Map(outputs.filter((o) => o.axes.length > 0).map((o) => [outputKey(o), this.#output(o)])),
      scalars: outputs.filter((o) => o.axes.length === 0).map(outputKey),
      ...this.#axes(),
      hyperparameters: new Map(signature.hyperparameters.map((h) => [h.name, this.#names.take(h.name)])),
      hints: input.hints,
      reductions: this.#reductions(),
      partials: new Map(),
      resolved: [],
    };
  }

  #axes(): Pick<Symbols, 'coordinates' | 'sizes' | 'extents'> {
    const { signature, extents } = this.#in;
    const coordinates = new Map([...extents.keys()].map((axis) => [axis, this.#names.take(axis)]));
    const sizes = new Map(signature.axes.map((axis) => [axis, this.#names.take(`${axis}Size`)]));
    const extentName = (axis: string, behind: readonly string[]): string =>
      behind.length === 1
        ? (sizes.get(behind[0] ?? axis) ?? axis)
        : this.#names.take(`${behind.join('')}Size`);
    return {
      coordinates,
      sizes,
      extents: new Map([...extents].map(([axis, behind]) => [axis, extentName(axis, behind)])),
    };
  }

  #swept(axes: readonly string[]): readonly string[] {
    return [...new Set(axes.map((axis) => this.#in.swept.get(axis) ?? axis))];
  }

  #output(output: Output): ArrayPlace {
    const wish = output.role === 'gradient' ? `d_${output.name}` : `${output.name}Out`;
    const element = output.role === 'gradient' ? this.#in.floats : 'f32';
    return this.#place(wish, output.axes, { element, written: true });
  }

  /** Only what a sweep goes over can be bound in windows. */
  #place(
    wish: string,
    declared: readonly string[],
    {
      element = this.#in.floats,
      whole = false,
      written = false,
    }: Partial<ArrayPlace> & { written?: boolean } = {},
  ): ArrayPlace {
    const name = this.#names.take(wish);
    const axes = this.#swept(declared);
    const { streaming } = (this.#in.valueAndGrad ?? this.#in.value).roles;
    const isSwept = axes.some((axis) => streaming.includes(axis));
    const first = isSwept ? this.#names.take(`${name}First`) : undefined;
    return { name, axes, element, whole, first, functions: namesOf(name, written, this.#names) };
  }

  /** Names of all reductions, so that kernels that are alike have the same text. */
  #reductions(): ReadonlyMap<Node, string> {
    const names = new Map<Node, string>();
    const own = new Namer();
    for (const plan of [this.#in.value, this.#in.valueAndGrad])
      for (const node of plan?.accumulators ?? [])
        if (!names.has(node)) names.set(node, own.take(this.#in.hints.get(node) ?? reductionWish(node)));
    return names;
  }

  print(): Shader {
    const { value, valueAndGrad } = this.#in;
    const ofValue = this.#dispatches('', value);
    const ofGradient = valueAndGrad && this.#dispatches('gradient', valueAndGrad);
    const all = [ofValue, ...(ofGradient === undefined ? [] : [ofGradient])];
    const bindings = this.#bindings();
    const code = [...this.#kernels.values()].flatMap((k) => [k.code, k.quads ?? '']).join('\n');
    const access = this.#access(code);
    const fields = fieldsOf(this.#in, this.#symbols, all, `${code}\n${access}`);
    return {
      text: this.#text(bindings, fields, access),
      bindings,
      fields,
      symbols: this.#symbols,
      behind: this.#in.extents,
      value: ofValue,
      valueAndGrad: ofGradient,
      halves: this.#halves(bindings),
      features: features(this.#in),
      quads: new Set([...this.#kernels.values()].flatMap((k) => (k.quads === undefined ? [] : [k.name]))),
    };
  }

  // --- kernels --------------------------------------------------------------------------------------------------

  #dispatches(prefix: '' | 'gradient', plan: Plan): Dispatches {
    const stages = stagesOf(plan);
    this.#symbols.partials.clear();
    this.#symbols.resolved.length = 0;
    const context = { plan, stages, symbols: this.#symbols, names: this.#names };
    const last = stages.last;
    const outputs = last?.outputs ?? [];
    let waiting = outputs.length > 0;
    const kernels: Kernel[] = [];
    const add = (sweep: Sweep): void => {
      const name = named(prefix, `pass${kernels.length + 1}`);
      const alone = this.#kernel(name, sweep, [], context);
      if (storageBuffers(alone) > mostStorageBuffers && goalsOf(sweep).length > 1) {
        splitSweep(sweep).forEach(add);
        return;
      }
      const both = waiting && sweep.stage >= (last?.stage ?? 0);
      const merged = both ? this.#kernel(name, sweep, outputs, context) : undefined;
      if (merged === undefined || storageBuffers(merged) > mostStorageBuffers)
        kernels.push(this.#kernel(name, sweep, [], context));
      else {
        kernels.push(merged);
        waiting = false;
      }
    };
    stages.sweeps.forEach(add);
    if (waiting) kernels.push(this.#kernel(named(prefix, 'last'), undefined, outputs, context));
    for (const kernel of kernels) {
      requireFew(kernel, this.#in.signature.name);
      this.#kernels.set(kernel.name, this.#withQuads(kernel, context));
    }
    const own = new Set(kernels.map((k) => k.name));
    return {
      kernels,
      partials: [...this.#symbols.partials.values()],
      resolved: this.#symbols.resolved.filter((r) => own.has(r.kernel)),
    };
  }

  /** Prints a kernel; where there is one with the same text already, that one. */
  #kernel(name: string, sweep: Kernel['sweep'], last: readonly Output[], context: KernelContext): Kernel {
    const resolved = this.#symbols.resolved;
    const before = resolved.filter((r) => r.kernel !== name);
    const print = (as: string): Kernel => {
      resolved.splice(0, resolved.length, ...before.filter((r) => r.kernel !== as));
      return printKernel(as, sweep, last, context);
    };
    const own = print(name);
    const plain = (kernel: Kernel): string =>
      kernel.code.replaceAll(capital(kernel.name), '@').replaceAll(kernel.name, '@');
    const same = [...this.#kernels.values()].find((k) => plain(k) === plain(own));
    return same === undefined ? own : print(same.name);
  }

  /** The kernel, with the text of one that takes four neighbours at a time where it can. */
  #withQuads(kernel: Kernel, context: KernelContext): Kernel {
    const { sweep } = kernel;
    if (sweep === undefined || !takesFours(sweep, context.plan, this.#symbols)) return kernel;
    const { resolved } = this.#symbols;
    const before = [...resolved];
    resolved.splice(0, resolved.length, ...before.filter((r) => r.kernel !== kernel.name));
    const quads = printKernel(kernel.name, sweep, kernel.last, context, true);
    resolved.splice(0, resolved.length, ...before);
    const innermost = sweep.inner.at(-1) ?? '';
    // An array has one type in one kernel.
    const places = [...this.#symbols.inputs.values(), ...this.#symbols.outputs.values()];
    const both = places.some(({ name, axes }) => quads.whole.includes(name) && axes.includes(innermost));
    return both ? kernel : { ...kernel, quads: quads.code };
  }

  // --- text -----------------------------------------------------------------------------------------------------

  #bindings(): readonly Binding[] {
    const kernels = [...this.#kernels.values()];
    const used = (name: string): boolean =>
      kernels.some((k) => k.reads.includes(name) || k.writes.includes(name));
    const places = (kind: Binding['kind'], names: readonly string[]): readonly Binding[] =>
      names.filter(used).map((name) => ({ name, kind }));
    return [
      { name: 'params', kind: 'uniform' },
      ...places('storage', ['workspace', 'result']),
      ...places(
        'read-only-storage',
        [...this.#symbols.inputs.values()].map((p) => p.name),
      ),
      ...places(
        'storage',
        [...this.#symbols.outputs.values()].map((p) => p.name),
      ),
    ];
  }

  /** Arrays with class planes: one position needs elements that are far apart. */
  #halves(bindings: readonly Binding[]): Shader['halves'] {
    const { inputs, outputs } = this.#symbols;
    const { register, streaming } = (this.#in.valueAndGrad ?? this.#in.value).roles;
    const halves = new Map<string, { readonly one: string; readonly two: string }>();
    const written = new Set([...outputs.values()]);
    for (const place of [...inputs.values(), ...written]) {
      const planes = place.axes.findIndex((axis) => register.includes(axis));
      const number = bindings.findIndex(({ name }) => name === place.name);
      const isApart = planes !== -1 && place.axes.slice(planes).some((axis) => streaming.includes(axis));
      const texts = isApart && number !== -1 && inHalves(place, written.has(place), bindings.length + number);
      if (texts) halves.set(place.name, texts);
    }
    return halves;
  }

  /** The functions that read and write arrays. */
  #access(code: string): string {
    const texts = (places: Iterable<ArrayPlace>, written: boolean): readonly string[] =>
      [...places].map((place) => accessText(place, written, code)).filter((text) => text !== '');
    const { inputs, outputs } = this.#symbols;
    return [...texts(inputs.values(), false), ...texts(outputs.values(), true)].join('\n\n');
  }

  #text(bindings: readonly Binding[], fields: readonly Field[], access: string): string {
    const kernels = [...this.#kernels.values()].flatMap((k) =>
      k.quads === undefined ? [k.code.trimEnd()] : [k.code.trimEnd(), k.quads.trimEnd()],
    );
    const body = kernels.join('\n\n');
    const w = new Writer();
    w.lines(this.#in.header.map((line) => (line === '' ? '//' : `// ${line}`))).blank();
    const { floats, subgroups } = this.#in;
    if (floats === 'f16') w.line('enable f16;');
    if (subgroups) w.line('enable subgroups;');
    if (floats === 'f16' || subgroups) w.blank();
    if (fields.length > 0)
      w.block('struct Params {', () => fields.forEach((f) => w.line(`${f.name}: ${f.type},`))).blank();
    bindings.forEach(({ name, kind }, k) => {
      if (name === 'params' && fields.length === 0) return;
      const space =
        kind === 'uniform' ? 'uniform' : kind === 'storage' ? 'storage, read_write' : 'storage, read';
      const place = this.#placeOf(name);
      const type = place === undefined ? 'f32' : storedType(place);
      const declare = (as: string, what: string): unknown =>
        w.line(`@group(0) @binding(${k}) var<${space}> ${as}: ${what};`);
      declare(name, name === 'params' ? 'Params' : `array<${type}>`);
      // The same memory as vectors, for entry points that take four neighbours at a time.
      const quads = place?.functions.quads;
      if (quads !== undefined && access.includes(`${quads}[`)) declare(quads, `array<vec4<${type}>>`);
    });
    w.blank().line(scratchText(body, this.#in.subgroups)).blank().line(body).blank();
    if (access !== '') w.line(access).blank();
    functionsIn(body).forEach((source) => w.line(source).blank());
    return `${w.toString().trim()}\n`;
  }

  #placeOf(name: string): ArrayPlace | undefined {
    const { inputs, outputs } = this.#symbols;
    return [...inputs.values(), ...outputs.values()].find((place) => place.name === name);
  }
}

/** The features of a device without which the shader is none. */
const features = ({ floats, subgroups }: WgslInput): readonly string[] => [
  ...(floats === 'f16' ? ['shader-f16'] : []),
  ...(subgroups ? ['subgroups'] : []),
];

const named = (prefix: string, name: string): string => (prefix === '' ? name : `${prefix}${capital(name)}`);

const isLabel = (i: InputSignature): boolean => i.kind === 'label' || i.kind === 'index';

const storageBuffers = (kernel: Kernel): number => new Set([...kernel.reads, ...kernel.writes]).size;

function requireFew(kernel: Kernel, loss: string): void {
  const count = storageBuffers(kernel);
  if (count > mostStorageBuffers)
    throw new Error(
      `A shader of ${loss} needs ${count} storage buffers (${[...new Set([...kernel.reads, ...kernel.writes])].join(', ')}), ` +
        `and WebGPU grants ${mostStorageBuffers}: split the loss into a sum of smaller ones.`,
    );
}
