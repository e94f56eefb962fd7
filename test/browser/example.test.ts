/** The page of examples/webgpu, opened and used as a visitor would: its network learns with the generated losses. */
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, test } from 'vitest';
import { openBrowser } from './chromium.ts';
import { readBuffer, serveExample, type Visit } from './examplePage.ts';

const opened = await openBrowser();
const example = typeof opened === 'string' ? undefined : await serveExample(opened.browser);
afterAll(() => example?.close());

async function visit(query: string, before?: string): Promise<Visit> {
  if (example === undefined) throw new Error('There is no browser.');
  return example.visit(query, before);
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

/** Logits and masks of the images that the network does not learn from, read back by the test itself. */
const look = (page: Page): Promise<{ logits: number[]; masks: number[] }> =>
  page.evaluate(`(async () => {
    ${readBuffer}
    const { run: { display: { device, look, masks } } } = await import('./main.js');
    return {
      logits: Array.from(new Float32Array(await readBuffer(device, look.logits))),
      masks: Array.from(new Uint32Array(await readBuffer(device, masks))),
    };
  })()`);

const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;

describe.skipIf(typeof opened === 'string')('the example in headless Chromium', () => {
  test('the loss falls, and masks overlap the truth', { timeout: 180_000 }, async () => {
    const { page, complaints } = await visit('?loss=bce_dice&size=24&batch=8&seed=1&rate=0.03&steps=140');
    await finished(page, 'bce_dice');
    expect(complaints).toEqual([]);

    const losses = await lossesOf(page);
    expect(losses).toHaveLength(140);
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
    expect(iou).toBeGreaterThan(0.4);
    expect(await page.locator('#iou').textContent()).toBe(iou.toFixed(3));
    await page.close();
  });

  test('every loss can be chosen, and a seed gives the same curve again', { timeout: 120_000 }, async () => {
    const { page, complaints } = await visit('?size=16&batch=4&seed=5&steps=6');
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

  test.each([
    ['size=large', 'size in the address must be a whole number from 8 to 256; it is large.'],
    ['loss=lovasz', 'There is no loss lovasz; there are bce_dice, cross_entropy, dice, tversky, focal.'],
  ])('an address that says %s is answered', { timeout: 60_000 }, async (query, message) => {
    const { page } = await visit(`?${query}`);
    await page.locator('#trouble').waitFor({ state: 'visible' });
    expect(await page.locator('#trouble').textContent()).toBe(message);
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
