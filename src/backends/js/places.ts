/** Where the values of a tile are: arrays and results, scratch that it keeps, rows of offsets, and elements of them. */
import type { Node } from '../../graph/node.ts';
import { apartOf } from '../../schedule/apart.ts';
import { registers, type Output, type Plan } from '../../schedule/plan.ts';
import { flatIndex, type Stored, type Symbols } from './memory.ts';
import type { Namer } from './namer.ts';

export interface PlacesContext {
  readonly plan: Plan;
  readonly symbols: Symbols;
  /** The array or result slot of an output. */
  readonly outputs: ReadonlyMap<Output, Stored>;
}

export class Places {
  readonly #context: PlacesContext;
  readonly #namer: Namer;
  /** The axis along which the tile lies. */
  readonly pixel: string | undefined;
  /** The variable that steps through the pixels of a tile. */
  readonly step: string;
  /** Of several pixels that a round of a loop takes, how many before the one that is being written. */
  ahead = 0;
  /** Names from outside that were used. */
  readonly used = new Set<string>();
  /** Arrays that the tile keeps between its loops, with their lengths. */
  readonly scratch = new Map<string, string>();
  /** Where stored values and folds are. */
  readonly kept = new Map<Node, Stored>();
  /** Of two positions along an axis that are taken at once, the one that is being written. */
  lane: { readonly axis: string; readonly name: string } | undefined;
  /** Row offsets in scope, by their text. */
  rows = new Map<string, string>();

  constructor(context: PlacesContext, namer: Namer, pixel: string | undefined) {
    this.#context = context;
    this.#namer = namer;
    this.pixel = pixel;
    this.step = namer.take('k');
  }

  /** The pixel that is being written. */
  get here(): string {
    return this.ahead === 0 ? this.step : `${this.step} + ${this.ahead}`;
  }

  hint(node: Node): string {
    return (
      this.#context.symbols.hints.get(node) ??
      (apartOf(node) !== undefined ? 'others' : undefined) ??
      (node.op === 'along' ? node.name : node.op === 'apply' ? node.name : 'part')
    );
  }

  coordinate(axis: string): string {
    if (this.lane?.axis === axis) return this.lane.name;
    return this.#context.symbols.coordinates.get(axis) ?? axis;
  }

  extent(axis: string): string {
    const extent = this.#context.symbols.extents.get(axis) ?? '1';
    this.used.add(extent);
    return extent;
  }

  accumulator(node: Node): Stored {
    const stored = this.#context.symbols.accumulators.get(node);
    if (stored === undefined) throw new Error('Every complete reduction has an accumulator.');
    this.used.add(stored.name);
    return stored;
  }

  output(output: Output): Stored {
    const stored = this.#context.outputs.get(output);
    if (stored === undefined) throw new Error('Every output has an array.');
    this.used.add(stored.name);
    return stored;
  }

  /** The scratch array of a stored value or fold. */
  keep(node: Node, pixels: boolean): Stored {
    const known = this.kept.get(node);
    if (known !== undefined) return known;
    const axes = registers(this.#context.plan.roles, node);
    const kept = {
      name: this.#namer.take(this.hint(node)),
      axes: pixels && this.pixel !== undefined ? [...axes, this.pixel] : axes,
    };
    const scalar = axes.length === 0 && !pixels;
    this.kept.set(node, kept);
    if (!scalar) this.scratchFor(kept, pixels);
    return kept;
  }

  scratchFor(kept: Stored, pixels: boolean): void {
    if (this.scratch.has(kept.name)) return;
    this.scratch.set(kept.name, this.lengthOf(kept.axes, pixels, 'tile'));
    this.used.add(kept.name);
  }

  lengthOf(axes: readonly string[], pixels: boolean, pixelCount: string): string {
    const parts = axes.filter((axis) => axis !== this.pixel).map((axis) => this.extent(axis));
    return [...parts, ...(pixels ? [pixelCount] : [])].join(' * ') || '1';
  }

  /** An element of an array at the current coordinates. */
  element(stored: Stored, coordinate: (axis: string) => string = (axis) => this.coordinate(axis)): string {
    const scratch = this.scratch.has(stored.name);
    if (stored.axes.length === 0) return this.#isVariable(stored) ? stored.name : `${stored.name}[0]`;
    if (scratch) return `${stored.name}[${this.#scratchIndex(stored, coordinate)}]`;
    return `${stored.name}[${this.#index(stored, coordinate)}]`;
  }

  #isVariable(stored: Stored): boolean {
    return [...this.kept.values()].some(
      (kept) => kept.name === stored.name || `${kept.name}Best` === stored.name,
    );
  }

  #scratchIndex(stored: Stored, coordinate: (axis: string) => string): string {
    const rows = stored.axes.filter((axis) => axis !== this.pixel);
    const row = flatIndex(rows, this.#context.symbols, coordinate);
    rows.slice(1).forEach((axis) => this.extent(axis));
    if (!stored.axes.includes(this.pixel ?? '')) return row;
    return row === '' ? this.here : `${isSum(row) ? `(${row})` : row} * count + ${this.here}`;
  }

  /** `zRow + k` where the pixel is the last axis in memory, the whole index otherwise. */
  #index(stored: Stored, coordinate: (axis: string) => string): string {
    stored.axes.slice(1).forEach((axis) => this.extent(axis));
    const last = stored.axes.at(-1);
    if (this.pixel === undefined || !stored.axes.includes(this.pixel))
      return flatIndex(stored.axes, this.#context.symbols, coordinate);
    if (last !== this.pixel)
      return flatIndex(stored.axes, this.#context.symbols, (axis) =>
        axis === this.pixel ? `(start + ${this.here})` : coordinate(axis),
      );
    const row = this.#rowText(stored, coordinate);
    return `${this.rows.get(row) ?? row} + ${this.here}`;
  }

  #rowText(stored: Stored, coordinate: (axis: string) => string): string {
    return flatIndex(stored.axes, this.#context.symbols, (axis) =>
      axis === this.pixel ? 'start' : coordinate(axis),
    );
  }

  /** Whether an accumulator varies by pixel, and so cannot be summed up in a variable. */
  perPixel(node: Node): boolean {
    return this.pixel !== undefined && node.axes.includes(this.pixel);
  }

  /** The offset of a row by a name, where it has none yet. */
  rowOf(stored: Stored): { readonly name: string; readonly text: string } | undefined {
    if (stored.axes.at(-1) !== this.pixel || stored.axes.length === 0) return undefined;
    stored.axes.slice(1).forEach((axis) => this.extent(axis));
    const text = this.#rowText(stored, (axis) => this.coordinate(axis));
    if (text === 'start' || this.rows.has(text)) return undefined;
    const name = this.#namer.take('row');
    this.rows.set(text, name);
    return { name, text };
  }
}

/** Whether an index is a sum, outside of the brackets of what it reads. */
const isSum = (index: string): boolean => /[+]/.test(index.replaceAll(/\[[^\]]*\]/g, ''));
