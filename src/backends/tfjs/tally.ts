/**
 * How many kernels generated code runs, with hyperparameters at their defaults: those of all statements, and of what an
 * expression that has no statement of its own still holds.
 */
export class Tally {
  #ran = 0;
  readonly #inside = new Map<string, number>();
  readonly #numbers = new Map<string, number>();

  /** An expression that runs some kernels, and those of its arguments. */
  call(text: string, args: readonly string[], kernels: number): void {
    this.#inside.set(
      text,
      args.reduce((sum, arg) => sum + this.inside(arg), kernels),
    );
  }

  /** Kernels that run where an expression stands. */
  inside(text: string): number {
    return this.#inside.get(text) ?? 0;
  }

  /** An expression becomes a statement: its kernels run once, and its name runs none. */
  state(name: string, text: string): void {
    this.use(text);
    const number = this.#numbers.get(text);
    if (number !== undefined) this.#numbers.set(name, number);
  }

  /** A choice of JavaScript is what it chooses; where that is a number it is known. */
  choice(text: string, chosen: string, number: number | undefined): void {
    this.#inside.set(text, this.inside(chosen));
    const known = number ?? this.#numbers.get(chosen);
    if (known !== undefined) this.#numbers.set(text, known);
  }

  /** The number that an expression is, where it is none of tensors. */
  number(text: string): number | undefined {
    return this.#numbers.get(text);
  }

  /** Kernels so far. */
  get total(): number {
    return this.#ran;
  }

  /** An expression is used as it stands, with some kernels around it. */
  use(text: string, kernels = 0): void {
    this.#ran += this.inside(text) + kernels;
  }
}
