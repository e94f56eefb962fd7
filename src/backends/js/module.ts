/** A plan and a signature in, a readable ES module without imports out. */
import type { Node } from '../../graph/node.ts';
import type { Along } from '../../graph/node.ts';
import type { Extents } from '../../schedule/fuse.ts';
import { isLogSum } from '../../schedule/logProducts.ts';
import type { Loop, Nest, Output, Plan } from '../../schedule/plan.ts';
import { Writer } from '../../text/writer.ts';
import type { HyperparameterSignature, InputSignature, Signature } from '../../compile.ts';
import { helpersIn } from './helpers.ts';
import type { Stored, Symbols } from './memory.ts';
import { Namer } from './namer.ts';
import { domainChecks, moduleRuntime } from './runtime.ts';
import { printTile, type Tile } from './tile.ts';
import { largestLogit } from './tile/values.ts';

export interface JsInput {
  readonly signature: Signature;
  /** The plan of the value alone, and of value and gradient; a metric has only the first. */
  readonly value: Plan;
  readonly valueAndGrad: Plan | undefined;
  readonly extents: Extents;
  /** The swept name of each declared axis. */
  readonly swept: ReadonlyMap<string, string>;
  readonly hints: ReadonlyMap<Node, string>;
  /** The formula and its gradient for the head of the module. */
  readonly header: readonly string[];
  readonly checked: boolean;
}

/** The function of a nest, and the name of its variant for float64 data. */
interface Variants extends Tile {
  readonly exact: string;
}

/** Pixels per tile where a tile keeps nothing, and the elements that it may keep at most. */
const longTile = 4096;
/** A product of 1000 factors up to 2 does not overflow. */
const logTile = 1000;
const tileBudget = 8192;

export function printModule(input: JsInput): string {
  return new ModulePrinter(input).print();
}

class ModulePrinter {
  readonly #in: JsInput;
  readonly #names = new Namer();
  readonly #symbols: Symbols & { readonly accumulators: Map<Node, Stored> };
  readonly #functions = new Map<string, string>();
  readonly #upstream: string;

  constructor(input: JsInput) {
    this.#in = input;
    const { signature, extents } = input;
    const inputs = new Map<string, Stored>();
    for (const each of signature.inputs)
      inputs.set(each.name, { name: this.#names.take(each.name), axes: this.#swept(each.layout) });
    this.#upstream = this.#names.take('upstream');
    inputs.set('upstream', { name: this.#upstream, axes: this.#swept(signature.result) });
    const hyperparameters = new Map(signature.hyperparameters.map((h) => [h.name, this.#names.take(h.name)]));
    const coordinates = new Map([...extents.keys()].map((axis) => [axis, this.#names.take(axis)]));
    const sizes = new Map(signature.axes.map((axis) => [axis, this.#names.take(`${axis}Size`)]));
    const extentNames = new Map(
      [...extents].map(([axis, behind]) => [
        axis,
        behind.length === 1 ? (sizes.get(axis) ?? axis) : this.#names.take(`${behind.join('')}Size`),
      ]),
    );
    this.#symbols = {
      inputs,
      hyperparameters,
      coordinates,
      sizes,
      extents: extentNames,
      accumulators: new Map(),
      hints: input.hints,
    };
  }

  #swept(axes: readonly string[]): readonly string[] {
    return [...new Set(axes.map((axis) => this.#in.swept.get(axis) ?? axis))];
  }

  print(): string {
    const { signature, value, valueAndGrad, header } = this.#in;
    const drivers = [
      this.#driver('value', value),
      ...(valueAndGrad === undefined ? [] : [this.#driver('valueAndGrad', valueAndGrad)]),
    ];
    const functions = [...this.#functions.values()];
    const body = [...functions, ...drivers].join('\n');
    const writer = new Writer();
    writer
      .line('/**')
      .lines(header.map((line) => (line === '' ? ' *' : ` * ${line.replaceAll('*/', '* /')}`)))
      .line(' */')
      .blank();
    const helpers = helpersIn(body);
    writer.line(`export const signature = ${JSON.stringify(publicSignature(signature))};`).blank();
    writer.line(this.#memory()).blank();
    for (const source of [
      ...drivers,
      ...functions,
      moduleRuntime,
      ...domainChecks(this.#in.checked),
      ...helpers,
    ])
      writer.line(source.trimEnd()).blank();
    return writer.toString().trimEnd() + '\n';
  }

  readonly #arrays = new Set<string>();
  #memory(): string {
    if (this.#arrays.size === 0) return '';
    const lines = [...this.#arrays].sort().map((name) => `  ${name}: new Float64Array(1),`);
    return `/** Working memory, kept between calls: it grows when sizes do, and a call allocates nothing. */\nconst memory = {\n${lines.join('\n')}\n};`;
  }

  // --- drivers --------------------------------------------------------------------------------------------------

  #driver(name: 'value' | 'valueAndGrad', plan: Plan): string {
    const scope = this.#names.inner();
    const outputs = this.#outputs(plan, scope);
    this.#nameAccumulators(plan, scope);
    const tiles = plan.nests.map((nest, k) =>
      this.#tile(
        `${name === 'value' ? 'value' : 'gradient'}${nest.pass ? 'Pass' : 'Step'}${k + 1}`,
        nest,
        plan,
        outputs,
        scope,
      ),
    );
    const writer = new Writer();
    const withGradient = name === 'valueAndGrad';
    const parameters = withGradient
      ? 'inputs, gradients = {}, sizes = {}, params = {}, into = {}'
      : 'inputs, sizes = {}, params = {}, into = {}';
    writer.line(withGradient ? valueAndGradDoc : valueDoc);
    writer.block(`export function ${name}(${parameters}) {`, () => {
      this.#readArguments(writer, withGradient, plan);
      this.#takeOutputs(writer, plan, outputs, withGradient);
      this.#reserve(writer, plan);
      const parks = plan.nests.flatMap((nest) => [...nest.parks.values()]);
      for (const output of new Set(parks))
        writer.line(`if (${outputs.get(output)?.name} === null) return value(inputs, sizes, params, into);`);
      if (tiles.some((tile) => tile.exact !== tile.name)) writer.line(`const isExact = ${this.#isExact()};`);
      if (tiles.some((tile) => tile.parameters.includes(largestLogit)))
        this.#limitLogits(writer, parks, outputs);
      plan.nests.forEach((nest, k) => {
        const tile = tiles[k];
        if (tile !== undefined) this.#callTile(writer, nest, tile);
      });
      this.#return(writer, plan, outputs);
    });
    return writer.toString();
  }

  /** Root odds of a logit of 176 are the largest that a float32 array holds, those of 700 are no bound to float64. */
  #limitLogits(writer: Writer, parks: readonly Output[], outputs: ReadonlyMap<Output, Stored>): void {
    const rounded = [...new Set(parks)].map((o) => ` && !(${outputs.get(o)?.name} instanceof Float32Array)`);
    writer.line(`const ${largestLogit} = isExact${rounded.join('')} ? 700 : 176;`);
  }

  /** Float64 data asks for float64 accuracy throughout. */
  #isExact(): string {
    const floats = this.#in.signature.inputs.filter((i) => i.kind !== 'label' && i.kind !== 'index');
    return (
      floats.map((i) => `${this.#symbols.inputs.get(i.name)?.name} instanceof Float64Array`).join(' || ') ||
      'true'
    );
  }

  /** One function, or two where float32 data can have a faster one. */
  #tile(name: string, nest: Nest, plan: Plan, outputs: ReadonlyMap<Output, Stored>, scope: Namer): Variants {
    const context = { plan, symbols: this.#symbols, outputs, names: scope };
    const fast = this.#keepFunction(printTile(name, nest, { ...context, fast: true }));
    const exact = printTile(name, nest, { ...context, fast: false });
    if (exact.code === fast.code) return { ...fast, exact: fast.name };
    const named = exact.code.replace(`function ${name}(`, `function ${name}Exact(`);
    return { ...fast, exact: this.#keepFunction({ ...exact, name: `${name}Exact`, code: named }).name };
  }

  /** Functions with the same body are one. */
  #keepFunction(tile: Tile): Tile {
    const same = tile.code.replace(`function ${tile.name}(`, 'function (');
    for (const [known, code] of this.#functions)
      if (code.replace(`function ${known}(`, 'function (') === same) return { ...tile, name: known };
    this.#functions.set(tile.name, tile.code);
    return tile;
  }

  #outputs(plan: Plan, scope: Namer): ReadonlyMap<Output, Stored> {
    const outputs = new Map<Output, Stored>();
    for (const output of plan.outputs) {
      const wish =
        output.role === 'gradient'
          ? `d_${output.name}`
          : output.axes.length === 0
            ? `${output.name}Slot`
            : `${output.name}Out`;
      outputs.set(output, { name: scope.take(wish), axes: this.#swept(output.axes) });
    }
    return outputs;
  }

  #nameAccumulators(plan: Plan, scope: Namer): void {
    this.#symbols.accumulators.clear();
    for (const node of plan.accumulators) {
      const wish =
        this.#in.hints.get(node) ??
        `${node.name}Of${node.args[0]?.op === 'apply' ? capital(node.args[0].name) : ''}${node.args[0]?.op === 'input' ? capital(node.args[0].name) : 'Parts'}`;
      const axes = [...plan.roles.streaming, ...plan.roles.register].filter((axis) =>
        node.axes.includes(axis),
      );
      this.#symbols.accumulators.set(node, { name: scope.take(wish), axes });
    }
  }

  #readArguments(writer: Writer, withGradient: boolean, plan: Plan): void {
    const { signature, checked } = this.#in;
    const names = this.#symbols.inputs;
    writer.line(
      `const { ${signature.inputs.map((i) => property(i.name, names.get(i.name)?.name ?? i.name)).join(', ')} } = inputs;`,
    );
    writer.line(`checkNames('input', inputs, ${JSON.stringify(signature.inputs.map((i) => i.name))});`);
    signature.inputs.forEach((i) =>
      writer.line(`checkArray(${JSON.stringify(i.name)}, ${names.get(i.name)?.name ?? i.name});`),
    );
    const free = signature.hyperparameters.filter((h) => !h.pinned);
    writer.line(`checkNames('hyperparameter', params, ${JSON.stringify(free.map((h) => h.name))});`);
    free.forEach((h) => this.#readHyperparameter(writer, h));
    this.#readSizes(writer);
    if (checked) signature.inputs.forEach((i) => this.#checkData(writer, i));
    if (withGradient && usesUpstream(plan)) this.#readUpstream(writer);
  }

  #readHyperparameter(writer: Writer, h: HyperparameterSignature): void {
    const name = this.#symbols.hyperparameters.get(h.name) ?? h.name;
    const fallback = h.value === undefined ? '' : ` ?? ${h.value}`;
    writer.line(`const ${name} = params[${JSON.stringify(h.name)}]${fallback};`);
    const d = h.domain;
    const test =
      d.kind === 'set'
        ? `[${d.values.join(', ')}].includes(${name})`
        : [
            `Number.isFinite(${name})`,
            ...(d.low > -Infinity ? [`${name} ${d.lowOpen ? '>' : '>='} ${d.low}`] : []),
            ...(d.high < Infinity ? [`${name} ${d.highOpen ? '<' : '<='} ${d.high}`] : []),
          ].join(' && ');
    writer.line(
      `if (!(${test})) throw outside(${JSON.stringify(h.name)}, ${name}, ${JSON.stringify(domainText(d))});`,
    );
  }

  #readSizes(writer: Writer): void {
    const { signature, extents } = this.#in;
    if (signature.axes.length === 0) return;
    const arrays = signature.inputs
      .filter((i) => i.axes.length > 0)
      .map(
        (i) =>
          `[${JSON.stringify(i.name)}, ${this.#symbols.inputs.get(i.name)?.name}.length, ${JSON.stringify(i.layout)}]`,
      );
    const scalars = signature.inputs.filter((i) => i.axes.length === 0);
    const fused = [...extents.values()].filter((axes) => axes.length > 1);
    const names = signature.axes.map((axis) => property(axis, this.#symbols.sizes.get(axis) ?? axis));
    writer.line(
      `const { ${names.join(', ')} } = resolveSizes(sizes, ${JSON.stringify(signature.axes)}, [${arrays.join(', ')}], ${JSON.stringify(fused)});`,
    );
    scalars.forEach((i) =>
      writer.line(
        `checkLength(${JSON.stringify(i.name)}, ${this.#symbols.inputs.get(i.name)?.name}, 1, 'one number');`,
      ),
    );
    for (const [axis, behind] of extents)
      if (behind.length > 1)
        writer.line(
          `const ${this.#symbols.extents.get(axis)} = ${behind.map((b) => this.#symbols.sizes.get(b)).join(' * ')};`,
        );
  }

  #checkData(writer: Writer, i: InputSignature): void {
    const name = this.#symbols.inputs.get(i.name)?.name ?? i.name;
    const d = i.domain;
    if (i.kind === 'index') writer.line(`checkIndex(${JSON.stringify(i.name)}, ${name});`);
    else if (d.kind === 'set')
      writer.line(`checkSet(${JSON.stringify(i.name)}, ${name}, [${d.values.join(', ')}]);`);
    else
      writer.line(
        `checkRange(${JSON.stringify(i.name)}, ${name}, ${num(d.low)}, ${d.lowOpen}, ${num(d.high)}, ${d.highOpen}, ${JSON.stringify(`${i.kind} in ${domainText(d)}`)});`,
      );
  }

  #readUpstream(writer: Writer): void {
    const { result } = this.#in.signature;
    const length = this.#length(this.#swept(result));
    writer.line(`const ${this.#upstream} = into.upstream ?? ones(${length});`);
    writer.line(`checkArray('upstream', ${this.#upstream});`);
    writer.line(
      `checkLength('upstream', ${this.#upstream}, ${length}, ${JSON.stringify(result.join(' × '))});`,
    );
  }

  /** The number of elements along declared or swept axes. */
  #length(axes: readonly string[]): string {
    const { extents, sizes } = this.#symbols;
    return axes.map((axis) => extents.get(axis) ?? sizes.get(axis) ?? axis).join(' * ') || '1';
  }

  #takeOutputs(
    writer: Writer,
    plan: Plan,
    outputs: ReadonlyMap<Output, Stored>,
    withGradient: boolean,
  ): void {
    if (withGradient) {
      const wanted = plan.outputs.filter((o) => o.role === 'gradient').map((o) => o.name);
      writer.line(`checkNames('gradient', gradients, ${JSON.stringify(wanted)});`);
    }
    for (const [output, { name }] of outputs) {
      const key = JSON.stringify(output.name);
      if (output.role === 'gradient') {
        writer.line(`const ${name} = gradients[${key}] ?? null;`);
        writer.line(
          `checkOutput(${JSON.stringify(`gradients.${output.name}`)}, ${name}, ${this.#length(output.axes)}, ${JSON.stringify(output.axes.join(' × '))});`,
        );
      } else if (output.axes.length === 0) {
        this.#arrays.add(name);
        writer.line(`const ${name} = memory.${name};`);
      } else if (output.role === 'value') {
        writer.line(`const ${name} = into.value;`);
        writer.line(`checkArray('into.value', ${name});`);
        writer.line(
          `checkOutput('into.value', ${name}, ${this.#length(output.axes)}, ${JSON.stringify(output.axes.join(' × '))});`,
        );
      } else {
        const axes = this.#length(output.axes);
        this.#arrays.add(name);
        writer.line(
          `const ${name} = into.terms?.[${key}]?.length === ${axes} ? into.terms[${key}] : room(${JSON.stringify(name)}, ${axes});`,
        );
      }
    }
  }

  #reserve(writer: Writer, plan: Plan): void {
    for (const node of plan.accumulators) {
      const stored = this.#symbols.accumulators.get(node);
      if (stored === undefined) continue;
      const length = stored.axes.map((axis) => this.#symbols.extents.get(axis) ?? axis).join(' * ') || '1';
      for (const [name, start] of accumulatorArrays(node, stored.name)) {
        this.#arrays.add(name);
        writer.line(
          stored.axes.length === 0
            ? `const ${name} = memory.${name}.fill(${start});`
            : `const ${name} = room(${JSON.stringify(name)}, ${length}).fill(${start}, 0, ${length});`,
        );
      }
    }
  }

  #callTile(writer: Writer, nest: Nest, tile: Variants): void {
    const onlyOutputs = nest.loops.every((l) =>
      l.sinks.every((s) => s.kind !== 'accumulate' && (s.kind !== 'output' || s.output.role === 'gradient')),
    );
    const guard =
      onlyOutputs && tile.optional.length > 0
        ? tile.optional.map((name) => `${name} !== null`).join(' || ')
        : undefined;
    const body = (): void => this.#tileLoops(writer, nest, tile);
    if (guard === undefined) body();
    else writer.block(`if (${guard}) {`, body);
  }

  #tileLoops(writer: Writer, nest: Nest, tile: Variants): void {
    const pixel = nest.domain.at(-1);
    const outer = nest.domain.slice(0, -1);
    const scratch = new Map(tile.scratch.map((s) => [s.name, `${tile.name}_${s.name}`]));
    const registers = [...new Set(nest.loops.flatMap((l) => l.registers))].map(
      (axis) => this.#symbols.extents.get(axis) ?? axis,
    );
    const extent = pixel === undefined ? '1' : (this.#symbols.extents.get(pixel) ?? pixel);
    const tileName = `${tile.name}Tile`;
    if (pixel !== undefined) {
      const keeps = tile.scratch.length > 0 && registers.length > 0;
      const size = keeps
        ? `Math.max(1, Math.min(${logTile}, Math.floor(${tileBudget} / (${registers.join(' * ')}))))`
        : String(tile.scratch.length > 0 || nest.loops.some(addsLogs) ? logTile : longTile);
      writer.line(`const ${tileName} = Math.min(${extent}, ${size});`);
    }
    for (const { name, length } of tile.scratch) {
      const full = scratch.get(name) ?? name;
      this.#arrays.add(full);
      writer.line(`const ${full} = room(${JSON.stringify(full)}, ${length.replace(/\btile\b/, tileName)});`);
    }
    const run = tile.exact === tile.name ? tile.name : `${tile.name}Here`;
    if (run !== tile.name) writer.line(`const ${run} = isExact ? ${tile.exact} : ${tile.name};`);
    const args = tile.parameters.map((p) => scratch.get(p) ?? p);
    const coordinates = outer.map((axis) => this.#symbols.coordinates.get(axis) ?? axis);
    const loops = (k: number): void => {
      const axis = outer[k];
      if (axis !== undefined) {
        const at = coordinates[k] ?? axis;
        writer.block(`for (let ${at} = 0; ${at} < ${this.#symbols.extents.get(axis)}; ${at}++) {`, () =>
          loops(k + 1),
        );
        return;
      }
      if (pixel === undefined) writer.line(`${run}(${args.join(', ')});`);
      else
        writer.block(`for (let start = 0; start < ${extent}; start += ${tileName}) {`, () =>
          writer.line(
            `${run}(${[...args, ...coordinates, 'start', `Math.min(${tileName}, ${extent} - start)`].join(', ')});`,
          ),
        );
    };
    loops(0);
  }

  #return(writer: Writer, plan: Plan, outputs: ReadonlyMap<Output, Stored>): void {
    const terms = plan.outputs.filter((o) => o.role === 'term');
    if (terms.length > 0)
      writer.block('if (into.terms !== undefined) {', () => {
        for (const term of terms) {
          const name = outputs.get(term)?.name ?? '';
          const key = JSON.stringify(term.name);
          writer.line(
            `into.terms[${key}] = ${term.axes.length === 0 ? `${name}[0]` : `into.terms[${key}] === ${name} ? ${name} : ${name}.slice(0, ${this.#length(term.axes)})`};`,
          );
        }
      });
    const value = plan.outputs.find((o) => o.role === 'value');
    const name = value === undefined ? '' : (outputs.get(value)?.name ?? '');
    writer.line(`return ${value?.axes.length === 0 ? `${name}[0]` : name};`);
  }
}

const addsLogs = (loop: Loop): boolean => loop.sinks.some((s) => s.kind === 'accumulate' && isLogSum(s.node));

const usesUpstream = (plan: Plan): boolean =>
  plan.outputs.some((o) => o.role === 'value' && o.axes.length > 0);

/** The arrays of an accumulator with what they start from; argmax also keeps the largest value. */
function accumulatorArrays(node: Along, name: string): readonly (readonly [string, string])[] {
  const start: Readonly<Record<string, string>> = { max: '-Infinity', min: 'Infinity', prod: '1' };
  if (node.name === 'argmax')
    return [
      [name, '0'],
      [`${name}Best`, '-Infinity'],
    ];
  return [[name, start[node.name] ?? '0']];
}

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
const property = (key: string, name: string): string =>
  key === name ? key : `${/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key) ? key : JSON.stringify(key)}: ${name}`;
const num = (value: number): string =>
  value === Infinity ? 'Infinity' : value === -Infinity ? '-Infinity' : String(value);

export function domainText(d: HyperparameterSignature['domain']): string {
  if (d.kind === 'set') return `{${d.values.join(', ')}}`;
  const end = (v: number): string => (v === Infinity ? 'inf' : v === -Infinity ? '-inf' : String(v));
  return `${d.lowOpen ? '(' : '['}${end(d.low)}, ${end(d.high)}${d.highOpen ? ')' : ']'}`;
}

/** What callers of the module can look up. */
const publicSignature = (s: Signature): object => ({
  name: s.name,
  kind: s.kind,
  inputs: s.inputs.map((i) => ({
    name: i.name,
    kind: i.kind,
    axes: i.layout,
    ...(i.of === undefined ? {} : { of: i.of }),
  })),
  hyperparameters: s.hyperparameters
    .filter((h) => !h.pinned)
    .map((h) => ({ name: h.name, default: h.value })),
  result: s.result,
});

const valueDoc = `/**
 * The value. Arrays are flat, in the memory order of \`signature.inputs\`; sizes of axes are inferred from the lengths
 * where they can be. Returns a number, or fills and returns \`into.value\` where the result has axes.
 * @throws {Error} on wrong lengths, missing inputs, unknown names, and hyperparameters outside their domain
 */`;

const valueAndGradDoc = `/**
 * The value, and the gradient of each input for which \`gradients\` holds an array. Where the result has axes the
 * gradient is that of its sum, weighted by \`into.upstream\` where given.
 * @throws {Error} on wrong lengths, missing inputs, unknown names, and hyperparameters outside their domain
 */`;
