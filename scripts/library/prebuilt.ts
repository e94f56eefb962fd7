/** The library's losses in; the module that exports each under its name, ready-made, and its declarations out. */
import type { Artifact } from '../../src/cli/artifacts.ts';
import type { LibraryDeclaration } from './library.ts';

const notNames = new Set(
  (
    'await break case catch class const continue debugger default delete do else enum export extends false finally for ' +
    'function if implements import in instanceof interface let new null package private protected public return static ' +
    'super switch this throw true try typeof var void while with yield'
  ).split(' '),
);

/** Below the output folder, without its ending: `lossc/losses/js`. */
const stem = 'js';

/** What `import { dice } from "lossc/losses/js"` reads. Two losses of one name are a mistake of the library. */
export function prebuiltIndex(losses: readonly LibraryDeclaration[]): readonly Artifact[] {
  requireExportable(losses);
  const sorted = [...losses].sort((a, b) => (a.name < b.name ? -1 : 1));
  const lines = sorted.map((loss) => `export * as ${loss.name} from './${moduleOf(loss)}.js';`);
  const documented = sorted.map((loss, k) => `${summary(loss)}\n${lines[k]}`);
  return [
    { path: `${stem}.js`, text: `${head}\n${lines.join('\n')}\n` },
    { path: `${stem}.d.ts`, text: `${head}\n${documented.join('\n')}\n` },
  ];
}

const head = `/**
 * Every loss and metric of lossc's standard library, compiled to JavaScript: \`dice.value(…)\`, \`dice.valueAndGrad(…)\`.
 * Bundlers keep those that are used. Made by lossc; do not edit.
 */`;

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
