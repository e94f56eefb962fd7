/** A process of Deno that evaluates jobs: its WebGPU is wgpu, with naga as the compiler of WGSL, which Firefox has as well. */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { findWebGpu } from '../../src/cli/webgpu/driver.ts';
import { jobSource } from '../../src/cli/webgpu/job.ts';
import type { WebGpuJob, WebGpuResult } from '../../src/cli/webgpu/runner.ts';

export interface Wgpu {
  run(job: WebGpuJob): Promise<WebGpuResult>;
  close(): void;
}

/** A job for each line that comes in, an answer for each that goes out; arrays are bytes in base64. */
const source = `
import { Buffer } from 'node:buffer';
const gpu = navigator.gpu;
const lost = ({ message }) => console.error(message);
${jobSource}
const coded = (_, x) =>
  x instanceof Float32Array ? { floats: Buffer.from(x.buffer, x.byteOffset, x.byteLength).toString('base64') } : x;
const decoded = (_, x) => (typeof x?.bytes === 'string' ? new Uint8Array(Buffer.from(x.bytes, 'base64')) : x);
const answer = (x) => console.log(JSON.stringify(x, coded));
answer(await gpu.requestAdapter() === null ? { error: 'wgpu found no adapter.' } : {});
let rest = '';
for await (const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
  const lines = (rest + text).split('\\n');
  rest = lines.pop();
  for (const line of lines)
    answer(await run(JSON.parse(line, decoded)).then((result) => ({ result }), ({ message }) => ({ error: message })));
}
`;

interface Answer {
  readonly result?: WebGpuResult;
  readonly error?: string;
}

/** Starts Deno and waits until it has an adapter. */
export async function startWgpu(): Promise<Wgpu> {
  const entry = `data:text/javascript;base64,${Buffer.from(source).toString('base64')}`;
  const child = spawn(executable(), ['run', '--quiet', '--no-config', '--unstable-webgpu', entry], {
    env: {
      ...process.env,
      ...findWebGpu().environment,
      DENO_DIR: join(tmpdir(), 'lossc-deno'),
      DENO_NO_UPDATE_CHECK: '1',
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  // Answers come in the order of the jobs; the first one says whether there is an adapter.
  const waiting: ((answer: Answer) => void)[] = [];
  const answered = (): Promise<Answer> => new Promise((resolve) => waiting.push(resolve));
  const ready = answered();
  createInterface(child.stdout).on('line', (line) => waiting.shift()?.(JSON.parse(line, decoded)));
  const ended = (error: string): void => waiting.splice(0).forEach((resolve) => resolve({ error }));
  child.on('error', ({ message }) => ended(message));
  child.on('exit', (code) => ended(`Deno ended with code ${code}.`));
  const { error } = await ready;
  if (error !== undefined) {
    child.kill();
    throw new Error(error);
  }
  return {
    async run(job) {
      const answer = answered();
      child.stdin.write(`${JSON.stringify(job, coded)}\n`);
      const { result, error } = await answer;
      if (result === undefined) throw new Error(error ?? 'Deno gave no reason.');
      return result;
    },
    close: () => void child.kill(),
  };
}

const coded = (_: string, x: unknown): unknown =>
  x instanceof Uint8Array
    ? { bytes: Buffer.from(x.buffer, x.byteOffset, x.byteLength).toString('base64') }
    : x;

function decoded(_: string, x: unknown): unknown {
  if (typeof x !== 'object' || x === null || !('floats' in x)) return x;
  return new Float32Array(Uint8Array.from(Buffer.from(String(x.floats), 'base64')).buffer);
}

/** The package `deno` leaves its programs to packages of their own, one for each platform. */
function executable(): string {
  const platform = `${process.platform}-${process.arch}${process.platform === 'linux' ? '-glibc' : ''}`;
  const require = createRequire(import.meta.url);
  const deno = createRequire(require.resolve('deno/package.json'));
  const folder = dirname(deno.resolve(`@deno/${platform}/package.json`));
  return join(folder, process.platform === 'win32' ? 'deno.exe' : 'deno');
}
