/** The library in; every file that is generated from it for people, by path below the repository, out. */
import { readFileSync } from 'node:fs';
import type { Artifact } from '../../src/cli/artifacts.ts';
import { compile, type CompiledLoss } from '../../src/compile.ts';
import { gradientText } from './derivation.ts';
import { library, losses, type LibraryDeclaration } from './library.ts';
import { overview } from './overview.ts';
import { page, type Accuracy } from './page.ts';
import { plot } from './plot.ts';
import { sweep } from './sweep.ts';

export const folder = 'docs/losses';
export const accuracyPath = 'scripts/library/accuracy.json';

export async function pages(): Promise<readonly Artifact[]> {
  const accuracies: Readonly<Record<string, Accuracy>> = JSON.parse(readFileSync(accuracyPath, 'utf8'));
  const written = await Promise.all(losses.map((loss) => pagesOf(loss, accuracies[loss.name])));
  return [{ path: `${folder}/README.md`, text: overview(library) }, ...written.flat()];
}

async function pagesOf(
  loss: LibraryDeclaration,
  accuracy: Accuracy | undefined,
): Promise<readonly Artifact[]> {
  const compiled = compiledLoss(loss);
  const swept = await sweep(compiled);
  const names = new Set(losses.map(({ name }) => name));
  const text = page({
    loss,
    compiled,
    gradient: loss.kind === 'loss' ? gradientText(loss) : '',
    plotted: swept !== undefined,
    accuracy,
    callees: loss.calls.filter((name) => names.has(name)),
    callers: losses.filter(({ calls }) => calls.includes(loss.name)).map(({ name }) => name),
    variants: variantsOf(loss),
  });
  const picture =
    swept === undefined ? [] : [{ path: `${folder}/plots/${loss.name}.svg`, text: plot(loss.name, swept) }];
  return [{ path: `${folder}/${loss.name}.md`, text }, ...picture];
}

/** Compiles a loss of the library; a mistake in it throws. */
export function compiledLoss({ program, name }: LibraryDeclaration): CompiledLoss {
  const mistakes: string[] = [];
  const compiled = compile(program, name, {}, ({ severity, message }) => {
    if (severity === 'error') mistakes.push(message);
  });
  if (compiled === undefined) throw new Error(`${name}: ${mistakes.join('\n')}`);
  return compiled;
}

const suffixes = [
  'prob',
  'logits',
  'multiclass',
  'multilabel',
  'batch',
  'masked',
  'soft',
  'smoothed',
  'sum',
  'mean',
  'foreground',
  'present',
  'binary',
  'keras',
  'kornia',
  'mmseg',
  'monai',
  'nnunet',
  'seglossodyssey',
  'smp',
  'toolbelt',
  'torchvision',
];

/** Losses that are the same but for what they take, or for the conventions of a library. */
function variantsOf({ name }: LibraryDeclaration): readonly string[] {
  const stem = stemOf(name);
  return losses
    .filter((other) => other.name !== name && stemOf(other.name) === stem)
    .map((other) => other.name);
}

function stemOf(name: string): string {
  const words = name.split('_');
  while (words.length > 1 && suffixes.includes(words.at(-1) ?? '')) words.pop();
  return words.join('_');
}
