/** A sample of losses on wgpu: an implementation of WebGPU that shares nothing with the one of Node and Chromium. */
import { afterAll, describe } from 'vitest';
import type { WebGpuJob, WebGpuResult } from '../../src/cli/webgpu/runner.ts';
import { orReason } from './orReason.ts';
import { testSample } from './representative.ts';
import { startWgpu } from './wgpu.ts';

const wgpu = await orReason('by wgpu', startWgpu);
afterAll(() => {
  if (typeof wgpu !== 'string') wgpu.close();
});

const run = (job: WebGpuJob): Promise<WebGpuResult> => {
  if (typeof wgpu === 'string') throw new Error(wgpu);
  return wgpu.run(job);
};

describe.skipIf(typeof wgpu === 'string')('on wgpu', () => testSample({ run }));
