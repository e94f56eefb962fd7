/** A plan and a signature in, a readable ES module without imports out. */
import type { Node } from '../../graph/node.ts';
import type { Extents } from '../../schedule/fuse.ts';
import type { Plan } from '../../schedule/plan.ts';
import { Writer } from '../../text/writer.ts';
import type { Signature } from '../../compile.ts';
import { printDriver, type PrintTile } from './driver/driver.ts';
import { ModuleScope } from './driver/scope.ts';
import { helpersIn } from './helpers.ts';
import { domainChecks, moduleRuntime } from './runtime.ts';
import { printTile, type Tile } from './tile.ts';

export { domainText } from './domain.ts';

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

export function printModule(input: JsInput): string {
  const { signature, value, valueAndGrad, header } = input;
  const scope = new ModuleScope(input);
  const functions = new Functions();
  const drivers = [
    printDriver(scope, 'value', value, functions.print),
    ...(valueAndGrad === undefined
      ? []
      : [printDriver(scope, 'valueAndGrad', valueAndGrad, functions.print)]),
  ];
  const body = [...functions.sources(), ...drivers].join('\n');
  const writer = new Writer();
  writer
    .line('/**')
    .lines(header.map((line) => (line === '' ? ' *' : ` * ${line.replaceAll('*/', '* /')}`)))
    .line(' */')
    .blank();
  writer.line(`export const signature = ${JSON.stringify(publicSignature(signature))};`).blank();
  writer.line(workingMemory(scope.arrays)).blank();
  for (const source of [
    ...drivers,
    ...functions.sources(),
    moduleRuntime,
    ...domainChecks(input.checked),
    ...helpersIn(body),
  ])
    writer.line(source.trimEnd()).blank();
  return writer.toString().trimEnd() + '\n';
}

/** The functions of the tiles, those with the same body once. */
class Functions {
  readonly #known = new Map<string, string>();

  sources(): readonly string[] {
    return [...this.#known.values()];
  }

  /** One function, or two where float32 data can have a faster one. */
  print: PrintTile = (name, nest, context) => {
    const fast = this.#keep(printTile(name, nest, { ...context, fast: true }));
    if (!fast.isFaster) return { ...fast, exact: fast.name };
    const exact = printTile(name, nest, { ...context, fast: false });
    const named = exact.code.replace(`function ${name}(`, `function ${name}Exact(`);
    return { ...fast, exact: this.#keep({ ...exact, name: `${name}Exact`, code: named }).name };
  };

  #keep(tile: Tile): Tile {
    const same = tile.code.replace(`function ${tile.name}(`, 'function (');
    for (const [known, code] of this.#known)
      if (code.replace(`function ${known}(`, 'function (') === same) return { ...tile, name: known };
    this.#known.set(tile.name, tile.code);
    return tile;
  }
}

function workingMemory(arrays: ReadonlySet<string>): string {
  if (arrays.size === 0) return '';
  const lines = [...arrays].sort().map((name) => `  ${name}: new Float64Array(1),`);
  return `/** Working memory, kept between calls: it grows when sizes do, and a call allocates nothing. */\nconst memory = {\n${lines.join('\n')}\n};`;
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
