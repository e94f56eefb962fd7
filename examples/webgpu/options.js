/** What the address may say: `?loss=tversky&size=32&batch=8&seed=7&rate=0.01&steps=200`. */
import { losses } from './losses.js';

const numbers = {
  size: { otherwise: 64, least: 8, most: 256, whole: true },
  batch: { otherwise: 16, least: 1, most: 256, whole: true },
  seed: { otherwise: 1, least: 0, most: 2 ** 31, whole: true },
  rate: { otherwise: 0.02, least: 0, most: 1, whole: false },
  steps: { otherwise: Infinity, least: 1, most: Infinity, whole: true },
};

/** The loss to begin with, and numbers by name; the error says what a part of the address may be. */
export function readOptions(address) {
  const said = new URLSearchParams(address);
  const options = Object.entries(numbers).map(([name, { otherwise, least, most, whole }]) => {
    const value = Number(said.get(name) ?? otherwise);
    if (value >= least && value <= most && (!whole || value === Math.round(value))) return [name, value];
    const kind = whole ? 'whole number' : 'number';
    throw new Error(
      `${name} in the address must be a ${kind} from ${least} to ${most}; it is ${said.get(name)}.`,
    );
  });
  const name = said.get('loss') ?? losses[0].name;
  const loss = losses.find((known) => known.name === name);
  if (loss === undefined)
    throw new Error(`There is no loss ${name}; there are ${losses.map((known) => known.name).join(', ')}.`);
  return { loss, ...Object.fromEntries(options) };
}
