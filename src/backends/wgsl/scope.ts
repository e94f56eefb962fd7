/** Scopes of the code that is being written: which coordinates are known there, and which values have a name. */
import type { Node } from '../../graph/node.ts';
import { Writer } from '../../text/writer.ts';
import type { Code } from './code.ts';

/**
 * How a coordinate stands for four positions: it is that of the first of four neighbours, or a vector with one for each
 * of them. Without either it is a single position.
 */
export type Fourfold = 'neighbours' | 'each';

/** A line, or lines inside braces. */
export type Line = string | { readonly open: string; readonly body: readonly Line[] };

export class Scope {
  readonly parent: Scope | undefined;
  readonly depth: number;
  /** All threads of the workgroup are here together: they may wait for each other and add up together. */
  readonly together: boolean;
  readonly lines: Line[];
  readonly known = new Map<Node, Code>();
  /** Coordinates along axes, each written when it is first needed. */
  readonly #bound = new Map<string, () => string>();
  readonly #fourfold = new Map<string, Fourfold>();
  /** Runs of axes that are swept as one, with the variable that counts them. */
  readonly runs: { readonly axes: readonly string[]; readonly at: string }[] = [];

  /** `lines` is where to write: a scope of its own braces, or the lines of the scope around. */
  constructor(parent: Scope | undefined, together: boolean, lines: Line[] = []) {
    this.parent = parent;
    this.depth = parent === undefined ? 0 : parent.depth + 1;
    this.together = together;
    this.lines = lines;
  }

  bind(axis: string, coordinate: string | (() => string), fourfold?: Fourfold): void {
    if (fourfold !== undefined) this.#fourfold.set(axis, fourfold);
    let text = typeof coordinate === 'string' ? coordinate : undefined;
    this.#bound.set(axis, () => (text ??= typeof coordinate === 'string' ? coordinate : coordinate()));
  }

  /** The innermost scope that says where along this axis we are. */
  binder(axis: string): Scope | undefined {
    return this.#bound.has(axis) ? this : this.parent?.binder(axis);
  }

  /** How the coordinate along an axis stands for four positions, if it does. */
  fourfold(axis: string): Fourfold | undefined {
    const binder = this.binder(axis);
    return binder === undefined ? undefined : binder.#fourfold.get(axis);
  }

  coordinate(axis: string): string {
    const bound = this.#bound.get(axis);
    if (bound !== undefined) return bound();
    if (this.parent === undefined) throw new Error(`No loop runs along ${axis} here.`);
    return this.parent.coordinate(axis);
  }

  /** The outermost scope in which a value over these axes can be computed. */
  home(axes: readonly string[]): Scope {
    let home = this.root();
    for (const axis of axes) {
      const binder = this.binder(axis);
      if (binder === undefined) throw new Error(`No loop runs along ${axis} here.`);
      if (binder.depth > home.depth) home = binder;
    }
    return home;
  }

  root(): Scope {
    return this.parent?.root() ?? this;
  }

  /** The run that covers these axes from `start` on, if they are swept as one and none is bound anew inside. */
  run(
    axes: readonly string[],
    start: number,
    anew: readonly string[] = [],
  ): { readonly length: number; readonly at: string } | undefined {
    for (const run of this.runs)
      if (
        run.axes.length > 0 &&
        run.axes.every((axis, k) => axes[start + k] === axis && !anew.includes(axis))
      )
        return { length: run.axes.length, at: run.at };
    return this.parent?.run(axes, start, [...anew, ...this.#bound.keys()]);
  }

  line(text: string): this {
    this.lines.push(text);
    return this;
  }

  block(open: string, body: readonly Line[]): this {
    this.lines.push({ open, body });
    return this;
  }
}

export function printLines(lines: readonly Line[], writer: Writer): void {
  for (const line of lines)
    if (typeof line === 'string') writer.line(line);
    else writer.block(line.open, () => printLines(line.body, writer));
}
