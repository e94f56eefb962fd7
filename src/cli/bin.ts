/** The executable: starts the command line, or says that Node is too old, in syntax that old Nodes read. */
import { fileURLToPath } from 'url';
import { isMainThread, workerData } from 'worker_threads';
import { load, tune } from './engine.ts';

const oldest = [20, 19];
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < oldest[0]! || (major === oldest[0] && minor < oldest[1]!)) {
  console.error(`lossc needs Node ${oldest.join('.')} or newer; this is Node ${process.versions.node}.`);
  process.exitCode = 2;
} else {
  tune();
  const { main, serve } = load(fileURLToPath(new URL('cli.cjs', import.meta.url)));
  void (isMainThread ? main(process.argv.slice(2), new URL(import.meta.url)) : serve(workerData));
}
