/** The server of examples/webgpu and pages of it, with the generated code that `npm run example:webgpu` would have built. */
import { spawn } from 'node:child_process';
import type { Browser, Page } from 'playwright-core';
import { libraryFile } from '../verify/program.ts';
import { compiled } from '../wgsl/device.ts';

const folder = 'examples/webgpu';

export interface Visit {
  readonly page: Page;
  /** Whatever the page said by way of errors and warnings. */
  readonly complaints: readonly string[];
}

export interface Example {
  /** Opens the page, or another file of the folder; `before` is a script that runs ahead of it. */
  visit(query: string, before?: string): Promise<Visit>;
  close(): Promise<void>;
}

export async function serveExample(browser: Browser): Promise<Example> {
  const generated = generatedCode();
  const server = spawn(process.execPath, [`${folder}/serve.js`, '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const address = await new Promise<string>((resolve, reject) => {
    server.stdout.once('data', (line: Buffer) => resolve(line.toString().trim()));
    server.once('exit', (code) => reject(new Error(`serve.js ended with ${code}.`)));
  });
  const visit = async (query: string, before?: string): Promise<Visit> => {
    const page = await browser.newPage();
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
    await page.goto(`${address}${query}`);
    return { page, complaints };
  };
  const close = async (): Promise<void> => {
    server.kill();
    await browser.close();
  };
  return { visit, close };
}

/** The modules of all losses of the page, by path. */
function generatedCode(): ReadonlyMap<string, string> {
  const program = libraryFile(`${folder}/shapes.loss`);
  return new Map(
    program.entry.declarations.flatMap(({ kind, name }) =>
      kind === 'loss' || kind === 'metric'
        ? [[`/generated/shapes/${name.text}.webgpu.js`, compiled(program, name.text).wgsl.code]]
        : [],
    ),
  );
}

/** A function for the page: the bytes of a buffer. */
export const readBuffer = `
  const readBuffer = async (device, from) => {
    const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
    const to = device.createBuffer({ size: from.size, usage });
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(from, 0, to, 0, from.size);
    device.queue.submit([encoder.finish()]);
    await to.mapAsync(GPUMapMode.READ);
    return to.getMappedRange();
  };
`;
