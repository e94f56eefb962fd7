/** The page of examples/webgpu, opened and used as a visitor would: its network learns with the generated losses. */
import { spawn, type ChildProcess } from 'node:child_process';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { libraryFile } from '../verify/program.ts';
import { compiled } from '../wgsl/device.ts';
import { openBrowser } from './chromium.ts';

const opened = await openBrowser();
const folder = 'examples/webgpu';
const names = ['bce_dice', 'cross_entropy', 'dice', 'tversky', 'focal', 'iou'];

let server: ChildProcess;
let address: string;
/** What `lossc build` writes for the page, by path. */
const generated = new Map<string, string>();

beforeAll(async () => {
  if (typeof opened === 'string') return;
  const program = libraryFile(`${folder}/shapes.loss`);
  for (const name of names)
    generated.set(`/generated/shapes/${name}.webgpu.js`, compiled(program, name).wgsl.code);
  server = spawn(process.execPath, [`${folder}/serve.js`, '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  address = await new Promise((resolve, reject) => {
    server.stdout?.once('data', (line: Buffer) => resolve(line.toString().trim()));
    server.once('exit', (code) => reject(new Error(`serve.js ended with ${code}.`)));
  });
});

afterAll(async () => {
  server?.kill();
  if (typeof opened !== 'string') await opened.browser.close();
});

/** The page, and all that it complained about. */
async function visit(query: string, before?: string): Promise<{ page: Page; complaints: string[] }> {
  if (typeof opened === 'string') throw new Error(opened);
  const page = await opened.browser.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  await page.route('**/generated/**', (route) => {
    const code = generated.get(new URL(route.request().url()).pathname);
    return code === undefined
      ? route.fulfill({ status: 404 })
      : route.fulfill({ contentType: 'text/javascript', body: code });
  });
  if (before !== undefined) await page.addInitScript(before);
  await page.goto(`${address}?${query}`);
  return { page, complaints };
}

/** Waits until the page has trained as long as it was told to, with this loss; what went wrong is an error. */
async function finished(page: Page, name: string): Promise<void> {
  await page
    .locator(`[data-state=failed], [data-state=finished][data-loss=${name}]`)
    .waitFor({ timeout: 150_000 });
  const trouble = page.locator('#trouble');
  if (await trouble.isVisible()) throw new Error((await trouble.textContent()) ?? 'The page failed.');
}

const lossesOf = (page: Page): Promise<readonly number[]> =>
  page.evaluate(`import('./main.js').then(({ run }) => run.losses.map(([, value]) => value))`);

/** Logits and masks of the images that the network does not learn from, read back by nobody's code but this. */
const look = (page: Page): Promise<{ logits: number[]; masks: number[] }> =>
  page.evaluate(`(async () => {
    const { run: { display: { device, look, masks } } } = await import('./main.js');
    const read = async (from) => {
      const to = device.createBuffer({ size: from.size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
      const encoder = device.createCommandEncoder();
      encoder.copyBufferToBuffer(from, 0, to, 0, from.size);
      device.queue.submit([encoder.finish()]);
      await to.mapAsync(GPUMapMode.READ);
      return to.getMappedRange();
    };
    return {
      logits: Array.from(new Float32Array(await read(look.logits))),
      masks: Array.from(new Uint32Array(await read(masks))),
    };
  })()`);

const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;

describe.skipIf(typeof opened === 'string')('the example in headless Chromium', () => {
  test('the loss falls, and masks overlap the truth', { timeout: 180_000 }, async () => {
    const { page, complaints } = await visit('loss=bce_dice&size=32&batch=8&seed=1&steps=200');
    await finished(page, 'bce_dice');
    expect(complaints).toEqual([]);

    const losses = await lossesOf(page);
    expect(losses).toHaveLength(200);
    expect(mean(losses.slice(-20))).toBeLessThan(0.4 * mean(losses.slice(0, 5)));

    const { logits, masks } = await look(page);
    const [both, either] = logits.reduce(
      ([both, either], z, k) => {
        const [said, true_] = [z > 0, masks[k] === 1];
        return [both + Number(said && true_), either + Number(said || true_)];
      },
      [0, 0],
    );
    const iou = both / either;
    // To call everything foreground, the best that chance can do, gives the share of the foreground.
    expect(mean(masks)).toBeLessThan(0.03);
    expect(iou).toBeGreaterThan(0.45);
    expect(await page.locator('#iou').textContent()).toBe(iou.toFixed(3));
    await page.close();
  });

  test('every loss can be chosen, and a seed gives the same curve again', { timeout: 120_000 }, async () => {
    const { page, complaints } = await visit('size=16&batch=4&seed=5&steps=6');
    const titles = { cross_entropy: 'Cross-entropy', dice: 'Dice', tversky: 'Tversky', focal: 'Focal' };
    await finished(page, 'bce_dice');
    const first = await lossesOf(page);
    for (const [name, title] of Object.entries(titles)) {
      await page.getByLabel(title, { exact: true }).check();
      await finished(page, name);
      expect((await lossesOf(page)).every((value) => value > 0 && value < 2)).toBe(true);
      expect(await page.locator('#formula').textContent()).toContain(`loss ${name}(`);
    }
    await page.getByLabel('BCE-Dice').check();
    await finished(page, 'bce_dice');
    expect(await lossesOf(page)).toEqual(first);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('a browser without WebGPU is told so', { timeout: 60_000 }, async () => {
    const without = `Object.defineProperty(Navigator.prototype, 'gpu', { get: () => undefined });`;
    const { page } = await visit('', without);
    await page.locator('#trouble').waitFor({ state: 'visible' });
    expect(await page.locator('#trouble').textContent()).toContain('This browser has no WebGPU.');
    await page.close();
  });
});
