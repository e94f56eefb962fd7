/** A path in; the program out: that file and everything it imports, each name resolved. */
import { diagnostic, type Diagnostic, type Report } from '../text/diagnostic.ts';
import { span, type Source } from '../text/source.ts';
import { didYouMean } from '../text/suggest.ts';
import { reportDuplicates } from './duplicates.ts';
import { parse } from './parse.ts';
import type { Host, Program, Resolved } from './program.ts';
import type { Import, ImportedName, Module } from './tree.ts';

/**
 * Reads a file and all that it imports, and reports every mistake in their syntax, imports and names.
 * Undefined where the file itself cannot be read.
 */
export function load(path: string, host: Host, report: Report): Program | undefined {
  const loader = new Loader(host, report);
  const entry = loader.read(path);
  if (entry !== undefined) return loader.program(entry);
  report(diagnostic('file-not-found', span({ path, text: '' }, 0, 0), { path: `\`${path}\`` }));
  return undefined;
}

/** What `from "lossc"` means: every declaration of the standard library. */
const libraryName = 'lossc';

/** What the local names of a module's imports mean; undefined where a mistake was reported. */
type Imported = Map<string, Resolved | undefined>;

class Loader {
  readonly #host: Host;
  readonly #report: Report;
  readonly #modules = new Map<string, Module>();
  readonly #imported = new Map<Module, Imported>();
  /** The files being read, each imported by the one before it. */
  #chain: readonly string[] = [];

  constructor(host: Host, report: Report) {
    this.#host = host;
    this.#report = report;
  }

  /** The module at a path, read once, together with everything that it imports. */
  read(path: string): Module | undefined {
    const known = this.#modules.get(path);
    if (known !== undefined) return known;
    const text = this.#host.read(path);
    if (text === undefined) return undefined;
    const { module, found } = parsed({ path, text }, this.#host);
    found.forEach(this.#report);
    this.#modules.set(path, module);
    reportDuplicates(module, this.#report);
    const imported: Imported = new Map();
    this.#imported.set(module, imported);
    this.#along([...this.#chain, path], () => {
      for (const statement of module.imports) this.#resolve(module, statement, imported);
    });
    return module;
  }

  program(entry: Module): Program {
    const importedOf = (module: Module): Imported => this.#imported.get(module) ?? new Map();
    return {
      entry,
      modules: this.#modules,
      lookup: (module, name) => declared(module, name) ?? importedOf(module).get(name),
      names: (module) => [...declaredNames(module), ...importedOf(module).keys()],
      isInLibrary: (name) =>
        this.#libraryDeclaring([name]).some((module) => declared(module, name) !== undefined),
      isBroken: (module, name) => {
        const imported = importedOf(module);
        const unresolved = imported.has(name) && imported.get(name) === undefined;
        return unresolved || module.broken?.includes(name) === true;
      },
    };
  }

  #resolve(importing: Module, statement: Import, imported: Imported): void {
    const sources =
      statement.from.text === libraryName ? this.#library(statement) : this.#file(importing, statement);
    for (const name of statement.names) {
      const found = sources === undefined ? undefined : this.#find(name, statement, sources);
      if (!imported.has(name.local.text)) imported.set(name.local.text, found);
    }
  }

  /** The library's modules that seem to declare one of the names, by their texts: most need not be parsed. */
  #libraryDeclaring(names: readonly string[]): readonly Module[] {
    const declarations = new RegExp(
      `\\b(?:loss|metric|fn|const)\\s+(?:${names.join('|')})(?![\\p{L}\\p{N}_])`,
      'u',
    );
    return this.#readAll(this.#host.library.filter((path) => declarations.test(this.#host.read(path) ?? '')));
  }

  /** The library's modules that declare the names; all of them where a name is in none, to suggest another. */
  #library({ names }: Import): readonly Module[] {
    const wanted = names.map(({ name }) => name.text);
    const likely = this.#libraryDeclaring(wanted);
    const isComplete = wanted.every((name) => likely.some((module) => declared(module, name) !== undefined));
    return isComplete ? likely : this.#readAll(this.#host.library);
  }

  /** The library's files import each other by path; that the importing file is one of them is no circle. */
  #readAll(paths: readonly string[]): readonly Module[] {
    return this.#along([], () =>
      paths.flatMap((path) => {
        const module = this.read(path);
        return module === undefined ? [] : [module];
      }),
    );
  }

  #file(importing: Module, { from }: Import): readonly Module[] | undefined {
    const path = this.#host.resolve(importing.source.path, from.text);
    const start = this.#chain.indexOf(path);
    if (start >= 0) {
      const chain = [...this.#chain.slice(start), path].map((each) => `\`${each}\``).join(' → ');
      const remedy = 'Move what both need into a third file.';
      this.#report(diagnostic('import-cycle', from.span, { chain }, { remedy }));
    }
    const module = this.read(path);
    if (module !== undefined) return [module];
    const remedy = this.#remedyForMissing(importing, from.text);
    this.#report(diagnostic('file-not-found', from.span, { path: `\`${path}\`` }, { remedy }));
    return undefined;
  }

  #remedyForMissing(importing: Module, specifier: string): string | undefined {
    if (didYouMean(specifier, [libraryName]) !== undefined)
      return `The standard library is imported from "${libraryName}".`;
    const attempts = [`${specifier}.loss`, `./${specifier}`, `./${specifier}.loss`];
    const found = attempts.find(
      (each) => this.#host.read(this.#host.resolve(importing.source.path, each)) !== undefined,
    );
    if (found !== undefined) return `Did you mean "${found}"?`;
    return specifier.endsWith('.loss')
      ? undefined
      : 'A path names one file, with its ending, from the file that imports it: "./region.loss".';
  }

  #find({ name }: ImportedName, { from }: Import, sources: readonly Module[]): Resolved | undefined {
    for (const module of sources) {
      const found = declared(module, name.text);
      if (found !== undefined) return found;
    }
    if (sources.some(({ broken }) => broken?.includes(name.text))) return undefined;
    const guess = didYouMean(name.text, sources.flatMap(declaredNames));
    const parameters = { file: `"${from.text}"`, name: `\`${name.text}\`` };
    const remedy = guess === undefined ? undefined : `Did you mean \`${guess}\`?`;
    this.#report(diagnostic('import-unknown', name.span, parameters, { remedy }));
    return undefined;
  }

  #along<Result>(chain: readonly string[], read: () => Result): Result {
    const outer = this.#chain;
    this.#chain = chain;
    try {
      return read();
    } finally {
      this.#chain = outer;
    }
  }
}

/** A module with the mistakes in its syntax. */
interface Parsed {
  readonly module: Module;
  readonly found: readonly Diagnostic[];
}

/** What a host's files were parsed to: programs that import the same files have these parsed once. */
const parsedFiles = new WeakMap<Host, Map<string, Parsed>>();

function parsed(source: Source, host: Host): Parsed {
  const files = parsedFiles.get(host) ?? new Map<string, Parsed>();
  parsedFiles.set(host, files);
  const known = files.get(source.path);
  if (known?.module.source.text === source.text) return known;
  const found: Diagnostic[] = [];
  const made = { module: parse(source, (diagnostic) => found.push(diagnostic)), found };
  files.set(source.path, made);
  return made;
}

function declared(module: Module, name: string): Resolved | undefined {
  const declaration = module.declarations.find((each) => each.name.text === name);
  return declaration === undefined ? undefined : { declaration, module };
}

const declaredNames = (module: Module): string[] => module.declarations.map(({ name }) => name.text);
