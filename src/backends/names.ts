/** Wished names in; names that are valid in a language, not reserved by it, and unique in their scope out. */
export abstract class Names {
  readonly #taken: Set<string>;
  readonly #outer: Names | undefined;
  /** Wishes as they are spelled: the same few are wished for again and again. */
  readonly #spelled: Map<string, string>;

  /** `around` is the scope that this one is inside, or names that are taken already. */
  constructor(around: Names | Iterable<string> = []) {
    const outer = around instanceof Names ? around : undefined;
    this.#outer = outer;
    this.#taken = new Set(around instanceof Names ? [] : around);
    this.#spelled = outer === undefined ? new Map() : outer.#spelled;
  }

  /** What the language and the code around use themselves. */
  protected abstract readonly reserved: ReadonlySet<string>;

  /** The wish in letters that the language allows. */
  protected abstract spell(wish: string): string;

  /** The wished name, or the wished name with a number. */
  take(wish: string): string {
    const base = this.#spelling(wish);
    let name = this.reserved.has(base) ? `${base}_` : base;
    for (let k = 2; this.#isTaken(name); k++) name = `${base}${k}`;
    this.#taken.add(name);
    return name;
  }

  #isTaken(name: string): boolean {
    return this.#taken.has(name) || (this.#outer !== undefined && this.#outer.#isTaken(name));
  }

  #spelling(wish: string): string {
    const known = this.#spelled.get(wish);
    if (known !== undefined) return known;
    const spelled = this.spell(wish);
    this.#spelled.set(wish, spelled);
    return spelled;
  }
}
