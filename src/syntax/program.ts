/** A program: the entry file with everything it imports, each name resolvable to its declaration. */
import type { Declaration, Module } from './tree.ts';

export { load } from './load.ts';

/** How sources are found; the only door to a file system, so that the compiler runs anywhere. */
export interface Host {
  /** The text of a file, or undefined where there is none. */
  read(path: string): string | undefined;
  /** The path that `import … from "specifier"` in the file `from` means. */
  resolve(from: string, specifier: string): string;
  /** Paths of the standard library's files: what `from "lossc"` draws on. */
  readonly library: readonly string[];
}

export interface Program {
  readonly entry: Module;
  /** Every module by path, the entry included. */
  readonly modules: ReadonlyMap<string, Module>;
  /** What a name at the top level of a module means: its own declaration or an imported one. */
  lookup(module: Module, name: string): Resolved | undefined;
  /** All names in scope at the top level of a module, for "did you mean". */
  names(module: Module): readonly string[];
  /** Whether the standard library declares a name, imported or not. */
  isInLibrary(name: string): boolean;
  /** Whether a name is missing only because of a mistake that was reported where it should come from. */
  isBroken(module: Module, name: string): boolean;
}

/** A declaration with the module whose names its body sees. */
export interface Resolved {
  readonly declaration: Declaration;
  readonly module: Module;
}
