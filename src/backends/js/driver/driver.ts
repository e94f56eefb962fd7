/** One plan in; the exported function that checks its arguments, runs the tiles, and hands back the results, out. */
import type { Nest, Output, Plan } from '../../../schedule/plan.ts';
import { Writer } from '../../../text/writer.ts';
import type { Stored } from '../memory.ts';
import type { TileContext } from '../tile/scope.ts';
import { largestLogit } from '../tile/values.ts';
import { readArguments } from './arguments.ts';
import { giveBack, makeParks, nameOutputs, reserve, takeOutputs } from './results.ts';
import type { ModuleScope } from './scope.ts';
import { callTile, type Variants } from './sweeps.ts';

/** Prints the function of a nest, and its variant. */
export type PrintTile = (name: string, nest: Nest, context: Omit<TileContext, 'fast'>) => Variants;

export function printDriver(
  module: ModuleScope,
  name: 'value' | 'valueAndGrad',
  plan: Plan,
  printTile: PrintTile,
): string {
  const names = module.names.inner();
  const outputs = nameOutputs(module, plan, names);
  module.nameAccumulators(plan, names);
  const context = { plan, symbols: module.symbols, outputs, names };
  const tiles = plan.nests.map((nest, k) =>
    printTile(
      `${name === 'value' ? 'value' : 'gradient'}${nest.pass ? 'Pass' : 'Step'}${k + 1}`,
      nest,
      context,
    ),
  );
  const writer = new Writer();
  const withGradient = name === 'valueAndGrad';
  const parameters = withGradient
    ? 'inputs, gradients = {}, sizes = {}, params = {}, into = {}'
    : 'inputs, sizes = {}, params = {}, into = {}';
  writer.line(withGradient ? valueAndGradDoc : valueDoc);
  writer.block(`export function ${name}(${parameters}) {`, () => {
    readArguments(module, writer, withGradient, plan);
    takeOutputs(module, writer, plan, outputs, withGradient);
    reserve(module, writer, plan);
    const parks = plan.nests.flatMap((nest) => [...nest.parks.values()]);
    if (parks.length > 0) makeParks(module, writer, new Set(parks), outputs);
    if (tiles.some((tile) => tile.exact !== tile.name)) writer.line(`const isExact = ${exactTest(module)};`);
    if (tiles.some((tile) => tile.parameters.includes(largestLogit))) limitLogits(writer, parks, outputs);
    plan.nests.forEach((nest, k) => {
      const tile = tiles[k];
      if (tile !== undefined) callTile(module, writer, nest, tile);
    });
    giveBack(module, writer, plan, outputs);
  });
  return writer.toString();
}

/** Root odds of a logit of 176 are the largest that a float32 array holds, those of 700 are no bound to float64. */
function limitLogits(writer: Writer, parks: readonly Output[], outputs: ReadonlyMap<Output, Stored>): void {
  const rounded = [...new Set(parks)].map((o) => ` && !(${outputs.get(o)?.name} instanceof Float32Array)`);
  writer.line(`const ${largestLogit} = isExact${rounded.join('')} ? 700 : 176;`);
}

/** Float64 data asks for float64 accuracy throughout. */
function exactTest(scope: ModuleScope): string {
  const floats = scope.input.signature.inputs.filter((i) => i.kind !== 'label' && i.kind !== 'index');
  return (
    floats.map((i) => `${scope.symbols.inputs.get(i.name)?.name} instanceof Float64Array`).join(' || ') ||
    'true'
  );
}

const valueDoc = `/**
 * The value. Arrays are flat, in the memory order of \`signature.inputs\`; sizes of axes are inferred from the lengths
 * where they can be. Returns a number, or fills and returns \`into.value\` where the result has axes.
 * @throws {Error} on wrong lengths, missing inputs, unknown names, results in the memory of inputs, and hyperparameters outside their domain
 */`;

const valueAndGradDoc = `/**
 * The value, and the gradient of each input for which \`gradients\` holds an array. Where the result has axes the
 * gradient is that of its sum, weighted by \`into.upstream\` where given.
 * @throws {Error} on wrong lengths, missing inputs, unknown names, results in the memory of inputs, and hyperparameters outside their domain
 */`;
