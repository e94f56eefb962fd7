/** A sample of losses in headless Chromium: value and gradient are those of the oracle, the same in every run. */
import { afterAll, describe } from 'vitest';
import { jobSource } from '../../src/cli/webgpu/job.ts';
import type { WebGpuJob, WebGpuResult } from '../../src/cli/webgpu/runner.ts';
import { testSample } from '../wgsl/representative.ts';
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

/** Evaluates in the page what a process of Node evaluates elsewhere. */
const run = (job: WebGpuJob): Promise<WebGpuResult> => {
  if (page === undefined) throw new Error('There is no page.');
  return page.evaluate((job) => globalThis.runJob(job), job);
};

describe.skipIf(page === undefined)('in headless Chromium', () => testSample({ run }));
