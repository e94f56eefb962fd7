/** A sample of losses in headless Chromium: value and gradient are those of the oracle, the same in every run. */
import { afterAll, describe, expect, test } from 'vitest';
import { loadWgsl, type WgslOutcome } from '../../src/cli/wgslModule.ts';
import { jobSource } from '../../src/cli/webgpu/job.ts';
import type { WebGpuJob, WebGpuResult } from '../../src/cli/webgpu/runner.ts';
import type { CompiledLoss } from '../../src/compile.ts';
import { typical } from '../../src/verify/sample.ts';
import type { Data } from '../../src/verify/oracle/data.ts';
import { program } from '../verify/program.ts';
import { errorsOf, expected } from '../wgsl/agreement.ts';
import { compiled, library, sample, type LibraryLoss } from '../wgsl/device.ts';
import { blankPage, openBrowser } from './chromium.ts';

declare global {
  var runJob: (job: WebGpuJob) => Promise<WebGpuResult>;
}

const opened = await openBrowser();
const page = typeof opened === 'string' ? undefined : await blankPage(opened.browser);
await page?.addScriptTag({
  content: `{ const gpu = navigator.gpu; const lost = () => {}; ${jobSource} globalThis.runJob = run; }`,
});
afterAll(async () => {
  if (typeof opened !== 'string') await opened.browser.close();
});

/** What evaluates in the page what a process of Node evaluates elsewhere. */
const runner = {
  run: (job: WebGpuJob): Promise<WebGpuResult> => {
    if (page === undefined) throw new Error('There is no page.');
    return page.evaluate((job) => globalThis.runJob(job), job);
  },
};

function evaluate(loss: CompiledLoss, data: Data): Promise<WgslOutcome> {
  const inputs = new Map(Object.entries(data.inputs).map(([name, input]) => [name, input.data]));
  return loadWgsl(loss, {}, runner)({ inputs, sizes: data.axes, params: data.parameters, gradient: true });
}

const all = library();
function fromLibrary(name: string): LibraryLoss {
  const found = all.find((loss) => loss.name === name);
  if (found === undefined) throw new Error(`There is no loss ${name}.`);
  return found;
}

/** One loss of each kind that WGSL treats differently, with what makes it so. */
const losses: readonly {
  readonly what: string;
  readonly loss: LibraryLoss;
  readonly sizes: Readonly<Record<string, number>>;
}[] = [
  { what: 'binary', loss: fromLibrary('bce'), sizes: { n: 2, i: 331 } },
  { what: 'two terms in two dispatches', loss: fromLibrary('bce_dice'), sizes: { n: 3, i: 4099 } },
  { what: 'probabilities', loss: fromLibrary('dice'), sizes: { n: 2, i: 331 } },
  { what: 'one pixel', loss: fromLibrary('bce_dice'), sizes: { n: 1, i: 1 } },
  { what: 'classes by integers, some ignored', loss: fromLibrary('ce_dice'), sizes: { n: 2, c: 4, i: 331 } },
  { what: 'many classes', loss: fromLibrary('ce'), sizes: { n: 2, c: 45, i: 33 } },
  { what: 'class weights', loss: fromLibrary('weighted_ce'), sizes: { n: 2, c: 5, i: 77 } },
  { what: 'focal', loss: fromLibrary('focal'), sizes: { n: 2, i: 331 } },
  { what: 'powers of ratios', loss: fromLibrary('focal_tversky_logits'), sizes: { n: 2, i: 331 } },
  { what: 'boundary', loss: fromLibrary('boundary'), sizes: { n: 2, i: 331 } },
  { what: 'regression', loss: fromLibrary('huber'), sizes: { n: 2, i: 331 } },
  { what: 'boxes', loss: fromLibrary('box_ciou'), sizes: { r: 37, e: 2, d: 2 } },
  {
    what: 'three dimensions of space',
    loss: own(
      'dice_volume',
      `loss dice_volume(p: prob[n, x, y, w], m: label[n, x, y, w]) =
         mean[n](1 - (2 * sum[x, y, w](p * m) + 1) / (sum[x, y, w](p) + sum[x, y, w](m) + 1))`,
    ),
    sizes: { n: 2, x: 7, y: 9, w: 11 },
  },
  {
    what: 'a value for each image',
    loss: own('per_image', 'loss per_image(x: real[n, i], y: map[n, i]) = mean[i](square(x - y))'),
    sizes: { n: 5, i: 331 },
  },
];

function own(name: string, text: string): LibraryLoss {
  return { name, kind: 'loss', program: program(text) };
}

/** Of the largest component, as for the other implementation of WebGPU. */
const budget = 1e-5;

describe.skipIf(typeof opened === 'string')('in headless Chromium', () => {
  test.each(losses)('$what: $loss.name', { timeout: 60_000 }, async ({ loss, sizes }) => {
    const own = compiled(loss.program, loss.name);
    const data = sample(loss, typical, sizes);
    expect(data.axes).toMatchObject(sizes);
    const first = await evaluate(own, data);
    const errors = errorsOf(first, expected(loss, own, data));
    expect(errors.value).toBeLessThan(budget);
    expect(errors.gradient, errors.place).toBeLessThan(budget);
    const second = await evaluate(own, data);
    expect(second.value).toEqual(first.value);
    expect(second.gradients).toEqual(first.gradients);
  });

  test('the sample has ignored pixels', () => {
    const { inputs } = sample(fromLibrary('ce_dice'), typical, { n: 2, c: 4, i: 331 });
    expect(Array.from(inputs['t']?.data ?? []).some((t) => t < 0 || t > 3)).toBe(true);
  });
});
