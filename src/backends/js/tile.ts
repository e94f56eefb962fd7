/** One nest of the plan in; the function that computes a tile of it out. */
import type { Nest } from '../../schedule/plan.ts';
import { Writer } from '../../text/writer.ts';
import { Loops } from './tile/loops.ts';
import { Scope, type TileContext } from './tile/scope.ts';

export interface Tile {
  readonly name: string;
  /** Module-level names that the function takes, in order; then outer coordinates, `start` and `count`. */
  readonly parameters: readonly string[];
  readonly code: string;
  /** Arrays that the tile keeps between loops, with their length as an expression. */
  readonly scratch: readonly { readonly name: string; readonly length: string }[];
  /** Outputs that it writes only where they were asked for. */
  readonly optional: readonly string[];
  /** Whether float64 data needs a function of its own. */
  readonly isFaster: boolean;
}

export function printTile(name: string, nest: Nest, context: TileContext): Tile {
  const scope = new Scope(nest, context);
  const loops = new Loops(scope);
  nest.loops.forEach((loop) => loops.print(loop));
  const { at, writer } = scope;
  const { domain } = nest;
  const outer = domain.slice(0, -1).map((axis) => at.coordinate(axis));
  const parameters = [...at.used].sort();
  const all = [...parameters, ...outer, ...(domain.length > 0 ? ['start', 'count'] : [])];
  const code = new Writer();
  code.block(`function ${name}(${all.join(', ')}) {`, () => code.line(writer.toString().trimEnd()));
  return {
    name,
    parameters,
    code: code.toString(),
    scratch: [...at.scratch].map(([array, length]) => ({ name: array, length })),
    optional: optionalOutputs(scope),
    isFaster: scope.isFaster,
  };
}

const optionalOutputs = ({ nest, at }: Scope): readonly string[] =>
  nest.loops
    .flatMap((l) => l.sinks)
    .flatMap((s) => (s.kind === 'output' && s.output.role === 'gradient' ? [at.output(s.output).name] : []));
