/** Wished names in; names that are valid in a language, not reserved by it, and unique in their scope out. */
export abstract class Names {
  protected readonly taken: Set<string>;

  constructor(taken: Iterable<string> = []) {
    this.taken = new Set(taken);
  }

  /** What the language and the code around use themselves. */
  protected abstract readonly reserved: ReadonlySet<string>;

  /** The wish in letters that the language allows. */
  protected abstract spell(wish: string): string;

  /** The wished name, or the wished name with a number. */
  take(wish: string): string {
    const base = this.spell(wish);
    let name = this.reserved.has(base) ? `${base}_` : base;
    for (let k = 2; this.taken.has(name); k++) name = `${base}${k}`;
    this.taken.add(name);
    return name;
  }
}
