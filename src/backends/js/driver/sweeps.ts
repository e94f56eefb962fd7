/** A nest and the function of its tile in; the loops of a driver that call it, tile by tile, out. */
import type { Loop, Nest } from '../../../schedule/plan.ts';
import { isLogSum } from '../../../schedule/logProducts.ts';
import type { Writer } from '../../../text/writer.ts';
import type { Tile } from '../tile.ts';
import type { ModuleScope } from './scope.ts';

/** The function of a nest, and the name of its variant for float64 data. */
export interface Variants extends Tile {
  readonly exact: string;
}

/** Pixels per tile where a tile keeps nothing, and the elements that it may keep at most. */
const longTile = 4096;
/** A product of 1000 factors up to 2 does not overflow. */
const logTile = 1000;
const tileBudget = 8192;

export function callTile(scope: ModuleScope, writer: Writer, nest: Nest, tile: Variants): void {
  const onlyOutputs = nest.loops.every((l) =>
    l.sinks.every((s) => s.kind !== 'accumulate' && (s.kind !== 'output' || s.output.role === 'gradient')),
  );
  const guard =
    onlyOutputs && tile.optional.length > 0
      ? tile.optional.map((name) => `${name} !== null`).join(' || ')
      : undefined;
  const body = (): void => tileLoops(scope, writer, nest, tile);
  if (guard === undefined) body();
  else writer.block(`if (${guard}) {`, body);
}

function tileLoops(scope: ModuleScope, writer: Writer, nest: Nest, tile: Variants): void {
  const pixel = nest.domain.at(-1);
  const outer = nest.domain.slice(0, -1);
  const scratch = new Map(tile.scratch.map((s) => [s.name, `${tile.name}_${s.name}`]));
  const registers = [...new Set(nest.loops.flatMap((l) => l.registers))].map(
    (axis) => scope.symbols.extents.get(axis) ?? axis,
  );
  const extent = pixel === undefined ? '1' : (scope.symbols.extents.get(pixel) ?? pixel);
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
    scope.arrays.add(full);
    writer.line(`const ${full} = room(${JSON.stringify(full)}, ${length.replace(/\btile\b/, tileName)});`);
  }
  const run = tile.exact === tile.name ? tile.name : `${tile.name}Here`;
  if (run !== tile.name) writer.line(`const ${run} = isExact ? ${tile.exact} : ${tile.name};`);
  const args = tile.parameters.map((p) => scratch.get(p) ?? p);
  const coordinates = outer.map((axis) => scope.symbols.coordinates.get(axis) ?? axis);
  const loops = (k: number): void => {
    const axis = outer[k];
    if (axis !== undefined) {
      const at = coordinates[k] ?? axis;
      writer.block(`for (let ${at} = 0; ${at} < ${scope.symbols.extents.get(axis)}; ${at}++) {`, () =>
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

const addsLogs = (loop: Loop): boolean => loop.sinks.some((s) => s.kind === 'accumulate' && isLogSum(s.node));
