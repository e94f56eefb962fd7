/** The library in; the index of its pages by category, as Markdown, out. */
import type { LibraryDeclaration } from './library.ts';
import { made } from './page.ts';

const categories: readonly (readonly [category: string, title: string, about: string])[] = [
  ['distribution', 'Distribution', 'Every pixel by itself: cross-entropies and the focal family.'],
  ['region', 'Region', 'Overlaps of a whole region with its target.'],
  ['compound', 'Compound', 'Sums of losses, which report their parts as terms.'],
  ['boundary', 'Boundary', 'Distances to the border of the target, from maps that are made once.'],
  ['regression', 'Regression', 'Real values: depth, distances, boxes.'],
  ['set', 'Sets of masks', 'Masks with a class each, matched to their targets on the host.'],
  ['metric', 'Metrics', 'Measures of a finished prediction: not differentiated.'],
  ['weights', 'Class weights', 'Measured over the labels of a data set, for the weighted losses.'],
  ['recipe', 'Recipes', 'What the reference code of a published method trains.'],
];

export function overview(library: readonly LibraryDeclaration[]): string {
  const losses = library.filter(({ kind }) => kind === 'loss').length;
  const metrics = library.filter(({ kind }) => kind === 'metric').length;
  const sections = categories.flatMap(([category, title, about]) => [
    `## ${title}`,
    about,
    table(library.filter((each) => each.kind !== 'fn' && each.category === category)),
  ]);
  return `${[
    made,
    '# The standard library',
    `${losses} losses and ${metrics} metrics. Each page has the formula, the source, the gradient that the compiler derived, what it costs, how accurate it is, where it comes from, and a plot. Coming from another library: [migration](../migration.md). Why it is worth it: [what went wrong elsewhere](../elsewhere.md).`,
    'All of them are ready-made in the package: `import { dice, ce } from "lossc/losses/js"`, of which a bundler keeps what is used. In a `.loss` file of your own, `import { dice } from "lossc"`. What a loss needs from the host (distance maps, class weights, matching) is in [`lossc/helpers`](../helpers.md).',
    ...sections,
    '## Functions',
    'Building blocks for losses of your own: `import { dice_score } from "lossc"`.',
    table(library.filter(({ kind }) => kind === 'fn')),
  ].join('\n\n')}\n`;
}

const table = (declarations: readonly LibraryDeclaration[]): string =>
  [
    '| | |',
    '|---|---|',
    ...declarations.map((each) => `| ${link(each)} | ${each.doc.summary.replaceAll('|', '\\|')} |`),
  ].join('\n');

const link = ({ name, kind, file }: LibraryDeclaration): string =>
  kind === 'fn' ? `[\`${name}\`](../../losses/${file})` : `[${name}](${name}.md)`;
