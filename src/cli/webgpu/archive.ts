/** The archives that @sparticuz/chromium brings, unpacked into the temporary folder. */
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';

/**
 * Unpacks archives of a package into one folder, once for each version of it, and returns the folder. What is not a tar archive is
 * a program.
 */
export function unpack(packageFolder: string, archives: readonly string[]): string {
  const { version }: { version: string } = JSON.parse(
    readFileSync(join(packageFolder, 'package.json'), 'utf8'),
  );
  const title = archives.map((archive) => archive.replace(/\..*/, '')).join('-');
  const folder = join(tmpdir(), `lossc-${title}-${version}`);
  if (existsSync(folder)) return folder;
  const making = mkdtempSync(`${folder}-`);
  for (const archive of archives) {
    const data = brotliDecompressSync(readFileSync(join(packageFolder, 'bin', archive)));
    if (archive.endsWith('.tar.br'))
      for (const entry of entriesOf(data)) writeFileSync(join(making, entry.name), entry.data);
    else writeFileSync(join(making, basename(archive, '.br')), data, { mode: 0o755 });
  }
  try {
    renameSync(making, folder);
  } catch {
    // Another process was faster.
    rmSync(making, { recursive: true, force: true });
  }
  return folder;
}

/** The plain files of a tar archive, without their folders. */
function* entriesOf(tar: Buffer): Generator<{ readonly name: string; readonly data: Buffer }> {
  const blockSize = 512;
  const text = (at: number, length: number): string =>
    tar.toString('latin1', at, at + length).replace(/\0.*/s, '');
  for (let at = 0; at + blockSize <= tar.length;) {
    const path = text(at, 100);
    if (path === '') return;
    const size = parseInt(text(at + 124, 12), 8);
    const start = at + blockSize;
    const plain = ['', '0'].includes(text(at + 156, 1));
    if (plain) yield { name: basename(path), data: tar.subarray(start, start + size) };
    at = start + Math.ceil(size / blockSize) * blockSize;
  }
}
