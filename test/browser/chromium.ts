/**
 * Headless Chromium with WebGPU on a software driver: a second implementation, and the one that people meet. The browser, the
 * driver, the libraries that both need and a font come with one npm package, so that nothing has to be installed.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { unpack } from '../../src/cli/webgpu/archive.ts';

/** WebGPU is behind a flag where it is new, which it is on Linux; the driver is one that computes the same everywhere. */
const flags = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

const askForAdapter = `(async () => {
  const adapter = await navigator.gpu?.requestAdapter();
  return adapter ? [adapter.info.vendor, adapter.info.architecture].join(' ') : undefined;
})()`;

/** A page of its own, in a secure context: WebGPU is not there without. */
const blank = 'https://page.test/';

export interface OpenBrowser {
  readonly browser: Browser;
  /** What the browser calls its adapter. */
  readonly adapter: string;
}

/**
 * Starts the browser and asks it for an adapter; the reason as text where that cannot be. `LOSSC_REQUIRE_WGSL=1` makes the reason
 * an error, `LOSSC_CHROMIUM` names another Chromium.
 */
export async function openBrowser(): Promise<OpenBrowser | string> {
  try {
    return await start();
  } catch (error) {
    const reason = inShort(error instanceof Error ? error.message : String(error));
    const message = `WGSL is not executed in a browser: ${reason}`;
    if (process.env['LOSSC_REQUIRE_WGSL'] === '1') throw new Error(message, { cause: error });
    console.warn(message);
    return reason;
  }
}

/** Of a report about a browser that did not start: its first line, and what the browser itself complained about. */
function inShort(message: string): string {
  const [first = '', ...rest] = message.split('\n');
  const complaints = rest.flatMap((line) => /\[err\] ([^\u001b]*)/.exec(line)?.[1] ?? []);
  return [first, ...new Set(complaints)].join('\n');
}

async function start(): Promise<OpenBrowser> {
  const browser = await chromium.launch({ ...executable(), args: flags, timeout: 30_000 });
  try {
    const page = await blankPage(browser);
    const adapter = await page.evaluate<string | undefined>(askForAdapter);
    await page.close();
    if (adapter === undefined) throw new Error(`Chromium ${browser.version()} has no WebGPU adapter here.`);
    return { browser, adapter };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

export async function blankPage(browser: Browser): Promise<Page> {
  const page = await browser.newPage();
  await page.route(blank, (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }));
  await page.goto(blank);
  return page;
}

function executable(): { readonly executablePath: string; readonly env?: Record<string, string> } {
  const own = process.env['LOSSC_CHROMIUM'];
  if (own !== undefined) return { executablePath: own };
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error(
      `The Chromium of npm is for Linux on x64, not for ${process.platform} on ${process.arch}; ` +
        'LOSSC_CHROMIUM names the executable of another one.',
    );
  const entry = fileURLToPath(import.meta.resolve('@sparticuz/chromium'));
  const folder = unpack(join(dirname(entry), '..', '..'), [
    'chromium.br',
    'swiftshader.tar.br',
    'al2023.tar.br',
    'fonts.tar.br',
  ]);
  return {
    executablePath: join(folder, 'chromium'),
    env: {
      ...Object.fromEntries(
        Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
      ),
      LD_LIBRARY_PATH: folder,
      FONTCONFIG_FILE: fontsOf(folder),
    },
  };
}

/** The configuration of the archive speaks of folders that are not here. */
function fontsOf(folder: string): string {
  const file = join(folder, 'lossc-fonts.conf');
  if (!existsSync(file))
    writeFileSync(
      file,
      `<?xml version="1.0"?><fontconfig><dir>${folder}</dir><cachedir>${folder}/cache</cachedir></fontconfig>`,
    );
  return file;
}
