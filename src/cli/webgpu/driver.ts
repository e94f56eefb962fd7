/** Where WebGPU can be run on this machine: the package, and a software driver where one is installed. */
import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UsageError } from '../usage.ts';
import { unpack } from './archive.ts';

export interface WebGpuHost {
  /** The URL of the module that brings WebGPU to Node. */
  readonly module: string;
  /** What the process has to be started with. */
  readonly environment: Readonly<Record<string, string>>;
}

const driver = 'swiftshader.tar.br';

/**
 * Finds WebGPU, or throws what to install. A software driver is preferred where one is installed: it computes the same on every machine.
 * `LOSSC_WEBGPU=system` asks for the graphics driver of the machine, and `LOSSC_VK_ICD` names the description of another
 * Vulkan driver, a file such as lvp_icd.json.
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
    throw new UsageError(
      '`webgpu` is not installed here, and the wgsl backend runs with it.',
      'Install it: `npm install -D webgpu`.',
    );
  const module = pathToFileURL(join(webgpu, 'index.js')).href;
  const software = packageFolder(join('@sparticuz', 'chromium'));
  const wanted = process.env['LOSSC_WEBGPU'] ?? 'software';
  const usable = process.platform === 'linux' && process.arch === 'x64' && wanted !== 'system';
  const other = process.env['LOSSC_VK_ICD'];
  const named = other === undefined ? {} : { VK_DRIVER_FILES: other };
  if (!usable || software === undefined || !existsSync(join(software, 'bin', driver)))
    return { module, environment: named };
  // The loader of Vulkan comes from there too.
  const folder = unpack(software, [driver]);
  return {
    module,
    environment: {
      LD_LIBRARY_PATH: [folder, process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':'),
      VK_DRIVER_FILES: join(folder, 'vk_swiftshader_icd.json'),
      ...named,
    },
  };
}
