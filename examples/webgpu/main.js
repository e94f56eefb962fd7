/** The page: a run of training for the chosen loss, drawn as it goes. */
import { offerLosses, offerParams, onPause, onRestart } from './controls.js';
import { drawCurves } from './curves.js';
import { shapes } from './data.js';
import { openDevice } from './device.js';
import { Display } from './display.js';
import { generated, sourceOf } from './losses.js';
import { Memory } from './memory.js';
import { paint } from './mosaic.js';
import { Network } from './network.js';
import { readOptions } from './options.js';
import { remembered, Training } from './training.js';

const element = (id) => document.getElementById(id);
const nextFrame = () => new Promise(requestAnimationFrame);

/** The loss to train with. */
let chosen;
let running = true;
/** Set where a run has to begin anew. */
let stale = true;
/** The run on the screen: network, training, display, and the curves so far. */
export let run;
/** The last run of each loss, so that they can be compared. */
const runs = new Map();

/** Says what went wrong, on the page and in the console. */
function fail(error) {
  console.error(error);
  element('trouble').textContent = error.message ?? String(error);
  element('trouble').hidden = false;
  document.body.dataset.state = 'failed';
}

/** A fresh network, the same for every loss, and the generated code of the chosen one. */
async function begin(device, data, { size, batch, seed }) {
  stale = false;
  run?.destroy();
  const loss = chosen;
  const [code, metric, source] = await Promise.all([
    generated(loss.name),
    generated('iou'),
    sourceOf(loss.name),
  ]);
  const memory = new Memory(device);
  const network = await Network.create(memory, size, seed);
  const training = await Training.create(memory, network, { loss: code, ...data.known, batch });
  const display = await Display.create(memory, network, training, { metric, ...data.unseen });
  const destroy = () => [training, display, memory].forEach((part) => part.destroy());
  run = { ...loss, size, network, training, display, destroy, losses: [], scores: [] };
  runs.delete(loss.name);
  runs.set(loss.name, run);
  const defaults = Object.fromEntries(code.signature.hyperparameters.map((h) => [h.name, h.default]));
  offerParams(loss.params, defaults, (params) => training.setParams(params));
  element('about').textContent = source.about;
  element('formula').textContent = source.formula;
  element('dispatches').textContent = training.loss.dispatches;
  element('shader').href = `generated/shapes/${loss.name}.wgsl`;
  element('explanation').href = `generated/shapes/${loss.name}.explain.txt`;
}

/** Reads what there is to see, and draws it. */
async function show() {
  const { losses, iou, pictures } = await run.display.read();
  for (const value of losses) run.losses.push([run.losses.length + 1, value]);
  run.scores.push([run.training.count, iou]);
  element('step').value = run.training.count;
  element('loss').value = run.losses.at(-1)?.[1].toFixed(4) ?? '–';
  element('iou').value = iou.toFixed(3);
  paint(element('mosaic'), pictures, run.size);
  // Values of different losses cannot be compared; how well the masks fit can.
  drawCurves(element('loss-curve'), [{ colour: run.colour, points: run.losses }]);
  const all = [...runs.values()];
  const scores = all.map(({ colour, scores }) => ({ colour, points: scores }));
  drawCurves(element('iou-curve'), scores, 1);
  element('legend').replaceChildren(...all.map(legendEntry));
}

function legendEntry({ title, colour }) {
  const entry = Object.assign(document.createElement('span'), { textContent: title });
  entry.style.color = colour;
  return entry;
}

/** Steps for a frame at least, but for the first ones, so that looking takes less time than learning. */
const fewest = 4;

/** As many steps for a frame as the device has time for, so that the page stays smooth. */
async function train(device, data, options) {
  let perFrame = 1;
  for (;;) {
    const start = performance.now();
    await nextFrame();
    if (stale) await begin(device, data, options);
    const finished = run.training.count >= options.steps;
    document.body.dataset.loss = run.name;
    document.body.dataset.state = finished ? 'finished' : running ? 'training' : 'paused';
    if (run.training.count > 0 && (finished || !running)) continue;
    const steps = Math.min(perFrame, options.steps - run.training.count);
    for (let k = 0; k < steps; k++) run.training.step(options.rate);
    await show();
    const seconds = (performance.now() - start) / 1000;
    element('speed').value = (steps / seconds).toFixed(steps < 10 * seconds ? 1 : 0);
    const more = perFrame < fewest || (perFrame < remembered && seconds < 1 / 25);
    perFrame = more ? perFrame + 1 : Math.max(fewest, perFrame - 1);
  }
}

async function main() {
  const options = readOptions(location.search);
  const { size, seed } = options;
  chosen = options.loss;
  const device = await openDevice();
  device.addEventListener('uncapturederror', ({ error }) => fail(error));
  device.lost.then(({ message }) => fail(new Error(`The graphics device was lost. ${message}`)));
  const data = { known: shapes(256, size, seed), unseen: shapes(16, size, seed + 1) };
  const share = data.known.masks.reduce((sum, y) => sum + y, 0) / data.known.masks.length;
  element('share').textContent =
    `Discs are ${(100 * share).toFixed(1)} % of the pixels: to say “background” everywhere is nearly always right, and useless.`;
  offerLosses(chosen.name, (loss) => {
    chosen = loss;
    stale = true;
  });
  onPause(() => (running = !running));
  onRestart(() => (stale = true));
  await train(device, data, options);
}

main().catch(fail);
