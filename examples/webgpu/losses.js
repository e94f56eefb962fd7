/** The losses of shapes.loss that the page offers, and in which range their hyperparameters are moved. */
export const losses = [
  { name: 'bce_dice', title: 'BCE-Dice', colour: '#14a38b', params: { w: [0, 1] } },
  { name: 'cross_entropy', title: 'Cross-entropy', colour: '#6b7ff0', params: {} },
  { name: 'dice', title: 'Dice', colour: '#e0892b', params: { smooth: [0, 10] } },
  {
    name: 'tversky',
    title: 'Tversky',
    colour: '#d6457a',
    params: { alpha: [0, 1], beta: [0, 1], smooth: [0, 10] },
  },
  { name: 'focal', title: 'Focal', colour: '#9a6bd1', params: { alpha: [0, 1], gamma: [0, 5] } },
];

/** What `lossc build` made of one of them: shaders, and the module that records them. */
export const generated = (name) => import(`./generated/shapes/${name}.webgpu.js`);

/** The declaration of a loss as it stands in shapes.loss, without its comment. */
export async function sourceOf(name) {
  const text = await (await fetch(new URL('shapes.loss', import.meta.url))).text();
  const block =
    text.split(/\n\n(?=\/\/\/)/).find((part) => new RegExp(`^loss ${name}\\(`, 'm').test(part)) ?? '';
  const about = block.match(/^\/\/\/ (?!@).*$/gm) ?? [];
  return {
    about: about.map((line) => line.slice(4)).join(' '),
    formula: block.slice(block.search(/^loss /m)).trim(),
  };
}
