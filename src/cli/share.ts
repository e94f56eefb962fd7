/** How many losses there are in; which of them a thread is to do next out, in memory that threads share. */

/** Positions of what has been taken so far: how many in all, from the beginning, and from the end. */
const cell = { taken: 0, first: 1, last: 2 } as const;

/** A row from whose two ends is taken until nothing is left. */
export class Share {
  readonly memory: SharedArrayBuffer;
  readonly #cells: Int32Array;
  readonly #count: number;

  /** A new share, or that of another thread by its memory. */
  constructor(count: number, memory = new SharedArrayBuffer(4 * Object.keys(cell).length)) {
    this.memory = memory;
    this.#cells = new Int32Array(memory);
    this.#count = count;
  }

  /** The position of the first that is left. */
  first(): number | undefined {
    return this.#take() ? Atomics.add(this.#cells, cell.first, 1) : undefined;
  }

  /** The position of the last that is left. */
  last(): number | undefined {
    return this.#take() ? this.#count - 1 - Atomics.add(this.#cells, cell.last, 1) : undefined;
  }

  /** Nothing is left any more. */
  close(): void {
    Atomics.store(this.#cells, cell.taken, this.#count);
  }

  #take(): boolean {
    return Atomics.add(this.#cells, cell.taken, 1) < this.#count;
  }
}
