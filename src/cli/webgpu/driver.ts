/** Where WebGPU can be run on this machine: the package, and a software driver where one is installed. */
import { createRequire } from 'node:module';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';

export interface WebGpuHost {
  /** The URL of the module that brings WebGPU to Node. */
  readonly module: string;
  /** What the process has to be started with. */
  readonly environment: Readonly<Record<string, string>>;
}

const archive = join('bin', 'swiftshader.tar.br');

/** Why there is no WebGPU here, as the error of `findWebGpu`. */
export class NoWebGpu extends Error {
  override readonly name = 'NoWebGpu';
}

/**
 * Finds WebGPU. A software driver is preferred where one is installed: it computes the same on every machine.
 * `LOSSC_WEBGPU=system` asks for the graphics driver of the machine.
 */
export function findWebGpu(from: string = join(process.cwd(), 'package.json')): WebGpuHost {
  const require = createRequire(from);
  const packageFolder = (name: string): string | undefined => {
    const folders = require.resolve.paths(name) ?? [];
    return folders
      .map((folder) => join(folder, name))
      .find((folder) => existsSync(join(folder, 'package.json')));
  };
  const webgpu = packageFolder('webgpu');
  if (webgpu === undefined)
    throw new NoWebGpu('Running WGSL needs the npm package `webgpu`: `npm install --save-dev webgpu`.');
  const module = pathToFileURL(join(webgpu, 'index.js')).href;
  const software = packageFolder(join('@sparticuz', 'chromium'));
  const wanted = process.env['LOSSC_WEBGPU'] ?? 'software';
  const usable = process.platform === 'linux' && process.arch === 'x64' && wanted !== 'system';
  if (!usable || software === undefined || !existsSync(join(software, archive)))
    return { module, environment: {} };
  const folder = unpack(software);
  return {
    module,
    environment: {
      LD_LIBRARY_PATH: [folder, process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':'),
      VK_DRIVER_FILES: join(folder, 'vk_swiftshader_icd.json'),
    },
  };
}

/** Unpacks the driver into the temporary folder, once for each version of the package. */
function unpack(software: string): string {
  const { version }: { version: string } = JSON.parse(readFileSync(join(software, 'package.json'), 'utf8'));
  const folder = join(tmpdir(), `lossc-swiftshader-${version}`);
  if (existsSync(folder)) return folder;
  mkdirSync(dirname(folder), { recursive: true });
  const making = mkdtempSync(`${folder}-`);
  for (const { name, data } of entriesOf(brotliDecompressSync(readFileSync(join(software, archive)))))
    writeFileSync(join(making, name), data);
  try {
    renameSync(making, folder);
  } catch {
    // Another process was faster.
    rmSync(making, { recursive: true, force: true });
  }
  return folder;
}

/** The plain files of a tar archive. */
function* entriesOf(tar: Buffer): Generator<{ readonly name: string; readonly data: Buffer }> {
  const blockSize = 512;
  const text = (at: number, length: number): string =>
    tar.toString('latin1', at, at + length).replace(/\0.*/s, '');
  for (let at = 0; at + blockSize <= tar.length;) {
    const name = text(at, 100);
    if (name === '') return;
    const size = parseInt(text(at + 124, 12), 8);
    const start = at + blockSize;
    if (/^[\w.-]+$/.test(name)) yield { name, data: tar.subarray(start, start + size) };
    at = start + Math.ceil(size / blockSize) * blockSize;
  }
}
