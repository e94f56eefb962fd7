/** What the parts that print one tile share: where it is written, which names are taken, and which values are at hand. */
import type { Along, Node } from '../../../graph/node.ts';
import type { Nest, Output } from '../../../schedule/plan.ts';
import { Writer } from '../../../text/writer.ts';
import type { Code } from '../expression.ts';
import type { Namer } from '../namer.ts';
import { Places, type PlacesContext } from '../places.ts';

export interface TileContext extends PlacesContext {
  readonly names: Namer;
  /** For float32 data: exponentials to 9 digits at a third of the time. */
  readonly fast: boolean;
}

/** The variable in which a reduction is added up, and the position of the largest value so far. */
export interface Local {
  readonly value: string;
  readonly at?: string;
}

export class Scope {
  readonly context: TileContext;
  readonly nest: Nest;
  readonly writer = new Writer();
  readonly namer: Namer;
  readonly at: Places;
  /** Values that an earlier loop of this tile has left in an output. */
  readonly parked = new Set<Node>();
  /** Values that a loop leaves in memory and that are therefore not to be read from there in the same loop. */
  leaving: ReadonlySet<Node> = new Set();
  /** Whether the code makes use of data being float32. */
  isFaster = false;
  /** By axis, the number of positions that have a partner, and the variable of the partner. */
  readonly pairs = new Map<string, { readonly end: string; readonly second: string }>();
  /** Values that have a variable in scope: per function, and per loop. */
  known = new Map<Node, Code>();
  /** Reductions that are added up in variables. */
  locals = new Map<Along, Local>();

  constructor(nest: Nest, context: TileContext) {
    this.nest = nest;
    this.context = context;
    this.namer = context.names.inner();
    this.at = new Places(context, this.namer, nest.domain.at(-1));
  }

  /** Writes what has its own variables. */
  within(write: () => void): void {
    const known = new Map(this.known);
    write();
    this.known = known;
  }

  /** The output in whose array a value is for the time being. */
  parkedIn(node: Node): Output | undefined {
    const { parked, parks } = this.nest;
    if (this.leaving.has(node)) return undefined;
    return parked.get(node) ?? (this.parked.has(node) ? parks.get(node) : undefined);
  }
}
