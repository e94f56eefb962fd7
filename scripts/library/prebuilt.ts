/** The library's losses in; for each backend the module that exports them all by name, ready-made, out. */
import type { Artifact } from '../../src/cli/artifacts.ts';
import { targets, type Target } from '../../src/backends/targets.ts';
import type { LibraryDeclaration } from './library.ts';

const notNames = new Set(
  (
    'await break case catch class const continue debugger default delete do else enum export extends false finally for ' +
    'function if implements import in instanceof interface let new null package private protected public return static ' +
    'super switch this throw true try typeof var void while with yield'
  ).split(' '),
);

/** What `import { dice } from "lossc/losses/js"` reads, by backend: the ending of its modules, and what they are. */
const doors: { readonly [T in Target]: { readonly ending: string; readonly about: string } } = {
  js: { ending: '.js', about: 'compiled to JavaScript: `dice.value(…)`, `dice.valueAndGrad(…)`' },
  wgsl: { ending: '.webgpu.js', about: 'compiled for WebGPU, shaders included' },
  tfjs: { ending: '.tfjs.js', about: 'compiled for TensorFlow.js: `bce_dice.bceDice({ w: 0.7 })`' },
};

/** An index for every backend. Two losses of one name are a mistake of the library. */
export function prebuiltIndexes(losses: readonly LibraryDeclaration[]): readonly Artifact[] {
  requireExportable(losses);
  const sorted = [...losses].sort((a, b) => (a.name < b.name ? -1 : 1));
  return targets.flatMap((target) => indexOf(target, sorted));
}

function indexOf(target: Target, losses: readonly LibraryDeclaration[]): readonly Artifact[] {
  const { ending, about } = doors[target];
  const head = `/**
 * Every loss and metric of lossc's standard library, ${about}.
 * Bundlers keep those that are used. Made by lossc; do not edit.
 */`;
  const lines = losses.map((loss) => `export * as ${loss.name} from './${moduleOf(loss)}${ending}';`);
  const documented = losses.map((loss, k) => `${summary(loss)}\n${lines[k]}`);
  return [
    { path: `${target}.js`, text: `${head}\n${lines.join('\n')}\n` },
    { path: `${target}.d.ts`, text: `${head}\n${documented.join('\n')}\n` },
  ];
}

/** Topic and name, as a build lays its files out: `recipes/unet/unet_dice`. */
export const moduleOf = ({ file, name }: LibraryDeclaration): string =>
  `${file.replace(/\.loss$/, '')}/${name}`;

const summary = ({ doc, name }: LibraryDeclaration): string =>
  `/** ${doc.summary.replaceAll('*/', '*\\/')} See docs/losses/${name}.md. */`;

function requireExportable(losses: readonly LibraryDeclaration[]): void {
  const byName = new Map<string, string>();
  for (const { name, file } of losses) {
    const other = byName.get(name);
    if (other !== undefined)
      throw new Error(
        `Both ${other} and ${file} declare \`${name}\`: one module cannot export both. Rename one.`,
      );
    if (notNames.has(name))
      throw new Error(`\`${name}\` in ${file} is a word of JavaScript: rename the loss.`);
    byName.set(name, file);
  }
}
