/** The bundle of the command line in, running, on an engine that was told how to compile it and what it compiled before. */
import { readFileSync, statSync } from 'fs';
import module from 'module';
import { setFlagsFromString } from 'v8';
import { Script } from 'vm';

export type CommandLine = typeof import('./main.ts');

/** Most that a compilation runs is not worth the engine's best code so early. From Node 24 on it knows by itself. */
export function tune(): void {
  const major = Number.parseInt(process.versions.node);
  if (major < 22) setFlagsFromString('--interrupt-budget=1600000');
  else if (major < 24) setFlagsFromString('--invocation-count-for-turbofan=12000');
}

/** Where the compiled code of a bundle lies. It is of use to the very same Node only. */
export function codePath(bundle: string): string {
  return bundle.replace(/\.\w+$/, `.${process.version}-${process.platform}-${process.arch}.code`);
}

/**
 * Loads the bundle at `path` with its compiled code: to compile it takes longer than most verbs do otherwise. The engine
 * refuses code that it did not make itself, or under other flags, and compiles anew. Where there is no code for this
 * Node, its own cache of compiled modules helps from the second start on, where it has one.
 */
export function load(path: string): CommandLine {
  const cachedData = codeFor(path);
  if (cachedData !== undefined) return run(scriptOf(path, cachedData), path);
  if ('enableCompileCache' in module && typeof module.enableCompileCache === 'function')
    module.enableCompileCache();
  return module.createRequire(path)(path) as CommandLine;
}

/** The bundle as a script; a file in ASCII, which needs no decoding. */
export function scriptOf(path: string, cachedData?: Buffer): Script {
  const source = readFileSync(path, 'latin1');
  // Compiled code keeps the name, for traces, and may have been made elsewhere.
  const filename = 'lossc/cli.cjs';
  return new Script(`(function (module, require, __filename, importOutside) {${source}\n})`, {
    filename,
    cachedData,
  });
}

/** Runs the script of the bundle at `path` as Node runs a module. */
export function run(script: Script, path: string): CommandLine {
  const own = { exports: {} as CommandLine };
  script.runInThisContext()(own, module.createRequire(path), path, (address: string) => import(address));
  return own.exports;
}

/** A copied folder may have its files in any order. */
const copying = 10_000;

/**
 * The compiled code of the bundle as it is: code older than that is another bundle's, say of one that was edited since,
 * which the engine would notice only if its length had changed.
 */
function codeFor(bundle: string): Buffer | undefined {
  const path = codePath(bundle);
  try {
    return statSync(path).mtimeMs < statSync(bundle).mtimeMs - copying ? undefined : readFileSync(path);
  } catch {
    return undefined;
  }
}
